// Finds IBANs: a country of the registry, its length, mod 97.
import { BLANK, DASH, DOT, PLUS, UNDERLINE } from '../scan/ascii.ts';
import { ALNUM, CLASS, DIGIT, HEX, LOWER, SPACE, UPPER } from '../scan/byte-classes.ts';
import { type Detector, DIGITS, LOWER_LETTERS, pairsOf, UPPER_LETTERS } from '../scan/detector.ts';
import { COST } from '../scan/effort.ts';
import { defineRule } from '../scan/rule.ts';
import type { Scan } from '../scan/scan.ts';
import { isIbanChecksum } from './checksums.ts';

const RULE = defineRule('IBAN', 'iban', 'country and length of the registry, mod 97 checksum');

/** Lengths of the SWIFT IBAN registry, and of the experimental IBANs in use beside it. */
const REGISTRY: readonly string[] = (
  'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 ' +
  'FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 ' +
  'LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 ' +
  'SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30 ' +
  'AO25 BF28 BJ28 CF27 CG27 CI28 CM27 CV25 DZ26 GA27 GQ27 GW25 IR26 KM27 MA28 MG27 ML28 MZ25 NE28 SN28 TD27 TG28'
).split(' ');

/** The length of a country's IBAN by its two letters in any case, 0 for none. */
const LENGTHS: Uint8Array = new Uint8Array(1024);
for (const entry of REGISTRY) LENGTHS[countryIndex(entry.charCodeAt(0), entry.charCodeAt(1))] = Number(entry.slice(2));

function countryIndex(first: number, second: number): number {
  return ((first & 31) << 5) | (second & 31);
}

/** The longest IBAN of the registry has 33 characters. */
const CODES = new Uint8Array(40);

export const iban: Detector = {
  name: 'iban',
  entities: ['IBAN'],
  // The second letter of the country and the first check digit.
  pairs: pairsOf(UPPER_LETTERS + LOWER_LETTERS, DIGITS),
  before: UPPER | LOWER,
  after: DIGIT,
  find(scan, at) {
    const start = at - 1;
    const length = LENGTHS[countryIndex(scan.at(start), scan.at(at))] as number;
    if (
      length === 0 ||
      !(
        scan.startsToken(start) ||
        scan.hasExactlyAt('IBAN', start - 4) ||
        (scan.at(start - 1) === UNDERLINE && (scan.classAt(start) & UPPER) !== 0)
      )
    )
      return at + 1;
    const separator = groupSeparator(scan, start + 4);
    // In haste, one in groups is not looked for: each of its groups may begin another.
    if (separator !== 0 && scan.effort.hasteAt(at) === 3) return at + 1;
    scan.effort.spend(COST.account);
    const end = readGrouped(scan, start, length, separator);
    if (end < 0 || !isIbanChecksum(CODES, length)) return at + 1;
    if ((scan.classAt(start) & UPPER) === 0 && separator === 0 && isHexadecimal(length) && !hasIbanWord(scan, start))
      return at + 1;
    scan.add(start, end, RULE);
    return end;
  },
};

/** Reads `length` letters and digits into {@link CODES}, in groups of four when there is a separator; -1 when there are fewer. */
function readGrouped(scan: Scan, start: number, length: number, separator: number): number {
  let at = start;
  for (let count = 0; count < length; count++) {
    if (separator !== 0 && count > 0 && count % 4 === 0) {
      if (groupSeparator(scan, at) !== separator) return -1;
      at++;
    }
    if ((scan.classAt(at) & ALNUM) === 0) return -1;
    CODES[count] = scan.at(at);
    at++;
  }
  // `acct_DE89…_2025`
  return scan.endsToken(at) || scan.at(at) === UNDERLINE ? at : -1;
}

/** What separates groups here, one number a kind; 0 for none. */
function groupSeparator(scan: Scan, at: number): number {
  const byte = scan.at(at);
  // A plus is a blank in a query string.
  if (byte === DASH || byte === DOT || byte === PLUS) return byte;
  return byte >= BLANK && (scan.classAt(at) & SPACE) !== 0 ? BLANK : 0;
}

/** Whether {@link CODES} could be a hash: hexadecimal, with letters after the country. */
function isHexadecimal(length: number): boolean {
  let letters = 0;
  for (let i = 0; i < length; i++) {
    const classes = CLASS[CODES[i] as number] as number;
    if ((classes & HEX) === 0) return false;
    if (i > 3 && (classes & DIGIT) === 0) letters++;
  }
  return letters > 0;
}

function hasIbanWord(scan: Scan, at: number): boolean {
  for (let i = at - 4; i >= at - 12; i--) if (scan.hasWordAt('iban', i)) return true;
  return false;
}
