// Tells a secret from a word: what of a value looks chosen or generated, not written.
import {
  HAS_BLANK,
  HAS_BRACKET,
  HAS_CODE_MARK,
  HAS_COLON,
  HAS_DOT,
  HAS_EQUALS,
  HAS_GREATER,
  HAS_LESS_OR_COMMA,
  HAS_PARENTHESIS,
  HAS_SLASH,
  shapeOf,
  type ValueShape,
} from './value-shape.ts';

/** Whether a value looks like a password or token rather than a word, a name, a path, a number or code. */
export function looksSecret(value: string, shape: ValueShape = shapeOf(value)): boolean {
  const { length } = value;
  if (length < 6) return false;
  const { upper, lower, digits, symbols, joints } = shape;
  const letters = upper + lower;
  if (letters === 0) return false;
  if (digits > 0) return !isWordWithNumber(digits, letters, symbols, joints, length);
  if (symbols > 0) return symbols + upper > 1 || (symbols === 1 && !/^[a-z]+[.,;!?@]?$/i.test(value));
  // Letters only: generated when long and in many cases, not when camelCase or Capitalised.
  return length >= 16 && joints === 0 && upper >= 3 && lower >= 3 && !CAMEL_CASE.test(value);
}

/** `kafkaConsumerGroup`, `HTTPServerError`: each word begins with a capital, so that a text is cut in one way only. */
const CAMEL_CASE = /^(?:[a-z]{2,})?(?:[A-Z](?:[A-Z]{2,})?[a-z]{2,})*$/;

/** `copper.falcon.lantern`: three words or more, joined alike; a number may follow. */
export function isPassphrase(value: string): boolean {
  return PASSPHRASE.test(value);
}

const PASSPHRASE = /^[a-z]{3,12}([._-])[a-z]{3,12}(?:\1[a-z]{3,12})+(?:[._-]\d{1,4})?$/i;

/** `stage-12`, `v1.2.3`, `part-00003`: words with a number, not a secret. */
function isWordWithNumber(digits: number, letters: number, symbols: number, joints: number, length: number): boolean {
  if (symbols > 0) return false;
  if (joints === 0) return length < 8 && (digits < 2 || letters < 2);
  return length < 20;
}

/** Whether a long value is generated rather than written: it mixes cases and digits, or is hexadecimal. */
export function looksGenerated(value: string, shape: ValueShape = shapeOf(value)): boolean {
  const { length } = value;
  if (length < 16 || shape.digits === 0 || shape.upper + shape.lower === 0) return false;
  if (length >= 20 && shape.joints + shape.symbols === 0 && /^[0-9a-f]+$/i.test(value)) return true;
  return (shape.marks & NOT_GENERATED) === 0;
}

const NOT_GENERATED =
  HAS_BLANK | HAS_SLASH | HAS_DOT | HAS_PARENTHESIS | HAS_CODE_MARK | HAS_GREATER | HAS_LESS_OR_COMMA;

/** Whether a value is no plain word, number or path: `hunter2` is none, and may be a name in code or a version. */
export function looksChosen(value: string, isQuoted: boolean, shape: ValueShape = shapeOf(value)): boolean {
  const { upper, lower, digits, symbols, marks } = shape;
  if (NUMBER.test(value) || value.includes('${') || (!isQuoted && (marks & (NOT_GENERATED | HAS_BRACKET)) !== 0))
    return false;
  if (digits + symbols > 0 && looksSecret(value, shape)) return true;
  if (value.length < 5 || upper + lower < 3 || (marks & (HAS_COLON | HAS_EQUALS | NOT_GENERATED)) !== 0) return false;
  return digits > 0 || symbols > 0 || (lower > 0 && isPassphrase(value));
}

/** `0x773` */
const NUMBER = /^0x[0-9a-f]+$/i;
