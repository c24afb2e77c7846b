// The controls of the filter: the search, the logger, the severities, and the conditions that came from elsewhere in the page.
import { countText } from '../quantity-text.ts';
import { type ReportSummary, SEVERITY_BANDS } from '../report-data.ts';
import { byId, element, oneLine } from './elements.ts';
import { type FilterState, NO_FILTER } from './record-filter.ts';
import { rangeText, zoneName } from './times.ts';

/** Loggers that a list can hold; the search finds the others. */
const MOST_LOGGERS = 200;
/** Of a message that names a condition. */
const LONGEST_CONDITION = 60;

/** What the reader has chosen, and the controls that show it. */
export class FilterBar {
  readonly #onChange: (state: FilterState) => void;
  readonly #search = byId<HTMLInputElement>('search');
  readonly #logger = byId<HTMLSelectElement>('logger');
  readonly #chips: (readonly [band: number, chip: HTMLElement])[] = [];
  #groupName = '';
  #state: FilterState = NO_FILTER;

  constructor({ bands }: ReportSummary, onChange: (state: FilterState) => void) {
    this.#onChange = onChange;
    for (const place of [byId('legend'), byId('bands')]) {
      for (const [band, name] of SEVERITY_BANDS.entries()) {
        if ((bands[band] ?? 0) > 0) place.append(this.#chip(band, name, bands[band] ?? 0));
      }
    }
    this.#search.addEventListener('input', () => this.set({ search: this.#search.value }));
    this.#logger.addEventListener('change', () => this.set({ logger: this.#logger.value }));
    byId('filter').addEventListener('submit', (event) => event.preventDefault());
    byId('clear').addEventListener('click', () => this.clear());
  }

  get state(): FilterState {
    return this.#state;
  }

  get isClear(): boolean {
    const { hidden, search, logger, range, group } = this.#state;
    return hidden.size === 0 && search === '' && logger === '' && range === undefined && group === undefined;
  }

  /** Offers the loggers of the records. */
  setLoggers(names: Iterable<string>): void {
    const sorted = [...new Set(names)].filter((name) => name !== '').sort();
    for (const name of sorted.slice(0, MOST_LOGGERS)) {
      const option = element('option', {}, oneLine(name));
      option.value = name;
      this.#logger.append(option);
    }
    // One logger, or none, is no choice.
    const label = this.#logger.parentElement;
    if (label !== null) label.hidden = sorted.length < 2;
  }

  set(change: Partial<FilterState>): void {
    this.#state = { ...this.#state, ...change };
    this.show();
    this.#onChange(this.#state);
  }

  /** Only records of one kind of error, whatever else was chosen. */
  setGroup(group: number, name: string): void {
    this.#groupName = name;
    this.set({ ...NO_FILTER, group });
  }

  clear(): void {
    this.set(NO_FILTER);
  }

  toggle(band: number): void {
    const hidden = new Set(this.#state.hidden);
    if (!hidden.delete(band)) hidden.add(band);
    this.set({ hidden });
  }

  /** Shows in the controls what is chosen. */
  show(): void {
    const { hidden, search, logger, range, group } = this.#state;
    if (this.#search.value !== search) this.#search.value = search;
    this.#logger.value = logger;
    for (const [band, chip] of this.#chips) chip.setAttribute('aria-pressed', String(!hidden.has(band)));
    byId('clear').hidden = this.isClear;
    const conditions: HTMLElement[] = [];
    if (range !== undefined)
      conditions.push(this.#condition(`${rangeText(range[0], range[1])} ${zoneName()}`, { range: undefined }));
    if (group !== undefined) conditions.push(this.#condition(`error: ${this.#groupName}`, { group: undefined }));
    byId('conditions').replaceChildren(...conditions);
  }

  #chip(band: number, name: string, count: number): HTMLElement {
    const chip = element(
      'button',
      { type: 'button', class: 'chip', 'aria-pressed': 'true', 'data-band': name.toLowerCase() },
      element('span', { class: 'swatch', 'aria-hidden': 'true' }),
      element('span', {}, name),
      ' ',
      element('span', { class: 'count' }, countText(count)),
    );
    chip.addEventListener('click', () => this.toggle(band));
    this.#chips.push([band, chip]);
    return chip;
  }

  #condition(text: string, without: Partial<FilterState>): HTMLElement {
    const shown = oneLine(text.length > LONGEST_CONDITION ? `${text.slice(0, LONGEST_CONDITION)}…` : text);
    const remove = element('button', { type: 'button', 'aria-label': `Remove the condition ${shown}` }, '✕');
    remove.addEventListener('click', () => {
      this.set(without);
      this.#search.focus();
    });
    return element('li', {}, element('bdi', {}, shown), remove);
  }
}
