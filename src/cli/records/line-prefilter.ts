// Tells by the bytes of lines that none of their records has a text, so that they need not be parsed.
import { bytesStandAt } from '../../format/short-bytes.ts';
import type { LineFilter, LineSearch } from '../../read/line-filter.ts';
import { findsOfNumbers, mayBeOfNumber } from './numbers-shown-otherwise.ts';
import { type Find, findsOf, NOWHERE, remembering } from './text-of-bytes.ts';

/**
 * What stands in a line as it stands in a record, however the line was written: letters, digits and what joins them. JSON escapes the
 * rest where a writer likes to, and a field is shown as `name=value` where a line has other characters between the two. A name may be
 * put together of two, with a point between them.
 */
const AS_IT_STANDS = /(?:[\w-]|(?<=[\d_-])\.)+/g;
/** Where case does not matter, `k` and `s` are also two letters beyond ASCII. */
const AS_IT_STANDS_CASELESS = /(?:[A-JL-RT-Za-jl-rt-z0-9_-]|(?<=[\d_-])\.)+/g;
/** What records have under other names than lines, or without being in them at all. */
const NOT_IN_LINES: readonly string[] = [
  ...['null', 'true', 'Too', 'deep', 'Truncated'],
  ...['code', 'function', 'name', 'file', 'path', 'line', 'number', 'thread'],
];
/** Shorter ones are in nearly every line. */
const LEAST = 3;
/** How JSON writes a character of ASCII that is to be hidden, or that some writers always escape. */
const ESCAPE = Buffer.from('\\u00');
const LINE_FEED = 0x0a;

/** A part of a text that has to stand in a line. */
interface Part {
  readonly text: string;
  /** Whether it may be part of a number, which may be written otherwise. */
  readonly isOfNumber: boolean;
  /** Looks for it in some bytes; gives where it stands from an index on. */
  readonly in: (lines: Buffer) => Find;
}

/**
 * What looks for a text in the bytes of lines; nothing where it has no part that must stand there.
 */
export function linePrefilter(text: string, ignoresCase: boolean): LineFilter | undefined {
  const parts = partsOf(text, ignoresCase);
  return parts.length === 0 ? undefined : { in: (lines) => new TextSearch(lines, parts) };
}

/** The parts of a text: first those that are found in less time, and the longest of them, which is the rarest as a rule. */
function partsOf(text: string, ignoresCase: boolean): Part[] {
  const found = text.match(ignoresCase ? AS_IT_STANDS_CASELESS : AS_IT_STANDS) ?? [];
  return found
    .filter((part) => part.length >= LEAST && !isElsewhere(part, ignoresCase))
    .map((part) => {
      const isCaseless = ignoresCase && LETTER.test(part);
      return { text: part, isOfNumber: mayBeOfNumber(part), in: isCaseless ? caseless(part) : exact(part) };
    })
    .sort((a, b) => Number(a.isOfNumber) - Number(b.isOfNumber) || b.text.length - a.text.length);
}

const LETTER = /[a-z]/i;

/** Whether a part may be of what no line has. */
function isElsewhere(part: string, ignoresCase: boolean): boolean {
  if (!ignoresCase) return NOT_IN_LINES.some((name) => name.includes(part));
  return NOT_IN_LINES.some((name) => name.toLowerCase().includes(part.toLowerCase()));
}

/** Looks for lines that have all parts, or may have any. */
class TextSearch implements LineSearch {
  readonly #lines: Buffer;
  readonly #finds: readonly Find[];
  readonly #findHidden: Find;

  constructor(lines: Buffer, parts: readonly Part[]) {
    this.#lines = lines;
    const numbers = parts.filter(({ isOfNumber }) => isOfNumber).map(({ text }) => text);
    const others = numbers.length === 0 ? [] : findsOfNumbers(lines, numbers).map(remembering);
    const otherwise: Find = (from) => others.reduce((least, find) => Math.min(least, find(from)), NOWHERE);
    this.#finds = parts.map((part) => {
      const find = remembering(part.in(lines));
      return part.isOfNumber ? (from) => Math.min(find(from), otherwise(from)) : find;
    });
    this.#findHidden = remembering((from) => lines.indexOf(ESCAPE, from));
  }

  next(from: number): number {
    const at = Math.min(this.#nextWithAll(from), this.#findHidden(from));
    return at === NOWHERE ? -1 : at;
  }

  #nextWithAll(from: number): number {
    for (let start = from; ; ) {
      let [first, last] = [NOWHERE, start];
      for (const find of this.#finds) {
        const at = find(start);
        if (at === NOWHERE) return NOWHERE;
        first = Math.min(first, at);
        last = Math.max(last, at);
      }
      const startOfLast = this.#lines.lastIndexOf(LINE_FEED, last) + 1;
      if (first >= startOfLast) return last;
      start = startOfLast;
    }
  }
}

/** Letters and others by how rare they are in logs, the rarest first: what begins with a rare one is found in less time. */
const RAREST = 'QZXJKYVWGqzxjUHBMFPkvwLCNyORSDTAIbgfpmE_huclds-nrio9876543ate210.';
/** How many bytes are looked for at first: for more, the engine has a way that takes longer. */
const SOUGHT = 7;

function exact(part: string): Part['in'] {
  const rank = (at: number): number => RAREST.indexOf(part.charAt(at)) + 1 || RAREST.length + 1;
  let offset = 0;
  for (let at = 1; at <= part.length - LEAST; at++) if (rank(at) < rank(offset)) offset = at;
  const bytes = Buffer.from(part, 'latin1');
  const sought = bytes.subarray(offset, offset + SOUGHT);
  return (lines) => (from) => {
    for (let at = lines.indexOf(sought, from + offset); at !== -1; at = lines.indexOf(sought, at + 1)) {
      if (bytesStandAt(lines, at - offset, lines.length, bytes)) return at - offset;
    }
    return -1;
  };
}

function caseless(part: string): Part['in'] {
  return findsOf(new RegExp(part.replaceAll('.', '\\.'), 'gi'), part.length);
}
