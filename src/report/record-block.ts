// Records of the table become blocks: columns with lists of what repeats, each text within bounds.

import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { readSafely } from '../foreign/safe-read.ts';
import { JsonValueEncoder } from '../format/json-value.ts';
import { keptText } from '../format/kept-text.ts';
import { isOfException, type RecordView } from '../format/record-view.ts';
import { resourceAttributes } from '../format/resource-attributes.ts';
import { cutText } from './cut-text.ts';
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

/** A block that is being filled. */
export class OpenBlock {
  rows = 0;
  /** About how many characters its JSON has. */
  characters = 0;
  readonly #loggers = new TextList();
  readonly #files = new TextList();
  readonly #resources = new TextList();
  readonly #levels = new TextList();
  readonly #block: Writable<RecordBlock> = {
    ...{ levels: [], loggers: this.#loggers.texts, files: this.#files.texts, resources: this.#resources.texts },
    ...{ ordinal: [], time: [], level: [], logger: [], file: [], resource: [], line: [] },
    ...{ message: [], fields: [], trace: [], errors: [] },
  };
  #lastOrdinal = 0;
  #lastTime = 0;

  add(record: ReportRecord, { ordinal, time, band, message, fieldsText, group }: RowParts): void {
    const block = this.#block;
    const { source, traceId, spanId, exception } = record;
    block.ordinal.push(ordinal - this.#lastOrdinal);
    this.#lastOrdinal = ordinal;
    block.time.push(Number.isNaN(time) ? null : time - this.#lastTime);
    if (!Number.isNaN(time)) this.#lastTime = time;
    block.level.push(this.#levelOf(cutText(record.level, LONGEST_NAME), band));
    block.logger.push(this.#loggers.numberOf(cutText(record.loggerName, LONGEST_NAME)));
    block.file.push(this.#files.numberOf(source?.file ?? ''));
    block.line.push(source?.line ?? 0);
    block.resource.push(this.#resources.numberOf(resourceText(record)));
    const text = keptText(cutText(message, LONGEST_MESSAGE));
    block.message.push(text);
    block.fields.push(keptText(fieldsText));
    block.trace.push(traceId === '' ? '' : keptText(`${traceId}/${spanId}`));
    this.characters += text.length + fieldsText.length + ROW_CHARACTERS;
    if (group !== undefined) {
      const stack = keptText(cutText(exception?.traceback ?? '', LONGEST_STACK));
      const value = keptText(cutText(exception?.value ?? '', LONGEST_VALUE));
      const type = keptText(cutText(exception?.type ?? '', LONGEST_NAME));
      block.errors.push([this.rows, group, type, value, stack]);
      this.characters += stack.length + value.length;
    }
    this.rows++;
  }

  close(): KeptBlock {
    return compressBlock(this.#block);
  }

  #levelOf(name: string, band: number): number {
    const number = this.#levels.numberOf(`${band} ${name}`);
    this.#block.levels[number] ??= [keptText(name), band];
    return number;
  }
}

/** About what a row takes beside its texts. */
const ROW_CHARACTERS = 60;

/** At once: in the thread pool it took more memory, and no less time, for its record waits for it. */
function compressBlock(block: RecordBlock): KeptBlock {
  const json = JSON.stringify(block);
  return { rows: block.message.length, characters: json.length, compressed: deflateRawSync(json) };
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
  return compressBlock({ ...block, ...rest });
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
