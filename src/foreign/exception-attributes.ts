// What was thrown, as the attributes of the semantic conventions for exceptions, with its causes and the errors that it gathers.
import { isProxy } from 'node:util/types';
import { readSafely, UNREADABLE } from './safe-read.ts';
import { isError } from './shape.ts';

/** Errors in one trace, and characters of one text of it: what is endless is cut, and says so. */
const MOST_ERRORS = 100;
const LONGEST_TEXT = 1_000_000;
const DEEPEST = 20;
const MOST_DETAILS = 20;
const LONGEST_DETAIL = 200;

/** The attributes of an exception (OpenTelemetry semantic conventions, "Exceptions in logs"). */
export interface ExceptionAttributes {
  readonly 'exception.type': string;
  readonly 'exception.message': string;
  /** The stack, then each gathered error and each cause with its own. Not there for what is no error. */
  readonly 'exception.stacktrace'?: string;
}

/**
 * Describes what was thrown: an error of any realm, or whatever else somebody throws. The trace holds the whole chain of causes, and each
 * error of an AggregateError, at any depth. Never throws.
 */
export function exceptionAttributes(thrown: unknown): ExceptionAttributes {
  const attributes = { 'exception.type': typeOf(thrown), 'exception.message': messageOf(thrown) };
  return isErrorAtAll(thrown) ? { ...attributes, 'exception.stacktrace': new Trace().of(thrown) } : attributes;
}

/** Whether a value is an error, also where a proxy of one throws when it is asked. */
export function isErrorAtAll(value: unknown): value is Error {
  try {
    return isError(value);
  } catch {
    return false;
  }
}

/** The class of an error: its name, or that of its class where it has not given itself one. */
function typeOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return thrown === null ? 'null' : typeof thrown;
  const className = classNameOf(thrown);
  if (!isErrorAtAll(thrown)) return className ?? 'Object';
  const name = readSafely(thrown, 'name');
  const isNamed = typeof name === 'string' && name !== '' && name !== UNREADABLE;
  if (isNamed && (name !== 'Error' || className === undefined)) return name;
  return className ?? 'Error';
}

function classNameOf(object: object): string | undefined {
  const made = readSafely(object, 'constructor');
  if (typeof made !== 'function') return undefined;
  const name = readSafely(made, 'name');
  return typeof name === 'string' && name !== '' && name !== UNREADABLE ? name : undefined;
}

function messageOf(thrown: unknown): string {
  if (!isErrorAtAll(thrown)) return textOf(thrown);
  const message = readSafely(thrown, 'message');
  return cut(typeof message === 'string' ? message : textOf(message));
}

/** A thrown value that is no error, as text. */
function textOf(value: unknown): string {
  try {
    if (typeof value === 'string') return cut(value);
    if (typeof value === 'bigint' || typeof value === 'symbol') return cut(value.toString());
    if (typeof value === 'function') return `function ${readSafely(value, 'name')}`;
    if (typeof value !== 'object' || value === null) return String(value);
    // A proxy can make up as many properties as it likes.
    if (isProxy(value)) return 'a proxy';
    return cut(JSON.stringify(value, withoutBigints) ?? String(value));
  } catch {
    return UNREADABLE;
  }
}

function withoutBigints(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

function cut(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}… (${text.length} characters)`;
}

/** One trace: what is in it already, and how much more may be. */
class Trace {
  readonly #seen = new Set<unknown>();
  #left = MOST_ERRORS;

  of(thrown: unknown, indent = '', depth = 0): string {
    if (this.#left-- <= 0 || depth > DEEPEST) return `${indent}… further errors are left out`;
    if (!isErrorAtAll(thrown)) return indented(`${typeOf(thrown)}: ${textOf(thrown)}`, indent);
    if (this.#seen.has(thrown)) return indented(`${headOf(thrown)} (shown above)`, indent);
    this.#seen.add(thrown);
    const error = thrown;
    const parts = [indented(`${stackOf(error)}${detailsOf(error)}`, indent)];
    for (const [index, one] of errorsOf(error).entries()) {
      parts.push(`${indent}  [errors][${index}]:`, this.of(one, `${indent}    `, depth + 1));
      if (this.#left <= 0) break;
    }
    if (hasOwnSafely(error, 'cause')) {
      parts.push(`${indent}Caused by: ${this.of(readSafely(error, 'cause'), indent, depth + 1).slice(indent.length)}`);
    }
    return parts.join('\n');
  }
}

function indented(text: string, indent: string): string {
  return indent === '' ? text : text.replaceAll(/^/gm, indent);
}

/**
 * The stack under a first line that says type and message as they are now: an engine writes both down when it makes the error, and knows
 * no name that a class gives itself later.
 */
function stackOf(error: Error): string {
  const stack = readSafely(error, 'stack');
  const head = headOf(error);
  if (typeof stack !== 'string' || stack === '' || stack === UNREADABLE) return head;
  const frames = /\n {4}at /.exec(stack)?.index ?? stack.length;
  const first = stack.slice(0, frames);
  const message = messageOf(error);
  const isCurrent = message === '' ? first === head : first.includes(message);
  return cut(isCurrent && !isOfBaseClass(first, head) ? stack : `${head}${stack.slice(frames)}`);
}

/** Whether the engine called an error plainly `Error` that is of another class. */
function isOfBaseClass(first: string, head: string): boolean {
  return /^Error(?::|$)/.test(first) && !/^Error(?::|$)/.test(head);
}

function headOf(error: Error): string {
  const message = messageOf(error);
  return message === '' ? typeOf(error) : `${typeOf(error)}: ${message}`;
}

/** What else an error says of itself, such as `code` and `syscall` of Node's own. */
function detailsOf(error: Error): string {
  const details: string[] = [];
  for (const key of keysOf(error)) {
    if (details.length >= MOST_DETAILS) break;
    if (key === 'message' || key === 'stack' || key === 'cause' || key === 'errors' || key === 'name') continue;
    const value = readSafely(error, key);
    if (typeof value === 'string') details.push(`${key}: ${JSON.stringify(shortened(value))}`);
    else if (typeof value === 'number' || typeof value === 'boolean') details.push(`${key}: ${value}`);
  }
  return details.length === 0 ? '' : `\n    { ${details.join(', ')} }`;
}

function shortened(text: string): string {
  return text.length <= LONGEST_DETAIL ? text : `${text.slice(0, LONGEST_DETAIL)}…`;
}

function keysOf(object: object): string[] {
  try {
    return Object.keys(object);
  } catch {
    return [];
  }
}

function hasOwnSafely(object: object, key: string): boolean {
  try {
    return key in object && (object as Readonly<Record<string, unknown>>)[key] !== undefined;
  } catch {
    return false;
  }
}

/** The errors of an AggregateError, and of what looks like one. */
function errorsOf(error: Error): readonly unknown[] {
  const errors = readSafely(error, 'errors');
  try {
    return Array.isArray(errors) ? errors.slice(0, MOST_ERRORS) : [];
  } catch {
    return [];
  }
}
