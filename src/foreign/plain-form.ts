// Objects whose content is not in their enumerable properties -> maps, lists and scalars with that content.
import { isAnyArrayBuffer, isBoxedPrimitive, isDataView, isMap, isNativeError, isRegExp, isSet } from 'node:util/types';
import { readSafely } from './safe-read.ts';

/**
 * What a user expects to read in a log where an object's own enumerable properties say little or nothing. One level deep: the
 * result's values may be such objects again.
 *
 * | object | becomes |
 * |---|---|
 * | anything with a `toJSON` method (dates, URLs, decimals, …) | what `toJSON` returns, as in `JSON.stringify` |
 * | `Map` | a map, its keys as strings |
 * | `Set` | a list |
 * | `Error` | a map of `name`, `message`, `stack`, `cause` and `errors` where it has them, and its own properties |
 * | boxed string, number, boolean, bigint, symbol | the primitive |
 * | regular expression | its source text |
 * | `ArrayBuffer`, `SharedArrayBuffer`, `DataView` | bytes |
 * | anything else | itself |
 *
 * Recognition is by internal slots, not prototypes, so objects of another realm count and impostors do not.
 *
 * @throws what the object's own `toJSON` throws
 */
export function plainForm(value: object): unknown {
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return toJSON.call(value);
  if (isMap(value)) return mapForm(value);
  if (isSet(value)) return [...Set.prototype.values.call(value)];
  if (isNativeError(value)) return errorForm(value);
  return heldContent(value);
}

/** What a boxed primitive, a regular expression or a buffer holds, as in the table of {@link plainForm}; any other object itself. */
export function heldContent(value: object): unknown {
  if (isBoxedPrimitive(value)) return value.valueOf();
  if (isRegExp(value)) return String(value);
  if (isAnyArrayBuffer(value)) return new Uint8Array(value);
  if (isDataView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return value;
}

function mapForm(map: Map<unknown, unknown>): Record<string, unknown> {
  const form: Record<string, unknown> = Object.create(null);
  for (const [key, value] of Map.prototype.entries.call(map)) form[String(key)] = value;
  return form;
}

/** The fields of an Error that formatters show though they are not enumerable. */
export const HIDDEN_IN_ERRORS: readonly string[] = ['name', 'message', 'stack', 'cause', 'errors'];

function errorForm(error: Error): Record<string, unknown> {
  const form: Record<string, unknown> = Object.create(null);
  for (const key of [...HIDDEN_IN_ERRORS, ...Object.keys(error)]) {
    const value = readSafely(error as unknown as Record<string, unknown>, key);
    if (value !== undefined) form[key] = value;
  }
  return form;
}
