// Finds e-mail addresses around an `@`.
import {
  BACKSLASH,
  BEYOND_ASCII,
  BLANK,
  CLOSE_BRACKET,
  COLON,
  DASH,
  DOT,
  DOUBLE_QUOTE,
  LOWER_U,
  LOWER_X,
  OPEN_BRACKET,
  PERCENT,
  PLUS,
  SINGLE_QUOTE,
  SLASH,
  STAR,
  UNDERLINE,
} from '../scan/ascii.ts';
import {
  ALNUM,
  DIGIT,
  DOMAIN,
  HEX,
  HIGH_LETTER,
  LETTER,
  LOCAL_PART,
  LOWER,
  QUOTE,
  UPPER,
} from '../scan/byte-classes.ts';
import { escapedByte } from '../scan/decoder.ts';
import { type Detector, pairsOf } from '../scan/detector.ts';
import { defineRule } from '../scan/rule.ts';
import type { Scan } from '../scan/scan.ts';
import { isUserOfUrl } from '../scan/url-users.ts';
import { WordSet } from '../scan/word-set.ts';
import { isPrincipal } from './kerberos.ts';

/** An address with nothing encoded in it was judged before: a password that was decoded must not make it one. */
const ENCODED_ITSELF = { needsEncoding: true };
const ADDRESS = defineRule('EMAIL', 'address', 'local part, @ and a domain with a top-level part', ENCODED_ITSELF);
const LITERAL = defineRule('EMAIL', 'address literal', 'local part, @ and an IP address in brackets', ENCODED_ITSELF);

/** RFC 5321 section 4.5.3.1. */
const LONGEST_LOCAL_PART = 64;
const LONGEST_DOMAIN = 253;

/** Last parts that are no top-level domains but stand where one could: files, systemd units, Maven version qualifiers. */
const NOT_TOP_LEVEL = new WordSet(
  'png jpg jpeg gif svg webp ico bmp css scss js jsx mjs cjs ts tsx json jsonl html htm xml yaml yml txt log jar war class java ' +
    'scala sql csv tsv parquet orc avro gz tgz bz2 zst lock whl dll exe dylib ' +
    'service socket target timer mount automount slice scope device swap path release final snapshot',
);

export const email: Detector = {
  name: 'email',
  entities: ['EMAIL'],
  pairs: pairsOf('@', 'any'),
  find(scan, at) {
    return isUserOfUrl(scan, at) ? at + 1 : findAddress(scan, at, at + 1);
  },
};

/** Looks at the address whose local part ends at `at`; the index from which the scan continues. */
export function findAddress(scan: Scan, at: number, domainStart: number): number {
  if ((scan.classAt(domainStart) & DOMAIN) === 0 && scan.at(domainStart) !== OPEN_BRACKET) return at + 1;
  const isLiteral = scan.at(domainStart) === OPEN_BRACKET;
  const end = isLiteral ? literalEnd(scan, domainStart) : domainEnd(scan, domainStart);
  if (end < 0) return at + 1;
  const start = localPartStart(scan, at, end);
  if (start === at) return at + 1;
  if (!isLiteral && (isRemote(scan, start, at, end) || isPrincipal(scan, start, at, end))) return end;
  scan.add(start, end, isLiteral ? LITERAL : ADDRESS);
  return end;
}

/** Where the local part before `at` starts; `at` itself when there is none. */
function localPartStart(scan: Scan, at: number, end: number): number {
  if (scan.at(at - 1) === DOUBLE_QUOTE) return quotedLocalPartStart(scan, at);
  const limit = at - LONGEST_LOCAL_PART;
  let start = scan.skipBack(at, LOCAL_PART, limit);
  // O'Brien: an apostrophe between letters, but not the quote that opens a value.
  const isClosed = scan.at(end) === SINGLE_QUOTE;
  while (start > limit && scan.at(start - 1) === SINGLE_QUOTE && isApostrophe(scan, start - 1, isClosed)) {
    start = scan.skipBack(start - 1, LOCAL_PART, limit);
  }
  start = afterEscapes(scan, start, at);
  // Dots and dashes before the first letter belong to the sentence.
  while (start < at && (scan.classAt(start) & (ALNUM | HIGH_LETTER)) === 0 && scan.bytes[start] !== UNDERLINE) start++;
  return isMasked(scan, start, at) ? at : start;
}

/** Letters before the quote of a string in Python and SQL. */
const STRING_PREFIXES = 'ubrfN';

/** Where a quote follows the address too, the apostrophe of a name has one letter before it, and none that marks a string. */
function isApostrophe(scan: Scan, at: number, isClosed: boolean): boolean {
  if ((scan.classAt(at + 1) & LETTER) === 0 || (scan.classAt(at - 1) & LETTER) === 0) return false;
  if (!isClosed) return true;
  return (scan.classAt(at - 2) & LETTER) === 0 && !STRING_PREFIXES.includes(String.fromCharCode(scan.at(at - 1)));
}

