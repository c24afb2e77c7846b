// Finds vendors' tokens by their published prefixes, and the few that have none but a shape of their own.

import { COLON, COMMA, DASH, DOT, UPPER_A, UPPER_M, UPPER_O } from '../scan/ascii.ts';
import { ALNUM, BASE64, CLASS, DIGIT, LOWER, TOKEN, UPPER, WORD } from '../scan/byte-classes.ts';
import { type Detector, pairsOf } from '../scan/detector.ts';
import { COST } from '../scan/effort.ts';
import { PairLists } from '../scan/pair-lists.ts';
import { defineRule } from '../scan/rule.ts';
import type { Scan } from '../scan/scan.ts';
import type { TokenFormat } from './token-format.ts';
import { TOKEN_FORMATS } from './token-formats.ts';

const AWS_SECRET = defineRule('AWS_KEY', 'AWS secret key', '40 characters of base64 right after an access key id');
const TELEGRAM = defineRule('CREDENTIAL', 'Telegram bot token', 'bot id, colon, AA and 33 characters');
const DISCORD = defineRule('CREDENTIAL', 'Discord token', 'three base64url parts of the published lengths');

const pairOf = ({ prefix, trigger }: TokenFormat): number =>
  (prefix.charCodeAt(trigger) << 8) | prefix.charCodeAt(trigger + 1);

const FORMATS_BY_PAIR: ReadonlyMap<number, readonly TokenFormat[]> = Map.groupBy(TOKEN_FORMATS, pairOf);
const FORMATS: PairLists<TokenFormat> = new PairLists('token formats', FORMATS_BY_PAIR);

export const tokens: Detector = {
  name: 'tokens',
  entities: [...new Set(TOKEN_FORMATS.map(({ rule }) => rule.entity))],
  pairs: [...FORMATS_BY_PAIR.keys()],
  find(scan, at) {
    const { bytes } = scan;
    const pair = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
    const formats = FORMATS.at(pair);
    const third = bytes[at + 2] as number;
    let judged = -1;
    let isStart = false;
    for (let i = 0; i < formats.length; i++) {
      const format = formats[i] as TokenFormat;
      if (format.third !== 0 && format.third !== third) continue;
      const start = at - format.trigger;
      if (start < 0 || bytes[start] !== format.first || bytes[start + format.prefix.length - 1] !== format.last)
        continue;
      if (start !== judged) {
        judged = start;
        isStart = scan.startsToken(start);
      }
      if (!isStart || !scan.hasExactlyAt(format.prefix, start)) continue;
      const end = tokenEnd(scan, start + format.prefix.length, format);
      if (end < 0) continue;
      scan.add(start, end, format.rule);
      if (format.rule.entity === 'AWS_KEY') findSecretBeside(scan, end);
      return end;
    }
    return at + 1;
  },
};

/** The end of a token whose prefix was read; -1 when alphabet or length are not the format's. */
function tokenEnd(scan: Scan, from: number, format: TokenFormat): number {
  const { least, most, unmixedUpTo } = format;
  const { has } = format.alphabet;
  if (unmixedUpTo !== undefined && from < unmixedUpTo.of(scan)) return -1;
  // Most that are none differ in the last character that one must have.
  if (has[scan.at(from + least - 1)] !== 1) return -1;
  scan.effort.spend(COST.token);
  let at = from;
  let seen = 0;
  const limit = from + most;
  while (at < limit) {
    const byte = scan.at(at);
    if (has[byte] !== 1) break;
    seen |= CLASS[byte] as number;
    at++;
  }
  if (unmixedUpTo !== undefined && !((seen & UPPER) !== 0 && (seen & LOWER) !== 0 && (seen & DIGIT) !== 0)) {
    unmixedUpTo.set(scan, at);
    return -1;
  }
  if ((scan.classAt(at) & ALNUM) !== 0) return databricksSuffix(scan, at, -1);
  while (at > from && isPunctuation(scan.at(at - 1))) at--;
  if (at - from < least) return -1;
  return databricksSuffix(scan, at, at);
}

/** A dot, colon or comma at the end is the sentence's, not the token's. */
function isPunctuation(byte: number): boolean {
  return byte === DOT || byte === COLON || byte === COMMA;
}

/** `dapi…-2`: a dash and one digit belong to a token of hexadecimal digits. */
function databricksSuffix(scan: Scan, at: number, otherwise: number): number {
  const isSuffix = scan.at(at) === DASH && (scan.classAt(at + 1) & DIGIT) !== 0 && (scan.classAt(at + 2) & WORD) === 0;
  return isSuffix ? at + 2 : otherwise;
}

/** `AKIA…,wJalr…`: the secret half of a pair printed side by side. */
function findSecretBeside(scan: Scan, from: number): void {
  let start = from;
  while (start < from + 6 && start < scan.length && (scan.classAt(start) & BASE64) === 0) start++;
  const end = scan.skip(start, BASE64, start + 41);
  if (start > from && end - start === 40) scan.add(start, end, AWS_SECRET);
}

export const telegram: Detector = {
  name: 'telegram',
  entities: ['CREDENTIAL'],
  pairs: pairsOf(':', 'A'),
  find(scan, at) {
    if (scan.at(at + 2) !== UPPER_A) return at + 1;
    const start = scan.skipBack(at, DIGIT, at - 11);
    const end = scan.skip(at + 1, TOKEN, at + 37);
    if (at - start >= 8 && end - at - 1 === 35 && (scan.startsToken(start) || scan.hasExactlyAt('bot', start - 3))) {
      scan.add(start, end, TELEGRAM);
    }
    return at + 1;
  },
};

/** `<id in base64>.<time in base64>.<signature>`: the middle part of every token of the last years starts with one of these. */
export const discord: Detector = {
  name: 'discord',
  entities: ['CREDENTIAL'],
  pairs: pairsOf('.', 'GHXYZ'),
  find(scan, at) {
    if (scan.at(at + 7) !== DOT) return at + 1;
    const start = scan.skipBack(at, TOKEN, at - 29);
    const middle = scan.skip(at + 1, TOKEN, at + 8);
    const end = scan.skip(at + 8, TOKEN, at + 48);
    const first = scan.at(start);
    const isIdPart = at - start >= 23 && at - start <= 28 && first >= UPPER_M && first <= UPPER_O;
    const signature = end - at - 8;
    if (isIdPart && middle === at + 7 && signature >= 27 && signature <= 38 && scan.startsToken(start)) {
      scan.add(start, end, DISCORD);
    }
    return at + 1;
  },
};
