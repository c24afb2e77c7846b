// Percent-encoding: notices it during the scan, and decodes a text with the way back to its indices.
import { Buffer } from 'node:buffer';
import { ENTITY_NAMES } from '../entities.ts';
import { CLASS, HEX, LOWER, UPPER } from './byte-classes.ts';
import { type Detector, DIGITS, pairsOf } from './detector.ts';
import type { SpanList } from './spans.ts';

/** The buffers of a longer text are let go with the next. */
const KEPT_LENGTH = 1 << 22;
/** Names, values and the words about them stand nearer to each other. */
const AROUND_ESCAPE = 512;

/** Notes that a text has percent-encoded characters, so that it is scanned once more without them. */
export const percentEscapes: Detector = {
  name: 'percent-escapes',
  entities: ENTITY_NAMES,
  pairs: pairsOf('%', `${DIGITS}abcdefABCDEF`),
  find(scan, at) {
    if (!scan.hasPercentEscapes && (scan.classAt(at + 2) & HEX) !== 0) scan.noteEscapes();
    return at + 1;
  },
};

/** Decodes texts; what it made of the last one stays until the next. */
export class PercentDecoder {
  /** Of each code unit of the decoded text, and of its end, the index in the original. */
  origin: Int32Array = new Int32Array(0);
  /** The indices in the decoded text of what was encoded. */
  #escapes: number[] = [];
  #units: Uint16Array = new Uint16Array(0);

  /** Decodes `%XX` (RFC 3986 section 2.1), as UTF-8 where it is; escapes of control characters become blanks. */
  decode(text: string): string {
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
      const first = unit === 0x25 ? escapedByte(text, at) : -1;
      if (first < 0) {
        union |= unit;
        origin[length] = at++;
        units[length++] = unit;
        continue;
      }
      const { code, end } = decodeCharacter(text, at, first);
      this.#escapes.push(length);
      union |= code;
      origin[length] = at;
      if (code > 0xffff) {
        units[length++] = 0xd800 + ((code - 0x10000) >> 10);
        origin[length] = at;
        units[length++] = 0xdc00 + (code & 0x3ff);
      } else units[length++] = code < 0x20 || code === 0x7f ? 0x20 : code;
      at = end;
    }
    origin[length] = text.length;
    // A string of one byte a character is scanned much faster, and V8 does not make one of two bytes such.
    return union < 0x100
      ? Buffer.from(units.subarray(0, length)).toString('latin1')
      : Buffer.from(units.buffer, 0, 2 * length).toString('utf16le');
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
function escapedByte(text: string, at: number): number {
  if (text.charCodeAt(at) !== 0x25) return -1;
  const high = hexValue(text.charCodeAt(at + 1));
  const low = hexValue(text.charCodeAt(at + 2));
  return high < 0 || low < 0 ? -1 : (high << 4) | low;
}

function hexValue(code: number): number {
  const classes = code < 256 ? (CLASS[code] as number) : 0;
  if ((classes & HEX) === 0) return -1;
  return (classes & (UPPER | LOWER)) === 0 ? code - 48 : (code | 0x20) - 87;
}

/** One character of one to four escaped bytes; a byte that starts no UTF-8 sequence stands for itself. */
function decodeCharacter(text: string, at: number, first: number): { code: number; end: number } {
  const size = first < 0xc2 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 1;
  let code = size === 1 ? first : first & (0xff >> (size + 1));
  let end = at + 3;
  for (let i = 1; i < size; i++) {
    const next = escapedByte(text, end);
    if ((next & 0xc0) !== 0x80 || next < 0) return { code: first, end: at + 3 };
    code = (code << 6) | (next & 0x3f);
    end += 3;
  }
  return code > 0x10ffff ? { code: first, end: at + 3 } : { code, end };
}
