// Lines of Python's loguru with `serialize=True` -> records: one map that says all, beside the text that loguru would have written.
import { CODE_FILE, CODE_FUNCTION, CODE_LINE } from '../../format/flat-json-fields.ts';
import { EXCEPTION_MESSAGE, EXCEPTION_STACKTRACE, EXCEPTION_TYPE, PROCESS_ID } from '../../format/record-view.ts';
import { setOwn } from './otlp-value.ts';
import { isMap, isNothing, isText, setFree } from './own-attributes.ts';
import { lazily, PLAIN_DECODER, type PlainRecord } from './plain-record.ts';
import type { RecordDecoder } from './record-decoder.ts';
import { StoredRecord } from './stored-record.ts';
import { severityOfName } from './stored-severity.ts';
import { NO_TIME, readAnyTime } from './stored-time.ts';

type Json = Record<string, unknown>;

/** A line, with the maps that each one has. */
interface LoguruLine {
  readonly text: string;
  readonly record: Json & { readonly level: Json; readonly time: Json };
}

/** Where the parts of the record go that are maps: what has no name here stays what it is. */
const PLACES: ReadonlyMap<string, string> = new Map([
  ['function', CODE_FUNCTION],
  ['line', CODE_LINE],
  ['file.path', CODE_FILE],
  ['thread.id', 'thread.id'],
  ['thread.name', 'thread.name'],
  ['process.name', 'process.name'],
  ['exception.type', EXCEPTION_TYPE],
  ['exception.value', EXCEPTION_MESSAGE],
]);
const IN_MAPS: readonly string[] = ['file', 'thread', 'process', 'exception'];
/** Said by other parts: the icon by the level, the name of a file by its path, and when the process was started by nobody else's clock. */
const SAID: ReadonlySet<string> = new Set([
  'level',
  'time',
  'message',
  'name',
  'extra',
  'elapsed',
  'file.name',
  'process.id',
]);
const TRACEBACK = 'Traceback (most recent call last):';

/** Levels of Python by their least number. */
const LEVELS: readonly (readonly [least: number, severity: number])[] = [
  ...([
    [50, 21],
    [40, 17],
    [30, 13],
    [25, 10],
    [20, 9],
    [10, 5],
    [0, 1],
  ] as const),
];

/** Whether a line is one of loguru. */
export function isLoguru(line: Json): line is Json & LoguruLine {
  const { record, text } = line;
  return isMap(record) && isText(text) && isMap(record['level']) && isMap(record['time']) && isText(record['message']);
}

/** The record of a line. */
export function readLoguruLine(line: LoguruLine, file: string, number: number): StoredRecord {
  const { level, time } = line.record;
  const name = isText(level['name']) ? level['name'] : undefined;
  const head = {
    time: readAnyTime(time['timestamp']) ?? readAnyTime(time['repr']) ?? NO_TIME,
    severityNumber: severityOfName(name ?? '') || severityOfNumber(level['no']),
    severityText: name,
  };
  const raw = lazily(() => plainRecord(line));
  return new StoredRecord(file, number, head, PLAIN_DECODER as RecordDecoder, raw, undefined);
}

/** Of a level with a name of the application's own. */
function severityOfNumber(number: unknown): number {
  return typeof number === 'number' ? (LEVELS.find(([least]) => number >= least)?.[1] ?? 0) : 0;
}

function plainRecord({ text, record, ...others }: LoguruLine): PlainRecord {
  const attributes: Json = {};
  // The traceback of an exception stands below those of its causes.
  const stack = isMap(record['exception']) ? text.indexOf(TRACEBACK) : -1;
  if (stack !== -1) attributes[EXCEPTION_STACKTRACE] = text.slice(stack).trimEnd();
  // A message that is not in the text is said there in another way.
  else if (!text.includes(String(record['message']))) attributes['text'] = text;
  for (const [name, value] of entriesOf(record)) {
    const place = PLACES.get(name);
    if (isNothing(value) || SAID.has(name) || (name === 'exception.traceback' && typeof value === 'boolean')) continue;
    setOwn(attributes, place ?? name, value);
  }
  const { extra, name, process } = record;
  for (const [key, value] of Object.entries({ ...others, ...(isMap(extra) && extra) }))
    if (!setFree(attributes, key, value)) setFree(attributes, `extra.${key}`, value);
  const pid = isMap(process) ? process['id'] : undefined;
  return {
    body: record['message'],
    attributes,
    loggerName: isText(name) ? name : undefined,
    resource: typeof pid === 'number' ? { [PROCESS_ID]: pid } : {},
  };
}

/** The parts of a record, those in maps by both names. */
function* entriesOf(record: Json): Generator<[string, unknown]> {
  for (const [key, value] of Object.entries(record)) {
    if (!IN_MAPS.includes(key) || !isMap(value)) yield [key, value];
    else for (const [name, held] of Object.entries(value)) yield [`${key}.${name}`, held];
  }
}
