// Finds the identifiers that are personal only to some: UK insurance numbers, crypto addresses, Azure subscriptions.
import { BLANK, DASH, LOWER_A, LOWER_CASE, LOWER_D, ONE, THREE, ZERO } from '../scan/ascii.ts';
import { ALNUM, CLASS, DIGIT, HEX, LOWER, UPPER } from '../scan/byte-classes.ts';
import { byteTable } from '../scan/byte-table.ts';
import { type Detector, DIGITS, LOWER_LETTERS, pairsOf, UPPER_LETTERS } from '../scan/detector.ts';
import { COST } from '../scan/effort.ts';
import { defineRule } from '../scan/rule.ts';
import { isBase58Check, isBech32 } from './checksums.ts';

const NINO = defineRule('UK_NINO', 'national insurance number', 'an allotted prefix, six digits, a suffix A to D');
const BITCOIN = defineRule('CRYPTO_ADDRESS', 'Bitcoin address', 'base58check checksum');
const SEGWIT = defineRule('CRYPTO_ADDRESS', 'Bitcoin segwit address', 'bech32 checksum');
const ETHEREUM = defineRule('CRYPTO_ADDRESS', 'Ethereum address', '0x and 40 hexadecimal digits');
const SUBSCRIPTION = defineRule(
  'AZURE_SUBSCRIPTION',
  'subscription id',
  'a GUID after subscriptions/ or a subscription name',
);

/** Letters that no prefix begins with, and none has as its second. */
const FIRST_OF_NINO = lettersBut('DFIQUV');
const SECOND_OF_NINO = lettersBut('DFIOQUV');
/** Prefixes that are not allotted. */
const NO_PREFIXES = new Set(['BG', 'GB', 'KN', 'NK', 'NT', 'TN', 'ZZ']);

/** The letters of ASCII but some, in both cases. */
function lettersBut(others: string): string {
  const upper = [...UPPER_LETTERS].filter((letter) => !others.includes(letter)).join('');
  return upper + upper.toLowerCase();
}

const IS_FIRST_OF_NINO = byteTable(FIRST_OF_NINO);

export const nino: Detector = {
  name: 'nino',
  entities: ['UK_NINO'],
  leftOutAt: 2,
  // The second letter, and a digit or a blank and a digit. After nearly every word a blank follows: with it, the letters are capitals.
  pairs: [...pairsOf(SECOND_OF_NINO, DIGITS), ...pairsOf(SECOND_OF_NINO.slice(0, SECOND_OF_NINO.length / 2), ' ')],
  before: UPPER | LOWER,
  after: DIGIT,
  find(scan, at) {
    const { bytes } = scan;
    const start = at - 1;
    if (start < 0 || IS_FIRST_OF_NINO[bytes[start] as number] === 0 || !scan.startsToken(start)) return at + 1;
    const end = ninoEnd(bytes, at + 1);
    if (end < 0 || !scan.endsToken(end) || NO_PREFIXES.has(scan.text.slice(start, at + 1).toUpperCase())) return at + 1;
    scan.add(start, end, NINO);
    return end;
  },
};

/** The end of three pairs of digits and a letter A to D, with at most one blank or dash before each; -1 for something else. */
function ninoEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  for (let pair = 0; pair < 3; pair++) {
    if (bytes[at] === BLANK || bytes[at] === DASH) at++;
    if (!isDigit(bytes[at] as number) || !isDigit(bytes[at + 1] as number)) return -1;
    at += 2;
  }
  if (bytes[at] === BLANK || bytes[at] === DASH) at++;
  const suffix = (bytes[at] as number) | LOWER_CASE;
  return suffix >= LOWER_A && suffix <= LOWER_D ? at + 1 : -1;
}

function isDigit(byte: number): boolean {
  return (byte - ZERO) >>> 0 < 10;
}

/** The length of an address of Ethereum, and the least ones of Bitcoin. */
const ETHEREUM_LENGTH = 42;
const SHORTEST_BASE58 = 26;
const SHORTEST_BECH32 = 14;

/** The least length of an address by its first byte. */
function leastLength(first: number): number {
  if (first === ZERO) return ETHEREUM_LENGTH;
  return first === ONE || first === THREE ? SHORTEST_BASE58 : SHORTEST_BECH32;
}

export const cryptoAddresses: Detector = {
  name: 'crypto-addresses',
  entities: ['CRYPTO_ADDRESS'],
  leftOutAt: 2,
  pairs: [
    ...pairsOf('13', UPPER_LETTERS + LOWER_LETTERS + DIGITS),
    ...pairsOf('b', 'c'),
    ...pairsOf('t', 'b'),
    ...pairsOf('0', 'x'),
  ],
  after: ALNUM,
  find(scan, at) {
    const { bytes } = scan;
    const first = bytes[at] as number;
    // Nearly all that are none differ in the last character that one must have.
    const last = at + leastLength(first) - 1;
    if (last >= scan.length || ((CLASS[bytes[last] as number] as number) & ALNUM) === 0) return at + 1;
    if (!scan.startsToken(at)) return at + 1;
    scan.effort.spend(COST.number);
    const end = scan.skip(at, ALNUM, at + 100);
    const length = end - at;
    if (length < leastLength(first) || !scan.endsToken(end)) return at + 1;
    const address = scan.text.slice(at, end);
    if (first === ZERO) {
      if (length === ETHEREUM_LENGTH && scan.skip(at + 2, HEX, end) === end) scan.add(at, end, ETHEREUM);
    } else if (first === ONE || first === THREE) {
      if (length > 35) return at + 1;
      scan.effort.spend(COST.digest);
      if (isBase58Check(address)) scan.add(at, end, BITCOIN);
    } else if (/^(?:bc|tb)1/.test(address) && length <= 90 && isBech32(address)) scan.add(at, end, SEGWIT);
    return at + 1;
  },
};

/** The last character of a name or path part before a subscription's GUID. */
export const azureSubscriptions: Detector = {
  name: 'azure-subscriptions',
  entities: ['AZURE_SUBSCRIPTION'],
  leftOutAt: 2,
  pairs: pairsOf('sS', 'uU'),
  find(scan, at) {
    if (!scan.hasWordAt('subscription', at)) return at + 1;
    const found = /^subscription[^\n]{0,36}?\b([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![\w-])/i.exec(
      scan.textAfter(at, 90),
    );
    if (found === null) return at + 1;
    const from = at + found[0].length - 36;
    scan.add(from, from + 36, SUBSCRIPTION);
    return from + 36;
  },
};
