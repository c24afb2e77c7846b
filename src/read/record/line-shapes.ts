// Lines of flat JSON that are made like one before them: their values are found without parsing them.

import type { WrittenKind, WrittenLine } from '../../format/written-fields.ts';

/** A line with other characters is parsed: it may have escapes, or be no JSON. */
const UNUSUAL = /[^\x20-\x5b\x5d-\x7e]/;
/** Longer lines are parsed, in characters. */
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
/** Keys that objects put first, or take for something else. */
const ODD_KEY = /^(?:\d+|__proto__)$/;

const BLANK = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const CLOSING_BRACE = 0x7d;

/** A value, and what stands before it since the last one. */
interface Link {
  readonly before: string;
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
}

/** A line whose values are known by where they stand. */
export class ShapedLine implements WrittenLine {
  readonly text: string;
  readonly shape: LineShape;
  /** Behind each value. */
  readonly #ends: readonly number[];

  constructor(text: string, shape: LineShape, ends: readonly number[]) {
    this.text = text;
    this.shape = shape;
    this.#ends = ends;
  }

  get keys(): readonly string[] {
    return this.shape.keys;
  }

  kind(index: number): WrittenKind {
    return this.shape.kinds[index] as WrittenKind;
  }

  written(index: number): string {
    return this.text.slice(this.#start(index), this.#ends[index]);
  }

  quoted(index: number): string {
    return this.text.slice(this.#start(index) - 1, (this.#ends[index] as number) + 1);
  }

  /** A value as it is parsed. */
  value(index: number): unknown {
    const written = this.written(index);
    const kind = this.kind(index);
    if (kind === 'text') return written;
    if (kind === 'number') return Number(written);
    return written === 'null' ? null : written === 'true';
  }

  #start(index: number): number {
    const before = this.shape.before[index] as string;
    return index === 0 ? before.length : (this.#ends[index - 1] as number) + before.length;
  }
}

/** The shapes of the lines of one file. */
export class LineShapes {
  readonly #first: Link[] = [];
  #links = 0;
  #learned = 0;
  /** How many lines in a row are like none. */
  #unlike = 0;

  /** A line that is made like one that was learned; nothing where it is not. */
  find(text: string): ShapedLine | undefined {
    if (this.#unlike > MOST_UNLIKE || this.#links === 0) return undefined;
    const found = text.length <= LONGEST && !UNUSUAL.test(text) ? this.#follow(text) : undefined;
    this.#unlike = found === undefined ? this.#unlike + 1 : 0;
    return found;
  }

  /** Learns the shape of a line that is a JSON object; nothing where it has none that is found again. */
  learn(text: string): LineShape | undefined {
    if (this.#learned >= MOST_LEARNED || text.length > LONGEST || UNUSUAL.test(text)) return undefined;
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
        last = { before, kind, next: [], shape: undefined };
        links.push(last);
        this.#links++;
      }
      links = last.next;
    }
    if (last === undefined) return undefined;
    last.shape ??= shape;
    return last.shape.end === shape.end ? last.shape : undefined;
  }

  #follow(text: string): ShapedLine | undefined {
    const ends: number[] = [];
    let at = 0;
    let links: readonly Link[] = this.#first;
    for (;;) {
      let taken: Link | undefined;
      for (const link of links) {
        if (!text.startsWith(link.before, at)) continue;
        const end = endOfValue(text, at + link.before.length, link.kind);
        if (end === -1) continue;
        taken = link;
        at = end;
        break;
      }
      if (taken === undefined) return undefined;
      ends.push(at);
      const { shape } = taken;
      if (shape !== undefined && text.length === at + shape.end.length && text.endsWith(shape.end))
        return new ShapedLine(text, shape, ends);
      links = taken.next;
    }
  }
}

/** Where a value of a kind ends that begins at an index: -1 where none does. */
function endOfValue(text: string, start: number, kind: WrittenKind): number {
  if (kind === 'text') return text.indexOf('"', start);
  if (kind === 'number') return endOfNumber(text, start);
  for (const word of WORDS) if (text.startsWith(word, start)) return start + word.length;
  return -1;
}

/** Of a number that is its own shortest text, whoever writes it. */
function endOfNumber(text: string, start: number): number {
  const first = text.charCodeAt(start) === MINUS ? start + 1 : start;
  const dot = endOfDigits(text, first);
  const whole = dot - first;
  const isZero = text.charCodeAt(first) === ZERO;
  if (whole === 0 || whole > MOST_DIGITS || (isZero && whole > 1)) return -1;
  if (text.charCodeAt(dot) !== DOT) return (isZero && first > start) || !isBehindNumber(text, dot) ? -1 : dot;
  const end = endOfDigits(text, dot + 1);
  const fraction = end - dot - 1;
  if (fraction === 0 || !isBehindNumber(text, end)) return -1;
  const isFew = fraction <= MOST_FRACTION && whole + fraction <= MOST_DIGITS;
  const isShortest = isFew ? text.charCodeAt(end - 1) !== ZERO : isOwnText(text.slice(start, end));
  return isShortest ? end : -1;
}

function isOwnText(number: string): boolean {
  return String(Number(number)) === number;
}

/** An exponent is not. */
function isBehindNumber(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === COMMA || code === CLOSING_BRACE || code === BLANK;
}

function endOfDigits(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code >= ZERO && code <= NINE; code = text.charCodeAt(at)) at++;
  return at;
}

/** The shape of a JSON object without escapes; nothing where it holds lists or objects, or is odd otherwise. */
function shapeOf(text: string): LineShape | undefined {
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
    const end = endOfValue(text, start, kind);
    if (end === -1) return undefined;
    keys.push(text.slice(keyStart, keyEnd));
    kinds.push(kind);
    before.push(text.slice(at, start));
    at = end;
    from = isText ? end + 1 : end;
  }
  const end = text.slice(at);
  const isPlain = keys.length > 0 && new Set(keys).size === keys.length && !keys.some((key) => ODD_KEY.test(key));
  return isPlain ? { keys, kinds, before, end } : undefined;
}

/** The index of a value, behind the colon and blanks around it. */
function endOfGap(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === ':') at++;
  return at;
}
