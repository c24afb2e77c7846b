// Tells where the text in quotes ends that an index is in, beyond which no value of it goes: `{"message":"Enter password:","user":"ann"}`.
import { BACKSLASH, DOUBLE_QUOTE, LINE_FEED, SINGLE_QUOTE } from './ascii.ts';
import { CLASS, LETTER, QUOTE, SPACE, WORD } from './byte-classes.ts';
import { byteTable } from './byte-table.ts';
import { COST, type Effort } from './effort.ts';
import { skipBackslashes } from './quotes.ts';
import type { TextView } from './text-view.ts';

/** What a scan has of a text: the whole of it. */
interface ScannedText extends TextView {
  readonly effort: Effort;
  readonly openTexts: OpenTexts;
}

/** What may stand after a quote that closes a text, beside the end: nothing that values begin with often. */
const AFTER_TEXT: Uint8Array = byteTable(',:;)]}>+.&|%/?!<=\\', SPACE | QUOTE);
AFTER_TEXT[0] = 1;

/**
 * Whether the quote at an index, with the backslashes from `at` on, closes a text that opened before it on its line. What follows the
 * quote must agree, since the line may have been cut where it begins.
 */
export function closesText(scan: ScannedText, at: number, quote: number): boolean {
  const byte = scan.at(quote);
  const next = scan.at(quote + 1);
  // A quote that is doubled belongs to the text.
  if (AFTER_TEXT[next] === 0 || (next === byte && quote === at)) return false;
  // A value whose name is in quotes of the same kind stands behind them.
  const nameEnd = endBeforeSeparator(scan, at);
  if (nameEnd < at && scan.at(nameEnd - 1) === byte && backslashesBefore(scan, nameEnd - 1) === quote - at)
    return false;
  return closedBy(scan.openTexts.at(scan, at), kindOf(byte), quote - at) >= 0;
}

/** Whether what stands at an index, escaped or not, is a quote that closes a text. */
export function isTextEnd(scan: ScannedText, at: number): boolean {
  const quote = skipBackslashes(scan, at);
  return (scan.classAt(quote) & QUOTE) !== 0 && closesText(scan, at, quote);
}

/**
 * Where what stands from `start` up to `end` is at its end, being in a text in quotes: before the quote that closes it, and its backslashes.
 * @param at where the quotes open that are its own
 */
export function endWithinText(scan: ScannedText, start: number, end: number, at: number = start): number {
  let open = -1;
  for (let i = start; i < end; i++) {
    const byte = scan.bytes[i] as number;
    if (((CLASS[byte] as number) & QUOTE) === 0) continue;
    if (open < 0) open = scan.openTexts.at(scan, at);
    if (open === 0) return end;
    if (AFTER_TEXT[scan.at(i + 1)] === 0 || isApostrophe(scan, i)) continue;
    const backslashes = Math.min(backslashesBefore(scan, i), i - start);
    if (closedBy(open, kindOf(byte), backslashes) >= 0) return i - backslashes;
  }
  return end;
}

/** The same for a value, whose own quote may stand before it; it has no length where that closes a text. */
export function endOfValue(scan: ScannedText, start: number, end: number): number {
  if ((scan.classAt(start - 1) & QUOTE) === 0) return endWithinText(scan, start, end - backslashesOf(scan, start, end));
  const quote = start - 1 - backslashesBefore(scan, start - 1);
  return closesText(scan, quote, start - 1) ? start : endWithinText(scan, start, end, quote);
}

/** How many backslashes at the end of a bare value escape a quote behind it. */
function backslashesOf(scan: ScannedText, start: number, end: number): number {
  return (scan.classAt(end) & QUOTE) === 0 ? 0 : Math.min(backslashesBefore(scan, end), end - start);
}

const LONGEST_SEPARATOR = 16;

/** The end of a name before the separator that a text ends with, and blanks around it: `"password: "`. */
export function endBeforeSeparator(scan: ScannedText, from: number): number {
  const stop = Math.max(0, from - LONGEST_SEPARATOR);
  let at = from;
  while (at > stop && OF_SEPARATOR[scan.bytes[at - 1] as number] === 1) at--;
  return at;
}

/** Of separators, and blanks. */
const OF_SEPARATOR: Uint8Array = byteTable(' \t:=>');

/** How many bytes are read once more at most, where a rule looks back. */
const BLOCK = 512;

/**
 * Which texts in quotes are open where, as far as it was asked for: four bits for each, the innermost in the last ones. None goes beyond
 * its line: one that does is as if it were closed there.
 */
