// Bytes in other encodings than UTF-8 -> UTF-8, found out by the first bytes of a file.
import { isUtf8 } from 'node:buffer';

const NUL = 0;
const REPLACEMENT = '\ufffd';

/** What the first bytes of a file say of all of them. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'binary';

interface Start {
  readonly encoding: Encoding;
  /** How many bytes in front are a byte order mark. */
  readonly markBytes: number;
  /** How many zeros in front of a text are none of it: all bytes, where there are no others. */
  readonly zeros: number;
}

/** Finds out in which encoding a file is. */
export function encodingOf(head: Buffer): Start {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', markBytes: 3, zeros: 0 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', markBytes: 2, zeros: 0 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', markBytes: 2, zeros: 0 };
  // Without a mark, ASCII in UTF-16 has a zero in every other byte.
  if (isNulAt(head, 1)) return { encoding: 'utf-16le', markBytes: 0, zeros: 0 };
  if (isNulAt(head, 0)) return { encoding: 'utf-16be', markBytes: 0, zeros: 0 };
  const zeros = endOfZeros(head, 0);
  const isFront = zeros === 0 || zeros === head.length || (head[zeros] as number) >= BLANK;
  const isText = isFront && isOfLines(head.subarray(zeros, zeros + PROBED_BYTES));
  return { encoding: isText ? 'utf-8' : 'binary', markBytes: 0, zeros };
}

const PROBED_BYTES = 512;
const LINE_FEED = 0x0a;
const BLANK = 0x20;

/**
 * Whether zeros stand only where a line begins, with text or nothing behind them. A crash of the machine leaves such, and who empties a
 * file whose writer continues where it was.
 */
function isOfLines(head: Buffer): boolean {
  for (let at = head.indexOf(NUL); at !== -1; at = head.indexOf(NUL, at)) {
    if (at < 2 || head[at - 1] !== LINE_FEED) return false;
    at = endOfZeros(head, at);
    if (at < head.length && (head[at] as number) < BLANK) return false;
  }
  return true;
}

function endOfZeros(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at] === NUL) at++;
  return at;
}

const PROBED_UNITS = 8;

function isNulAt(head: Buffer, offset: 0 | 1): boolean {
  if (head.length < 2 * PROBED_UNITS) return false;
  for (let i = 0; i < PROBED_UNITS; i++) {
    if (head[2 * i + offset] !== NUL || head[2 * i + 1 - offset] === NUL) return false;
  }
  return true;
}

/** The text of a line. What is no UTF-8 was written with the encoding `latin1`, in which any byte is a character. */
export function textOf(bytes: Buffer, start = 0, end: number = bytes.length): string {
  const text = bytes.toString('utf8', start, end);
  return text.includes(REPLACEMENT) && !isUtf8(bytes.subarray(start, end))
    ? bytes.toString('latin1', start, end)
    : text;
}
