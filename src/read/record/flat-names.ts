// Which keys of lines of flat JSON hold the time, the level, the message and the logger.
import { severityOf, severityOfName } from './stored-severity.ts';
import { isTime, readAnyTime } from './stored-time.ts';

type Json = Record<string, unknown>;
type Field = 'timestamp' | 'level' | 'message' | 'logger_name';

/** The names by which the fields of a line are known, the likeliest first. */
const NAMES: Readonly<Record<Field, readonly string[]>> = {
  timestamp: [
    'timestamp',
    '@timestamp',
    'time',
    'ts',
    'date',
    'datetime',
    'asctime',
    '@t',
    'eventTime',
    'Timestamp',
    'timeMillis',
    'instant',
  ],
  level: [
    'level',
    'severity',
    'lvl',
    'levelname',
    'log.level',
    'loglevel',
    'severityText',
    'severity_text',
    '@l',
    'Level',
  ],
  message: [
    'message',
    'msg',
    'body',
    'text',
    'event',
    'log',
    '@m',
    'Message',
    'MESSAGE',
    'RenderedMessage',
    '@mt',
    'MessageTemplate',
  ],
  logger_name: ['logger_name', 'logger', 'loggerName', 'log.logger', 'scope', 'name'],
};

/** Names that hold a message wherever they are; others may be those of attributes. */
const CERTAIN_MESSAGES: ReadonlySet<string> = new Set(['message', 'msg', '@m', 'Message', 'MESSAGE']);

/** Names that are those of loggers alone. */
const CERTAIN_LOGGERS: readonly string[] = ['logger_name', 'logger', 'loggerName', 'log.logger'];

/** Fields of ours besides, in every line. */
const OWN_NAMES: ReadonlySet<string> = new Set([
  ...['event_name', 'trace_id', 'span_id', 'exception', 'extra', 'laketraceChain'],
]);
/** Fields of ours in full records (`serialize: true`) only: elsewhere they are the application's. */
const FULL_NAMES: ReadonlySet<string> = new Set([
  ...[
    'severity_number',
    'time_unix_nano',
    'trace_flags',
    'observed_timestamp',
    'elapsed',
    'thread',
    'scope_version',
    'resource',
    'dropped_attributes_count',
  ],
]);

/** Keys that are known as something else: none is a message by its place. */
const KNOWN_NAMES: ReadonlySet<string> = new Set([
  ...[...NAMES.timestamp, ...NAMES.level, ...NAMES.logger_name, ...OWN_NAMES, ...FULL_NAMES],
  ...['hostname', 'host', 'pid', 'platform', 'runtime_type', 'run_id', 'function', 'file', 'line'],
]);

/** Which key of the lines is which field. */
export type FlatNames = Readonly<Record<Field, string | undefined>>;

/**
 * Finds the fields of a line. What a line begins with says most: ours begin with time, level and message, in this order, under whatever
 * names; attributes come behind, and have none of the names that ours have by default. Then their names say it.
 * @param known what is known of the file
 */
export function findNames(line: Json, known?: FlatNames): FlatNames {
  const keys = keysInOrder(line);
  const taken = new Set<string>();
  const take = (name: string | undefined): string | undefined => {
    if (name !== undefined) taken.add(name);
    return name;
  };
  const isOf = (field: Field, key: string): boolean =>
    Object.hasOwn(line, key) && !taken.has(key) && isPlausible(field, line[key]);
  const own = (field: Field): string | undefined => NAMES[field].slice(0, 1).find((key) => isOf(field, key));
  const named = (field: Field): string | undefined => NAMES[field].find((key) => isOf(field, key));
  const third = messageAtBeginning(line, keys);
  const first = beginsWithTimeAndLevel(line, keys) ? keys[0] : undefined;
  // A full line says so.
  const start = keys[0] === 'timestamp' && line['timestamp'] === null ? 1 : 0;
  const isTimeless = TIMELESS.every((key, index) => keys[start + index] === key);
  const timestamp = take(
    own('timestamp') ?? first ?? (isTimeless ? undefined : named('timestamp')) ?? timeAtStart(line, keys),
  );
  const level = take(findLevel(line, timestamp));
  const isFree = third !== undefined && !KNOWN_NAMES.has(third);
  // No attribute has the name of our logger.
  const isOurs = isFree && keys[3] === NAMES.logger_name[0];
  const isThird = third !== undefined && (isOurs || NAMES.message.includes(third) || third === known?.message);
  const placed = isFree && known?.message === undefined ? third : undefined;
  const message = take(
    own('message') ?? (isThird ? third : undefined) ?? named('message') ?? placed ?? otherMessage(line, taken),
  );
  const names = { timestamp, level, message };
  return { ...names, logger_name: own('logger_name') ?? loggerByPlace(line, names, keys) ?? named('logger_name') };
}

