// Shows a value that the application has configured, in an error message: on one line, short, no secret, and without ever throwing.
import { isNativeError, isRegExp } from 'node:util/types';

const LONGEST_STRING = 40;
const LONGEST_BIGINT = 40;

// What JSON leaves as it is although it could break a line, drive a terminal or reorder the text around it.
const UNSAFE = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** What a URL with a password, a connection string, a header or an assignment has in it. */
const PARTS_OF_SECRETS = /[=@]|:\/\/|^\s*(?:basic|bearer)\s/i;
/** As long as no word is. A key or a token is, with digits among its letters. */
const LONG_RUN = /[\w+/.~-]{16,}/g;
const LETTER = /[A-Za-z]/;
const DIGIT = /\d/;

/**
 * Returns a short, one-line picture of a value that an option does not accept, for an error message: numbers and short texts as
 * they are, of all else what it is.
 *
 * A text that could be a secret, put under the wrong option by a slip, is not shown, and objects are not opened: they hold
 * headers and keys. No getter, `toString`, `toJSON` or custom inspection of the value is called.
 */
export function printValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return mayBeShown(value) ? escapeUnsafe(JSON.stringify(value)) : `a text of ${value.length} characters`;
    case 'bigint': {
      const digits = `${value}n`;
      return digits.length <= LONGEST_BIGINT ? digits : 'a bigint';
    }
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'boolean':
    case 'undefined':
      return String(value);
    case 'object':
      return value === null ? 'null' : kindOfObject(value);
    default:
      return `a ${typeof value}`;
  }
}

/** The same without any text, for where an object is wanted: what stands in its place may be a URL, a header or a key. */
export function printWithoutText(value: unknown): string {
  return typeof value === 'string' ? 'a text' : printValue(value);
}

function kindOfObject(value: object): string {
  if (isRegExp(value)) return 'a regular expression';
  if (isNativeError(value)) return 'an Error';
  return isArray(value) ? 'an array' : 'an object';
}

function mayBeShown(text: string): boolean {
  if (text.length > LONGEST_STRING || PARTS_OF_SECRETS.test(text)) return false;
  const runs = text.match(LONG_RUN) ?? [];
  return !runs.some((run) => LETTER.test(run) && DIGIT.test(run));
}

function escapeUnsafe(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function isArray(value: object): boolean {
  try {
    return Array.isArray(value);
  } catch {
    // A proxy that was revoked.
    return false;
  }
}
