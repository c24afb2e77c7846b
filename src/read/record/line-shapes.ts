// Lines of flat JSON that are made like one before them: their values are found without parsing them.

import { bytesStandAt } from '../../format/short-bytes.ts';
import type { WrittenKind, WrittenLine } from '../../format/written-fields.ts';

/** A line with other characters is parsed. */
const USUAL_LINE = /^[\x20-\x5b\x5d-\x7e]*$/;
/** Longer lines are parsed, in bytes. */
const LONGEST = 4 * 1024;
/** Values that may follow one, and all that are known of a file. */
const MOST_NEXT = 16;
const MOST_LINKS = 1024;
/** How many lines in a row may be unlike all others before none is compared any more. */
const MOST_UNLIKE = 2000;
/** Most lines of a file that are looked at for their shape. */
const MOST_LEARNED = 1000;
/** Digits of a number, and those behind its point: with so few it is its own shortest text (IEEE 754 binary64), without an exponent. */
const MOST_DIGITS = 15;
const MOST_FRACTION = 6;
const WORDS: readonly string[] = ['true', 'false', 'null'];
const WORD_BYTES: readonly Uint8Array[] = WORDS.map((word) => Buffer.from(word));
/** Keys that objects put first, or take for something else. */
const ODD_KEY = /^(?:\d+|__proto__)$/;

const BLANK = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const BACKSLASH = 0x5c;
const CLOSING_BRACE = 0x7d;
const DELETE = 0x7f;

/** What a byte is in a text: one like most, its end, or one of a line that is parsed: it may have escapes, or be no JSON. */
const USUAL = 0;
const ENDS_TEXT = 1;
const UNUSUAL = 2;
const OF_TEXT: Uint8Array = new Uint8Array(256).fill(UNUSUAL).fill(USUAL, BLANK, DELETE);
OF_TEXT[QUOTE] = ENDS_TEXT;
OF_TEXT[BACKSLASH] = UNUSUAL;

/** A value, and what stands before it since the last one. */
interface Link {
  readonly before: string;
  readonly bytes: Uint8Array;
  readonly kind: WrittenKind;
  readonly next: Link[];
  /** Of the lines that end with it. */
  shape: LineShape | undefined;
}

/** What lines have in common that have the same keys, in the same order, and values of the same kinds. */
export interface LineShape {
  readonly keys: readonly string[];
  readonly kinds: readonly WrittenKind[];
  /** What stands before each value, and behind the last one. */
  readonly before: readonly string[];
  readonly end: string;
  readonly endBytes: Uint8Array;
}

/** A line whose values are known by where they stand. */
export class ShapedLine implements WrittenLine {
  readonly shape: LineShape;
  readonly start: number;
  readonly end: number;
  /** Behind each value, from the start on. */
  readonly #ends: readonly number[];
  #bytes: Buffer | undefined;
  #text: string | undefined;

  constructor(bytes: Buffer, start: number, shape: LineShape, ends: readonly number[]) {
    this.#bytes = bytes;
    this.start = start;
    this.end = start + (ends.at(-1) as number) + shape.end.length;
    this.shape = shape;
    this.#ends = ends;
  }

  /** Makes it independent of the bytes. */
  keep(): void {
    this.#text = this.text;
    this.#bytes = undefined;
  }

  get bytes(): Buffer | undefined {
    return this.#bytes;
  }

  get text(): string {
    return this.#text ?? (this.#bytes as Buffer).toString('latin1', this.start, this.end);
  }

  get keys(): readonly string[] {
    return this.shape.keys;
  }

  kind(index: number): WrittenKind {
    return this.shape.kinds[index] as WrittenKind;
  }

  from(index: number): number {
    const before = this.shape.before[index] as string;
    return index === 0 ? before.length : (this.#ends[index - 1] as number) + before.length;
  }

  to(index: number): number {
    return this.#ends[index] as number;
  }

  codeAt(place: number): number {
    return this.#bytes === undefined ? this.text.charCodeAt(place) : (this.#bytes[this.start + place] as number);
  }

  written(index: number): string {
    return this.#part(this.from(index), this.to(index));
  }

  quoted(index: number): string {
    return this.#part(this.from(index) - 1, this.to(index) + 1);
  }

  /** A value as it is parsed. */
  value(index: number): unknown {
    const written = this.written(index);
    const kind = this.kind(index);
    if (kind === 'text') return written;
    if (kind === 'number') return Number(written);
    return written === 'null' ? null : written === 'true';
  }

  #part(from: number, to: number): string {
    const bytes = this.#bytes;
    return bytes === undefined
      ? this.text.slice(from, to)
      : bytes.toString('latin1', this.start + from, this.start + to);
  }
}

/** The shapes of the lines of one file. */
export class LineShapes {
  readonly #first: Link[] = [];
  #links = 0;
  #learned = 0;
  /** How many lines in a row are like none. */
  #unlike = 0;

