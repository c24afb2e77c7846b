// Pretty lines without colours of records that were read from lines of flat JSON: what stands there is copied, byte by byte.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { type LineCopier, NOT_COPIED } from './line-copier.ts';
import { LEVEL_WIDTH, separate } from './pretty-text.ts';
import { levelOf } from './record-view.ts';
import { MadeOfAlike, RecurringValue } from './recurring-value.ts';
import { sanitizeText } from './sanitize-text.ts';
import { copyBytes } from './short-bytes.ts';
import { INVALID_TIME, TimeFormatter } from './time-pattern.ts';
import type { WrittenRecord } from './written-fields.ts';

const LINE_FEED = 0x0a;
const BLANK = 0x20;
const DOT = 0x2e;
const ZERO = 0x30;
const EQUALS = 0x3d;
const NONE = Buffer.alloc(0);
const NO_LOGGER = Buffer.from('  ');
/** A dot, the digits of milliseconds, a blank, and the end of the line. */
const BETWEEN = 6;

/** What lines have in common that are alike. */
interface Labels {
  /** What stands before the values of attributes. */
  readonly keys: readonly Buffer[];
  /** How many bytes all of them take, and quotes around each value. */
  readonly bytes: number;
}

/** Writes what `prettyLines` does without colours, in times to the millisecond. */
export class PrettyCopier implements LineCopier {
  readonly #times: TimeFormatter;
  #second = Number.NaN;
  #secondText: Buffer = NONE;
  #milliseconds = 0;
  #level: string | undefined;
  #levelText: Buffer = NONE;
  readonly #loggers = new RecurringValue((line, index) => Buffer.from(` ${line.written(index)} `));
  #loggerText: Buffer = NONE;
  readonly #labelsOf = new MadeOfAlike(labelsOf);
  #labels: Labels = { keys: [], bytes: 0 };

  /** @param time the pattern of times up to the second: `.SSS` comes behind */
  constructor(time: string, timeZone: string) {
    this.#times = new TimeFormatter(time, timeZone, 'timeZone', { marksRepeated: true });
  }

  begin(record: ReadableLogRecord, written: WrittenRecord): number {
    const { line, message, logger } = written;
    if (message === -1 || line.kind(message) !== 'text' || !this.#takeTime(record.hrTime)) return NOT_COPIED;
    this.#takeLevel(levelOf(record));
    this.#loggerText = logger === -1 || line.kind(logger) !== 'text' ? NO_LOGGER : this.#loggers.of(line, logger);
    this.#labels = this.#labelsOf.of(written);
    const before = this.#secondText.length + this.#levelText.length + this.#loggerText.length + BETWEEN;
    return before + this.#labels.bytes + line.end - line.start;
  }

  copy({ line, message, attributes }: WrittenRecord, bytes: Buffer, target: Buffer, place: number): number {
    const { start } = line;
    const milliseconds = this.#milliseconds;
    let at = copyBytes(this.#secondText, 0, this.#secondText.length, target, place);
    target[at++] = DOT;
    target[at++] = ZERO + Math.floor(milliseconds / 100);
    target[at++] = ZERO + (Math.floor(milliseconds / 10) % 10);
    target[at++] = ZERO + (milliseconds % 10);
    target[at++] = BLANK;
    at = copyBytes(this.#levelText, 0, this.#levelText.length, target, at);
    at = copyBytes(this.#loggerText, 0, this.#loggerText.length, target, at);
    at = copyBytes(bytes, start + line.from(message), start + line.to(message), target, at);
    const { keys } = this.#labels;
    for (let i = 0; i < attributes.length; i++) {
      const index = attributes[i] as number;
      const key = keys[i] as Buffer;
      at = copyBytes(key, 0, key.length, target, at);
      const [from, to] = [start + line.from(index), start + line.to(index)];
      const quotes = line.kind(index) === 'text' && isApart(bytes, from, to) ? 1 : 0;
      at = copyBytes(bytes, from - quotes, to + quotes, target, at);
    }
    target[at++] = LINE_FEED;
    return at;
  }

  /** Answers whether it is a usual one. */
  #takeTime([seconds, nanoseconds]: ReadableLogRecord['hrTime']): boolean {
    if (seconds !== this.#second) {
      const text = seconds === 0 ? INVALID_TIME : this.#times.format([seconds, 0]);
      if (text === INVALID_TIME || this.#times.isMarked) return false;
      this.#second = seconds;
      this.#secondText = Buffer.from(text);
    }
    this.#milliseconds = Math.floor(nanoseconds / 1e6);
    return true;
  }

  #takeLevel(level: string): void {
    if (level === this.#level) return;
    this.#level = level;
    this.#levelText = Buffer.from(sanitizeText(level).padEnd(LEVEL_WIDTH));
  }
}

function labelsOf({ line: { keys }, attributes }: WrittenRecord): Labels {
  const labels = attributes.map((index) => Buffer.from(` ${sanitizeText(separate(keys[index] as string))}=`));
  return { keys: labels, bytes: labels.reduce((sum, { length }) => sum + length + 2, 0) };
}

/** Whether a text of printable ASCII would run into its neighbours. */
function isApart(bytes: Buffer, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] === BLANK || bytes[i] === EQUALS) return true;
  return from === to;
}