/** The key of our logger, under whatever name: behind the message, before the host and the process. */
function loggerByPlace(
  line: Json,
  { timestamp, level, message }: Omit<FlatNames, 'logger_name'>,
  keys: readonly string[],
): string | undefined {
  const [first, second, third, fourth, ...[host, process]] = keys;
  const isOurs =
    first === timestamp && second === level && third === message && host === 'hostname' && process === 'pid';
  return isOurs && fourth !== undefined && typeof line[fourth] === 'string' ? fourth : undefined;
}

/** The keys as they are written: objects put those that are numbers in front. */
function keysInOrder(line: Json): string[] {
  const keys = Object.keys(line);
  return INDEX.test(keys[0] ?? '') ? keys.filter((key) => !INDEX.test(key)) : keys;
}

const INDEX = /^\d{1,10}$/;

/** A message that is no text. */
function otherMessage(line: Json, taken: ReadonlySet<string>): string | undefined {
  for (const name of CERTAIN_MESSAGES) {
    if (Object.hasOwn(line, name) && line[name] !== null && !taken.has(name)) return name;
  }
  return undefined;
}

/** Whether a line begins with fields of flat JSON: its time and level, or one of them by its name, before any of some other keys. */
export function beginsAsFlat(line: Json, others: readonly string[]): boolean {
  const keys = keysInOrder(line);
  const until = keys.findIndex((key) => others.includes(key));
  const before = until === -1 ? keys : keys.slice(0, until);
  return beginsWithTimeAndLevel(line, before) || before.some((key) => key !== '@timestamp' && isNamed(line, key));
}

function isNamed(line: Json, key: string): boolean {
  if (NAMES.level.includes(key)) return isPlausibleLevel(line, key);
  return NAMES.timestamp.includes(key) && isPlausible('timestamp', line[key]);
}

/** How a line of ours begins whose record has no time. */
const TIMELESS: readonly string[] = ['level', 'message', 'logger_name'];

function timeAtStart(line: Json, [first]: readonly string[]): string | undefined {
  return first !== undefined && !OWN_NAMES.has(first) && isPlausible('timestamp', line[first]) ? first : undefined;
}

/** By what they say: a number only where its name says so, too. */
function beginsWithTimeAndLevel(line: Json, [first, second]: readonly string[]): boolean {
  if (first === undefined || second === undefined || OWN_NAMES.has(second)) return false;
  const time = line[first];
  const isTime = NAMES.timestamp.includes(first) || (typeof time === 'string' && time.includes(':'));
  const isLevel = typeof line[second] === 'string' || NAMES.level.includes(second);
  return isTime && isLevel && isPlausible('timestamp', time) && isPlausibleLevel(line, second);
}

/** A level that nobody knows is one by its name. */
function isPlausibleLevel(line: Json, key: string): boolean {
  return isPlausible('level', line[key]) || (typeof line[key] === 'string' && NAMES.level.includes(key));
}

/** The key behind a time and a level, if it may be the message. */
function messageAtBeginning(line: Json, keys: readonly string[]): string | undefined {
  const third = keys[2];
  return third !== undefined && typeof line[third] === 'string' && beginsWithTimeAndLevel(line, keys)
    ? third
    : undefined;
}

/** The key of a level: the first one, or the one behind the time; else by its name; of a level that nobody knows by its name alone. */
export function findLevel(line: Json, timestamp: string | undefined): string | undefined {
  const isLevel = (key: string): boolean => key !== timestamp && has(line, key) && isPlausible('level', line[key]);
  const keys = keysInOrder(line);
  const [first, second] = keys;
  const begin = first === timestamp ? second : first;
  if (begin !== undefined && !OWN_NAMES.has(begin) && isPlausibleLevel(line, begin)) {
    const isNamed = NAMES.level.includes(begin);
    const isText = begin === second && typeof line[begin] === 'string';
    if ((isNamed || isText) && (isLevel(begin) || !isLevel('level'))) return begin;
  }
  const named = NAMES.level.find(isLevel);
  if (named !== undefined) return named;
  // A number behind the time may be any: only by its name it is a level.
  const next = timestamp === undefined ? undefined : keys[keys.indexOf(timestamp) + 1];
  if (next !== undefined && !OWN_NAMES.has(next) && typeof line[next] === 'string' && isLevel(next)) return next;
  return NAMES.level.find((key) => typeof line[key] === 'string');
}

