// Finds card numbers whose groups more than one character parts, or a plus: `4111  1111 …`, `4111 - 1111 …`, where a word says card.
import { ZERO } from '../scan/ascii.ts';
import { DIGIT } from '../scan/byte-classes.ts';
import { type Detector, DIGITS, pairsOf } from '../scan/detector.ts';
import { defineRule } from '../scan/rule.ts';
import type { Scan } from '../scan/scan.ts';
import { CARD_GROUPINGS, cardShape, packGroups } from './cards.ts';
import { CARD_WORDS } from './number-context.ts';

const RULE = defineRule(
  'CREDIT_CARD',
  'card number in wide groups',
  'issuer prefix and length, Luhn checksum, grouping, a word such as card before it',
);

const SEPARATORS: readonly string[] = ['  ', ' - ', '+'];
const MOST_GROUPS = 5;
const LONGEST_GROUP = 6;
const digits = new Uint8Array(MOST_GROUPS * LONGEST_GROUP);
const lengths = new Uint8Array(MOST_GROUPS);

export const spacedCards: Detector = {
  name: 'spaced-cards',
  entities: ['CREDIT_CARD'],
  // The last character of each separator's first two, where the first group ends.
  pairs: [...pairsOf(DIGITS, '+'), ...pairsOf(' ', ' '), ...pairsOf('-', ' ')],
  after: DIGIT,
  find(scan, at) {
    for (const separator of SEPARATORS) {
      const end = at + 2 - separator.length;
      if (!scan.hasExactlyAt(separator, end)) continue;
      const start = scan.skipBack(end, DIGIT, end - LONGEST_GROUP);
      if (end - start !== 4 || !scan.startsToken(start) || isContinued(scan, start, separator)) return at + 1;
      const cardEnd = readCard(scan, start, separator);
      if (cardEnd < 0 || !CARD_WORDS.areBefore(scan, start)) return at + 1;
      scan.add(start, cardEnd, RULE);
      return cardEnd;
    }
    return at + 1;
  },
};

/** Whether another group stands before the first one. */
function isContinued(scan: Scan, start: number, separator: string): boolean {
  const before = start - separator.length;
  return scan.hasExactlyAt(separator, before) && (scan.classAt(before - 1) & DIGIT) !== 0;
}

/** The end of the card whose first group starts at `start`; -1 when there is none. */
function readCard(scan: Scan, start: number, separator: string): number {
  let total = 0;
  let groups = 0;
  let at = start;
  let end = start;
  while (groups < MOST_GROUPS) {
    end = scan.skip(at, DIGIT, at + LONGEST_GROUP);
    if (end === at || (scan.classAt(end) & DIGIT) !== 0) return -1;
    for (let i = at; i < end; i++) digits[total++] = scan.at(i) - ZERO;
    lengths[groups++] = end - at;
    at = end + separator.length;
    if (!scan.hasExactlyAt(separator, end) || (scan.classAt(at) & DIGIT) === 0) break;
  }
  if (!scan.endsToken(end) || !CARD_GROUPINGS.has(packGroups(lengths, groups))) return -1;
  return cardShape(digits, total) === 'none' ? -1 : end;
}
