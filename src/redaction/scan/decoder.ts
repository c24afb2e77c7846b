// Decodes percent-encoding, entities of HTML, JSON's escapes of ASCII and a plus for a blank, with the way back to the text's indices.

import { Buffer } from 'node:buffer';
import {
  AMPERSAND,
  AT_SIGN,
  BACKSLASH,
  BLANK,
  CARRIAGE_RETURN,
  COLON,
  DASH,
  DELETE,
  DOLLAR,
  DOUBLE_QUOTE,
  digitValue,
  EQUALS,
  ESCAPE,
  EXCLAMATION,
  GREATER,
  HASH,
  LAST_BYTE,
  LESS,
  LOWER_CASE,
  LOWER_M,
  LOWER_U,
  LOWER_X,
  NINE,
  NO_BREAK_SPACE,
  OPEN_BRACKET,
  PERCENT,
  PLUS,
  SEMICOLON,
  SINGLE_QUOTE,
  SOFT_HYPHEN,
  UNDERLINE,
  UTF8_BITS,
  UTF8_CONTINUATION,
  UTF8_MARK,
  UTF8_OF_FOUR,
  UTF8_OF_NONE,
  UTF8_OF_THREE,
  UTF8_OF_TWO,
  ZERO,
} from './ascii.ts';
import { CLASS, HEX, LOWER, UPPER } from './byte-classes.ts';
import type { SpanList } from './spans.ts';

/** The buffers of a longer text are dropped with the next. */
const KEPT_LENGTH = 1 << 22;
/** Names, values and the words about them stand nearer to each other. */
const AROUND_ESCAPE = 512;
/** A sequence of colours of a terminal is shorter. */
export const LONGEST_COLOUR = 24;

/** The index after `ESC[1;32m`; -1 where none stands. */
function colourEnd(text: string, at: number): number {
  if (text.charCodeAt(at + 1) !== OPEN_BRACKET) return -1;
  for (let end = at + 2; end < at + LONGEST_COLOUR; end++) {
    const unit = text.charCodeAt(end);
    if (unit === LOWER_M) return end + 1;
    if (unit !== SEMICOLON && unit !== COLON && !(unit >= ZERO && unit <= NINE)) return -1;
  }
  return -1;
}

/** A character that is taken out. */
const NOTHING = -1;

/** What is taken out at an index; `undefined` where all is seen. */
function unseenAt(text: string, at: number, unit: number): Written | undefined {
  if (unit === ESCAPE) {
    const end = colourEnd(text, at);
    return end < 0 ? undefined : { code: NOTHING, end };
  }
  const isBesideSeparator =
    isSeparator(text.charCodeAt(at + 1)) || (unit !== CARRIAGE_RETURN && isSeparator(text.charCodeAt(at - 1)));
  // NUL parts the variables of an environment, and a line may end with a carriage return.
  return unit > CARRIAGE_RETURN || isBesideSeparator ? { code: NOTHING, end: at + 1 } : undefined;
}

function isSeparator(unit: number): boolean {
  return unit === EQUALS || unit === COLON;
}

/** Characters without a width. */
const UNSEEN: readonly number[] = [
  0,
  CARRIAGE_RETURN,
  ESCAPE,
  SOFT_HYPHEN,
  0x200b,
  0x200c,
  0x200d,
  0x200e,
  0x200f,
  0x2060,
  0xfeff,
];

/** Entities of HTML and XML that names, values and what is around them are made of. */
const ENTITIES: ReadonlyMap<string, number> = new Map([
  ['quot', DOUBLE_QUOTE],
  ['apos', SINGLE_QUOTE],
  ['amp', AMPERSAND],
  ['lt', LESS],
  ['gt', GREATER],
  ['nbsp', NO_BREAK_SPACE],
  ['equals', EQUALS],
  ['colon', COLON],
  ['semi', SEMICOLON],
  ['num', HASH],
  ['excl', EXCLAMATION],
  ['dollar', DOLLAR],
  ['commat', AT_SIGN],
]);
const LONGEST_ENTITY = 10;

/** A character that is written by others, and the index after these. */
interface Written {
  readonly code: number;
  readonly end: number;
}