export class OpenTexts {
  #knownTo = 0;
  #open = 0;
  /** Those at the start of each block. */
  readonly #blocks: number[] = [];

  /** Begins with another text. */
  clear(): void {
    if (this.#knownTo === 0) return;
    this.#knownTo = 0;
    this.#open = 0;
    this.#blocks.length = 0;
  }

  /** Those that are open at an index. */
  at(scan: ScannedText, index: number): number {
    const known = this.#knownTo;
    if (index < known) {
      const block = Math.floor(index / BLOCK);
      scan.effort.spend((index - block * BLOCK) * COST.quotes);
      return readQuotes(scan, block * BLOCK, index, this.#blocks[block] ?? 0);
    }
    scan.effort.spend((index - known) * COST.quotes);
    let open = this.#open;
    for (let from = known; from < index; ) {
      const next = Math.min(index, from - (from % BLOCK) + BLOCK);
      open = readQuotes(scan, from, next, open);
      if (next % BLOCK === 0) this.#blocks[next / BLOCK] = open;
      from = next;
    }
    this.#knownTo = index;
    this.#open = open;
    return open;
  }
}

function readQuotes(scan: ScannedText, from: number, to: number, openBefore: number): number {
  const { bytes } = scan;
  let open = openBefore;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    if (byte === LINE_FEED) open = 0;
    else if (((CLASS[byte] as number) & QUOTE) !== 0) open = afterQuote(scan, open, at);
  }
  return open;
}

const BITS = 4;
const MASK = 15;
const KIND_BITS = 2;
const KIND_MASK = 3;
/** Levels of escaping beyond this are taken for this one. */
const DEEPEST = 3;
const MOST_BACKSLASHES = 32;

/** Of a quote: 1 to 3. */
function kindOf(byte: number): number {
  if (byte === DOUBLE_QUOTE) return 1;
  return byte === SINGLE_QUOTE ? 2 : 3;
}

function backslashesBefore(scan: ScannedText, quote: number): number {
  let at = quote;
  while (scan.at(at - 1) === BACKSLASH && at > quote - MOST_BACKSLASHES) at--;
  return quote - at;
}

/** Which texts are open after the quote at an index. */
function afterQuote(scan: ScannedText, open: number, at: number): number {
  const backslashes = backslashesBefore(scan, at);
  const isPrefixed = isPrefixBefore(scan, at);
  if (isApostrophe(scan, at) && !isPrefixed) return open;
  const kind = kindOf(scan.at(at));
  const rest = closedBy(open, kind, backslashes);
  if (rest >= 0) return rest;
  // `the users' names`, `a 5" disk`
  const before = at - backslashes - 1;
  const isAfterWord = (scan.classAt(before) & WORD) !== 0 && !isPrefixed && !scan.endsEscape(before + 1);
  if (isAfterWord && (kind === 2 || (scan.classAt(at + 1) & WORD) === 0)) return open;
  return ((open << BITS) | (levelOf(backslashes) << KIND_BITS) | kind) >>> 0;
}

/** `can't` */
function isApostrophe(scan: ScannedText, at: number): boolean {
  return (
    scan.at(at) === SINGLE_QUOTE &&
    (scan.classAt(at - 1) & LETTER) !== 0 &&
    (scan.classAt(at + 1) & LETTER) !== 0 &&
    !scan.endsEscape(at)
  );
}

const PREFIXES = 'bufreNBUFRE';

/** `b'…'`, `N'…'` */
function isPrefixBefore(scan: ScannedText, at: number): boolean {
  return PREFIXES.includes(String.fromCharCode(scan.at(at - 1))) && (scan.classAt(at - 2) & WORD) === 0;
}

function levelOf(backslashes: number): number {
  return Math.min(DEEPEST, 31 - Math.clz32(backslashes + 1));
}

/**
 * What stays open where a quote closes one of the texts that are open, and with it all that opened within; -1 where it closes none.
 * A quote one level deeper has twice as many backslashes and one more, and a backslash at the end of the text two (four, …) more.
 */
function closedBy(open: number, kind: number, backslashes: number): number {
  for (let rest = open; rest !== 0; rest >>>= BITS) {
    const level = (rest & MASK) >>> KIND_BITS;
    if ((rest & KIND_MASK) === kind && backslashes % (2 << level) === (1 << level) - 1) return rest >>> BITS;
  }
  return -1;
}
