// Lines of key=value pairs, as Heroku, Grafana Loki and Go's `slog.TextHandler` read and write them.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { readSafely } from '../foreign/safe-read.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { checkKeys } from '../spec/option-checks.ts';
import { distinctKeys, keptClean } from './distinct-keys.ts';
import { RFC_3339 } from './flat-json-fields.ts';
import type { LogRecordFormat } from './format.ts';
import { escapeJson } from './json-string.ts';
import { JsonValueEncoder, unquoted } from './json-value.ts';
import { LineEncoder } from './line-encoder.ts';
import {
  hostnameOf,
  keysOf,
  levelOf,
  messageOf,
  PLATFORM,
  pidOf,
  RUN_ID,
  RUNTIME_TYPE,
  resourceText,
} from './record-view.ts';
import { sanitizeLine } from './sanitize-text.ts';
import { isAbsent, TimeFormatter, timeOf } from './time-pattern.ts';
import { TRUNCATED } from './value-limits.ts';

/** Options of {@link logfmt}. */
export interface LogfmtOptions {
  /** `true`: `hostname`, `pid`, `platform` and `runtime_type` in each line. Default `false`. */
  readonly runtimeContext?: boolean;
  /** `false`: invisible characters stay. What ends a line, drives a terminal or reorders text is escaped all the same. Default `true`. */
  readonly sanitize?: boolean;
}

const OPTIONS: readonly string[] = ['runtimeContext', 'sanitize'] satisfies (keyof LogfmtOptions)[];

const RESERVED: ReadonlySet<string> = new Set([
  ...['time', 'level', 'msg', 'logger', 'hostname', 'pid', 'platform', 'runtime_type'],
  ...['run_id', 'trace_id', 'span_id', 'event'],
]);

/**
 * One line of pairs a record, in files that end in `.log`: `time` (RFC 3339, UTC), `level`, `msg`, `logger`, `run_id`, `trace_id`,
 * `span_id`, `event`, where the record has them; then its attributes, those of an exception among them. Values that hold a blank, a
 * quote, an equals sign, a backslash or anything but printable characters stand in quotes, with the escapes of JSON; a value that is
 * no text is written as JSON.
 *
 * What a key may not hold becomes `_` in it; keys that would become the same get a number, and one of the names above gets `extra.`
 * in front.
 *
 * @throws ConfigurationError for an option that is not known or a value that is not accepted
 */
export function logfmt(options: LogfmtOptions = {}): LogRecordFormat {
  checkKeys(options, 'logfmt', OPTIONS);
  const { runtimeContext = false, sanitize = true } = options;
  for (const [name, value] of Object.entries({ runtimeContext, sanitize })) {
    if (typeof value !== 'boolean') throw new ConfigurationError(`logfmt.${name}`, value, 'true or false');
  }
  return {
    name: 'logfmt',
    extension: '.log',
    fileIdBytes: 0,
    identify: (lines) => lines,
    recognizes: (head) => head.startsWith('time=') || head.startsWith('level='),
    createEncoder: () => {
      const lines = new LogfmtLines(runtimeContext, sanitize);
      return new LineEncoder((record) => lines.lineOf(record));
    },
  };
}

// What a bare value is made of: printable ASCII without the blank, the quote, the equals sign and the backslash.
const BARE = /^[!#-<>-[\]-~]+$/;

class LogfmtLines {
  readonly #runtimeContext: boolean;
  readonly #safe: (text: string) => string;
  readonly #values = new JsonValueEncoder();
  readonly #times = new TimeFormatter(RFC_3339, 'UTC', 'time');

  constructor(runtimeContext: boolean, sanitize: boolean) {
    this.#runtimeContext = runtimeContext;
    this.#safe = sanitize ? sanitizeLine : (text) => text;
  }

  lineOf(record: ReadableLogRecord): string {
    this.#values.begin();
    const { resource, spanContext, instrumentationScope, eventName } = record;
    const time = timeOf(record.hrTime, record.hrTimeObserved);
    let line = isAbsent(time) ? '' : `time=${this.#text(this.#times.format(time))} `;
    line += `level=${this.#text(levelOf(record))} msg=${this.#text(messageOf(record))}`;
    line += ` logger=${this.#value(instrumentationScope?.name ?? '')}`;
    if (this.#runtimeContext) {
      line += ` hostname=${this.#text(hostnameOf(resource))} pid=${pidOf(resource)}`;
      line += this.#optional('platform', resourceText(resource, PLATFORM));
      line += this.#optional('runtime_type', resourceText(resource, RUNTIME_TYPE));
    }
    line += this.#optional('run_id', resourceText(resource, RUN_ID));
    line += this.#optional('trace_id', spanContext?.traceId) + this.#optional('span_id', spanContext?.spanId);
    return line + this.#optional('event', eventName) + this.#attributes(record);
  }

  #attributes({ attributes }: ReadableLogRecord): string {
    const keys = keysOf(attributes);
    const written = distinctKeys(keys, cleanKey, RESERVED, (key) => `extra.${key}`);
    let text = '';
    for (let i = 0; i < keys.length; i++) {
      if (!this.#values.hasRoom()) return `${text} ${cleanKey(TRUNCATED)}=${this.#text(TRUNCATED)}`;
      text += ` ${written[i]}=${this.#value(readSafely(attributes, keys[i] as string))}`;
    }
    return text;
  }

  #optional(key: string, value: unknown): string {
    return value === undefined || value === null || value === '' ? '' : ` ${key}=${this.#value(value)}`;
  }

  #value(value: unknown): string {
    return this.#text(typeof value === 'string' ? value : unquoted(this.#values.encode(value)));
  }

  #text(text: string): string {
    return BARE.test(text) ? text : `"${this.#safe(escapeJson(text, this.#values))}"`;
  }
}

// What a key may not hold for any parser: blanks, controls, quotes, equals signs; and, to be safe to print, all beyond ASCII but letters
// and digits.
const cleanKey = keptClean((key) => (key === '' ? '_' : key.replace(/[^!#-<>-~\p{L}\p{N}]/gu, '_')));