/** Cuts what belongs to an escape before the address: `\n`, `\u003c`, `%3D`. */
function afterEscapes(scan: Scan, from: number, at: number): number {
  let start = from;
  if (scan.at(start - 1) === BACKSLASH) {
    if (scan.at(start) === LOWER_U && (scan.classAt(start + 4) & HEX) !== 0) start = Math.min(start + 5, at);
    else if ('nrtbf'.includes(String.fromCharCode(scan.at(start)))) start++;
  }
  for (let i = at - 3; i >= start; i--) {
    if (scan.bytes[i] === PERCENT && isSeparatorEscape(scan, i)) return i + 3;
  }
  return start;
}

/** `%XX` of a character that an unquoted local part does not have; `%2B` (+), `%2E`, `%2D`, `%5F`, `%27` belong to it. */
function isSeparatorEscape(scan: Scan, at: number): boolean {
  const code = escapedByte(scan.text, at);
  const isLocal = code === PLUS || code === DOT || code === DASH || code === UNDERLINE || code === SINGLE_QUOTE;
  return code >= 0 && code < BEYOND_ASCII && !isLocal;
}

/** `"john doe"@…`: the opening quote, when it is near and the text between is short and has no line end. */
function quotedLocalPartStart(scan: Scan, at: number): number {
  let start = at - 2;
  const limit = Math.max(0, at - LONGEST_LOCAL_PART);
  while (start > limit && scan.bytes[start] !== DOUBLE_QUOTE && (scan.bytes[start] as number) >= BLANK) start--;
  if (scan.at(start) !== DOUBLE_QUOTE || start >= at - 2 || start < 0 || !isLocalText(scan, start + 1, at - 1))
    return at;
  return scan.at(start - 1) === BACKSLASH ? start - 1 : start;
}

/** Whether a text starts and ends as a name does, and not as what stands between two strings: `"a","@odata.nextLink":`. */
function isLocalText(scan: Scan, start: number, end: number): boolean {
  const last = scan.at(end - 1) === BACKSLASH ? end - 2 : end - 1;
  return (
    (scan.classAt(start) & (ALNUM | HIGH_LETTER)) !== 0 && !' ,:;[{(=+'.includes(String.fromCharCode(scan.at(last)))
  );
}

/** What a mask left (`j***`) is no address any more. */
function isMasked(scan: Scan, start: number, at: number): boolean {
  for (let i = start; i + 2 < at; i++) {
    if (scan.bytes[i] === STAR && scan.bytes[i + 1] === STAR && scan.bytes[i + 2] === STAR) return true;
  }
  return false;
}

/** The end of a domain of at least two labels whose last is a top-level one; -1 when it is none. */
function domainEnd(scan: Scan, start: number): number {
  const limit = Math.min(scan.length, start + LONGEST_DOMAIN);
  let end = -1;
  let label = start;
  let labels = 0;
  let numeric = 0;
  while (label < limit) {
    const labelEnd = scan.skip(label, DOMAIN, limit);
    if (labelEnd === label) break;
    if (labels === numeric && startsNumeric(scan, label, labelEnd, labels === 0)) numeric++;
    labels++;
    if (labels > 1) {
      const top = topLevelEnd(scan, label, labelEnd);
      if (top > 0) end = top;
    }
    if (scan.bytes[labelEnd] !== DOT) break;
    label = labelEnd + 1;
  }
  // `pkg@1.2.3-beta.rc`: numbers first is a version, but for one number (`163.com`).
  return numeric > 1 ? -1 : end;
}

function startsNumeric(scan: Scan, start: number, end: number, isFirst: boolean): boolean {
  const digits = scan.skip(start, DIGIT, end);
  if (digits === start) return false;
  if (digits === end || scan.bytes[digits] === DASH) return true;
  // `logo@2x.png`
  return isFirst && digits === end - 1 && scan.bytes[digits] === LOWER_X;
}

/** The end of a label when it can be a top-level domain: two letters or more, or punycode. */
function topLevelEnd(scan: Scan, start: number, end: number): number {
  const letters = scan.skip(start, LETTER, end);
  if (letters - start >= 2 && (letters === end || scan.bytes[letters] === DASH)) {
    if (letters < end && scan.hasWordAt('xn--', start)) return end;
    if (letters - start > 24) return -1;
    return NOT_TOP_LEVEL.hasAt(scan, start, letters) ? -1 : letters;
  }
  return -1;
}

/** The end of `[192.0.2.1]` or `[IPv6:2001:db8::1]`; -1 when it is none. */
function literalEnd(scan: Scan, open: number): number {
  let at = open + 1;
  if (scan.hasWordAt('ipv6:', at)) at += 5;
  const from = at;
  while (at < open + 50 && ((scan.classAt(at) & HEX) !== 0 || scan.at(at) === DOT || scan.at(at) === COLON)) at++;
  return at - from >= 7 && scan.at(at) === CLOSE_BRACKET ? at + 1 : -1;
}

/** `git@github.com:org/repo` names a remote, not a person. */
function isRemote(scan: Scan, start: number, at: number, end: number): boolean {
  if (at - start !== 3 && at - start !== 2) return false;
  const user = scan.text.slice(start, at);
  if (user !== 'git' && user !== 'hg') return false;
  return scan.at(end) === COLON || scan.at(end) === SLASH || (scan.classAt(end) & (UPPER | LOWER | QUOTE)) === 0;
}
