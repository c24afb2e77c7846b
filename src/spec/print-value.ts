// Shows a value of a configuration in an error message: on one line, quoted, short, and without ever throwing.
import { inspect } from 'node:util';

const LONGEST_STRING = 80;
const LONGEST_OBJECT = 120;

// What JSON leaves as it is although it could break a line, drive a terminal or reorder the text around it.
const UNSAFE = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

function escapeUnsafe(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function printString(text: string): string {
  return text.length <= LONGEST_STRING
    ? escapeUnsafe(JSON.stringify(text))
    : `${escapeUnsafe(JSON.stringify(text.slice(0, LONGEST_STRING)))}... (${text.length} characters)`;
}

function printObject(value: unknown): string {
  let text: string;
  try {
    text = inspect(value, {
      depth: 1,
      maxArrayLength: 5,
      maxStringLength: LONGEST_STRING,
      breakLength: Number.POSITIVE_INFINITY,
      compact: true,
      customInspect: false,
    });
  } catch {
    // Only an object that lies about itself gets here, such as one whose constructor's name throws.
    return 'an object that cannot be printed';
  }
  // What inspect still breaks over lines (the stack of an error) is joined, so that a message stays one line.
  const lines = text.split('\n').map((line) => line.trim());
  const line = escapeUnsafe(lines.filter((part) => part !== '').join(' '));
  return line.length <= LONGEST_OBJECT ? line : `${line.slice(0, LONGEST_OBJECT)}...`;
}

/**
 * Returns a short, one-line picture of any value for an error message.
 *
 * Strings are quoted and cut after 80 characters, big integers keep their `n`, functions and classes give their name, objects
 * are shown one level deep. No getter, `toString`, `toJSON` or custom inspection of the value is called.
 */
export function printValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return printString(value);
    case 'bigint': {
      const digits = `${value}n`;
      return digits.length <= LONGEST_STRING ? digits : `${digits.slice(0, LONGEST_STRING)}... (a bigint)`;
    }
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    default:
      return printObject(value);
  }
}