/** Seconds since the epoch, in 2001: a smaller number is none of a time, but a port, an amount, an id. */
const LEAST_TIME = 1e9;

export function isPlausible(field: Field, value: unknown): boolean {
  if (field === 'timestamp')
    return readAnyTime(value) !== undefined && (typeof value !== 'number' || value >= LEAST_TIME);
  if (field === 'level') return typeof value === 'number' || (typeof value === 'string' && severityOfName(value) > 0);
  return typeof value === 'string';
}

export function withLevel(names: FlatNames, level: string | undefined): FlatNames {
  // The same object, as a rule: a copy for each line would take as long as the look.
  return names.level === level ? names : { ...names, level };
}

/** Whether a line has the time and the message of its file. */
export function fits({ timestamp, message }: FlatNames, line: Json): boolean {
  return timestamp !== undefined && message !== undefined && has(line, timestamp) && has(line, message);
}

/** Whether a line has one of the two. */
export function fitsInPart({ timestamp, message }: FlatNames, line: Json): boolean {
  return (timestamp !== undefined && has(line, timestamp)) || (message !== undefined && has(line, message));
}

/** The names of a line whose values are of their kind; what others say is an attribute. */
export function namesOfKind(names: FlatNames, line: Json): FlatNames {
  const { timestamp, level, message, logger_name: logger } = names;
  const isAny = (name: string | undefined, isField: (value: unknown) => boolean): boolean => {
    const value = name === undefined ? undefined : line[name];
    return value === undefined || value === null || isField(value);
  };
  const hasTime = isAny(timestamp, isTime);
  const hasLevel = isAny(level, isLevel);
  const hasMessage = isAny(message, (value) => isMessage(message, value));
  const hasLogger = isAny(logger, (value) => typeof value === 'string');
  if (hasTime && hasLevel && hasMessage && hasLogger) return names;
  return {
    ...{ timestamp: hasTime ? timestamp : undefined, level: hasLevel ? level : undefined },
    ...{ message: hasMessage ? message : undefined, logger_name: hasLogger ? logger : undefined },
  };
}

/** Whether a value is a level: a text, or a number that loggers have for one. */
function isLevel(value: unknown): boolean {
  return typeof value === 'string' || severityOf(value) > 0;
}

/** Whether a value is a message: of any kind under a key that is one of messages. */
function isMessage(name: string | undefined, value: unknown): boolean {
  return typeof value === 'string' || (name !== undefined && CERTAIN_MESSAGES.has(name));
}

/** The names of a line that may have a logger where its file has none: whose name is empty is left out by some. */
export function withLogger(names: FlatNames, line: Json): FlatNames {
  if (names.logger_name !== undefined && has(line, names.logger_name)) return names;
  const logger = CERTAIN_LOGGERS.find((key) => typeof line[key] === 'string' && key !== names.message);
  return logger === undefined ? names : { ...names, logger_name: logger };
}

/** Whether both are known. */
export function areWhole({ timestamp, message }: FlatNames): boolean {
  return timestamp !== undefined && message !== undefined;
}

/** Whether the key of the message is one of messages, whatever else is in a line. */
export function areCertain({ message }: FlatNames): boolean {
  return message !== undefined && CERTAIN_MESSAGES.has(message);
}

/** The names of one line that lacks a field of its file: what it has is what it is elsewhere. */
export function namesOfPart(known: FlatNames, line: Json): FlatNames {
  const found = findNames(line, known);
  const all = Object.values(known);
  const either = (field: Field): string | undefined => {
    const [name, other] = [known[field], found[field]];
    if (name !== undefined && has(line, name)) return name;
    return all.includes(other) ? undefined : other;
  };
  return {
    ...{ timestamp: either('timestamp'), level: either('level') },
    ...{ message: either('message'), logger_name: either('logger_name') },
  };
}

/** JSON has no `undefined`, and an object of it has no other properties that are texts or numbers. */
function has(line: Json, name: string): boolean {
  const value = line[name];
  return value !== undefined && typeof value !== 'function';
}
