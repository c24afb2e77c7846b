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
}

/** Finds out in which encoding a file is. */
export function encodingOf(head: Buffer): Start {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', markBytes: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', markBytes: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', markBytes: 2 };
  // Further behind, and behind whole lines up to the end, zeros are what a crash of the machine leaves.
  const probed = head.subarray(0, PROBED_BYTES);
  const firstNul = probed.indexOf(NUL);
  if (firstNul === -1 || isPadding(probed, firstNul)) return { encoding: 'utf-8', markBytes: 0 };
  // Without a mark, ASCII in UTF-16 has a zero in every other byte.
  if (isNulAt(head, 1)) return { encoding: 'utf-16le', markBytes: 0 };
  return { encoding: isNulAt(head, 0) ? 'utf-16be' : 'binary', markBytes: 0 };
}

const PROBED_BYTES = 512;
const LINE_FEED = 0x0a;

/** Whether there is nothing but zeros from a position on, behind a line. */
function isPadding(head: Buffer, from: number): boolean {
  return from > 1 && head[from - 1] === LINE_FEED && head.subarray(from).every((byte) => byte === NUL);
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
