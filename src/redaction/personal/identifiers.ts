// Finds the identifiers that are personal only to some: UK insurance numbers, crypto addresses, Azure subscriptions.
import { ALNUM, DIGIT, HEX, UPPER } from '../scan/byte-classes.ts';
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

export const nino: Detector = {
  name: 'nino',
  entities: ['UK_NINO'],
  leftOutAt: 2,
  pairs: [...pairsOf(UPPER_LETTERS + LOWER_LETTERS, `${DIGITS} `)],
  find(scan, at) {
    const start = at - 1;
    // After nearly every word a blank follows, and then no digit.
    const first = scan.at(at + 1) === 0x20 ? at + 2 : at + 1;
    if (start < 0 || (scan.classAt(first) & scan.classAt(first + 1) & DIGIT) === 0) return at + 1;
    scan.effort.spend(COST.number);
    const prefix = scan.text.slice(start, at + 1).toUpperCase();
    if (!scan.startsToken(start) || !/^[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]$/.test(prefix)) return at + 1;
    if (['BG', 'GB', 'KN', 'NK', 'NT', 'TN', 'ZZ'].includes(prefix)) return at + 1;
    const match = /^[A-Z]{2}[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D](?![A-Z0-9_])/i.exec(
      scan.text.slice(start, start + 15),
    );
    if (match === null || ((scan.classAt(start) & UPPER) === 0 && !/\d/.test(match[0]))) return at + 1;
    scan.add(start, start + match[0].length, NINO);
    return start + match[0].length;
  },
};

export const cryptoAddresses: Detector = {
  name: 'crypto-addresses',
  entities: ['CRYPTO_ADDRESS'],
  leftOutAt: 2,
  pairs: [...pairsOf('13', UPPER_LETTERS + LOWER_LETTERS + DIGITS), ...pairsOf('bt', 'cb'), ...pairsOf('0', 'x')],
  find(scan, at) {
    if (!scan.startsToken(at)) return at + 1;
    scan.effort.spend(COST.number);
    const end = scan.skip(at, ALNUM, at + 100);
    if (!scan.endsToken(end)) return at + 1;
    const length = end - at;
    const first = scan.at(at);
    const address = scan.text.slice(at, end);
    if (first === 0x30) {
      if (length === 42 && scan.skip(at + 2, HEX, end) === end) scan.add(at, end, ETHEREUM);
    } else if (first === 0x31 || first === 0x33) {
      if (length < 26 || length > 35) return at + 1;
      scan.effort.spend(COST.digest);
      if (isBase58Check(address)) scan.add(at, end, BITCOIN);
    } else if (/^(?:bc|tb)1/.test(address) && length >= 14 && length <= 90 && isBech32(address))
      scan.add(at, end, SEGWIT);
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
