// Finds what an Authorization header carries, and Bearer and Basic credentials that stand without one.

import { Buffer } from 'node:buffer';
import {
  BACKSLASH,
  BACKTICK,
  COLON,
  DOLLAR,
  DOT,
  DOUBLE_QUOTE,
  EQUALS,
  EXCLAMATION,
  PERCENT,
  PLUS,
  SINGLE_QUOTE,
  STAR,
  TILDE,
} from '../../scan/ascii.ts';
import { ALNUM, BASE64_ANY, LETTER, QUOTE, SPACE, TOKEN } from '../../scan/byte-classes.ts';
import { anyCasePair, type Detector } from '../../scan/detector.ts';
import { skipBackslashes } from '../../scan/quotes.ts';
import { defineRule } from '../../scan/rule.ts';
import type { Scan } from '../../scan/scan.ts';
import { labelEnd } from '../judgement/placeholders.ts';
import { looksGenerated, looksSecret } from '../judgement/randomness.ts';
import { isListAt, openingAt } from '../values/printed-openings.ts';
import { readValue, skipBlanks, skipBlanksAndLines } from '../values/values.ts';

const HEADER = defineRule('BEARER_TOKEN', 'authorization header', 'what follows the scheme of an Authorization header');
const BEARER = defineRule('BEARER_TOKEN', 'bearer token', 'Bearer and a token that looks generated');
const BASIC = defineRule('BEARER_TOKEN', 'basic credentials', 'Basic and the base64 of user:password');

const LONGEST_SCHEME = 24;
/** Quotes and blanks before a value. */
const LONGEST_OPENING = 32;
/** In free text a bearer token is at least so long. */
const SHORTEST_FREE_TOKEN = 16;

/** Schemes whose credential is a list of parameters; the secret ones among them have names of their own. */
const PARAMETER_SCHEME = /^(?:digest|aws4-|sharedkey|sharedaccesssignature|hmac|oauth|signature|wsse)/i;
/** Schemes before a credential of any shape; after another word only what looks like a secret is one. */
const KNOWN_SCHEME =
  /^(?:basic|bearer|token|api-?key|key|jwt|negotiate|ntlm|bot|pat|private-token|splunk|ghost|ssws|sharedkeylite|genie-?key|sso-key)$/i;

/** Handles the value of an Authorization header that starts at `from`, ignoring blanks and quotes. Returns where it ends. */
export function findAuthorization(scan: Scan, from: number): number {
  const at = skipBlanks(scan, from);
  const open = openingAt(scan, at);
  // A list of one, whatever is printed before it.
  let start = open >= 0 && isListAt(scan, at, open) ? open + 1 : at;
  if (start > at) start = skipBlanksAndLines(scan, start, LONGEST_OPENING);
  const opening = start;
  while (isOpening(scan, start) && !isLineEndEscape(scan, start) && start < from + LONGEST_OPENING) start++;
  // Within quotes a line end belongs to the value.
  if (start > opening) start = skipBlanksAndLines(scan, start, LONGEST_OPENING);
  const schemeEnd = scan.skip(start, TOKEN, start + LONGEST_SCHEME);
  const gap = gapEnd(scan, schemeEnd);
  const scheme = scan.text.slice(start, schemeEnd);
  // After another word than a scheme a plus is base64's.
  const isGap =
    gap > schemeEnd && credentialEnd(scan, gap) > gap && (scan.at(schemeEnd) !== PLUS || KNOWN_SCHEME.test(scheme));
  if (isGap && (scan.classAt(start) & LETTER) !== 0) {
    if (PARAMETER_SCHEME.test(scheme)) return findParameters(scan, scheme, gap) ?? from;
    return addCredential(scan, gap, KNOWN_SCHEME.test(scheme));
  }
  const end = credentialEnd(scan, start);
  const text = scan.text.slice(start, end);
  if (end - start >= 8 && (looksSecret(text) || looksGenerated(text))) scan.add(start, end, HEADER);
  return end;
}

