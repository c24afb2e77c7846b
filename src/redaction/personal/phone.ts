// Finds telephone numbers: international ones by their prefix, national ones by their grouping or a word before them.
import { ALNUM, CLASS, DIGIT, LETTER, UPPER } from '../scan/byte-classes.ts';
import { type Detector, DIGITS, pairsOf } from '../scan/detector.ts';
import { defineRule, type Rule } from '../scan/rule.ts';
import type { Scan } from '../scan/scan.ts';
import { hasContextWord } from './number-context.ts';

const INTERNATIONAL = defineRule('PHONE', 'international number', '+ or 00 and 8 to 15 digits');
const GROUPED = defineRule('PHONE', 'grouped number', 'groups and separators of a national numbering plan');
const NAMED = defineRule('PHONE', 'named number', 'a word such as phone before 6 to 15 digits');

/** ITU-T E.164: at most 15 digits. */
const MOST_DIGITS = 15;
const LONGEST = 28;
const WORDS = [
  'phone',
  'tel',
  'telephone',
  'mobile',
  'cell',
  'call',
  'fax',
  'msisdn',
  'whatsapp',
  'sms',
  'contact',
  'handy',
  'telefon',
];
/** The shapes of national numbers, `d` a digit: North America, France, trunk prefixes with groups. */
const SHAPES: readonly RegExp[] = [
  /^(?:1[-. ])?\(d{3}\)[-. ]?d{3}[-. ]d{4}$/,
  /^(?:d[-. ])?d{3}([-. ])d{3}\1d{4}$/,
  /^dd([-. ])dd\1dd\1dd\1dd$/,
  /^0d{1,4}[-/ ]d{3,8}$/,
  /^\(0d{1,5}\)(?:[- ]?d{2,5}){1,3}$/,
  /^0d{2,4}[- ]d{2,4}[- ]d{2,4}(?:[- ]d{2,4})?$/,
];

export const phone: Detector = {
  name: 'phone',
  entities: ['PHONE'],
  pairs: [...pairsOf('+(', `${DIGITS}(`), ...pairsOf(DIGITS, `${DIGITS}-. `)],
  find(scan, at) {
    const before = scan.at(at - 1);
    if (
      (scan.classAt(at - 1) & (ALNUM | LETTER)) !== 0 ||
      ((before === 0x2e || before === 0x2d) && (scan.classAt(at - 2) & ALNUM) !== 0)
    ) {
      return at + 1;
    }
    // What was glued to something that is a label now is no number of its own.
    if (before === 0x5d && (scan.classAt(at - 2) & UPPER) !== 0) return at + 1;
    const number = readNumber(scan, at);
    // Without a hit the scan goes on right here: other rules read the same digits as an address or an identifier.
    if ((scan.classAt(number.end) & (ALNUM | LETTER)) !== 0) return at + 1;
    const text = scan.text.slice(at, number.end);
    const count = number.digits.length;
    const rule = ruleFor(scan, at, text, number.digits, count);
    if (rule === undefined) return at + 1;
    const end = extensionEnd(scan, number.end);
    scan.add(at, end, rule);
    return end;
  },
};

function ruleFor(scan: Scan, at: number, text: string, digits: string, count: number): Rule | undefined {
  const isInternational = text.startsWith('+') || /^00[1-9]/.test(digits);
  if (isInternational && count >= 8 && count <= MOST_DIGITS + 2) return INTERNATIONAL;
  if (isGrouped(text, digits)) return GROUPED;
  return count >= 6 && count <= MOST_DIGITS && hasContextWord(scan, at, WORDS) ? NAMED : undefined;
}

/** The end of ` x123` or ` ext. 123` after a number. */
function extensionEnd(scan: Scan, end: number): number {
  const extension = /^ ?(?:x|ext\.?) ?\d{2,6}(?!\w)/i.exec(scan.text.slice(end, end + 14));
  return extension === null ? end : end + extension[0].length;
}

function isGrouped(text: string, digits: string): boolean {
  if (digits.length < 7 || digits.length > 13) return false;
  const shape = text.replace(/[1-9]/g, (digit, offset: number) =>
    offset === 0 && digit === '1' && digits.length === 11 ? '1' : 'd',
  );
  const loose = text.replace(/\d/g, 'd');
  return SHAPES.some(
    (pattern) =>
      pattern.test(loose) ||
      pattern.test(shape) ||
      pattern.test(
        text.charAt(0) === '0' ? `0${loose.slice(1)}` : text.startsWith('(0') ? `(0${loose.slice(2)}` : loose,
      ),
  );
}

/** Digits with single separators and brackets between them. */
function readNumber(scan: Scan, start: number): { digits: string; end: number } {
  let digits = '';
  let end = start;
  let isSeparated = false;
  for (let at = start; at < start + LONGEST && at < scan.length; at++) {
    const byte = scan.bytes[at] as number;
    if (((CLASS[byte] as number) & DIGIT) !== 0) {
      digits += String.fromCharCode(byte);
      end = at + 1;
      isSeparated = false;
    } else if (byte === 0x29 || byte === 0x28 || (byte === 0x2b && at === start)) {
      if (byte === 0x28 && digits.length > 5) break;
    } else if (isSeparated || !(byte === 0x20 || byte === 0x2d || byte === 0x2e || byte === 0x2f || byte === 0xa0))
      break;
    else isSeparated = true;
  }
  return { digits, end };
}
