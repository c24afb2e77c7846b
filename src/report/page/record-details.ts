// One record, whole: its message, its fields, what was thrown, and where it stands.
import { byId, element, oneLine, withLines } from './elements.ts';
import { fieldSearch } from './record-filter.ts';
import { bandName } from './record-grid.ts';
import { fieldsOf, type RecordStore } from './record-store.ts';
import { timeText, zoneName } from './times.ts';

/** What can be done from within the details. */
export interface DetailsEvents {
  readonly close: () => void;
  readonly search: (search: string) => void;
}

/** Shows a record beside the table; the focus stays where it is. */
export function showDetails(store: RecordStore, row: number, events: DetailsEvents): void {
  const close = element('button', { type: 'button', class: 'close', 'aria-label': 'Close the record' }, '✕');
  close.addEventListener('click', events.close);
  const level = element('span', { class: 'badge', 'data-band': bandName(store, row) }, oneLine(store.level[row] ?? ''));
  const time = element('span', { class: 'at' }, `${timeText(store.time[row] ?? null)} ${zoneName()}`);
  const head = element('h3', { id: 'details-title' }, level, ' ', time);
  const details = byId('details');
  details.replaceChildren(
    element('div', { class: 'details-head' }, head, close),
    element(
      'pre',
      { class: 'said', dir: 'auto', tabindex: '0', 'aria-label': 'Message' },
      withLines(store.message[row] ?? ''),
    ),
    ...thrown(store, row),
    ...fieldList('Fields', fieldsOf(store.fields[row] ?? ''), events),
    ...fieldList('Record', ownFields(store, row), events),
    ...fieldList('Resource', fieldsOf(store.resource[row] ?? '')),
  );
  details.hidden = false;
  details.scrollTop = 0;
}

function thrown(store: RecordStore, row: number): Node[] {
  const error = store.errors.get(row);
  if (error === undefined || (error.type === '' && error.message === '' && error.stack === '')) return [];
  const title = oneLine([error.type, error.message].filter(Boolean).join(': '));
  const stack = error.stack === '' ? [] : [stackElement(error.stack)];
  return [element('h4', {}, 'Exception'), element('p', { class: 'thrown', dir: 'auto' }, title), ...stack];
}

/** A stack, in its lines. */
export function stackElement(stack: string): HTMLElement {
  return element('pre', { class: 'stack', dir: 'ltr', tabindex: '0', 'aria-label': 'Stack' }, withLines(stack));
}

function ownFields(store: RecordStore, row: number): (readonly [string, string])[] {
  const [trace = '', span = ''] = (store.trace[row] ?? '').split('/');
  const line = store.line[row] ?? 0;
  const fields = [
    ['logger', store.logger[row] ?? ''],
    ['trace', trace],
    ['span', span],
    ['file', store.file[row] ?? ''],
    ['line', line === 0 ? '' : String(line)],
  ] as const;
  return fields.filter(([, value]) => value !== '');
}

/** The columns that a search can name. */
const SEARCHED = new Set(['logger', 'trace', 'file']);
/** A longer value is no word that one would search for. */
const LONGEST_SEARCHED = 200;

function fieldList(
  title: string,
  fields: readonly (readonly [string, string])[],
  events?: Pick<DetailsEvents, 'search'>,
): Node[] {
  if (fields.length === 0) return [];
  const rows = fields.map(([name, value]) => {
    const shown = element('span', { class: 'value', dir: 'auto' }, withLines(value));
    const isSearched = title === 'Fields' || SEARCHED.has(name);
    const canBe = events !== undefined && isSearched && value.length <= LONGEST_SEARCHED && !/[\s"=]/.test(name);
    const more = canBe ? [searchButton(name, value, events)] : [];
    return element('div', {}, element('dt', { dir: 'auto' }, oneLine(name)), element('dd', {}, shown, ...more));
  });
  return [element('h4', {}, title), element('dl', { class: 'fields' }, ...rows)];
}

function searchButton(name: string, value: string, { search }: Pick<DetailsEvents, 'search'>): HTMLElement {
  const what = `Only records with this ${oneLine(name)}`;
  const button = element('button', { type: 'button', class: 'only', title: what, 'aria-label': what }, 'only');
  button.addEventListener('click', () => search(fieldSearch(name, value)));
  return button;
}