/** How far the response of a Digest header may stand after its scheme. */
const LONGEST_HEADER = 1024;
const RESPONSE = /\bresponse\s*=\s*\\*["']?([0-9a-f]{32,64})\b/i;
/** `SharedKey account:signature` of Azure's stores. */
const SHARED_KEY = /^[\w-]{1,64}:([A-Za-z0-9+/]{40,88}={0,2})/;

/** The secret in the parameters of a scheme where none of them has a name of a secret; `undefined` when there is none. */
function findParameters(scan: Scan, scheme: string, start: number): number | undefined {
  const isDigest = /^digest$/i.test(scheme);
  if (!isDigest && !/^sharedkey/i.test(scheme)) return undefined;
  const line = scan.textAfter(start, LONGEST_HEADER).split('\n', 1)[0] as string;
  const found = (isDigest ? RESPONSE : SHARED_KEY).exec(line);
  if (found === null) return undefined;
  const end = start + found.index + found[0].length;
  scan.add(end - (found[1] as string).length, end, HEADER);
  return end;
}

function isOpening(scan: Scan, at: number): boolean {
  const byte = scan.at(at);
  return byte === DOUBLE_QUOTE || byte === SINGLE_QUOTE || byte === BACKSLASH || byte === BACKTICK;
}

/** `\\n`, which opens nothing. */
function isLineEndEscape(scan: Scan, at: number): boolean {
  return skipBlanksAndLines(scan, at, 1) > at;
}

/** Blanks, `+` or `%20` between a scheme and its credential. */
function gapEnd(scan: Scan, at: number): number {
  if (scan.hasExactlyAt('%20', at)) return at + 3;
  if (scan.at(at) === PLUS) return at + 1;
  return skipBlanks(scan, at);
}

/** Placeholders, and words of a sentence about a header. */
const NO_CREDENTIAL = /^(?:\*+|<|\$|\{|%[sv]|x+$|null$|undefined$|token$|failed$|header$|error$|is$|was$|auth)/i;

/** `Snowflake Token="…"` */
const TOKEN_PARAMETER = /^token=\\*["']/i;

function addCredential(scan: Scan, from: number, isKnown: boolean): number {
  if (labelEnd(scan, from) > 0) return from;
  const start = from + (TOKEN_PARAMETER.exec(scan.textAfter(from, LONGEST_SCHEME))?.[0].length ?? 0);
  const end = credentialEnd(scan, start);
  const text = scan.text.slice(start, Math.min(end, start + 64));
  if (end > start && !NO_CREDENTIAL.test(text) && (isKnown || looksSecret(text) || looksGenerated(text))) {
    scan.add(start, end, HEADER);
  }
  return end;
}

/** The end of a `token68` (RFC 9110 section 11.2), or of whatever else was put there without blanks. */
function credentialEnd(scan: Scan, start: number): number {
  let at = start;
  while ((scan.classAt(at) & BASE64_ANY) !== 0 || isTokenSymbol(scan.at(at))) at++;
  while (at > start && (scan.at(at - 1) === DOT || scan.at(at - 1) === COLON)) at--;
  return at;
}

function isTokenSymbol(byte: number): boolean {
  // . ~ = : % ! $ @ *
  return (
    byte === DOT ||
    byte === TILDE ||
    byte === EQUALS ||
    byte === COLON ||
    byte === PERCENT ||
    byte === EXCLAMATION ||
    byte === DOLLAR ||
    byte === STAR
  );
}

/** `Bearer …` and `Basic …` anywhere. */
export const schemes: Detector = {
  name: 'schemes',
  entities: ['BEARER_TOKEN'],
  pairs: [...anyCasePair('be'), ...anyCasePair('ba')],
  find(scan, at) {
    const isBearer = scan.hasWordAt('bearer', at);
    if (!isBearer && !scan.hasWordAt('basic', at)) return at + 1;
    const schemeEnd = at + (isBearer ? 6 : 5);
    const gap = skipBlanks(scan, schemeEnd);
    if (gap === schemeEnd || !scan.startsToken(at)) return at + 1;
    const start = isOpening(scan, gap) ? gap + 1 : gap;
    const end = credentialEnd(scan, start);
    const value = scan.text.slice(start, Math.min(end, start + 512));
    if (
      isBearer &&
      end - start >= SHORTEST_FREE_TOKEN &&
      (looksGenerated(value.replaceAll('.', '')) || looksSecret(value))
    ) {
      scan.add(start, end, BEARER);
    } else if (!isBearer && isUserAndPassword(value)) {
      scan.add(start, end, BASIC);
    }
    return at + 1;
  },
};

/** Whether base64 decodes to printable text with a colon (RFC 7617). */
function isUserAndPassword(base64: string): boolean {
  if (base64.length < 6 || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(base64)) return false;
  const decoded = Buffer.from(base64, 'base64').toString('latin1');
  return decoded.indexOf(':') > 0 && /^[\x20-\x7e\xa0-\xff]+$/.test(decoded);
}

/** `curl -u user:password`: what follows the first colon of a value. */
export function passwordAfterColon(scan: Scan, from: number): { start: number; end: number } | undefined {
  const value = readValue(scan, from);
  if (value === undefined || value.isOverlong) return undefined;
  for (let i = value.start; i < value.end; i++) {
    if ((scan.classAt(i) & SPACE) !== 0) return undefined;
    if (scan.bytes[i] === COLON) {
      const isPair = i > value.start && i + 1 < value.end && (scan.classAt(value.start) & ALNUM) !== 0;
      return isPair ? withoutQuotes(scan, i + 1, value.end) : undefined;
    }
  }
  return undefined;
}

/** What a shell makes of `'…'`, `"…"` and `$'…'`; a word of several pieces stays whole. */
function withoutQuotes(scan: Scan, from: number, to: number): { start: number; end: number } | undefined {
  let start = scan.at(from) === DOLLAR && (scan.classAt(from + 1) & QUOTE) !== 0 ? from + 1 : from;
  const depth = skipBackslashes(scan, start) - start;
  const quote = scan.at(start + depth);
  if (quote !== DOUBLE_QUOTE && quote !== SINGLE_QUOTE) return { start: from, end: to };
  start += depth + 1;
  const end = to - 1 - depth;
  if (scan.at(to - 1) !== quote || end < start) return { start: from, end: to };
  for (let i = start; i < end; i++) if (scan.bytes[i] === quote) return { start: from, end: to };
  return end > start ? { start, end } : undefined;
}
