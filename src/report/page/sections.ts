// The parts of the page that are counted over all records: figures, errors, stages, redactions, notices.
import { counted } from '../../format/counted.ts';
import { countText, durationText } from '../quantity-text.ts';
import { ERROR_BAND, type ErrorSummary, type ReportSummary, type StageSummary, WARN_BAND } from '../report-data.ts';
import { byId, element, oneLine, withLines } from './elements.ts';
import { stackElement } from './record-details.ts';
import { fieldSearch } from './record-filter.ts';
import { rangeText, timeParts, timeText, zoneName } from './times.ts';

/** What the parts may ask of the table. */
export interface SectionEvents {
  readonly searchFor: (search: string) => void;
  readonly showErrors: (error: ErrorSummary) => void;
}

/** Kinds of errors, and stages, that are seen at first. */
const AT_FIRST = 8;

/** Fills all parts; again after the zone has changed. */
export function showSections(summary: ReportSummary, events: SectionEvents): void {
  showHead(summary);
  showNotices(summary);
  showFigures(summary);
  showErrors(summary, events);
  showStages(summary, events);
  showRedactions(summary);
}

function showHead({ title, records, first, last, madeBy, madeAt, paths }: ReportSummary): void {
  byId('title').textContent = oneLine(title);
  const noTime = records === 0 ? 'There are no records.' : 'No record has a time.';
  byId('span').textContent = first === null || last === null ? noTime : `${rangeText(first, last)} ${zoneName()}`;
  const footer = `Made by ${madeBy} at ${timeText(madeAt)} ${zoneName()} from ${paths.map(oneLine).join(', ')}.`;
  byId('footer').textContent = `${footer} Charts by uPlot, © Leon Sorokin, MIT licence.`;
}

function showNotices(summary: ReportSummary): void {
  const { records, tableRecords, isTableFull, conditions, problemCount, problems, recordsWithoutTime } = summary;
  const notices: (Node | string)[][] = [];
  if (conditions.length > 0) notices.push([`Only records that meet: ${conditions.map(oneLine).join('; ')}.`]);
  if (tableRecords < records) {
    const kept = `${countText(tableRecords)} of ${counted(records, 'record')}`;
    notices.push([
      `The table has ${kept}: the newest, half of it for warnings and errors. All counts, the timeline, stages, errors and redactions are of all records. ${
        isTableFull
          ? 'The page has no room for more; choose some of the records, such as by --since or --where.'
          : 'More by --limit.'
      }`,
    ]);
  }
  if (recordsWithoutTime > 0)
    notices.push([`${counted(recordsWithoutTime, 'record')} without a time: not on the timeline.`]);
  if (problemCount > 0) notices.push([problemList(problemCount, problems)]);
  const list = byId('notices');
  list.hidden = notices.length === 0;
  list.replaceChildren(...notices.map((notice) => element('li', {}, ...notice)));
}

function problemList(count: number, problems: ReportSummary['problems']): Node {
  const items = problems.map(({ file, line, message }) =>
    element(
      'li',
      {},
      element('code', { dir: 'auto' }, oneLine(line > 0 ? `${file}:${line}` : file)),
      ` ${oneLine(message)}`,
    ),
  );
  const more = count > problems.length ? [element('li', {}, `and ${countText(count - problems.length)} more`)] : [];
  const said = `${counted(count, 'place')} of the files could not be read as records.`;
  return element('details', {}, element('summary', {}, said), element('ul', {}, ...items, ...more));
}

