// A record for people who watch a terminal: a short time, the level in its colour, logger, message, fields; below, what was thrown.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { readSafely } from '../foreign/safe-read.ts';
import { exceptionText } from './exception-text.ts';
import type { LogRecordFormat } from './format.ts';
import { JsonValueEncoder, textOf, unquoted } from './json-value.ts';
import { LineEncoder } from './line-encoder.ts';
import { exceptionOf, isOfException, keysOf, levelOf, messageOf } from './record-view.ts';
import { MadeOfAlike } from './recurring-value.ts';
import { sanitizeText } from './sanitize-text.ts';
import { CONTINUATION } from './template.ts';
import { TimeFormatter, timeOf } from './time-pattern.ts';
import { escapeUnsafeCharacters } from './unsafe-characters.ts';
import { type WrittenRecord, writtenOf } from './written-fields.ts';

/** How lines are shown. */
export interface PrettyStyle {
  readonly colors: boolean;
  /** An IANA name, `UTC` or `local`. */
  readonly timeZone: string;
  /** `false`: invisible characters stay. */
  readonly sanitize: boolean;
  /** The pattern of times. Default `HH:mm:ss.SSS`. Where the clock of the zone shows one twice, its offset stands behind it. */
  readonly time?: string;
}

/** Select Graphic Rendition (ECMA-48 8.3.117): the only sequences that a line holds, and each is ended in it. */
const RESET = '\x1b[0m';
const DIM = '\x1b[2m';
const BOLD = '\x1b[1m';
const CYAN = '\x1b[36m';
const RED = '\x1b[31m';
/** By severity number: TRACE grey, DEBUG blue, INFO cyan, SUCCESS (INFO2) green, WARN yellow, ERROR red, FATAL white on red. */
const LEVEL_COLORS: readonly string[] = [
  DIM,
  ...Array<string>(4).fill('\x1b[90m'),
  ...Array<string>(4).fill('\x1b[34m'),
  CYAN,
  ...Array<string>(3).fill('\x1b[32m'),
  ...Array<string>(4).fill('\x1b[33m'),
  ...Array<string>(4).fill(RED),
  ...Array<string>(4).fill('\x1b[97;41m'),
];
export const LEVEL_WIDTH = 8;
/** The severity from which messages stand out: ERROR. */
const GRAVE = 17;

/** A text in the colour of a level. */
export function levelColor(severityNumber: number, text: string): string {
  return (LEVEL_COLORS[severityNumber] ?? DIM) + text + RESET;
}

/**
 * Lines such as `12:00:00.123 INFO     etl.load loaded rows=5`, with the stack of an exception and its causes below, indented by four
 * blanks. What a record holds is made safe to print first, and coloured then.
 */
export function prettyText(style: PrettyStyle): LogRecordFormat {
  return {
    name: 'pretty',
    extension: '.log',
    fileIdBytes: 0,
    identify: (lines) => lines,
    recognizes: () => true,
    createEncoder: () => new LineEncoder(prettyLines(style), true),
  };
}

/** Gives the lines of a record, without the end of the last one. */
export function prettyLines(style: PrettyStyle): (record: ReadableLogRecord) => string {
  const lines = new PrettyLines(style);
  return (record) => lines.linesOf(record);
}

class PrettyLines {
  readonly #times: TimeFormatter;
  readonly #safe: (text: string) => string;
  readonly #paint: (color: string, text: string) => string;
  readonly #levels: KnownTexts;
  readonly #loggers: KnownTexts;
  readonly #keys: KnownTexts;
  readonly #values = new JsonValueEncoder();
  /** What stands before values. */
  readonly #labels = new MadeOfAlike(({ line: { keys }, attributes }) =>
    attributes.map((index) => this.#keys.of(keys[index] as string)),
  );

  constructor({ colors, timeZone, sanitize, time = 'HH:mm:ss.SSS' }: PrettyStyle) {
    this.#times = new TimeFormatter(time, timeZone, 'timeZone', { marksRepeated: true });
    this.#safe = sanitize ? sanitizeText : (text) => escapeUnsafeCharacters(text).toWellFormed();
    this.#paint = colors ? (color, text) => (text === '' ? '' : color + text + RESET) : (_, text) => text;
    this.#levels = new KnownTexts((level) => this.#safe(level).padEnd(LEVEL_WIDTH));
    this.#loggers = new KnownTexts((logger) => ` ${this.#paint(CYAN, this.#safe(logger))} `);
    this.#keys = new KnownTexts((key) => ` ${this.#paint(DIM, `${this.#safe(separate(key))}=`)}`);
  }

