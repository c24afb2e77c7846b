// What was thrown, as the attributes that the semantic conventions have for it. Never throws, whatever it is given.
import { inspect } from 'node:util';
import { isError } from './shape.ts';

/** Attributes of a record about an exception (OpenTelemetry's semantic conventions, stable). */
export interface ExceptionAttributes {
  readonly 'exception.type': string;
  readonly 'exception.message': string;
  /** The stack, then the causes and the errors of an AggregateError, each with its own. Not there for what is no error. */
  readonly 'exception.stacktrace'?: string;
}

/** Causes of causes, and errors within errors, down to this depth. */
const DEEPEST = 16;
const MOST_ERRORS = 100;
const LONGEST_TEXT = 10_000;

/** The attributes of something that was thrown. */
export function exceptionAttributes(thrown: unknown): ExceptionAttributes {
  if (!isErrorAtAll(thrown)) return { 'exception.type': kindOf(thrown), 'exception.message': textOf(thrown) };
  return {
    'exception.type': typeOf(thrown),
    'exception.message': textOf(read(thrown, 'message') ?? ''),
    'exception.stacktrace': new Stacktrace().of(thrown),
  };
}

/** Whether a value is an error, also where a proxy of one throws when it is asked. */
export function isErrorAtAll(value: unknown): value is Error {
  try {
    return isError(value);
  } catch {
    return false;
  }
}

class Stacktrace {
  readonly #seen = new Set<unknown>();

  of(thrown: unknown, depth = 0): string {
    if (!isErrorAtAll(thrown)) return textOf(thrown);
    if (this.#seen.has(thrown)) return `${headOf(thrown)} (shown above)`;
    if (depth > DEEPEST || this.#seen.size >= MOST_ERRORS) return `${headOf(thrown)} (and what is below it)`;
    this.#seen.add(thrown);
    const stack = read(thrown, 'stack');
    const lines = [typeof stack === 'string' && stack !== '' ? stack : headOf(thrown)];
    const errors = read(thrown, 'errors');
    if (isArray(errors)) {
      for (const [index, error] of errors.slice(0, MOST_ERRORS).entries()) {
        lines.push(`Error ${index + 1} of ${errors.length}: ${this.of(error, depth + 1)}`);
      }
    }
    if (has(thrown, 'cause')) lines.push(`Caused by: ${this.of(read(thrown, 'cause'), depth + 1)}`);
    return lines.join('\n');
  }
}

function headOf(error: Error): string {
  return `${typeOf(error)}: ${textOf(read(error, 'message') ?? '')}`;
}

/** The name that an error has, else that of its class. */
function typeOf(error: Error): string {
  const name = read(error, 'name');
  if (typeof name === 'string' && name !== '' && name !== 'Error') return name;
  const ofClass = read(read(error, 'constructor'), 'name');
  return typeof ofClass === 'string' && ofClass !== '' ? ofClass : 'Error';
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : typeof value;
}

/** A value as text, without any code of its own being called. */
function textOf(value: unknown): string {
  try {
    const text = typeof value === 'string' ? value : inspect(value, { customInspect: false, breakLength: 120 });
    return text.length <= LONGEST_TEXT || typeof value === 'string' ? text : `${text.slice(0, LONGEST_TEXT)}…`;
  } catch {
    return 'something that has no text';
  }
}

function read(object: unknown, name: string): unknown {
  try {
    return (object as Record<string, unknown> | null | undefined)?.[name];
  } catch {
    return undefined;
  }
}

function has(object: object, name: string): boolean {
  try {
    return name in object;
  } catch {
    return false;
  }
}

function isArray(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}
