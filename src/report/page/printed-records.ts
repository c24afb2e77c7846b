// The records on paper: the first of those that are shown, as a plain table.
import { counted } from '../../format/counted.ts';
import { countText } from '../quantity-text.ts';
import { byId, element, oneLine } from './elements.ts';
import { bandName } from './record-grid.ts';
import { fieldsOf, type RecordStore } from './record-store.ts';
import { timeText, zoneName } from './times.ts';

/** A few pages. */
const MOST_PRINTED = 200;
const LONGEST_PRINTED = 1000;

/** Lays the rows down for the printer. */
export function layDown(store: RecordStore, rows: Uint32Array): void {
  const printed = [...rows.subarray(0, MOST_PRINTED)].map((row) => {
    const fields = fieldsOf(store.fields[row] ?? '').map(([name, value]) => `${name}=${value}`);
    const text = [store.message[row] ?? '', ...fields].join('  ').slice(0, LONGEST_PRINTED);
    return element(
      'tr',
      { 'data-band': bandName(store, row) },
      element('td', {}, timeText(store.time[row] ?? null)),
      element('td', { class: 'level' }, oneLine(store.level[row] ?? '')),
      element('td', {}, oneLine(store.logger[row] ?? '')),
      element('td', { dir: 'auto' }, oneLine(text)),
    );
  });
  const head = [`Time ${zoneName()}`, 'Level', 'Logger', 'Message and fields'];
  const all = rows.length > MOST_PRINTED ? `The first ${countText(MOST_PRINTED)} of ` : '';
  byId('printed').replaceChildren(
    element('p', { class: 'note' }, `${all}${counted(rows.length, 'record')}`),
    element(
      'table',
      {},
      element('thead', {}, element('tr', {}, ...head.map((name) => element('th', { scope: 'col' }, name)))),
      element('tbody', {}, ...printed),
    ),
  );
}

/** Takes them up again. */
export function takeUp(): void {
  byId('printed').replaceChildren();
}