  linesOf(record: ReadableLogRecord): string {
    const { severityNumber = 0, instrumentationScope } = record;
    const level = this.#paint(LEVEL_COLORS[severityNumber] ?? DIM, this.#levels.of(levelOf(record)));
    const logger = this.#loggers.of(textOf(instrumentationScope?.name ?? ''));
    const written = writtenOf(record);
    // All of such a line is printable.
    const message = written === undefined ? this.#safe(messageOf(record)) : messageOf(record);
    const shownMessage = severityNumber >= GRAVE ? this.#paint(BOLD, message) : message;
    const line = `${this.#time(record)} ${level}${logger}${shownMessage}`;
    if (written !== undefined) return this.#withFields(line, written);
    return line + this.#fields(record.attributes) + this.#exception(record);
  }

  #time(record: ReadableLogRecord): string {
    const { hrTime } = record;
    // To ask a record that was read when it was seen is to decode that.
    const at = hrTime[0] === 0 ? timeOf(hrTime, record.hrTimeObserved) : hrTime;
    return this.#paint(DIM, this.#times.format(at));
  }

  #fields(attributes: ReadableLogRecord['attributes']): string {
    let text = '';
    for (const key of keysOf(attributes)) {
      if (isOfException(key)) continue;
      text += this.#keys.of(key) + this.#shown(readSafely(attributes, key));
    }
    return text;
  }

  /** Adds what {@link PrettyLines.#fields} makes of the same values, which have nothing that would be escaped. */
  #withFields(start: string, written: WrittenRecord): string {
    const { line, attributes } = written;
    const labels = this.#labels.of(written);
    let text = start;
    for (let i = 0; i < attributes.length; i++) {
      const index = attributes[i] as number;
      const value = line.written(index);
      const isApart = line.kind(index) === 'text' && !PLAIN.test(value);
      text += (labels[i] as string) + (isApart && mustBeApart(value) ? line.quoted(index) : value);
    }
    return text;
  }

  #shown(value: unknown): string {
    switch (typeof value) {
      case 'string':
        return PLAIN.test(value) ? value : this.#safe(separate(value));
      case 'boolean':
        return value ? 'true' : 'false';
      default: {
        this.#values.begin();
        const json = this.#values.encode(value);
        return this.#safe(json.startsWith('"') ? separate(unquoted(json)) : json);
      }
    }
  }

  #exception(record: ReadableLogRecord): string {
    const exception = exceptionOf(record);
    if (exception === undefined) return '';
    const lines = exceptionText(exception).split(/\r\n|\r|\n/);
    // Frames are less than what was thrown, and by what.
    return lines
      .map((line) => `\n${CONTINUATION}${this.#paint(/^\s+at /.test(line) ? DIM : RED, this.#safe(line))}`)
      .join('');
  }
}

/** What is made of texts that come again and again. */
class KnownTexts {
  readonly #make: (text: string) => string;
  readonly #known = new Map<string, string>();
  // Many come again at once: to compare takes less than to look them up.
  #lastText: string | undefined;
  #lastMade = '';

  constructor(make: (text: string) => string) {
    this.#make = make;
  }

  of(text: string): string {
    if (text === this.#lastText) return this.#lastMade;
    const known = this.#known.get(text);
    const made = known ?? this.#make(text);
    if (text.length > LONGEST_KNOWN) return made;
    if (known === undefined && this.#known.size < MOST_KNOWN) this.#known.set(text, made);
    this.#lastText = text;
    this.#lastMade = made;
    return made;
  }
}

const MOST_KNOWN = 1000;
const LONGEST_KNOWN = 100;

/** A text that stands as it is: of ASCII, without blanks, quotes and equals signs. */
const PLAIN = /^[!#-<>-~]+$/;

/** A text in quotes where it would run into its neighbours. */
export function separate(text: string): string {
  return mustBeApart(text) ? JSON.stringify(text) : text;
}

function mustBeApart(text: string): boolean {
  return text === '' || /[\s"=]/.test(text);
}