function showFigures({ records, bands, first, last, files, origins, redactions }: ReportSummary): void {
  const sum = (from: number, to: number) => bands.slice(from, to + 1).reduce((all, count) => all + count, 0);
  const errors = sum(0, ERROR_BAND);
  const warnings = sum(WARN_BAND, WARN_BAND);
  const masked = redactions.reduce((all, [, count]) => all + count, 0);
  const figures: [string, string, string?][] = [
    [records === 1 ? 'record' : 'records', countText(records)],
    [errors === 1 ? 'error' : 'errors', countText(errors), errors > 0 ? 'error' : 'none'],
    [warnings === 1 ? 'warning' : 'warnings', countText(warnings), warnings > 0 ? 'warn' : 'none'],
    ['from first to last', first === null || last === null ? '–' : durationText(last - first)],
    [masked === 1 ? 'value masked' : 'values masked', countText(masked), masked > 0 ? '' : 'none'],
    [files === 1 ? 'file' : 'files', countText(files)],
  ];
  byId('figures').replaceChildren(
    ...figures.map(([name, value, band = '']) =>
      element('div', { 'data-band': band }, element('dt', {}, name), element('dd', {}, value)),
    ),
  );
  byId('origins').replaceChildren(
    ...origins.map(([name, values]) => {
      const shown = values.flatMap(([value], index) => [index > 0 ? ', ' : '', element('bdi', {}, oneLine(value))]);
      return element('div', {}, element('dt', {}, name), element('dd', {}, ...shown));
    }),
  );
}

function showErrors({ errors, moreErrors, records }: ReportSummary, events: SectionEvents): void {
  const all = errors.length + moreErrors;
  byId('errors-note').textContent = all === 0 ? '' : `${counted(all, 'kind')}, the most frequent first`;
  const items = errors.map((error) => errorItem(error, events));
  const nothing = records === 0 ? 'There are no records.' : 'No record is an error, and none has an exception.';
  byId('errors').replaceChildren(...(items.length === 0 ? [emptyText(nothing)] : withMore(items, 'kinds of errors')));
  if (moreErrors > 0)
    byId('errors').append(element('p', { class: 'note' }, `${counted(moreErrors, 'rarer kind')} not listed.`));
}

function errorItem(error: ErrorSummary, events: SectionEvents): HTMLElement {
  const { type, message, stack, count, logger, first, last, band } = error;
  const what = element('span', { class: 'what' });
  if (type !== '') what.append(element('b', {}, oneLine(type)), ' ');
  what.append(element('bdi', {}, oneLine(message)));
  const times = first === null || last === null ? '' : first === last ? timeText(first) : rangeText(first, last);
  const where = [logger, times === '' ? '' : `${times} ${zoneName()}`].filter(Boolean).map(oneLine).join(' · ');
  const show = element(
    'button',
    { type: 'button' },
    `Show ${count === 1 ? 'the record' : `the ${countText(count)} records`}`,
  );
  show.addEventListener('click', () => events.showErrors(error));
  return element(
    'details',
    { class: 'error', 'data-band': band === 0 ? 'fatal' : band <= ERROR_BAND ? 'error' : 'warn' },
    element(
      'summary',
      {},
      element('span', { class: 'count', title: counted(count, 'record') }, `${countText(count)}×`),
      what,
    ),
    element(
      'div',
      { class: 'body' },
      element('p', { class: 'note', dir: 'auto' }, where),
      element('p', { class: 'whole', dir: 'auto' }, withLines(message)),
      ...(stack === '' ? [element('p', { class: 'note' }, 'No stack was logged.')] : [stackElement(stack)]),
      show,
    ),
  );
}

/** The first of a list, and a button for the rest. */
function withMore(items: readonly HTMLElement[], what: string): HTMLElement[] {
  const rest = items.slice(AT_FIRST);
  if (rest.length === 0) return [...items];
  for (const item of rest) item.classList.add('later');
  const more = element('button', { type: 'button', class: 'more' }, `Show all ${countText(items.length)} ${what}`);
  more.addEventListener('click', () => {
    for (const item of rest) item.classList.remove('later');
    more.remove();
    (rest[0]?.querySelector<HTMLElement>('summary, button') ?? rest[0])?.focus();
  });
  return [...items, more];
}

