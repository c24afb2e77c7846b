// Reads the words of a shell, which are joined of pieces: `win'ter'7`, `'it'\''s'`, `"win"'ter'`.
import { BACKSLASH, BACKTICK, BLANK, DOUBLE_QUOTE } from '../../scan/ascii.ts';
import { QUOTE, SPACE, VALUE_END, WORD } from '../../scan/byte-classes.ts';
import { skipBackslashes } from '../../scan/quotes.ts';
import type { Scan } from '../../scan/scan.ts';

const LONGEST_PIECE = 128;
const MOST_PIECES = 16;
/** After these a piece is an argument's own part, `user:'two words'`, and may have blanks. */
const BEFORE_PART = ':=';
/** What stands between two quoted strings is no piece: `'a', 'b'`. */
const NO_PIECE = ',:;)]}+.|&>/?';

/** Whether a quote at an index, in the middle of a bare value, opens a piece of the same word. */
export function isPieceNext(scan: Scan, at: number): boolean {
  return pieceEnd(scan, at) > at;
}

/** The index after the piece whose quote, or the escaped quote before which, stands at an index; the index itself where there is none. */
export function pieceEnd(scan: Scan, at: number): number {
  const quote = scan.at(at);
  if (quote === BACKSLASH) {
    const escaped = skipBackslashes(scan, at);
    const end = (scan.classAt(escaped) & QUOTE) === 0 ? escaped + 1 : quotedEnd(scan, escaped + 1);
    return end > escaped + 1 ? end : at;
  }
  return quotedEnd(scan, at);
}

function quotedEnd(scan: Scan, at: number): number {
  const quote = scan.at(at);
  if ((scan.classAt(at) & QUOTE) === 0 || quote === BACKTICK) return at;
  if (isNoPiece(scan.at(at + 1)) || (scan.classAt(at + 1) & SPACE) !== 0 || isBracketBefore(scan, at)) return at;
  const mayHaveBlanks = BEFORE_PART.includes(String.fromCharCode(scan.at(at - 1)));
  const limit = Math.min(scan.length, at + LONGEST_PIECE);
  let end = at + 1;
  while (end < limit && scan.bytes[end] !== quote && !endsPiece(scan, end, mayHaveBlanks)) {
    if (scan.bytes[end] === BACKSLASH && quote === DOUBLE_QUOTE) end++;
    end++;
  }
  scan.hasLookedAt(end - at);
  return end < limit && scan.bytes[end] === quote && end > at + 1 ? end + 1 : at;
}

function endsPiece(scan: Scan, at: number, mayHaveBlanks: boolean): boolean {
  const byte = scan.bytes[at] as number;
  if (byte === BLANK) return !mayHaveBlanks;
  return (scan.classAt(at) & VALUE_END) !== 0 && (scan.classAt(at) & QUOTE) === 0;
}

/** `!['a', 'b'].includes(`: a list of strings. */
function isBracketBefore(scan: Scan, at: number): boolean {
  return '([{,!'.includes(String.fromCharCode(scan.at(at - 1)));
}

function isNoPiece(byte: number): boolean {
  return NO_PIECE.includes(String.fromCharCode(byte));
}

/** Where the word ends of which a piece is closed by the quote at an index: that index where nothing is joined to it. */
export function shellWordEnd(scan: Scan, close: number): number {
  let at = close + 1;
  for (let n = 0; n < MOST_PIECES; n++) {
    const next = afterPart(scan, at);
    if (next === at) break;
    at = next;
  }
  return at === close + 1 ? close : at;
}

/** The index after what is joined at an index: a quoted piece, an escaped quote before another, letters and digits. */
function afterPart(scan: Scan, at: number): number {
  if ((scan.classAt(at) & QUOTE) !== 0 || scan.at(at) === BACKSLASH) return pieceEnd(scan, at);
  let end = at;
  if ((scan.classAt(at) & WORD) !== 0) while (end < at + LONGEST_PIECE && isBarePart(scan, end)) end++;
  return end;
}

function isBarePart(scan: Scan, at: number): boolean {
  const byte = scan.at(at);
  return (
    (scan.classAt(at) & VALUE_END) === 0 &&
    byte !== BACKSLASH &&
    byte !== 0 &&
    !',;)]}&|'.includes(String.fromCharCode(byte))
  );
}
