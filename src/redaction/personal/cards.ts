// Which digits are a payment card: the issuers' prefixes and lengths, the groupings printed on cards.
import { isLuhn } from './checksums.ts';

/** How certain a number without grouping is: some lengths are common in identifiers too and take a context word. */
export type CardShape = 'none' | 'certain' | 'needs-context';

interface Issuer {
  /** Inclusive ranges of prefixes, all of one number of digits. */
  readonly from: number;
  readonly to: number;
  readonly digits: number;
  /** Lengths that alone are evidence enough. */
  readonly lengths: readonly number[];
  /** Lengths that are in use, but are shared with too many identifiers. */
  readonly rareLengths?: readonly number[];
}

/** ISO/IEC 7812 prefixes as the schemes publish them. */
const ISSUERS: readonly Issuer[] = [
  { from: 4, to: 4, digits: 1, lengths: [16], rareLengths: [13, 19] }, // Visa
  { from: 51, to: 55, digits: 2, lengths: [16] }, // Mastercard
  { from: 2221, to: 2720, digits: 4, lengths: [16] }, // Mastercard
  { from: 34, to: 34, digits: 2, lengths: [15] }, // American Express
  { from: 37, to: 37, digits: 2, lengths: [15] },
  { from: 300, to: 305, digits: 3, lengths: [14], rareLengths: [16, 19] }, // Diners Club
  { from: 3095, to: 3095, digits: 4, lengths: [14], rareLengths: [16, 19] },
  { from: 36, to: 36, digits: 2, lengths: [14], rareLengths: [16, 19] },
  { from: 38, to: 39, digits: 2, lengths: [14], rareLengths: [16, 19] },
  { from: 6011, to: 6011, digits: 4, lengths: [16], rareLengths: [17, 18, 19, 20] }, // Discover
  { from: 644, to: 649, digits: 3, lengths: [16], rareLengths: [17, 18, 19, 20] },
  { from: 65, to: 65, digits: 2, lengths: [16], rareLengths: [17, 18, 19, 20] },
  { from: 3528, to: 3589, digits: 4, lengths: [16], rareLengths: [17, 18, 19] }, // JCB
  { from: 62, to: 62, digits: 2, lengths: [16], rareLengths: [17, 18, 19] }, // UnionPay
  { from: 81, to: 81, digits: 2, lengths: [16], rareLengths: [19] }, // RuPay, UnionPay
  { from: 60, to: 60, digits: 2, lengths: [16] }, // RuPay
  { from: 2200, to: 2204, digits: 4, lengths: [16], rareLengths: [17, 18, 19] }, // Mir
  { from: 9792, to: 9792, digits: 4, lengths: [16] }, // Troy
  { from: 5019, to: 5019, digits: 4, lengths: [16] }, // Dankort
  { from: 637, to: 639, digits: 3, lengths: [16] }, // InstaPayment
  { from: 506, to: 509, digits: 3, lengths: [16], rareLengths: [18, 19] }, // Verve, Elo
  { from: 50, to: 50, digits: 2, lengths: [16], rareLengths: [12, 13, 14, 15, 17, 18, 19] }, // Maestro
  { from: 56, to: 58, digits: 2, lengths: [16], rareLengths: [12, 13, 14, 15, 17, 18, 19] },
  { from: 61, to: 61, digits: 2, lengths: [], rareLengths: [16] },
  { from: 63, to: 63, digits: 2, lengths: [16], rareLengths: [12, 13, 14, 15, 17, 18, 19] },
  { from: 67, to: 67, digits: 2, lengths: [16], rareLengths: [12, 13, 14, 15, 17, 18, 19] },
];

/** Lengths, as bit sets, by the first four digits. */
interface LengthsByPrefix {
  readonly certain: Int32Array;
  readonly rare: Int32Array;
}

// Filled for the first number that is as long as a card's: few programs have one when they start.
let lengthsByPrefix: LengthsByPrefix | undefined;

function fillLengths(): LengthsByPrefix {
  const certain = new Int32Array(10_000);
  const rare = new Int32Array(10_000);
  for (const { from, to, digits, lengths, rareLengths = [] } of ISSUERS) {
    const width = 10 ** (4 - digits);
    for (let prefix = from * width; prefix < (to + 1) * width; prefix++) {
      for (const length of lengths) certain[prefix] = (certain[prefix] as number) | (1 << length);
      for (const length of rareLengths) rare[prefix] = (rare[prefix] as number) | (1 << length);
    }
  }
  return { certain, rare };
}

/** What the first `count` of `digits` (each 0 to 9) are worth as a card number. Checks prefix, length and Luhn. */
export function cardShape(digits: Uint8Array, count: number): CardShape {
  const prefix =
    (digits[0] as number) * 1000 + (digits[1] as number) * 100 + (digits[2] as number) * 10 + (digits[3] as number);
  lengthsByPrefix ??= fillLengths();
  const { certain, rare } = lengthsByPrefix;
  const isCertain = ((certain[prefix] as number) >> count) & 1;
  if (isCertain === 0 && (((rare[prefix] as number) >> count) & 1) === 0) return 'none';
  if (!isLuhn(digits, count) || isOneDigit(digits, count)) return 'none';
  return isCertain === 1 ? 'certain' : 'needs-context';
}

function isOneDigit(digits: Uint8Array, count: number): boolean {
  for (let i = 1; i < count; i++) if (digits[i] !== digits[0]) return false;
  return true;
}

/** Groupings that card numbers are printed and typed in, as the lengths of their groups. */
const GROUPINGS: readonly (readonly number[])[] = [
  [4, 4, 4, 4, 4],
  [4, 4, 4, 4, 3],
  [4, 4, 4, 4, 2],
  [4, 4, 4, 4, 1],
  [4, 4, 4, 4],
  [4, 2, 4, 4, 4],
  [4, 6, 5],
  [4, 6, 4],
  [4, 4, 4, 3],
  [4, 4, 4, 2],
  [4, 4, 4, 1],
  [4, 4, 5],
  [4, 4, 4],
  [4, 3, 6],
  [6, 13],
  [6, 10],
  [8, 8],
];

/** The lengths of groups as one number, five bits a group. */
export function packGroups(lengths: ArrayLike<number>, count: number): number {
  let packed = 0;
  for (let i = 0; i < count; i++) packed = (packed << 5) | (lengths[i] as number);
  return packed;
}

/** The groupings of cards, packed. */
export const CARD_GROUPINGS: ReadonlySet<number> = new Set(
  GROUPINGS.map((lengths) => packGroups(lengths, lengths.length)),
);
