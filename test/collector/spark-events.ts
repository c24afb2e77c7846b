// What the files of a Spark say, read by rules of our own, and what arrived of them: in the same terms, to be compared.
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { AnyValue, ArrivedRecord, KeyValue } from './otlp-logs.ts';

/** The zone of the JVM and of Python, in which the days are others than in UTC. */
export const TIME_ZONE = 'Asia/Kolkata';
const OFFSET = '+05:30';

/** An event, as a file has it or as it arrived. */
export interface SparkEvent {
  /** Which kind of file it is of. */
  readonly of: string;
  /** Nanoseconds since 1970; empty where the event has no time. */
  readonly time: string;
  readonly level: string;
  readonly logger: string;
  readonly thread: string;
  /** All of its text after these, without blanks and colons: where the exception begins, one of them is between it and the message. */
  readonly text: string;
}

const squeezed = (text: string): string => text.replaceAll(/[\s:]/g, '');

function nanosOf(local: string, zone: string = OFFSET): string {
  const iso = local
    .replace(/^(\d\d)\/(\d\d)\/(\d\d) /, '20$1-$2-$3T')
    .replace(' ', 'T')
    .replace(',', '.');
  return `${Date.parse(iso.endsWith('Z') ? iso : iso + zone)}000000`;
}

/** How an event begins in the files of a kind. */
const HEADS: Readonly<Record<string, RegExp>> = {
  'log4j-': /^(?<time>\d\d\/\d\d\/\d\d \d\d:\d\d:\d\d) (?<level>[A-Z]+) (?<logger>\S+): /,
  'driver.': /^(?<time>\d\d\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d{3}) (?<thread>.+?) (?<level>[A-Z]+) (?<logger>\S+): /,
  'iso.': /^(?<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d,\d{3}) \[(?<thread>.*?)\] (?<level>[A-Z]+) +(?<logger>\S+) - /,
};

interface Frame {
  readonly class?: string | null;
  readonly method: string;
  readonly file?: string | null;
  readonly line?: string | number | null;
}

const textOfFrame = ({ class: type, method, file, line }: Frame): string =>
  `at ${type ? `${type}.` : ''}${method}(${file ?? 'Unknown Source'}${line == null ? '' : `:${line}`})`;

function eventOfJson(of: string, line: string): SparkEvent {
  const { ts, level, msg, logger, exception } = JSON.parse(line);
  const thrown = exception?.class === undefined ? [] : [exception.class, exception.msg ?? ''];
  const frames: Frame[] = exception?.stacktrace ?? [];
  const text = squeezed([msg, ...thrown, ...frames.map(textOfFrame)].join(' '));
  return { of, time: nanosOf(ts), level, logger, thread: '', text };
}

/** What is read of an event so far; of JSON all is said in a line. */
interface Lines {
  readonly groups: Readonly<Record<string, string>>;
  readonly lines: string[];
  readonly json?: SparkEvent;
}

/** Whether a line that is none of an event of log4j's belongs to what is above it. */
function continues(line: string, above: Lines | undefined): boolean {
  if (above === undefined || above.json !== undefined) return false;
  const isOfLog4j = above.groups['level'] !== undefined;
  if (line.startsWith('Traceback')) return !isOfLog4j;
  return isOfLog4j || above.lines[0]?.startsWith('Traceback') === true || /^\s|^$/.test(line);
}

function eventsOfText(of: string, text: string): SparkEvent[] {
  const head = HEADS[of] ?? HEADS['log4j-'] ?? /$/;
  const events: Lines[] = [];
  // Without what the progress bar draws over itself.
  const lines = text
    .replaceAll(/\r\[Stage [^\r\n]*\]\s*?(?=\r)/g, '')
    .replaceAll('\r', '')
    .split('\n');
  for (const line of lines) {
    const match = head.exec(line);
    if (line.startsWith('{"ts":')) events.push({ groups: {}, lines: [], json: eventOfJson(of, line) });
    else if (match) events.push({ groups: match.groups ?? {}, lines: [line.slice(match[0].length)] });
    else if (continues(line, events.at(-1))) events.at(-1)?.lines.push(line);
    else if (line !== '') events.push({ groups: {}, lines: [line] });
  }
  return events.map(({ groups: { time, level, logger = '', thread = '' }, lines, json }) => {
    if (json !== undefined) return json;
    const text = squeezed(lines.join('\n'));
    const severity = level ?? (text.startsWith('Traceback') ? 'ERROR' : '');
    return { of, time: time === undefined ? '' : nanosOf(time), level: severity, logger, thread, text };
  });
}

/** A file without what distinguishes it from those that it was rotated from. */
const kindOf = (name: string): string => /^(?:log4j-|driver\.|iso\.|structured|stderr|stdout)/.exec(name)?.[0] ?? name;

/** All events of the files that Spark wrote, of the kinds that log4j writes. */
export function eventsInFiles(directory: string): SparkEvent[] {
  return globSync('**/*', { cwd: directory, withFileTypes: true }).flatMap((entry) => {
    if (!entry.isFile() || entry.name === 'stdout') return [];
    const bytes = readFileSync(join(entry.parentPath, entry.name));
    const text = (entry.name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
    return eventsOfText(kindOf(entry.name), text);
  });
}

export function attributesOf(attributes: readonly KeyValue[] = []): Record<string, AnyValue> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value]));
}

/** What arrived, in the same terms. */
export function eventOfRecord({ scope, record }: ArrivedRecord): SparkEvent {
  const attributes = attributesOf(record.attributes);
  const stack = attributes['exception.stacktrace']?.stringValue ?? '';
  const of = kindOf(basename(attributes['log.file.name']?.stringValue ?? ''));
  const isTraceback = stack.startsWith('Traceback');
  const body = isTraceback ? '' : (record.body?.stringValue ?? '');
  return {
    of,
    time: record.timeUnixNano === '0' ? '' : (record.timeUnixNano ?? ''),
    level: record.severityText ?? '',
    logger: scope,
    thread: attributes['thread.name']?.stringValue ?? '',
    text: squeezed(`${body}\n${stack}`),
  };
}
