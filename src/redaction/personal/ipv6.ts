// Reads an IPv6 address (RFC 4291 section 2.2) in one pass: its end, and whether it is of a network's own.
import { COLON, DOT, digitValue, NINE } from '../scan/ascii.ts';
import { CLASS, HEX } from '../scan/byte-classes.ts';
import { isInternalV4, readV4, V4_PARTS } from './ipv4.ts';

const GROUPS = 8;

/** The address read last: its groups, how many stand before `::` (-1 without), how many there are. One scan runs at a time. */
const groups = new Uint16Array(GROUPS + 1);
let count = 0;
let gap = -1;
let hasLetters = false;

/** The end of the address that starts at an index; -1 where there is none. What follows it is not looked at. */
export function readV6(bytes: Uint8Array, start: number): number {
  count = 0;
  gap = -1;
  hasLetters = false;
  let at = start;
  if (bytes[at] === COLON) {
    if (bytes[at + 1] !== COLON) return -1;
    gap = 0;
    at += 2;
  }
  while (count < GROUPS && isHex(bytes[at] as number)) {
    const groupEnd = readGroup(bytes, at);
    if (groupEnd < 0) return -1;
    const end = bytes[groupEnd] === DOT ? addedV4End(bytes, at) : -1;
    if (end > 0) return isWhole() ? end : -1;
    count++;
    at = afterColons(bytes, groupEnd);
    if (at <= groupEnd) break;
  }
  if (at < 0 || !isWhole()) return -1;
  return at;
}

/** Reads an IPv4 address as two groups; its end, -1 where there is none or no place for it. */
function addedV4End(bytes: Uint8Array, at: number): number {
  const end = count <= GROUPS - 2 ? readV4(bytes, at) : -1;
  if (end < 0) return -1;
  groups[count++] = ((V4_PARTS[0] as number) << 8) | (V4_PARTS[1] as number);
  groups[count++] = ((V4_PARTS[2] as number) << 8) | (V4_PARTS[3] as number);
  return end;
}

/** Where the next group is to start; the index itself where the address ends, -1 where it is none. */
function afterColons(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== COLON) return at;
  if (bytes[at + 1] !== COLON) return count < GROUPS && isHex(bytes[at + 1] as number) ? at + 1 : at;
  if (gap >= 0) return -1;
  gap = count;
  return at + 2;
}

function isWhole(): boolean {
  return gap < 0 ? count === GROUPS : count > 0 && count < GROUPS;
}

/** Reads one to four hexadecimal digits into the next group; the index after them, -1 for more. */
function readGroup(bytes: Uint8Array, start: number): number {
  let value = 0;
  let at = start;
  for (; isHex(bytes[at] as number); at++) {
    if (at - start === 4) return -1;
    const byte = bytes[at] as number;
    if (byte > NINE) hasLetters = true;
    value = (value << 4) | digitValue(byte);
  }
  groups[count] = value;
  return at;
}

function isHex(byte: number): boolean {
  return ((CLASS[byte] as number) & HEX) !== 0;
}

/** Whether the address read last is written as a time (`12::30`) or a name of code (`a::b`) might be. */
export function isAmbiguousV6(digits: number): boolean {
  return (
    gap > 0 &&
    count === 2 &&
    (digits === 0 || !hasLetters) &&
    (groups[0] as number) < 0x100 &&
    (groups[1] as number) < 0x100
  );
}

/** Whether the address read last is of a loopback, a link, a site or a unique local network, or stands for an IPv4 address of such. */
export function isInternalV6(): boolean {
  const first = gap === 0 ? 0 : (groups[0] as number);
  // fc00::/7, fe80::/10, fec0::/10
  if ((first & 0xfe00) === 0xfc00 || (first & 0xff80) === 0xfe80) return true;
  if (gap < 0) return isMapped() && isInternalV4(groups[6] as number);
  if (gap === 0 && count === 1 && groups[0] === 1) return true;
  return isMapped() && count >= 2 && isInternalV4(groups[count - 2] as number);
}

/** `64:ff9b::/96`, the prefix of IPv4 addresses that are translated (RFC 6052). */
const NAT64: readonly number[] = [0x0064, 0xff9b];

/** Whether the last two groups are an IPv4 address: `::ffff:a.b.c.d`, `::a.b.c.d` written so, `64:ff9b::a.b.c.d`. */
function isMapped(): boolean {
  if ((gap === 1 || gap === 2) && count === 4) return groups[0] === NAT64[0] && groups[1] === NAT64[1];
  if (gap === 0 && count === 3) return groups[0] === 0xffff;
  if (gap >= 0) return false;
  for (let i = 0; i < 5; i++) if (groups[i] !== 0) return false;
  return groups[5] === 0xffff;
}
