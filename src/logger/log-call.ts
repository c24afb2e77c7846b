// One call of a logger: what of it is the message, what was thrown, what is left for fields.
import { exceptionAttributes, isErrorAtAll } from '../foreign/exception-attributes.ts';
import { isPlainObject } from '../foreign/shape.ts';

/** What a call says, in whatever order it does. */
export interface LogCall {
  readonly message: unknown;
  /** What was thrown, in a list: `undefined` can be thrown as well. */
  readonly thrown: readonly [unknown] | undefined;
  /** What is left: fields, what was thrown where it was not found yet, and whatever else. */
  readonly details: readonly unknown[];
}

/**
 * Reads a call. What was thrown, or fields, may stand before the message, as users of pino write it: `error(error, 'not loaded')`. An error
 * alone, which catch blocks say most, gives the message as well.
 */
export function readCall(message: unknown, details: readonly unknown[]): LogCall {
  const [text, ...others] = details;
  if (isErrorAtAll(message)) {
    const thrown = [message] as const;
    return typeof text === 'string'
      ? { message: text, thrown, details: others }
      : { message: exceptionAttributes(message)['exception.message'], thrown, details };
  }
  if (typeof text === 'string' && isPlain(message))
    return { message: text, thrown: undefined, details: [message, ...others] };
  return { message: withWords(message), thrown: undefined, details };
}

/**
 * Reads a call of `exception`, after whose message stands what was thrown, whatever that is. But an error is the exception wherever it
 * stands, and a plain object alone is fields.
 */
export function readThrowingCall(message: unknown, details: readonly unknown[]): LogCall {
  const [thrown, ...others] = details;
  const isTold = isErrorAtAll(message) || details.some(isErrorAtAll);
  if (details.length === 0 || isTold || (others.length === 0 && isPlain(thrown))) return readCall(message, details);
  return { ...readCall(message, []), thrown: [thrown], details: others };
}

function isPlain(value: unknown): boolean {
  try {
    return isPlainObject(value);
  } catch {
    // A proxy whose traps throw.
    return false;
  }
}

/** A value that formats have words for: they write functions and symbols as what has no value, so these are given as texts. */
export function withWords(value: unknown): unknown {
  if (typeof value === 'symbol') return value.toString();
  return typeof value === 'function' ? Function.prototype.toString.call(value) : value;
}
