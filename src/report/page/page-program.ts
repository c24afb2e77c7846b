// The program of the report's page: reads what the page holds, and connects its parts.
import { counted } from '../../format/counted.ts';
import { countText } from '../quantity-text.ts';
import { ERROR_BAND, type ErrorSummary, type ReportSummary } from '../report-data.ts';
import { followAppearance } from './appearance.ts';
import { announce, byId, oneLine } from './elements.ts';
import { FilterBar } from './filter-bar.ts';
import { layDown, takeUp } from './printed-records.ts';
import { showDetails } from './record-details.ts';
import { type FilterState, filterRows } from './record-filter.ts';
import { RecordGrid } from './record-grid.ts';
import { type RecordStore, readStore } from './record-store.ts';
import { showSections } from './sections.ts';
import { followKeys } from './shortcuts.ts';
import { TimelineChart } from './timeline-chart.ts';
import { setZone, zoneName } from './times.ts';

const summary = JSON.parse(byId('summary').textContent ?? '') as ReportSummary;
document.title = `${oneLine(summary.title)} – LakeTrace report`;

// Before anything of it is shown.
setZone(summary.zone);
byId('grid-zone').textContent = zoneName();

let store: RecordStore | undefined;
let opened = -1;
/** Counts the filters that were begun, so that an older one gives up. */
let filters = 0;

const grid = new RecordGrid({ open: openRow });
const bar = new FilterBar(summary, (state) => void applyFilter(state));
const chart = new TimelineChart(summary.timeline, (range) => {
  bar.set({ range });
});
const sectionEvents = { searchFor, showErrors };
showSections(summary, sectionEvents);

function searchFor(search: string): void {
  bar.set({ search });
  goToRecords();
}

function showErrors({ id, type, message }: ErrorSummary): void {
  bar.setGroup(id, type || message);
  goToRecords();
}

function goToRecords(): void {
  byId('records').scrollIntoView({ block: 'start' });
  grid.focus();
}

function openRow(row: number): void {
  if (store === undefined) return;
  opened = row;
  showDetails(store, row, {
    close: closeRow,
    search: (search) => {
      const { state } = bar;
      bar.set({ search: state.search.trim() === '' ? search : `${state.search.trim()} ${search}` });
    },
  });
  byId('grid').parentElement?.classList.add('with-details');
}

function closeRow(): void {
  opened = -1;
  byId('details').hidden = true;
  byId('grid').parentElement?.classList.remove('with-details');
  grid.close();
  grid.focus();
}

async function applyFilter(state: FilterState): Promise<void> {
  chart.setHidden(state.hidden);
  if (state.range === undefined) chart.clear();
  if (store === undefined) return;
  const own = ++filters;
  const rows = await filterRows(store, state, () => own !== filters);
  if (rows === undefined) return;
  grid.show(store, rows);
  showMatches(store, rows);
}

function showMatches({ size }: RecordStore, { length }: Uint32Array): void {
  byId('matches').textContent =
    length === size ? counted(size, 'record') : `${countText(length)} of ${counted(size, 'record')}`;
  const empty = byId('empty');
  empty.hidden = length > 0;
  const nothing = summary.paths.map(oneLine).join(', ');
  empty.textContent =
    size === 0 ? `There are no records in ${nothing}.` : 'No record meets the filter. Escape clears it.';
}

followAppearance(summary.zone, {
  zoneChanged: () => {
    byId('grid-zone').textContent = zoneName();
    showSections(summary, sectionEvents);
    bar.show();
    chart.redraw();
    grid.redraw();
    if (opened !== -1) openRow(opened);
  },
  coloursChanged: () => chart.redraw(),
  print: (isPrinting) => {
    if (isPrinting && store !== undefined) layDown(store, grid.shown);
    else takeUp();
  },
});

followKeys({
  toggleBand: (band) => {
    if ((summary.bands[band] ?? 0) > 0) bar.toggle(band);
  },
  goToRecords,
  nextError: (direction) => {
    const isError = (row: number) => (store?.band[row] ?? 6) <= ERROR_BAND;
    if (!grid.seek(direction, isError)) announce('No further error.');
    grid.focus();
  },
  escape: () => {
    if (opened !== -1) closeRow();
    else if (!bar.isClear) bar.clear();
  },
});

matchMedia('(max-width: 44rem)').addEventListener('change', () => grid.redraw());

const all = countText(summary.tableRecords);
try {
  store = await readStore((done, blocks) => {
    byId('matches').textContent = `Reading ${all} records, ${Math.round((done / blocks) * 100)} %`;
  });
  bar.setLoggers(store.logger);
  await applyFilter(bar.state);
} catch (error) {
  byId('matches').textContent = `The records could not be read: ${oneLine(String(error))}`;
}
document.documentElement.dataset['ready'] = 'true';
