// What winston hands to its transports, as a record of OpenTelemetry.
import { inspect } from 'node:util';
import { exceptionAttributes, isErrorAtAll } from '../foreign/exception-attributes.ts';
import { setField } from '../foreign/own-field.ts';
import { readSafely } from '../foreign/safe-read.ts';
import { dataOf } from './record-data.ts';

/** winston's symbol for the level without colours. */
const LEVEL = Symbol.for('level');
/** winston's symbol for what was given after the message. */
const SPLAT = Symbol.for('splat');

/** A record, as `emit` of a logger takes it. */
export interface WinstonRecord {
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: string;
  readonly attributes: Record<string, unknown>;
}

/** The levels of npm, syslog (by the mapping of OpenTelemetry's data model) and cli, and names that people add. */
const SEVERITIES: Readonly<Record<string, number>> = {
  emerg: 21,
  fatal: 21,
  critical: 21,
  alert: 19,
  crit: 18,
  error: 17,
  warn: 13,
  warning: 13,
  notice: 10,
  success: 10,
  info: 9,
  help: 9,
  data: 9,
  prompt: 9,
  http: 7,
  verbose: 6,
  debug: 5,
  input: 5,
  silly: 1,
  trace: 1,
};
const HIGHEST = 21;
/** An array may be a proxy without end. */
const MOST_ARGUMENTS = 1000;

/**
 * Reads an info object. Never throws.
 * @param levels the levels of the logger: a level with a name of its own gets its severity by its place among them
 */
export function readWinstonInfo(info: object, levels: Readonly<Record<string, number>>): WinstonRecord {
  const level = String(readSafely(info, LEVEL) ?? readSafely(info, 'level') ?? '');
  const message = readSafely(info, 'message');
  const attributes: Record<string, unknown> = {};
  let exception: object | undefined = isErrorAtAll(info) ? info : undefined;
  // Then winston has taken an error apart: what is under `cause` is not the exception itself.
  const isTakenApart = typeof readSafely(info, 'stack') === 'string';
  for (const key of keysOf(info)) {
    if (key === 'level' || key === 'message') continue;
    const value = readSafely(info, key);
    // The first error is the exception of the record; a further one stays what it is.
    if (exception === undefined && isErrorAtAll(value) && !(isTakenApart && key === 'cause')) exception = value;
    else addData(attributes, key, value);
  }
  if (isErrorAtAll(message)) exception ??= message;
  if (!isTakenApart) exception ??= errorAfter(info);
  return {
    severityNumber: severityOf(level, levels),
    severityText: level.toUpperCase(),
    body: textOf(message),
    attributes: { ...attributes, ...exceptionOf(exception, attributes, info) },
  };
}

/** An error after other arguments: winston makes fields of the first only. */
function errorAfter(info: object): object | undefined {
  const after = readSafely(info, SPLAT);
  if (!Array.isArray(after)) return undefined;
  for (let index = 0; index < after.length && index < MOST_ARGUMENTS; index++) {
    const argument = readSafely(after, index);
    if (isErrorAtAll(argument)) return argument;
  }
  return undefined;
}

/** winston itself takes an error apart: its stack stands beside the message, and its cause. */
function exceptionOf(
  exception: object | undefined,
  attributes: Record<string, unknown>,
  info: object,
): Record<string, unknown> {
  const { stack } = attributes;
  if (exception !== undefined) {
    // It says the same as the exception.
    if (typeof stack === 'string') delete attributes['stack'];
    return { ...exceptionAttributes(exception) };
  }
  if (typeof stack !== 'string') return {};
  delete attributes['stack'];
  const head = /^(?<type>[\w$.]+)(?:: (?<text>.*))?$/.exec(stack.split('\n', 1)[0] ?? '')?.groups;
  return {
    'exception.type': head?.['type'] ?? 'Error',
    'exception.message': head?.['text'] ?? textOf(readSafely(info, 'message')),
    'exception.stacktrace': `${stack}${causeOf(readSafely(info, 'cause'))}`,
  };
}

function causeOf(cause: unknown): string {
  return isErrorAtAll(cause) ? `\nCaused by: ${exceptionAttributes(cause)['exception.stacktrace']}` : '';
}

function addData(attributes: Record<string, unknown>, key: string, value: unknown): void {
  const data = dataOf(value);
  if (data !== undefined) setField(attributes, key, data);
}

function severityOf(level: string, levels: Readonly<Record<string, number>>): number {
  const known = SEVERITIES[level.toLowerCase()];
  if (known !== undefined) return known;
  const place = levels[level];
  const last = Math.max(1, ...Object.values(levels));
  return place === undefined ? (SEVERITIES['info'] ?? 0) : HIGHEST - Math.round(((HIGHEST - 1) * place) / last);
}

function textOf(message: unknown): string {
  if (typeof message === 'string') return message;
  if (message === undefined) return '';
  if (isErrorAtAll(message)) return String(readSafely(message, 'message'));
  try {
    return inspect(message, { customInspect: false, breakLength: Number.POSITIVE_INFINITY });
  } catch {
    return '[Unreadable]';
  }
}

function keysOf(info: object): string[] {
  try {
    return Object.keys(info);
  } catch {
    return [];
  }
}
