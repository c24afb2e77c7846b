// Which records are shown: by severity, logger, time, kind of error, and by what was typed into the search.
import { fieldsOf, type RecordStore } from './record-store.ts';

/** What the reader has chosen. */
export interface FilterState {
  /** Bands that are not shown. */
  readonly hidden: ReadonlySet<number>;
  readonly search: string;
  /** Empty for all. */
  readonly logger: string;
  /** Milliseconds since 1970, the end not included. */
  readonly range: readonly [from: number, to: number] | undefined;
  /** The kind of error. */
  readonly group: number | undefined;
}

export const NO_FILTER: FilterState = {
  ...{ hidden: new Set<number>(), search: '', logger: '', range: undefined, group: undefined },
};

/** One word of a search. */
interface Term {
  readonly isExcluded: boolean;
  /** The name of a field, where the word is `name=value`. */
  readonly field: string | undefined;
  /** In lower case. */
  readonly text: string;
  /** The same as it stands within JSON. */
  readonly jsonText: string;
}

/** Words apart by blanks; "in quotes" for one with blanks; -word for records without it; name=value for a field. */
export function parseSearch(search: string): readonly Term[] {
  return wordsOf(search).map((word) => {
    const isExcluded = word.startsWith('-') && word.length > 1;
    const rest = isExcluded ? word.slice(1) : word;
    const quote = rest.indexOf('"');
    const equals = rest.indexOf('=');
    const isField = equals > 0 && equals < rest.length - 1 && (quote === -1 || quote > equals);
    const text = (isField ? rest.slice(equals + 1) : rest).replaceAll('"', '').toLowerCase();
    const jsonText = JSON.stringify(text).slice(1, -1);
    return { isExcluded, field: isField ? rest.slice(0, equals).toLowerCase() : undefined, text, jsonText };
  });
}

/** Parted at blanks that are not between quotes. */
function wordsOf(search: string): string[] {
  const words: string[] = [];
  let word = '';
  let isQuoted = false;
  for (const character of search) {
    if (character === '"') isQuoted = !isQuoted;
    if (isQuoted || character.trim() !== '') word += character;
    else if (word !== '') {
      words.push(word);
      word = '';
    }
  }
  return word === '' ? words : [...words, word];
}

/** A search for a field with a value. */
export function fieldSearch(name: string, value: string): string {
  return /[\s"]/.test(value) || value === '' ? `${name}="${value.replaceAll('"', '')}"` : `${name}=${value}`;
}

/** Whether a row is shown. */
export function rowTest(
  store: RecordStore,
  { hidden, search, logger, range, group }: FilterState,
): (row: number) => boolean {
  const terms = parseSearch(search);
  return (row) => {
    if (hidden.has(store.band[row] ?? 6)) return false;
    if (logger !== '' && store.logger[row] !== logger) return false;
    if (group !== undefined && store.errors.get(row)?.group !== group) return false;
    if (range !== undefined) {
      const time = store.time[row] ?? Number.NaN;
      if (!(time >= range[0] && time < range[1])) return false;
    }
    return terms.every((term) => holds(store, row, term) !== term.isExcluded);
  };
}

function holds(store: RecordStore, row: number, { field, text, jsonText }: Term): boolean {
  if (field !== undefined) return hasField(store, row, field, text);
  if (text === '') return true;
  const fields = store.fields[row] ?? '';
  if (includes(store.message[row], text) || (fields !== '' && includes(fields, jsonText))) return true;
  if (includes(store.logger[row], text) || includes(store.level[row], text)) return true;
  const trace = store.trace[row] ?? '';
  if (trace !== '' && trace.includes(text)) return true;
  const error = store.errors.get(row);
  return (
    error !== undefined && (includes(error.type, text) || includes(error.message, text) || includes(error.stack, text))
  );
}

function includes(within: string | undefined, text: string): boolean {
  return within?.toLowerCase().includes(text) ?? false;
}

/** `level`, `logger`, `trace` and `file` are columns, where no field has the name. */
function hasField(store: RecordStore, row: number, name: string, value: string): boolean {
  const fields = store.fields[row] ?? '';
  if (includes(fields, JSON.stringify(name).slice(1, -1))) {
    const found = fieldsOf(fields).find(([key]) => key.toLowerCase() === name);
    // Double quotes hold a value together, and are not compared.
    if (found !== undefined) return found[1].replaceAll('"', '').toLowerCase() === value;
  }
  if (name === 'level') return store.level[row]?.toLowerCase() === value;
  if (name === 'logger') return store.logger[row]?.toLowerCase() === value;
  if (name === 'file') return store.file[row]?.toLowerCase() === value;
  return name === 'trace' && (store.trace[row] ?? '').split('/').includes(value);
}

/** Rows that are looked at before the browser may do something else. */
const SLICE = 20_000;

/**
 * The rows that are shown, in their order. The browser stays free in between.
 * @param isGivenUp asked now and then: whether something else was typed meanwhile
 * @returns `undefined` where it was given up
 */
export async function filterRows(
  store: RecordStore,
  state: FilterState,
  isGivenUp: () => boolean,
): Promise<Uint32Array | undefined> {
  const test = rowTest(store, state);
  const rows = new Uint32Array(store.size);
  let found = 0;
  for (let row = 0; row < store.size; row++) {
    if (test(row)) rows[found++] = row;
    if (row % SLICE === SLICE - 1) {
      await nextTask();
      if (isGivenUp()) return undefined;
    }
  }
  return rows.subarray(0, found);
}

/** Resolves when the browser has done what waited. */
function nextTask(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
