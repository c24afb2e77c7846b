// Flat JSON whose lines are copied from the file that a record was read from, where they stand there as they would be written.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { flatJsonLines } from '../../format/flat-json.ts';
import { DEFAULT_FIELDS } from '../../format/flat-json-fields.ts';
import { type LineCopier, NOT_COPIED } from '../../format/line-copier.ts';
import { copyBytes } from '../../format/short-bytes.ts';
import { standsAt, type WrittenLine, type WrittenRecord, writtenOf } from '../../format/written-fields.ts';

/** Of lines that are copied: where values are on which it depends. */
interface Copied {
  readonly time: number;
  /** Of fields that are left out where they are empty. */
  readonly fields: readonly number[];
}

const FIELDS: ReadonlySet<string> = new Set<string>(DEFAULT_FIELDS);
// `2026-01-31T12:00:00`, and `.123Z` behind it.
const SECOND_LENGTH = 19;
const TIME_LENGTH = 24;
const LINE_FEED = 0x0a;
const DOT = 0x2e;
const ZERO = 0x30;
const ZULU = 0x5a;

/** Gives the lines of `flatJson()`, in less time for records that were read from lines of flat JSON. */
export class CopiedLines implements LineCopier {
  readonly #encode = flatJsonLines();
  /** By what lines have in common; `null` where they are written in another way. */
  readonly #alike = new WeakMap<object, Copied | null>();
  /** The last second that was seen to be written as it stands. */
  #second = '';

  lineOf(record: ReadableLogRecord): string {
    const written = writtenOf(record);
    if (written === undefined) return this.#encode(record);
    const { line, alike } = written;
    if (this.#isAsWritten(record, written)) return line.text;
    const text = this.#encode(record);
    // Whether one line is written as it stands says so of all that are like it, but for the values that are looked at.
    if (!this.#alike.has(alike)) this.#alike.set(alike, text === line.text ? copiedOf(line) : null);
    return text;
  }

  begin(record: ReadableLogRecord, written: WrittenRecord): number {
    return this.#isAsWritten(record, written) ? written.line.end - written.line.start + 1 : NOT_COPIED;
  }

  copy({ line: { start, end } }: WrittenRecord, bytes: Buffer, target: Buffer, at: number): number {
    const to = copyBytes(bytes, start, end, target, at);
    target[to] = LINE_FEED;
    return to + 1;
  }

  #isAsWritten({ hrTime: [seconds] }: ReadableLogRecord, { line, alike }: WrittenRecord): boolean {
    const copied = this.#alike.get(alike);
    if (copied === undefined || copied === null) return false;
    for (const index of copied.fields) {
      const length = line.to(index) - line.from(index);
      if (length === 0 || (length === 1 && line.codeAt(line.from(index)) === ZERO)) return false;
    }
    return seconds !== 0 && this.#isTimeAsWritten(line, copied.time, seconds);
  }

  #isTimeAsWritten(line: WrittenLine, index: number, seconds: number): boolean {
    const [from, to] = [line.from(index), line.to(index)];
    const isUsual = line.codeAt(from + SECOND_LENGTH) === DOT && line.codeAt(to - 1) === ZULU;
    if (to - from !== TIME_LENGTH || !isUsual) return false;
    if (this.#second !== '' && standsAt(line, from, this.#second)) return true;
    const second = line.written(index).slice(0, SECOND_LENGTH);
    if (!new Date(seconds * 1000).toISOString().startsWith(second)) return false;
    this.#second = second;
    return true;
  }
}

/** Of a line that is written as it stands. */
function copiedOf(line: WrittenLine): Copied | null {
  const { keys } = line;
  const fields = keys.flatMap((key, index) => (FIELDS.has(key) ? [index] : []));
  const time = keys.indexOf('timestamp');
  return time === -1 || fields.some((index) => line.kind(index) === 'word') ? null : { time, fields };
}