function showStages({ stages, moreStages, records, first, last }: ReportSummary, events: SectionEvents): void {
  const place = byId('stages');
  byId('stages-note').textContent = stages.length === 0 ? '' : counted(stages.length + moreStages, 'stage');
  if (stages.length === 0) {
    const nothing =
      records === 0 ? 'There are no records.' : 'No record has a field such as stage, step, task, phase or job.';
    place.replaceChildren(emptyText(nothing));
    return;
  }
  const hasRuns = stages.some(({ run }) => run !== '');
  const span = first === null || last === null ? undefined : ([first, last] as const);
  const head = ['Stage', ...(hasRuns ? ['Run'] : []), 'Begin', 'Duration', 'Course', 'Records', 'Warnings', 'Errors'];
  const rows = stages.map((stage) => stageRow(stage, hasRuns, span, events));
  const body = element('tbody', {}, ...rows);
  const table = element(
    'table',
    { class: 'stages' },
    element('thead', {}, element('tr', {}, ...head.map((name) => element('th', { scope: 'col' }, name)))),
    body,
  );
  place.replaceChildren(table, ...withMore(rows, 'stages').slice(rows.length));
  if (moreStages > 0)
    place.append(element('p', { class: 'note' }, `${counted(moreStages, 'record')} of further stages not listed.`));
}

function stageRow(
  { kind, key, name, run, start, end, duration, from, records, warnings, errors }: StageSummary,
  hasRuns: boolean,
  span: readonly [number, number] | undefined,
  events: SectionEvents,
): HTMLElement {
  const button = element(
    'button',
    { type: 'button', class: 'link', title: `Show the records of this ${kind}` },
    oneLine(name),
  );
  button.addEventListener('click', () => events.searchFor(fieldSearch(key, name)));
  const track = element('span', { class: 'track', 'aria-hidden': 'true' });
  if (span !== undefined && start !== null && end !== null) {
    const length = Math.max(1, span[1] - span[0]);
    const bar = element('span', { class: 'bar', 'data-band': errors > 0 ? 'error' : '' });
    const left = Math.max(0, Math.min(0.995, (start - span[0]) / length));
    bar.style.insetInlineStart = `${left * 100}%`;
    bar.style.inlineSize = `${Math.max(0, Math.min(1 - left, (end - start) / length)) * 100}%`;
    track.append(bar);
  }
  const source = from === 'field' ? 'as a record says' : 'from its first record to its last';
  const count = (value: number, band = '') =>
    element('td', { class: 'number', 'data-band': value > 0 ? band : 'none' }, countText(value));
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, button, ...(kind === 'stage' ? [] : [element('small', {}, ` ${kind}`)])),
    ...(hasRuns ? [element('td', { class: 'run', dir: 'auto' }, oneLine(run))] : []),
    element('td', { class: 'time' }, start === null ? '–' : shortTime(start, span)),
    element('td', { class: 'number', title: source }, duration === null ? '–' : durationText(duration)),
    element('td', { class: 'course' }, track),
    count(records),
    count(warnings, 'warn'),
    count(errors, 'error'),
  );
}

/** Without the day where all records are of one. */
function shortTime(time: number, span: readonly [number, number] | undefined): string {
  const { date, clock } = timeParts(time);
  const isOneDay = span !== undefined && [...span, time].every((at) => timeParts(at).date === date);
  return isOneDay ? clock : `${date} ${clock}`;
}

function showRedactions({ redactions, records }: ReportSummary): void {
  const all = redactions.reduce((sum, [, count]) => sum + count, 0);
  byId('redactions-note').textContent = all === 0 ? '' : `${counted(all, 'label')} in the records`;
  const place = byId('redactions');
  if (all === 0) {
    const nothing = records === 0 ? 'There are no records.' : 'No record has a label of the redactor, such as [EMAIL].';
    place.replaceChildren(emptyText(nothing));
    return;
  }
  const most = Math.max(...redactions.map(([, count]) => count));
  const rows = redactions.map(([entity, count]) => {
    const bar = element('span', { class: 'bar' });
    bar.style.inlineSize = `${(count / most) * 100}%`;
    const track = element('td', { class: 'course' }, element('span', { class: 'track', 'aria-hidden': 'true' }, bar));
    return element(
      'tr',
      {},
      element('th', { scope: 'row' }, entity),
      track,
      element('td', { class: 'number' }, countText(count)),
    );
  });
  const head = ['Entity', 'Share', 'Labels'].map((name) => element('th', { scope: 'col' }, name));
  place.replaceChildren(
    element(
      'table',
      { class: 'redactions' },
      element('thead', {}, element('tr', {}, ...head)),
      element('tbody', {}, ...rows),
    ),
  );
}

function emptyText(text: string): HTMLElement {
  return element('p', { class: 'nothing' }, text);
}
