// The fields of a call: read from whatever the application gives, and put on a record.
import type { ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import { exceptionAttributes, isErrorAtAll } from '../foreign/exception-attributes.ts';
import { setField } from '../foreign/own-field.ts';
import { readSafely, UNREADABLE } from '../foreign/safe-read.ts';

/** Fields of a record: any values, which are written as JSON would, and more (dates, maps, errors, big integers). */
export type LogFields = Readonly<Record<string, unknown>>;

/** One call of a logger, until its record is made. */
export interface LogCall {
  readonly bound: LogFields | undefined;
  readonly fields: unknown;
  /** What was thrown, in a list: `undefined` can be thrown as well. */
  readonly thrown: readonly [unknown] | undefined;
  /** The method that was called: the place in the program is that of its call. */
  readonly entry: (...inputs: never[]) => unknown;
}

/**
 * Puts the fields of a call on its record. The SDK would drop an attribute with a date, an error, a map, a big integer or an instance of
 * a class in it, and all beyond the 128th; what comes after it here takes any value.
 * @param place attributes of the place in the program
 */
export function addFields(
  record: ReadWriteLogRecord,
  { bound, fields, thrown }: LogCall,
  place: LogFields | undefined,
): void {
  const attributes = record.attributes as Record<string, unknown>;
  if (bound !== undefined) copyInto(attributes, bound);
  if (place !== undefined) copyInto(attributes, place);
  if (fields !== undefined && fields !== null) addGiven(attributes, fields, thrown === undefined);
  if (thrown !== undefined) copyInto(attributes, { ...exceptionAttributes(thrown[0]) });
}

/** An error in the place of fields is the exception of the record; what is no object, or a list, is kept under `args`. */
function addGiven(attributes: Record<string, unknown>, fields: unknown, mayBeException: boolean): void {
  if (mayBeException && isErrorAtAll(fields)) {
    copyInto(attributes, { ...exceptionAttributes(fields) });
  } else if (typeof fields !== 'object' || fields === null || isList(fields))
    setField(attributes, 'args', [fields].flat());
  else if (isErrorAtAll(fields)) setField(attributes, 'error', fields);
  else copyInto(attributes, fields as LogFields);
}

function isList(value: object): boolean {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/** A copy of the fields that a logger is bound to: what the application does to its object later does not reach it. */
export function boundFields(outer: LogFields | undefined, fields: unknown): LogFields {
  const copy: Record<string, unknown> = {};
  if (outer !== undefined) copyInto(copy, outer);
  if (typeof fields === 'object' && fields !== null) copyInto(copy, fields as LogFields);
  return Object.freeze(copy);
}

/** Copies fields one by one: a getter that throws costs its own field only. What has no value is no field. */
function copyInto(target: Record<string, unknown>, fields: LogFields): void {
  let keys: string[];
  try {
    keys = Object.keys(fields);
  } catch {
    // A proxy whose traps throw.
    setField(target, 'fields', UNREADABLE);
    return;
  }
  for (const key of keys) {
    const value = readSafely(fields, key);
    if (value !== undefined) setField(target, key, value);
  }
}
