// Finds IPv4, IPv6 and MAC addresses.
import { COLON, DOT, ZERO } from '../scan/ascii.ts';
import { ALNUM, CLASS, DIGIT, HEX, LETTER } from '../scan/byte-classes.ts';
import { type Detector, DIGITS, pairsOf } from '../scan/detector.ts';
import { COST } from '../scan/effort.ts';
import { defineRule, type Rule } from '../scan/rule.ts';
import type { Scan } from '../scan/scan.ts';
import { isInternalV4, readV4, V4_PARTS } from './ipv4.ts';
import { isAmbiguousV6, isInternalV6, readV6 } from './ipv6.ts';

const INTERNAL_4 = defineRule(
  'INTERNAL_IP',
  'internal IPv4 address',
  'four parts of a private, loopback, link-local or shared range',
);
const PUBLIC_4 = defineRule('IP_ADDRESS', 'IPv4 address', 'four parts of at most 255');
const INTERNAL_6 = defineRule(
  'INTERNAL_IP',
  'internal IPv6 address',
  'valid, of a unique local, link-local or loopback range',
);
const PUBLIC_6 = defineRule('IP_ADDRESS', 'IPv6 address', 'valid by RFC 4291');
const MAC = defineRule('MAC_ADDRESS', 'MAC address', 'six pairs of hexadecimal digits, or three groups of four');

const HEX_DIGITS = `${DIGITS}abcdefABCDEF`;

function addIp(scan: Scan, start: number, end: number, isInternal: boolean, internal: Rule, any: Rule): void {
  if (isInternal && scan.isEnabled(internal)) scan.add(start, end, internal);
  else scan.add(start, end, any);
}

export const ipv4: Detector = {
  name: 'ipv4',
  entities: ['IP_ADDRESS', 'INTERNAL_IP'],
  leftOutAt: 2,
  pairs: pairsOf(DIGITS, '.'),
  after: DIGIT,
  find(scan, at) {
    const { bytes } = scan;
    let start = at;
    while (start > 0 && start > at - 3 && ((bytes[start - 1] as number) - ZERO) >>> 0 < 10) start--;
    const before = start > 0 ? (bytes[start - 1] as number) : 0;
    if (
      ((CLASS[before] as number) & (ALNUM | LETTER)) !== 0 ||
      (before === DOT && (scan.classAt(start - 2) & ALNUM) !== 0)
    )
      return at + 1;
    scan.effort.spend(COST.number);
    const end = readV4(bytes, start);
    if (end < 0 || (scan.classAt(end) & (ALNUM | LETTER)) !== 0) return at + 1;
    if (bytes[end] === DOT && (scan.classAt(end + 1) & ALNUM) !== 0) return at + 1;
    const isInternal = isInternalV4(((V4_PARTS[0] as number) << 8) | (V4_PARTS[1] as number));
    addIp(scan, start, end, isInternal, INTERNAL_4, PUBLIC_4);
    return end;
  },
};

/** Addresses by their first group and the next. */
export const ipv6: Detector = {
  name: 'ipv6',
  entities: ['IP_ADDRESS', 'INTERNAL_IP'],
  leftOutAt: 2,
  pairs: pairsOf(HEX_DIGITS, ':'),
  after: HEX,
  find: (scan, at) => findV6(scan, at, scan.skipBack(at + 1, HEX, at - 4)),
};

/** Addresses that have `::` before or after their first group. */
export const compressedIpv6: Detector = {
  name: 'compressed-ipv6',
  entities: ['IP_ADDRESS', 'INTERNAL_IP'],
  leftOutAt: 2,
  pairs: pairsOf(':', ':'),
  find: (scan, at) => findV6(scan, at, scan.skipBack(at, HEX, at - 5)),
};

function findV6(scan: Scan, at: number, start: number): number {
  if (start > 0) {
    const before = scan.bytes[start - 1] as number;
    if (before === COLON || ((CLASS[before] as number) & (ALNUM | LETTER)) !== 0) return at + 1;
  }
  scan.effort.spend(COST.number);
  const end = readV6(scan.bytes, start);
  if (end < 0 || !endsAddress(scan, end) || isAmbiguousV6(scan.skip(start, DIGIT, end) - start)) return at + 1;
  addIp(scan, start, end, isInternalV6(), INTERNAL_6, PUBLIC_6);
  return end;
}

/** Of one digit it would rather be a ninth group. */
const SHORTEST_PORT = 2;
const LONGEST_PORT = 5;

/** Whether an IPv6 address may end at an index: before no letter, and before no further group, but for a port. */
function endsAddress(scan: Scan, end: number): boolean {
  if ((scan.classAt(end) & (ALNUM | LETTER)) !== 0) return false;
  if (scan.at(end) !== COLON || (scan.classAt(end + 1) & ALNUM) === 0) return true;
  const port = scan.skip(end + 1, DIGIT, end + 2 + LONGEST_PORT);
  const length = port - end - 1;
  return (
    length >= SHORTEST_PORT &&
    length <= LONGEST_PORT &&
    (scan.classAt(port) & (ALNUM | LETTER)) === 0 &&
    scan.at(port) !== COLON
  );
}

export const mac: Detector = {
  name: 'mac',
  entities: ['MAC_ADDRESS'],
  leftOutAt: 2,
  pairs: pairsOf(HEX_DIGITS, ':-.'),
  before: HEX,
  after: HEX,
  find(scan, at) {
    const { bytes } = scan;
    const separator = bytes[at + 1] as number;
    const size = separator === DOT ? 4 : 2;
    // Nearly all that are none differ in the next separator.
    if (bytes[at + 2 + size] !== separator) return at + 1;
    const start = at + 1 - size;
    if (start < 0 || (scan.classAt(start - 1) & (ALNUM | LETTER)) !== 0 || scan.at(start - 1) === separator)
      return at + 1;
    const end = start + (separator === DOT ? 14 : 17);
    for (let i = start; i < end; i++) {
      const isSeparator = (i - start) % (size + 1) === size;
      if (isSeparator ? scan.at(i) !== separator : (scan.classAt(i) & HEX) === 0) return at + 1;
    }
    if ((scan.classAt(end) & (ALNUM | LETTER)) !== 0 || scan.at(end) === separator) return at + 1;
    scan.add(start, end, MAC);
    return end;
  },
};
