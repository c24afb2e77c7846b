// Asks what a value from outside is, by its shape and the engine's own marks, never by `instanceof`.
//
// Inside Jest, vitest's `vmThreads` and `node:vm` an error of `fs` has another `Error` than the code that catches it, and a program
// that loads both the ESM and the CommonJS build of this package has two of each of its classes: `instanceof` says no to what is
// one in every way that counts. Maps, Sets, Dates, expressions and bytes are asked for with `node:util/types`.
import { isNativeError, isProxy } from 'node:util/types';

/** Where a class of this package says its name: the same symbol in every realm and in both builds. */
const CLASS = Symbol.for('laketrace.class');

/** Has the instances of a class known by a name: to be called in the class's static block. */
export function nameClass({ prototype }: { readonly prototype: object }, name: string): void {
  Object.defineProperty(prototype, CLASS, { value: name });
}

/**
 * Whether a value is of the class that was given this name by {@link nameClass}, whichever copy of the class it is. A proxy of an instance
 * is not: the private fields of the instance cannot be reached through it, so every call of a method would throw.
 */
export function isOf<Instance extends object>(value: unknown, name: string): value is Instance {
  if (typeof value !== 'object' || value === null || isProxy(value)) return false;
  return (value as Record<symbol, unknown>)[CLASS] === name;
}

/**
 * Whether a value is an Error: one that the engine made, of any realm, or an object that inherits from an `Error.prototype`, as
 * DOMExceptions and the errors of old libraries do.
 * @throws what a proxy's trap throws
 */
export function isError(value: unknown): value is Error {
  if (isNativeError(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  for (let at: unknown = Object.getPrototypeOf(value); at !== null; at = Object.getPrototypeOf(at)) {
    // Where nearly all ways end, and end at once.
    if (at === Object.prototype) return false;
    if (isErrorPrototype(at as object)) return true;
  }
  return false;
}

/** Whether an object is the `Error.prototype` of some realm: it has these as properties of its own. */
function isErrorPrototype(object: object): boolean {
  const name = Object.getOwnPropertyDescriptor(object, 'name');
  return name?.value === 'Error' && Object.hasOwn(object, 'message') && Object.hasOwn(object, 'toString');
}

/** Whether something thrown has one of these codes, as errors of the file system and of Node have. Never throws. */
export function isErrno(thrown: unknown, ...codes: readonly string[]): boolean {
  try {
    return codes.includes((thrown as Partial<NodeJS.ErrnoException> | null | undefined)?.code ?? '');
  } catch {
    return false;
  }
}

/** What was thrown as an Error. Anything can be thrown, also what has no text, such as an object without a prototype. Never throws. */
export function asError(thrown: unknown): Error {
  try {
    return isError(thrown) ? thrown : new Error(String(thrown));
  } catch {
    return new Error('something was thrown that has no text');
  }
}

/** The message of what was thrown, or its text. Never throws. */
export function messageOf(thrown: unknown): string {
  try {
    return String(asError(thrown).message);
  } catch {
    return 'something was thrown that has no text';
  }
}

/** Whether a value is an object as `{}` makes one, in whatever realm, or one without a prototype. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || isObjectPrototype(prototype as object);
}

/** Whether an object is the `Object.prototype` of some realm, from which all others descend. */
export function isObjectPrototype(object: object): boolean {
  return Object.getPrototypeOf(object) === null && Object.hasOwn(object, 'isPrototypeOf');
}
