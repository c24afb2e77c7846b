// Records of the table become blocks: columns with lists of what repeats, each text within bounds.

import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { readSafely } from '../foreign/safe-read.ts';
import { JsonValueEncoder } from '../format/json-value.ts';
import { keptText } from '../format/kept-text.ts';
import { isOfException, type RecordView } from '../format/record-view.ts';
import { resourceAttributes } from '../format/resource-attributes.ts';
import { cutText } from './cut-text.ts';
import { JsonColumn } from './json-column.ts';
import type { RecordBlock } from './report-data.ts';

/** A record that was read from a file knows where it stands there. */
export type ReportRecord = RecordView & { readonly source?: { readonly file: string; readonly line: number } };

/** What of a record is known before it becomes a row. */
export interface RowParts {
  readonly ordinal: number;
  /** Milliseconds since 1970; NaN where it has none. */
  readonly time: number;
  readonly band: number;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly fieldsText: string;
  /** The id of its group, where it is an error. */
  readonly group: number | undefined;
}

const LONGEST_MESSAGE = 16_000;
const LONGEST_STACK = 32_000;
const LONGEST_VALUE = 4000;
const LONGEST_FIELDS = 32_000;
const LONGEST_NAME = 200;

/** A block that is kept: compressed, for there may be hundreds. */
export interface KeptBlock {
  readonly rows: number;
  /** Characters of its JSON. */
  readonly characters: number;
  readonly compressed: Buffer;
}

