// Finds the card number on track 1 of a magnetic stripe, which a letter stands before: `%B4111…^DOE/J^2812…`.
import { CARET, ZERO } from '../scan/ascii.ts';
import { DIGIT } from '../scan/byte-classes.ts';
import { type Detector, pairsOf } from '../scan/detector.ts';
import { defineRule } from '../scan/rule.ts';
import { cardShape } from './cards.ts';

const RULE = defineRule(
  'CREDIT_CARD',
  'track 1',
  'format code B, a card number with a valid check digit, ^ (ISO/IEC 7813)',
);

const MOST_DIGITS = 19;
const NUMBER = new Uint8Array(MOST_DIGITS);

export const magneticStripe: Detector = {
  name: 'magnetic-stripe',
  entities: ['CREDIT_CARD'],
  pairs: pairsOf('%', 'Bb'),
  find(scan, at) {
    const start = at + 2;
    const end = scan.skip(start, DIGIT, start + MOST_DIGITS + 1);
    const count = end - start;
    if (scan.at(end) !== CARET || count > MOST_DIGITS || count < 12) return at + 1;
    for (let i = 0; i < count; i++) NUMBER[i] = scan.at(start + i) - ZERO;
    if (cardShape(NUMBER, count) === 'none') return at + 1;
    scan.add(start, end, RULE);
    return end;
  },
};
