// The fields of a call: read from whatever the application gives, and put on a record.
import type { ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import { exceptionAttributes, isErrorAtAll } from '../foreign/exception-attributes.ts';
import { setField } from '../foreign/own-field.ts';
import { plainForm } from '../foreign/plain-form.ts';
import { readSafely, UNREADABLE } from '../foreign/safe-read.ts';
import { isPlainObject } from '../foreign/shape.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { isObject } from '../spec/option-checks.ts';
import { type LogCall, withWords } from './log-call.ts';

/** Fields of a record: any values, which are written as JSON would, and more (dates, maps, errors, big integers). */
export type LogFields = Readonly<Record<string, unknown>>;

/** What a logger puts on a record. */
export interface LoggedFields extends Pick<LogCall, 'details' | 'thrown'> {
  /** Those of `bind`. */
  readonly bound: LogFields | undefined;
  /** The place in the program. */
  readonly place: LogFields | undefined;
}

/**
 * Puts the fields of a call on its record. The SDK would drop an attribute with a date, an error, a map, a big integer or an instance of
 * a class in it, and all beyond the 128th; what comes after it here takes any value.
 */
export function addFields(record: ReadWriteLogRecord, { bound, place, details, thrown }: LoggedFields): void {
  const attributes = record.attributes as Record<string, unknown>;
  if (bound !== undefined) copyInto(attributes, bound);
  if (place !== undefined) copyInto(attributes, place);
  const exception = details.length === 0 ? thrown : addDetails(attributes, details, thrown);
  if (exception !== undefined) copyInto(attributes, { ...exceptionAttributes(exception[0]) });
}

/**
 * Adds what was given beside the message, in any order: objects are fields, the first error is the exception, and what is neither is kept
 * under `args`.
 * @returns the exception of the record
 */
function addDetails(
  attributes: Record<string, unknown>,
  details: readonly unknown[],
  thrown: LogCall['thrown'],
): LogCall['thrown'] {
  let exception = thrown;
  const args: unknown[] = [];
  for (const detail of details) {
    if (detail === undefined || detail === null) continue;
    const isThrown = isErrorAtAll(detail);
    const fields = isThrown ? undefined : fieldsOf(detail);
    if (fields !== undefined) copyInto(attributes, fields);
    else if (isThrown && exception === undefined) exception = [detail];
    else args.push(withWords(detail));
  }
  // A list in the place of the fields stands for the arguments.
  const [list] = args;
  if (args.length > 0) setField(attributes, 'args', args.length === 1 && Array.isArray(list) ? list : args);
  return exception;
}

/** The fields that an object stands for: its own, or those of its plain form. Nothing for a list, a date, bytes, and what holds none. */
function fieldsOf(value: unknown): LogFields | undefined {
  if (!isObject(value)) return undefined;
  try {
    if (isPlainObject(value) && typeof value['toJSON'] !== 'function') return value;
    const plain = isData(value) ? undefined : plainForm(value);
    if (!isObject(plain) || isData(plain)) return undefined;
    return plain === value && Object.keys(plain).length === 0 ? undefined : plain;
  } catch {
    // A proxy whose traps throw, or a `toJSON`: the copy of the fields says so.
    return value;
  }
}

function isData(value: object): boolean {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}

/**
 * A copy of the fields that a logger is bound to: what the application does to its object later does not reach it.
 * @throws ConfigurationError for what is no object with fields; `undefined` and `null` are none
 */
export function boundFields(outer: LogFields | undefined, given: unknown): LogFields {
  const fields = isErrorAtAll(given) ? undefined : fieldsOf(given ?? {});
  if (fields === undefined) throw ConfigurationError.ofKind('bind(fields)', given, 'an object with fields');
  const copy: Record<string, unknown> = {};
  if (outer !== undefined) copyInto(copy, outer);
  copyInto(copy, fields);
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
