// Where files go below a target: a layout such as `service={service}/date={date}/{file}`, filled in and escaped.
import { ConfigurationError } from '../spec/configuration-error.ts';

/** The layout where none was chosen. */
export const DEFAULT_LAYOUT = 'service={service}/date={date}/{file}';

/** What a layout is filled with. */
export interface LayoutValues {
  readonly service: string;
  readonly host: string;
  /** The time in the file's name, in milliseconds since the epoch. */
  readonly time: number;
  /** The name that the file gets. */
  readonly file: string;
}

type Placeholder = 'service' | 'host' | 'date' | 'year' | 'month' | 'day' | 'hour' | 'file';

const PLACEHOLDERS: Readonly<Record<Placeholder, (values: LayoutValues) => string>> = {
  service: ({ service }) => service,
  host: ({ host }) => host,
  date: ({ time }) => isoOf(time).slice(0, 10),
  year: ({ time }) => isoOf(time).slice(0, 4),
  month: ({ time }) => isoOf(time).slice(5, 7),
  day: ({ time }) => isoOf(time).slice(8, 10),
  hour: ({ time }) => isoOf(time).slice(11, 13),
  file: ({ file }) => file,
};

const ACCEPTED = `a relative path such as ${JSON.stringify(DEFAULT_LAYOUT)}, of ${Object.keys(PLACEHOLDERS)
  .map((name) => `{${name}}`)
  .join(', ')} and plain text, that ends in /{file}`;

/** What Spark and Hive write in a path as `%` and two digits, and read back (`ExternalCatalogUtils.escapePathName`). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const ESCAPED = /[\u0000-\u001f\u007f"#%'*/:=?\\{}[\]^]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const NOT_PLAIN = /[\u0000-\u001f\u007f"#%'*:?\\{}[\]^]/;
/** At the beginning of a part they hide it from Spark and Hive. */
const HIDING = /^[._]/;
/** At its end, some object stores and Windows drop them. */
const DROPPED = /[. ]$/;
/** What Spark and Hive write for a value that is empty. */
const EMPTY = '__HIVE_DEFAULT_PARTITION__';

interface Piece {
  readonly text: string;
  readonly placeholder: Placeholder | undefined;
}

/** A layout that was checked. */
export class Layout {
  readonly #parts: readonly (readonly Piece[])[];

  /**
   * @param option the option's path for the error message
   * @throws ConfigurationError
   */
  constructor(text: unknown, option: string) {
    const refuse = (why: string): never => {
      throw new ConfigurationError(option, text, `${ACCEPTED} (${why})`);
    };
    if (typeof text !== 'string' || text === '') throw new ConfigurationError(option, text, ACCEPTED);
    this.#parts = text.split('/').map((part) => piecesOf(part, refuse));
    if (!/(?:^|\/)\{file\}$/.test(text)) refuse('its last part has to be {file}, by which files sort');
    const keys = text.split('/').flatMap((part) => (part.includes('=') ? [part.slice(0, part.indexOf('='))] : []));
    const twice = keys.find((key, index) => keys.indexOf(key) !== index);
    if (twice !== undefined) refuse(`${twice}= stands in it twice`);
  }

  /** The path of a file below the target. */
  remoteOf(values: LayoutValues): string {
    return this.#parts.map((part) => filled(part, values)).join('/');
  }
}

function piecesOf(part: string, refuse: (why: string) => never): Piece[] {
  if (part === '') refuse('a part of it is empty');
  if (part === '.' || part === '..') refuse(`${part} leads elsewhere`);
  const pieces: Piece[] = [];
  let end = 0;
  for (const found of part.matchAll(/\{([^{}]*)\}/g)) {
    const name = found[1] ?? '';
    if (!Object.hasOwn(PLACEHOLDERS, name)) refuse(`there is no {${name}}`);
    pieces.push({ text: part.slice(end, found.index), placeholder: name as Placeholder });
    end = found.index + found[0].length;
  }
  pieces.push({ text: part.slice(end), placeholder: undefined });
  for (const { text } of pieces) if (NOT_PLAIN.test(text)) refuse(`${JSON.stringify(text)} would have to be escaped`);
  return pieces;
}

function filled(pieces: readonly Piece[], values: LayoutValues): string {
  let part = '';
  for (const { text, placeholder } of pieces) {
    part += text;
    if (placeholder !== undefined) part += escapedValue(PLACEHOLDERS[placeholder](values));
  }
  const shown = HIDING.test(part) && part !== EMPTY ? percent(part.charAt(0)) + part.slice(1) : part;
  return DROPPED.test(shown) ? shown.slice(0, -1) + percent(shown.slice(-1)) : shown;
}

/** A value as Spark and Hive write it in the name of a partition. What is beyond ASCII stays as it is. */
function escapedValue(value: string): string {
  return value === '' ? EMPTY : value.toWellFormed().replace(ESCAPED, percent);
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

function isoOf(time: number): string {
  return new Date(time).toISOString();
}