/** The character that is encoded at an index; `undefined` when there is none. */
function decodedAt(text: string, at: number, unit: number, hasBlanks: boolean): Written | undefined {
  switch (unit) {
    case PERCENT: {
      const first = escapedByte(text, at);
      return first < 0 ? undefined : decodeCharacter(text, at, first);
    }
    case AMPERSAND:
      return entityAt(text, at);
    case BACKSLASH:
      return unicodeAt(text, at);
    case PLUS:
      return hasBlanks ? { code: BLANK, end: at + 1 } : undefined;
    default:
      return unseenAt(text, at, unit);
  }
}

function entityAt(text: string, at: number): Written | undefined {
  if (text.charCodeAt(at + 1) === HASH) return numberAt(text, at + 2);
  let end = at + 1;
  while (end < at + LONGEST_ENTITY && isAsciiLetter(text.charCodeAt(end))) end++;
  if (end === at + 1 || text.charCodeAt(end) !== SEMICOLON) return undefined;
  const code = ENTITIES.get(text.slice(at + 1, end).toLowerCase());
  return code === undefined ? undefined : { code, end: end + 1 };
}

/** `39;`, `x27;`: what follows `&#`. */
function numberAt(text: string, from: number): Written | undefined {
  const isHex = (text.charCodeAt(from) | LOWER_CASE) === LOWER_X;
  let end = isHex ? from + 1 : from;
  const start = end;
  let code = 0;
  for (; end < start + MOST_DIGITS; end++) {
    const unit = text.charCodeAt(end);
    const digit = hexValue(unit);
    if (digit < 0 || (!isHex && digit > 9)) break;
    code = code * (isHex ? 16 : 10) + digit;
  }
  if (end === start || text.charCodeAt(end) !== SEMICOLON || code === 0 || code > 0x10ffff) return undefined;
  return code >= 0xd800 && code <= 0xdfff ? undefined : { code, end: end + 1 };
}

function isAsciiLetter(code: number): boolean {
  return code < 256 && ((CLASS[code] as number) & (UPPER | LOWER)) !== 0;
}

const MOST_DIGITS = 7;

/** `\\u0022`: an ASCII character in JSON's longest form; a letter on any level of escaping. */
function unicodeAt(text: string, from: number): Written | undefined {
  let at = from;
  while (text.charCodeAt(at + 1) === BACKSLASH && at < from + MOST_BACKSLASHES) at++;
  const written = escapeAt(text, at);
  return at === from || (written !== undefined && isOfName(written.code)) ? written : undefined;
}

const MOST_BACKSLASHES = 8;

function isOfName(code: number): boolean {
  return isAsciiLetter(code) || code === UNDERLINE || code === DASH;
}

function escapeAt(text: string, at: number): Written | undefined {
  if (
    (text.charCodeAt(at + 1) | LOWER_CASE) !== LOWER_U ||
    text.charCodeAt(at + 2) !== ZERO ||
    text.charCodeAt(at + 3) !== ZERO
  )
    return undefined;
  const high = hexValue(text.charCodeAt(at + 4));
  const low = hexValue(text.charCodeAt(at + 5));
  return high < 2 || high > 7 || low < 0 ? undefined : { code: (high << 4) | low, end: at + 6 };
}

/** What {@link decodedAt} asks about. */
const IS_ENCODING: Uint8Array = new Uint8Array(65_536);
for (const unit of [PERCENT, AMPERSAND, BACKSLASH, PLUS, ...UNSEEN]) IS_ENCODING[unit] = 1;

/** Decodes texts; what it made of the last one stays until the next. */
export class Decoder {
  /** Of each code unit of the decoded text, and of its end, the index in the original. */
  origin: Int32Array = new Int32Array(0);
  /** The indices in the decoded text of what was encoded. */
  #escapes: number[] = [];
  #units: Uint16Array = new Uint16Array(0);

