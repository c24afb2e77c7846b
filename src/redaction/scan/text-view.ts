// What a rule may read of a text: its folded bytes, their classes, words and escapes.

import { Buffer } from 'node:buffer';
import {
  BACKSLASH,
  ESCAPE,
  LOWER_A,
  LOWER_CASE,
  LOWER_M,
  LOWER_N,
  LOWER_R,
  LOWER_T,
  LOWER_U,
  LOWER_Z,
  NINE,
  OPEN_BRACKET,
  PERCENT,
  SEMICOLON,
  ZERO,
} from './ascii.ts';
import { CLASS, foldInto, HEX, HIGH_LETTER, WORD } from './byte-classes.ts';

/** Zero bytes after the text: a lexer that continues while a class holds stops there by itself, and the loop reads this far. */
const SENTINEL = 5;
/** A buffer is doubled up to this, and then as long as the text. */
const MOST_SPARE = 1 << 20;
/** A buffer that grew beyond this for one huge text is dropped after it. */
const KEPT_CAPACITY = 1 << 23;
// There are two buffers a redactor, and a program may have many processors.
const FIRST_CAPACITY = 512;

/**
 * A text as rules read it: through `bytes`, one byte a code unit (see `foldInto`), so that an index there is an index into `text`.
 * A zero byte follows the last one and belongs to no class, so that a lexer that continues while a class holds stops by itself.
 */
export class TextView {
  bytes: Uint8Array = new Uint8Array(0);
  text = '';
  length = 0;
  #buffer: Buffer = Buffer.alloc(FIRST_CAPACITY);

  /** Takes another text; nothing is allocated where one of its length was there before. */
  protected view(text: string): void {
    const length = text.length;
    if (this.#buffer.length < length + SENTINEL) {
      const doubled = Math.min(2 * this.#buffer.length, MOST_SPARE);
      this.#buffer = Buffer.allocUnsafeSlow(Math.max(doubled, length + SENTINEL));
    }
    const bytes = this.#buffer;
    foldInto(bytes, text);
    for (let i = 0; i < SENTINEL; i++) bytes[length + i] = 0;
    this.bytes = bytes;
    this.text = text;
    this.length = length;
  }

  /** Drops the memory of a huge text. */
  releaseSpare(): void {
    if (this.#buffer.length > KEPT_CAPACITY) this.#buffer = Buffer.alloc(FIRST_CAPACITY);
  }

  /** The byte at an index, 0 outside the text. */
  at(index: number): number {
    return index < 0 || index >= this.length ? 0 : (this.bytes[index] as number);
  }

  /** The classes of the byte at an index, none outside the text. */
  classAt(index: number): number {
    return index < 0 || index >= this.length ? 0 : (CLASS[this.bytes[index] as number] as number);
  }

  /** The index of the first byte from `from` on that is of none of `classes`, at most `limit`. */
  skip(from: number, classes: number, limit: number): number {
    const bytes = this.bytes;
    const stop = Math.min(limit, this.length);
    let at = from;
    while (at < stop && ((CLASS[bytes[at] as number] as number) & classes) !== 0) at++;
    return at;
  }

  /** The index after the last byte before `from` that is of none of `classes`, at least `limit`. */
  skipBack(from: number, classes: number, limit: number): number {
    const bytes = this.bytes;
    const stop = Math.max(limit, 0);
    let at = from;
    while (at > stop && ((CLASS[bytes[at - 1] as number] as number) & classes) !== 0) at--;
    return at;
  }

  /** Whether `word` (lower-case ASCII) stands at an index, in any case. */
  hasWordAt(word: string, at: number): boolean {
    if (at < 0 || at + word.length > this.length) return false;
    const bytes = this.bytes;
    for (let i = 0; i < word.length; i++) {
      const byte = bytes[at + i] as number;
      const expected = word.charCodeAt(i);
      if (byte !== expected && !((byte | LOWER_CASE) === expected && expected >= LOWER_A && expected <= LOWER_Z))
        return false;
    }
    return true;
  }

  /** Whether `word` stands at an index, exactly. */
  hasExactlyAt(word: string, at: number): boolean {
    if (at < 0 || at + word.length > this.length) return false;
    for (let i = 0; i < word.length; i++) if (this.bytes[at + i] !== word.charCodeAt(i)) return false;
    return true;
  }

  /**
   * Whether a token may start at an index: no letter, digit or underscore before it, but for one that belongs to an escape
   * (`\n`, `\u003c`, `%3D`, `ESC[31m`).
   */
  startsToken(at: number): boolean {
    return at === 0 || (this.classAt(at - 1) & WORD) === 0 || this.endsEscape(at);
  }

  /** Whether no letter, digit or underscore follows at an index. */
  endsToken(at: number): boolean {
    return (this.classAt(at) & WORD) === 0;
  }

  /** Whether an escape sequence of JSON, a URL or a terminal ends right before an index. */
  endsEscape(at: number): boolean {
    return this.escapeBefore(at) < at;
  }

  /** Where the escape sequence that ends right before an index starts; the index itself where there is none. */
  escapeBefore(at: number): number {
    const last = this.at(at - 1);
    if (this.at(at - 2) === BACKSLASH && (last === LOWER_N || last === LOWER_R || last === LOWER_T)) return at - 2;
    if (last === LOWER_M && (this.classAt(at - 2) & HIGH_LETTER) === 0) {
      // ESC [ 3 1 m
      let start = at - 2;
      while (start > at - 12 && ((this.at(start) >= ZERO && this.at(start) <= NINE) || this.at(start) === SEMICOLON))
        start--;
      if (this.at(start) === OPEN_BRACKET && this.at(start - 1) === ESCAPE) return start - 1;
    }
    if ((this.classAt(at - 1) & HEX) === 0 || (this.classAt(at - 2) & HEX) === 0) return at;
    if (this.at(at - 3) === PERCENT) return at - 3;
    const isUnicodeEscape = this.at(at - 6) === BACKSLASH && this.at(at - 5) === LOWER_U && this.at(at - 4) === ZERO;
    return isUnicodeEscape ? at - 6 : at;
  }
}
