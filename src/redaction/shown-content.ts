// What objects show in place of their fields, and how to tell whether an object always shows the same.

import { isDate } from 'node:util/types';
import { HIDDEN_IN_ERRORS, heldContent } from '../foreign/plain-form.ts';
import { UNREADABLE } from '../foreign/safe-read.ts';
import { isError } from '../foreign/shape.ts';

/**
 * What a formatter shows of an object in place of its fields: the result of `toJSON` (of which an HTTP client's error may make a
 * whole request, with its headers), the value of a boxed primitive, the source of a regular expression, the bytes of a buffer.
 * The object itself where it shows its fields.
 *
 * Whatever `otlpJson` opens has to be opened here, or it would leave unseen; a test holds the two together.
 */
export function shownContent(value: object): unknown {
  try {
    const { toJSON } = value as { toJSON?: unknown };
    // A Date's own `toJSON` gives the time: nothing is hidden in it.
    if (typeof toJSON === 'function' && !(isDate(value) && toJSON === Date.prototype.toJSON)) return toJSON.call(value);
    return heldContent(value);
  } catch {
    return UNREADABLE;
  }
}

const PLAIN: ReadonlySet<unknown> = new Set([
  null,
  Object.prototype,
  Array.prototype,
  Map.prototype,
  Set.prototype,
  Date.prototype,
]);
// Asked for by template literals, JSON.stringify and console.log.
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/**
 * Whether an object is data through and through, so that whoever looks at it later sees what was seen now: no accessor, no field
 * under a symbol, no method that a formatter asks for in place of the fields.
 * @param names the names of its fields
 */
export function isInert(value: object, names: readonly string[]): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!PLAIN.has(prototype) && isTellingItself(value)) return false;
  if (Object.getOwnPropertySymbols(value).length > 0) return false;
  if (isError(value) && HIDDEN_IN_ERRORS.some((name) => isInheritedAccessor(value, name))) return false;
  return names.every((name) => {
    // Of an Error's stack the engine makes an accessor of its own.
    if (name === 'stack' && isError(value)) return true;
    return Object.getOwnPropertyDescriptor(value, name)?.get === undefined;
  });
}

function isTellingItself(value: object): boolean {
  const asText: unknown = value.toString;
  const isOrdinary = asText === Object.prototype.toString || asText === Error.prototype.toString;
  return !isOrdinary || value.valueOf !== Object.prototype.valueOf || Symbol.toPrimitive in value || INSPECT in value;
}

function isInheritedAccessor(value: object, name: string): boolean {
  if (Object.hasOwn(value, name)) return false;
  for (let at: object | null = Object.getPrototypeOf(value); at !== null; at = Object.getPrototypeOf(at)) {
    const own = Object.getOwnPropertyDescriptor(at, name);
    if (own !== undefined) return own.get !== undefined;
  }
  return false;
}
