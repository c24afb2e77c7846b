// Finds IPv4, IPv6 and MAC addresses.
import { isIPv6 } from 'node:net';
import { ALNUM, DIGIT, HEX, LETTER } from '../scan/byte-classes.ts';
import { type Detector, DIGITS, pairsOf } from '../scan/detector.ts';
import { COST } from '../scan/effort.ts';
import { defineRule, type Rule } from '../scan/rule.ts';
import type { Scan } from '../scan/scan.ts';

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
const LONGEST_IPV6 = 45;
const DOT = 0x2e;
const COLON = 0x3a;

function addIp(scan: Scan, start: number, end: number, isInternal: boolean, internal: Rule, any: Rule): void {
  if (isInternal && scan.isEnabled(internal)) scan.add(start, end, internal);
  else scan.add(start, end, any);
}

export const ipv4: Detector = {
  name: 'ipv4',
  entities: ['IP_ADDRESS', 'INTERNAL_IP'],
  leftOutAt: 2,
  pairs: pairsOf(DIGITS, '.'),
  find(scan, at) {
    const start = scan.skipBack(at + 1, DIGIT, at - 3);
    const before = scan.at(start - 1);
    if (
      (scan.classAt(start - 1) & (ALNUM | LETTER)) !== 0 ||
      (before === DOT && (scan.classAt(start - 2) & ALNUM) !== 0)
    )
      return at + 1;
    scan.effort.spend(COST.number);
    const parts: number[] = [];
    let from = start;
    let end = start;
    while (parts.length < 4) {
      end = scan.skip(from, DIGIT, from + 4);
      const part = end > from ? Number(scan.text.slice(from, end)) : Number.NaN;
      // Digits that are no ASCII digits make no number here, and no address.
      if (!(part <= 255)) return at + 1;
      parts.push(part);
      if (parts.length === 4) break;
      if (scan.at(end) !== DOT) return at + 1;
      from = end + 1;
    }
    if ((scan.classAt(end) & (ALNUM | LETTER)) !== 0 || (scan.at(end) === DOT && (scan.classAt(end + 1) & ALNUM) !== 0))
      return at + 1;
    addIp(scan, start, end, isInternalV4(parts), INTERNAL_4, PUBLIC_4);
    return end;
  },
};

/** RFC 1918, RFC 6598, RFC 3927, RFC 1122. */
function isInternalV4([a = 0, b = 0]: readonly number[]): boolean {
  if (a === 10 || a === 127 || a === 0) return true;
  if (a === 172) return b >= 16 && b < 32;
  if (a === 192 || a === 169) return a === 192 ? b === 168 : b === 254;
  return a === 100 && b >= 64 && b < 128;
}

export const ipv6: Detector = {
  name: 'ipv6',
  entities: ['IP_ADDRESS', 'INTERNAL_IP'],
  leftOutAt: 2,
  pairs: [...pairsOf(HEX_DIGITS, ':'), ...pairsOf(':', ':')],
  find(scan, at) {
    if (scan.at(at) === COLON && (scan.classAt(at - 1) & HEX) !== 0) return at + 1;
    const start = scan.at(at) === COLON ? at : scan.skipBack(at + 1, HEX, at - 4);
    if ((scan.classAt(start - 1) & (ALNUM | LETTER)) !== 0 || scan.at(start - 1) === COLON) return at + 1;
    scan.effort.spend(COST.number);
    let end = start;
    let colons = 0;
    while (
      end < start + LONGEST_IPV6 &&
      ((scan.classAt(end) & HEX) !== 0 || scan.at(end) === COLON || scan.at(end) === DOT)
    ) {
      if (scan.at(end) === COLON) colons++;
      end++;
    }
    while (end > start && (scan.at(end - 1) === DOT || (scan.at(end - 1) === COLON && scan.at(end - 2) !== COLON)))
      end--;
    if (colons < 2 || (scan.classAt(end) & (ALNUM | LETTER)) !== 0) return at + 1;
    scan.effort.spend(COST.context);
    const address = scan.text.slice(start, end);
    if (!isIPv6(address) || /^::$|^\d{1,2}::?\d{1,2}$/.test(address)) return at + 1;
    addIp(scan, start, end, /^(?:::1$|f[cd]|fe[89ab])/i.test(address), INTERNAL_6, PUBLIC_6);
    return end;
  },
};

export const mac: Detector = {
  name: 'mac',
  entities: ['MAC_ADDRESS'],
  leftOutAt: 2,
  pairs: pairsOf(HEX_DIGITS, ':-.'),
  find(scan, at) {
    const separator = scan.at(at + 1);
    const size = separator === DOT ? 4 : 2;
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