  /** A line that is made like one that was learned, by where it stands among some bytes; nothing where it is not. */
  find(bytes: Buffer, start: number, end: number): ShapedLine | undefined {
    if (this.#unlike > MOST_UNLIKE || this.#links === 0) return undefined;
    const found = end - start <= LONGEST ? this.#follow(bytes, start, end) : undefined;
    this.#unlike = found === undefined ? this.#unlike + 1 : 0;
    return found;
  }

  /** Learns the shape of a line that is a JSON object; nothing where it has none that is found again. */
  learn(text: string): LineShape | undefined {
    if (this.#learned >= MOST_LEARNED || text.length > LONGEST || !USUAL_LINE.test(text)) return undefined;
    this.#learned++;
    const shape = shapeOf(text);
    return shape === undefined ? undefined : this.#keep(shape);
  }

  #keep(shape: LineShape): LineShape | undefined {
    let links = this.#first;
    let last: Link | undefined;
    for (const [index, before] of shape.before.entries()) {
      const kind = shape.kinds[index] as WrittenKind;
      last = links.find((link) => link.before === before && link.kind === kind);
      if (last === undefined) {
        if (links.length >= MOST_NEXT || this.#links >= MOST_LINKS) return undefined;
        last = { before, bytes: Buffer.from(before, 'latin1'), kind, next: [], shape: undefined };
        links.push(last);
        this.#links++;
      }
      links = last.next;
    }
    if (last === undefined) return undefined;
    last.shape ??= shape;
    return last.shape.end === shape.end ? last.shape : undefined;
  }

  #follow(bytes: Buffer, start: number, end: number): ShapedLine | undefined {
    const ends: number[] = [];
    let at = start;
    let links: readonly Link[] = this.#first;
    for (;;) {
      let taken: Link | undefined;
      for (const link of links) {
        if (!bytesStandAt(bytes, at, end, link.bytes)) continue;
        const valueEnd = endOfValue(bytes, at + link.bytes.length, end, link.kind);
        if (valueEnd === -1) continue;
        taken = link;
        at = valueEnd;
        break;
      }
      if (taken === undefined) return undefined;
      ends.push(at - start);
      const { shape } = taken;
      if (shape !== undefined && end - at === shape.end.length && bytesStandAt(bytes, at, end, shape.endBytes))
        return new ShapedLine(bytes, start, shape, ends);
      links = taken.next;
    }
  }
}

/** Where a value of a kind ends that begins at an index: -1 where none does. */
function endOfValue(bytes: Buffer, start: number, end: number, kind: WrittenKind): number {
  if (kind === 'text') return endOfText(bytes, start, end);
  if (kind === 'number') return endOfNumber(bytes, start, end);
  for (const word of WORD_BYTES) if (bytesStandAt(bytes, start, end, word)) return start + word.length;
  return -1;
}

/** Of a text without escapes, all in printable ASCII. */
function endOfText(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && OF_TEXT[bytes[at] as number] === USUAL) at++;
  return at < end && bytes[at] === QUOTE ? at : -1;
}

/** Of a number that is its own shortest text, whoever writes it. */
function endOfNumber(bytes: Buffer, start: number, end: number): number {
  const first = bytes[start] === MINUS ? start + 1 : start;
  const dot = endOfDigits(bytes, first, end);
  const whole = dot - first;
  const isZero = bytes[first] === ZERO;
  if (whole === 0 || whole > MOST_DIGITS || (isZero && whole > 1) || dot === end) return -1;
  if (bytes[dot] !== DOT) return (isZero && first > start) || !isBehindNumber(bytes[dot]) ? -1 : dot;
  const last = endOfDigits(bytes, dot + 1, end);
  const fraction = last - dot - 1;
  if (fraction === 0 || last === end || !isBehindNumber(bytes[last])) return -1;
  const isFew = fraction <= MOST_FRACTION && whole + fraction <= MOST_DIGITS;
  const isShortest = isFew ? bytes[last - 1] !== ZERO : isOwnText(bytes.toString('latin1', start, last));
  return isShortest ? last : -1;
}

function isOwnText(number: string): boolean {
  return String(Number(number)) === number;
}

/** An exponent is not. */
function isBehindNumber(byte: number | undefined): boolean {
  return byte === COMMA || byte === CLOSING_BRACE || byte === BLANK;
}

function endOfDigits(bytes: Buffer, from: number, end: number): number {
  let at = from;
  while (at < end && (bytes[at] as number) >= ZERO && (bytes[at] as number) <= NINE) at++;
  return at;
}

/** The shape of a JSON object without escapes; nothing where it holds lists or objects, or is odd otherwise. */
function shapeOf(text: string): LineShape | undefined {
  const bytes = Buffer.from(text, 'latin1');
  const keys: string[] = [];
  const kinds: WrittenKind[] = [];
  const before: string[] = [];
  // Behind the last value, and behind its quote.
  let at = 0;
  let from = 0;
  for (;;) {
    const keyStart = text.indexOf('"', from) + 1;
    const keyEnd = text.indexOf('"', keyStart);
    // Behind the last value there is no other key.
    if (keyStart === 0 || keyEnd === -1) break;
    const valueStart = endOfGap(text, keyEnd + 1);
    const isText = text.charCodeAt(valueStart) === QUOTE;
    const start = isText ? valueStart + 1 : valueStart;
    const kind: WrittenKind = isText ? 'text' : WORDS.some((word) => text.startsWith(word, start)) ? 'word' : 'number';
    const end = endOfValue(bytes, start, bytes.length, kind);
    if (end === -1) return undefined;
    keys.push(text.slice(keyStart, keyEnd));
    kinds.push(kind);
    before.push(text.slice(at, start));
    at = end;
    from = isText ? end + 1 : end;
  }
  const end = text.slice(at);
  const isPlain = keys.length > 0 && new Set(keys).size === keys.length && !keys.some((key) => ODD_KEY.test(key));
  return isPlain ? { keys, kinds, before, end, endBytes: Buffer.from(end, 'latin1') } : undefined;
}

/** The index of a value, behind the colon and blanks around it. */
function endOfGap(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === ':') at++;
  return at;
}