/** Numbers texts, and lists them in the order of their numbers. */
class TextList {
  readonly texts: string[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(text: string): number {
    let number = this.#numbers.get(text);
    if (number === undefined) {
      const kept = keptText(text);
      number = this.texts.push(kept) - 1;
      this.#numbers.set(kept, number);
    }
    return number;
  }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

/** The columns that have most of a block. */
const TEXT_COLUMNS = ['message', 'fields', 'trace', 'errors'] as const;
type Lists = Writable<Omit<RecordBlock, (typeof TEXT_COLUMNS)[number]>>;

/** A block that is being filled; another one after each {@link close}. */
export class OpenBlock {
  rows = 0;
  /** About how many characters its JSON has. */
  characters = 0;
  readonly #texts = {
    message: new JsonColumn(),
    fields: new JsonColumn(),
    trace: new JsonColumn(),
    errors: new JsonColumn(),
  };
  readonly #whole: JsonColumn;
  #lists = new BlockLists();
  #lastOrdinal = 0;
  #lastTime = 0;

  /** @param whole where its columns are put together, empty again after that */
  constructor(whole: JsonColumn) {
    this.#whole = whole;
  }

  add(record: ReportRecord, { ordinal, time, band, message, fieldsText, group }: RowParts): void {
    const { lists, loggers, files, resources } = this.#lists;
    const texts = this.#texts;
    const { source, traceId, spanId, exception } = record;
    lists.ordinal.push(ordinal - this.#lastOrdinal);
    this.#lastOrdinal = ordinal;
    lists.time.push(Number.isNaN(time) ? null : time - this.#lastTime);
    if (!Number.isNaN(time)) this.#lastTime = time;
    lists.level.push(this.#lists.levelOf(cutText(record.level, LONGEST_NAME), band));
    lists.logger.push(loggers.numberOf(cutText(record.loggerName, LONGEST_NAME)));
    lists.file.push(files.numberOf(source?.file ?? ''));
    lists.line.push(source?.line ?? 0);
    lists.resource.push(resources.numberOf(resourceText(record)));
    const text = cutText(message, LONGEST_MESSAGE);
    texts.message.add(text);
    texts.fields.add(fieldsText);
    texts.trace.add(traceId === '' ? '' : `${traceId}/${spanId}`);
    this.characters += text.length + fieldsText.length + ROW_CHARACTERS;
    if (group !== undefined) {
      const stack = cutText(exception?.traceback ?? '', LONGEST_STACK);
      const value = cutText(exception?.value ?? '', LONGEST_VALUE);
      const type = cutText(exception?.type ?? '', LONGEST_NAME);
      texts.errors.add([this.rows, group, type, value, stack]);
      this.characters += stack.length + value.length;
    }
    this.rows++;
  }

  close(): KeptBlock {
    const whole = this.#whole;
    whole.addJson(JSON.stringify(this.#lists.lists).slice(0, -1));
    for (const name of TEXT_COLUMNS) {
      whole.addJson(`,"${name}":[`);
      whole.addAll(this.#texts[name]);
      whole.addJson(']');
      this.#texts[name].clear();
    }
    whole.addJson('}');
    const block = compressBlock(whole.bytes, this.rows, whole.characters);
    whole.clear();
    this.#lists = new BlockLists();
    this.rows = 0;
    this.characters = 0;
    this.#lastOrdinal = 0;
    this.#lastTime = 0;
    return block;
  }
}

/** The columns of numbers, and the lists with what they name. */
class BlockLists {
  readonly loggers: TextList = new TextList();
  readonly files: TextList = new TextList();
  readonly resources: TextList = new TextList();
  readonly lists: Lists = {
    ...{ levels: [], loggers: this.loggers.texts, files: this.files.texts, resources: this.resources.texts },
    ...{ ordinal: [], time: [], level: [], logger: [], file: [], resource: [], line: [] },
  };
  readonly #levels = new TextList();

  levelOf(name: string, band: number): number {
    const number = this.#levels.numberOf(`${band} ${name}`);
    this.lists.levels[number] ??= [keptText(name), band];
    return number;
  }
}

/** About what a row takes beside its texts. */
const ROW_CHARACTERS = 60;

/** At once: in the thread pool it took more memory, and no less time, for its record waits for it. */
function compressBlock(json: Buffer, rows: number, characters: number): KeptBlock {
  return { rows, characters, compressed: deflateRawSync(json) };
}

/** A block without its first rows. */
export function withoutFirst({ compressed }: KeptBlock, rows: number): KeptBlock {
  const block = JSON.parse(inflateRawSync(compressed).toString()) as RecordBlock;
  const skipped = { ordinal: 0, time: 0 };
  for (const step of block.ordinal.slice(0, rows)) skipped.ordinal += step;
  for (const step of block.time.slice(0, rows)) skipped.time += step ?? 0;
  const { ordinal, time, level, logger, file, resource, line, message, fields, trace } = block;
  const rest = {
    ...{ level: level.slice(rows), logger: logger.slice(rows), file: file.slice(rows), resource: resource.slice(rows) },
    ...{ line: line.slice(rows), message: message.slice(rows), fields: fields.slice(rows), trace: trace.slice(rows) },
    ordinal: ordinal.slice(rows).map((step, index) => (index === 0 ? step + skipped.ordinal : step)),
    time: withFirst(time.slice(rows), skipped.time),
    errors: block.errors.filter(([row]) => row >= rows).map(([row, ...of]) => [row - rows, ...of] as const),
  };
  const json = JSON.stringify({ ...block, ...rest });
  return compressBlock(Buffer.from(json), rest.message.length, json.length);
}

/** The differences, of which the first now begins from nothing. */
function withFirst(steps: readonly (number | null)[], before: number): (number | null)[] {
  const first = steps.findIndex((step) => step !== null);
  return steps.map((step, index) => (index === first && step !== null ? step + before : step));
}

const values = new JsonValueEncoder();

/** The JSON of an object of texts: a text as it is, any other value as its JSON. Empty where there are no fields. */
export function fieldsText(fields: Readonly<Record<string, unknown>>): string {
  const keys = Object.keys(fields);
  let text = '';
  for (const [index, key] of keys.entries()) {
    if (isOfException(key)) continue;
    if (text.length > LONGEST_FIELDS) {
      text += `,"…":"${keys.length - index} more fields"`;
      break;
    }
    const entry = `${JSON.stringify(cutText(key, LONGEST_NAME))}:${JSON.stringify(cutText(valueText(readSafely(fields, key)), LONGEST_VALUE))}`;
    text += text === '' ? entry : `,${entry}`;
  }
  return text === '' ? '' : `{${text}}`;
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  values.begin();
  return values.encode(value);
}

/** By resource: one is that of many records. */
const resourceTexts = new WeakMap<object, string>();

function resourceText({ resource }: ReportRecord): string {
  const known = resourceTexts.get(resource);
  if (known !== undefined) return known;
  const text = fieldsText(resourceAttributes(resource));
  resourceTexts.set(resource, text);
  return text;
}
