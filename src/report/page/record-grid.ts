// The table of records: only the rows that are seen are elements, however many there are.
import { SEVERITY_BANDS } from '../report-data.ts';
import { byId, element, oneLine } from './elements.ts';
import { fieldsOf, type RecordStore } from './record-store.ts';
import { timeParts } from './times.ts';

/** Rows above and below the seen ones, so that scrolling shows no gaps. */
const MARGIN = 8;
/** Of a message, more than a line can show. */
const LONGEST_SHOWN = 500;

/** Records that are seen at once: the table is as high as they are. */
const FEW = 15;

/** What the grid does with a row that is chosen. */
export interface GridEvents {
  readonly open: (row: number) => void;
}

/** The rows, by roving focus: the grid has the focus, and one of its rows is the active one. */
export class RecordGrid {
  readonly #grid = byId('grid');
  readonly #rows = byId('rows');
  readonly #events: GridEvents;
  readonly #made = new Map<number, HTMLElement>();
  #store: RecordStore | undefined;
  #shown: Uint32Array = new Uint32Array();
  #active = 0;
  #opened = -1;
  #showsDate = false;
  #isQueued = false;

  constructor(events: GridEvents) {
    this.#events = events;
    this.#grid.addEventListener('scroll', () => this.#queue(), { passive: true });
    new ResizeObserver(() => this.#queue()).observe(this.#grid);
    this.#rows.addEventListener('click', (event) => {
      const place = this.#placeAt(event.target as Node);
      if (place === undefined) return;
      this.#active = place;
      this.open();
    });
    this.#grid.addEventListener('keydown', (event) => this.#onKey(event));
  }

  /** Shows these rows of the store, from the place on that was active where it is among them. */
  show(store: RecordStore, rows: Uint32Array): void {
    const before = this.#shown[this.#active];
    this.#store = store;
    this.#shown = rows;
    this.#showsDate = spansDays(store);
    this.#grid.classList.toggle('with-date', this.#showsDate);
    this.#grid.parentElement?.classList.toggle('few', store.size <= FEW);
    this.#grid.setAttribute('aria-rowcount', String(rows.length + 1));
    const kept = before === undefined ? -1 : rows.indexOf(before);
    this.#active = Math.max(0, kept);
    this.redraw();
    if (kept === -1) this.#grid.scrollTop = 0;
    else this.#reveal();
  }

  /** Makes all rows anew: the zone or the height of rows is another. */
  redraw(): void {
    for (const made of this.#made.values()) made.remove();
    this.#made.clear();
    this.#rows.style.height = `${this.#shown.length * this.#rowHeight}px`;
    this.#draw();
  }

  get shown(): Uint32Array {
    return this.#shown;
  }

  focus(): void {
    this.#grid.focus();
  }

  /** Opens the active row. */
  open(): void {
    const row = this.#shown[this.#active];
    if (row === undefined) return;
    this.#opened = row;
    this.#mark();
    this.#events.open(row);
  }

  close(): void {
    this.#opened = -1;
    this.#mark();
  }

  /** Makes the next row active for which something holds, or the one before. */
  seek(direction: 1 | -1, holds: (row: number) => boolean): boolean {
    for (let place = this.#active + direction; place >= 0 && place < this.#shown.length; place += direction) {
      if (!holds(this.#shown[place] ?? 0)) continue;
      this.#activate(place);
      return true;
    }
    return false;
  }

  get #rowHeight(): number {
    return Number.parseFloat(getComputedStyle(this.#grid).getPropertyValue('--row')) || 28;
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(this.#grid.clientHeight / this.#rowHeight) - 2);
    const steps: Readonly<Record<string, number>> = {
      ...{ ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: page, PageUp: -page },
      ...{ Home: Number.NEGATIVE_INFINITY, End: Number.POSITIVE_INFINITY },
    };
    const step = steps[event.key];
    if (step !== undefined) this.#activate(this.#active + step);
    else if (event.key === 'Enter' || event.key === ' ') this.open();
    else return;
    event.preventDefault();
  }

  #activate(place: number): void {
    this.#active = Math.max(0, Math.min(this.#shown.length - 1, place));
    this.#reveal();
    this.#draw();
    if (this.#opened !== -1) this.open();
  }

  #reveal(): void {
    const height = this.#rowHeight;
    const head = this.#rows.offsetTop;
    const top = this.#active * height;
    const room = this.#grid.clientHeight - head;
    if (top < this.#grid.scrollTop) this.#grid.scrollTop = top;
    else if (top + height > this.#grid.scrollTop + room) this.#grid.scrollTop = top + height - room;
  }

  #queue(): void {
    if (this.#isQueued) return;
    this.#isQueued = true;
    requestAnimationFrame(() => {
      this.#isQueued = false;
      this.#draw();
    });
  }

  #draw(): void {
    const store = this.#store;
    if (store === undefined) return;
    const height = this.#rowHeight;
    const from = Math.max(0, Math.floor(this.#grid.scrollTop / height) - MARGIN);
    const to = Math.min(
      this.#shown.length,
      Math.ceil((this.#grid.scrollTop + this.#grid.clientHeight) / height) + MARGIN,
    );
    for (const [place, made] of this.#made) {
      if (place >= from && place < to) continue;
      made.remove();
      this.#made.delete(place);
    }
    for (let place = from; place < to; place++) {
      if (this.#made.has(place)) continue;
      const made = this.#rowElement(store, place);
      made.style.top = `${place * height}px`;
      this.#made.set(place, made);
      this.#rows.append(made);
    }
    this.#mark();
  }

  #mark(): void {
    for (const [place, made] of this.#made) {
      made.classList.toggle('active', place === this.#active);
      made.setAttribute('aria-selected', String(this.#shown[place] === this.#opened));
    }
    const active = this.#made.get(this.#active);
    if (active === undefined) this.#grid.removeAttribute('aria-activedescendant');
    else this.#grid.setAttribute('aria-activedescendant', active.id);
  }

  #placeAt(target: Node): number | undefined {
    for (const [place, made] of this.#made) if (made.contains(target)) return place;
    return undefined;
  }

  #rowElement(store: RecordStore, place: number): HTMLElement {
    const row = this.#shown[place] ?? 0;
    const attributes = { class: 'row', role: 'row', id: `row-${place}`, 'aria-rowindex': String(place + 2) };
    return element(
      'div',
      { ...attributes, 'data-band': bandName(store, row) },
      element('span', { role: 'gridcell', class: 'time' }, ...timeCell(store.time[row] ?? Number.NaN, this.#showsDate)),
      element('span', { role: 'gridcell', class: 'level' }, oneLine(store.level[row] ?? '')),
      element('span', { role: 'gridcell', class: 'logger', dir: 'auto' }, oneLine(store.logger[row] ?? '')),
      element('span', { role: 'gridcell', class: 'message' }, ...messageCell(store, row)),
    );
  }
}

/** The name of a row's band, for its colour. */
export function bandName(store: RecordStore, row: number): string {
  return (SEVERITY_BANDS[store.band[row] ?? 6] ?? 'UNSPECIFIED').toLowerCase();
}

function spansDays(store: RecordStore): boolean {
  const first = store.time.find((time) => !Number.isNaN(time));
  const last = store.time.findLast((time) => !Number.isNaN(time));
  return first !== undefined && last !== undefined && timeParts(first).date !== timeParts(last).date;
}

function timeCell(time: number, showsDate: boolean): (Node | string)[] {
  if (Number.isNaN(time)) return ['–'];
  const { date, clock } = timeParts(time);
  return showsDate ? [element('span', { class: 'date' }, date), ` ${clock}`] : [clock];
}

/** The message in a direction of its own, then the fields, on one line. */
function messageCell(store: RecordStore, row: number): Node[] {
  const message = (store.message[row] ?? '').slice(0, LONGEST_SHOWN);
  const cells: Node[] = [element('bdi', { class: 'said' }, oneLine(message))];
  const error = store.errors.get(row);
  const thrown = [error?.type, error?.message].filter(Boolean).join(': ');
  // An error may be a record without an exception: an empty cell would push its fields aside.
  if (thrown !== '') cells.push(element('bdi', { class: 'thrown' }, oneLine(thrown.slice(0, LONGEST_SHOWN))));
  let room = LONGEST_SHOWN - message.length;
  for (const [name, value] of fieldsOf(store.fields[row] ?? '')) {
    if (room <= 0) break;
    cells.push(
      element('bdi', { class: 'field' }, element('i', {}, `${oneLine(name)}=`), oneLine(value.slice(0, LONGEST_SHOWN))),
    );
    room -= name.length + value.length;
  }
  return cells;
}
