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

/** What `digits` (12 to 20 of them) are worth as a card number. Checks prefix, length and Luhn. */
export function cardShape(digits: string): CardShape {
  const shape = issuerShape(digits);
  return shape === 'none' || isOneDigit(digits) || !isLuhn(digits) ? 'none' : shape;
}

function issuerShape(digits: string): CardShape {
  let shape: CardShape = 'none';
  for (const issuer of ISSUERS) {
    const prefix = Number(digits.slice(0, issuer.digits));
    if (prefix < issuer.from || prefix > issuer.to) continue;
    if (issuer.lengths.includes(digits.length)) return 'certain';
    if (issuer.rareLengths?.includes(digits.length)) shape = 'needs-context';
  }
  return shape;
}

function isOneDigit(digits: string): boolean {
  for (let i = 1; i < digits.length; i++) if (digits[i] !== digits[0]) return false;
  return true;
}

/** Groupings that card numbers are printed and typed in, as the lengths of their groups. */
export const CARD_GROUPINGS: readonly (readonly number[])[] = [
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
