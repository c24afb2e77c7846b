// Reads the further hosts of one URL, each of which may have a user: `user:password@a:1,user:password@b:2`, as MongoDB, Kafka and Redis take them.
import { AT_SIGN, CLOSE_BRACKET, COLON, COMMA, DOT, HASH, OPEN_BRACKET, QUESTION, SLASH } from '../../scan/ascii.ts';
import { nextAtSign } from '../../scan/at-signs.ts';
import { DIGIT, TOKEN } from '../../scan/byte-classes.ts';
import type { Scan } from '../../scan/scan.ts';
import { skipBlanks } from './values.ts';

const MOST_HOSTS = 64;
const LONGEST_HOST = 256;
const LONGEST_USER_INFO = 256;

/** Reports each password after the host of the user that ends with the `@` at an index; the last such `@`. */
export function findFurtherUsers(
  scan: Scan,
  at: number,
  add: (scan: Scan, start: number, end: number) => void,
): number {
  let last = at;
  let host = at + 1;
  for (let n = 0; n < MOST_HOSTS; n++) {
    const comma = hostEnd(scan, host);
    if (comma === host || scan.at(comma) !== COMMA) break;
    const next = skipBlanks(scan, comma + 1);
    const userEnd = isHost(scan, next) ? next : nextAtSign(scan, next);
    if (userEnd > next) {
      const colon = colonIn(scan, next, userEnd);
      if (scan.at(userEnd) !== AT_SIGN || userEnd - next > LONGEST_USER_INFO || colon === userEnd) break;
      if (hasPath(scan, next, userEnd)) break;
      add(scan, colon + 1, userEnd);
      last = userEnd;
      host = userEnd + 1;
    } else host = next;
  }
  return last;
}

/** The index of the first colon from an index up to another, which it is where there is none. */
export function colonIn(scan: Scan, from: number, to: number): number {
  let at = from;
  while (at < to && scan.bytes[at] !== COLON) at++;
  return at;
}

/** Where a host and its port end: letters, digits, dashes, dots, colons, the brackets of an address. */
function hostEnd(scan: Scan, from: number): number {
  let at = from;
  while (at < from + LONGEST_HOST && isHostByte(scan, at)) at++;
  return at;
}

function isHostByte(scan: Scan, at: number): boolean {
  const byte = scan.at(at);
  return (
    (scan.classAt(at) & TOKEN) !== 0 ||
    byte === DOT ||
    byte === COLON ||
    byte === OPEN_BRACKET ||
    byte === CLOSE_BRACKET
  );
}

/** `b:27017,`, `b/`: a host without a user, whose port is a number. */
function isHost(scan: Scan, from: number): boolean {
  const end = hostEnd(scan, from);
  if (end === from || scan.at(end) === AT_SIGN) return false;
  const port = scan.skipBack(end, DIGIT, from);
  return (scan.at(port - 1) === COLON && port < end) || colonIn(scan, from, end) === end;
}

function hasPath(scan: Scan, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const byte = scan.bytes[i];
    if (byte === SLASH || byte === QUESTION || byte === HASH) return true;
  }
  return false;
}
