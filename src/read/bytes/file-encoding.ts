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
  return { encoding: isOfLines(head, zeros) ? 'utf-8' : 'binary', markBytes: 0, zeros };
}

const PROBED_BYTES = 512;
const LINE_FEED = 0x0a;
const BLANK = 0x20;
/** Below a blank, what text has all the same: tab, the ends of lines and pages, and the start of a colour. */
const OF_TEXT: readonly number[] = [0x09, LINE_FEED, 0x0b, 0x0c, 0x0d, 0x1b];
/** Fewer bytes with a zero among them may be a few characters of UTF-16 or UTF-32. */
const LEAST_BYTES = 16;

/**
 * Whether the zeros of a file are holes in text. A crash of the machine leaves them, and who empties a file whose writer continues where it
 * was. They stand where a line begins, with text or nothing behind them, or once anywhere else, where no other byte speaks against text:
 * UTF-16, UTF-32 and archives of tar have more of them.
 * @param front how many zeros the file begins with
 */
function isOfLines(head: Buffer, front: number): boolean {
  if (front === head.length) return true;
  let isOdd = front > 0 && (head[front] as number) < BLANK;
  let within = 0;
  // Of a long hole nothing is counted: what stands behind it says more.
  let end = front + PROBED_BYTES;
  for (let at = head.indexOf(NUL, front); at !== -1 && at < end; at = head.indexOf(NUL, at)) {
    if (at < 2 || head[at - 1] !== LINE_FEED) within++;
    const start = at;
    at = endOfZeros(head, at);
    end += at - start;
    isOdd ||= at < head.length && (head[at] as number) < BLANK;
  }
  if (within > 1 || (within === 1 && head.length < LEAST_BYTES)) return false;
  return (within === 0 && !isOdd) || head.subarray(front, end).every(isOfText);
}

function isOfText(byte: number): boolean {
  return byte >= BLANK || byte === NUL || OF_TEXT.includes(byte);
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
