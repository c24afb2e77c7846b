// The contract between the scan and the rules: at which pairs of bytes a rule wants to look, and what it answers.

import { LAST_BYTE } from './ascii.ts';
import type { Haste } from './effort.ts';
import type { Entity } from './entities.ts';
import type { Scan } from './scan.ts';

/** Looks at the places of a text where one of its pairs of bytes stands. */
export interface Detector {
  /** Unique, for the trigger table. */
  readonly name: string;
  /** What it can report: it runs when one of these is on. */
  readonly entities: readonly Entity[];
  /** The haste at which it is left out; never by default. */
  readonly leftOutAt?: Exclude<Haste, 0>;
  /** Pairs of bytes, `first << 8 | second`. */
  readonly pairs: readonly number[];
  /** Classes of which the byte before a pair must have one; any byte by default. Cheaper than the same question in `find`. */
  readonly before?: number;
  /** Classes of which the byte after a pair must have one; any byte by default. */
  readonly after?: number;
  /**
   * Called with the index of a pair's first byte. Reports hits with `scan.add` and returns the index from which the scan goes
   * on. What it reads beyond that index, and before the pair, must be bounded by a constant or remembered: the whole scan is
   * linear only because each rule is.
   */
  find(scan: Scan, at: number): number;
}

/** Every pair of one of the characters of `first` and one of `second`; `'any'` is any byte. Throws for a character that is no byte. */
export function pairsOf(first: string, second: string): number[] {
  const pairs: number[] = [];
  const seconds = codes(second);
  for (const a of codes(first)) for (const b of seconds) pairs.push((a << 8) | b);
  return pairs;
}

function codes(characters: string): number[] {
  const bytes: number[] = [];
  if (characters === 'any') for (let byte = 0; byte < 256; byte++) bytes.push(byte);
  else for (let i = 0; i < characters.length; i++) bytes.push(byteOf(characters, i));
  return bytes;
}

function byteOf(characters: string, index: number): number {
  const code = characters.charCodeAt(index);
  if (code > LAST_BYTE) throw new RangeError(`no pair of bytes has ${JSON.stringify(characters.charAt(index))}`);
  return code;
}

/** The pairs of a two-letter string in any case. */
export function anyCasePair(pair: string): number[] {
  const [first = '', second = ''] = pair;
  const cases = (c: string): string => (c.toLowerCase() === c.toUpperCase() ? c : c.toLowerCase() + c.toUpperCase());
  return pairsOf(cases(first), cases(second));
}

export const DIGITS = '0123456789';
export const LOWER_LETTERS = 'abcdefghijklmnopqrstuvwxyz';
export const UPPER_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