  /**
   * Decodes `%XX` (RFC 3986 section 2.1), as UTF-8 where it is, entities and escapes; those of control characters become blanks.
   * @param hasBlanks whether a plus stands for a blank
   */
  decode(text: string, hasBlanks = false): string {
    if (this.origin.length <= text.length || this.origin.length > KEPT_LENGTH) {
      this.origin = new Int32Array(text.length + 1);
      this.#units = new Uint16Array(text.length);
    }
    const { origin } = this;
    this.#escapes = [];
    const units = this.#units;
    let length = 0;
    let union = 0;
    for (let at = 0; at < text.length; ) {
      const unit = text.charCodeAt(at);
      const written = IS_ENCODING[unit] === 1 ? decodedAt(text, at, unit, hasBlanks) : undefined;
      if (written === undefined) {
        union |= unit;
        origin[length] = at++;
        units[length++] = unit;
        continue;
      }
      const { code, end } = written;
      this.#escapes.push(length);
      if (code === NOTHING) {
        at = end;
        continue;
      }
      union |= code;
      origin[length] = at;
      if (code > 0xffff) {
        units[length++] = 0xd800 + ((code - 0x10000) >> 10);
        origin[length] = at;
        units[length++] = 0xdc00 + (code & 0x3ff);
      } else units[length++] = code < BLANK || code === DELETE ? BLANK : code;
      at = end;
    }
    origin[length] = text.length;
    // A string of one byte a character is scanned much faster, and V8 does not make one of two bytes such.
    return union < 0x100
      ? Buffer.from(units.subarray(0, length)).toString('latin1')
      : Buffer.from(units.buffer, 0, 2 * length).toString('utf16le');
  }

  /** The end in the original of what ends at an index of the decoded text: what was taken out after it is none of it. */
  endOf(text: string, decodedEnd: number): number {
    const end = this.origin[decodedEnd] as number;
    const last = this.origin[decodedEnd - 1] as number;
    const unit = text.charCodeAt(last + 1);
    const isTakenOut = end > last + 1 && IS_ENCODING[text.charCodeAt(last)] === 0 && IS_ENCODING[unit] === 1;
    return isTakenOut && unseenAt(text, last + 1, unit) !== undefined ? last + 1 : end;
  }

  /**
   * The ranges of the decoded text around what was encoded, each by its start and its end: elsewhere it is as it was.
   * @param found what was found in the text as it is, in order: what is encoded within is left out
   */
  around(found?: SpanList): number[] {
    const ranges: number[] = [];
    let span = 0;
    for (const at of this.#escapes) {
      if (found !== undefined) {
        const index = this.origin[at] as number;
        while (span < found.size && (found.ends[span] as number) <= index) span++;
        if (span < found.size && (found.starts[span] as number) <= index) continue;
      }
      const last = ranges.length - 1;
      if (last > 0 && at - AROUND_ESCAPE <= (ranges[last] as number)) ranges[last] = at + AROUND_ESCAPE;
      else ranges.push(Math.max(0, at - AROUND_ESCAPE), at + AROUND_ESCAPE);
    }
    return ranges;
  }
}

/** The byte of `%XX` at an index; -1 when there is none. */
export function escapedByte(text: string, at: number): number {
  if (text.charCodeAt(at) !== PERCENT) return -1;
  const high = hexValue(text.charCodeAt(at + 1));
  const low = hexValue(text.charCodeAt(at + 2));
  return high < 0 || low < 0 ? -1 : (high << 4) | low;
}

function hexValue(code: number): number {
  const classes = code < 256 ? (CLASS[code] as number) : 0;
  if ((classes & HEX) === 0) return -1;
  return digitValue(code);
}

/** One character of one to four escaped bytes; a byte that starts no UTF-8 sequence stands for itself. */
function decodeCharacter(text: string, at: number, first: number): Written {
  const size = sequenceLength(first);
  let code = size === 1 ? first : first & (LAST_BYTE >> (size + 1));
  let end = at + 3;
  for (let i = 1; i < size; i++) {
    const next = escapedByte(text, end);
    if ((next & UTF8_MARK) !== UTF8_CONTINUATION || next < 0) return { code: first, end: at + 3 };
    code = (code << 6) | (next & UTF8_BITS);
    end += 3;
  }
  return code > 0x10ffff ? { code: first, end: at + 3 } : { code, end };
}

/** How many bytes a character has by its first; 1 where the byte starts no sequence. */
function sequenceLength(first: number): number {
  if (first < UTF8_OF_TWO || first >= UTF8_OF_NONE) return 1;
  if (first < UTF8_OF_THREE) return 2;
  return first < UTF8_OF_FOUR ? 3 : 4;
}
