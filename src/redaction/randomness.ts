// Tells a secret from a word: what of a value looks chosen or generated, not written.
import { CLASS, DIGIT, HIGH_LETTER, LOWER, UPPER } from './byte-classes.ts';

/** Whether a value looks like a password or token rather than a word, a name, a path, a number or code. */
export function looksSecret(value: string): boolean {
  const length = value.length;
  if (length < 6) return false;
  let upper = 0;
  let lower = 0;
  let digits = 0;
  let symbols = 0;
  let joints = 0;
  for (let i = 0; i < length; i++) {
    const code = value.charCodeAt(i);
    const classes = code < 256 ? (CLASS[code] as number) : HIGH_LETTER;
    if ((classes & LOWER) !== 0) lower++;
    else if ((classes & DIGIT) !== 0) digits++;
    else if ((classes & UPPER) !== 0) upper++;
    else if (code === 0x2d || code === 0x5f || code === 0x2e || code === 0x2f || code === 0x3a) joints++;
    else symbols++;
  }
  const letters = upper + lower;
  if (letters === 0) return false;
  if (digits > 0) return !isWordWithNumber(digits, letters, symbols, joints, length);
  if (symbols > 0) return symbols + upper > 1 || (symbols === 1 && !/^[a-z]+[.,;!?]?$/i.test(value));
  // Letters only: generated when long and in many cases, not when camelCase or Capitalised.
  return (
    length >= 16 &&
    joints === 0 &&
    upper >= 3 &&
    lower >= 3 &&
    !/^(?:[A-Z]?[a-z]{2,}|[A-Z]{2,}(?=[A-Z][a-z]))+$/.test(value)
  );
}

/** `stage-12`, `v1.2.3`, `part-00003`: words with a number, not a secret. */
function isWordWithNumber(digits: number, letters: number, symbols: number, joints: number, length: number): boolean {
  if (symbols > 0) return false;
  if (joints === 0) return length < 8 && (digits < 2 || letters < 2);
  return length < 20;
}

/** Whether a long value is generated rather than written: it mixes cases and digits, or is hexadecimal. */
export function looksGenerated(value: string): boolean {
  if (value.length < 16) return false;
  if (/^[0-9a-f]{20,}$/i.test(value)) return /\d/.test(value) && /[a-f]/i.test(value);
  return /\d/.test(value) && /[A-Za-z]/.test(value) && !/[/.\s(){}<>,;]/.test(value);
}
