// Flat JSON whose lines are copied from the file that a record was read from, where they stand there as they would be written.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { flatJson, flatJsonLines } from '../../format/flat-json.ts';
import { DEFAULT_FIELDS } from '../../format/flat-json-fields.ts';
import type { LogRecordFormat } from '../../format/format.ts';
import { LineEncoder } from '../../format/line-encoder.ts';
import { type WrittenLine, writtenOf } from '../../format/written-fields.ts';

/** `flatJson()`, in less time for lines of flat JSON. */
export function copyingFlatJson(): LogRecordFormat {
  return {
    ...flatJson(),
    createEncoder: () => {
      const lines = new CopiedLines();
      return new LineEncoder((record) => lines.lineOf(record));
    },
  };
}

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

class CopiedLines {
  readonly #encode = flatJsonLines();
  /** By what lines have in common; `null` where they are written in another way. */
  readonly #alike = new WeakMap<object, Copied | null>();
  /** The last second that was seen to be written as it stands. */
  #second = '';

  lineOf(record: ReadableLogRecord): string {
    const written = writtenOf(record);
    if (written === undefined) return this.#encode(record);
    const { line, alike } = written;
    const copied = this.#alike.get(alike);
    if (copied !== undefined && copied !== null && this.#isAsWritten(line, copied, record)) return line.text;
    const text = this.#encode(record);
    // Whether one line is written as it stands says so of all that are like it, but for the values that are looked at.
    if (copied === undefined) this.#alike.set(alike, text === line.text ? copiedOf(line) : null);
    return text;
  }

  #isAsWritten(line: WrittenLine, { time, fields }: Copied, { hrTime: [seconds] }: ReadableLogRecord): boolean {
    for (const index of fields) {
      const written = line.written(index);
      if (written === '' || written === '0') return false;
    }
    return seconds !== 0 && this.#isTimeAsWritten(line.written(time), seconds);
  }

  #isTimeAsWritten(text: string, seconds: number): boolean {
    if (text.length !== TIME_LENGTH || !text.endsWith('Z') || text[SECOND_LENGTH] !== '.') return false;
    if (this.#second !== '' && text.startsWith(this.#second)) return true;
    const second = text.slice(0, SECOND_LENGTH);
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
