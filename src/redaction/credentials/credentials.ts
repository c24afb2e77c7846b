// Finds the values of names that are credential words: key=value, key: value, JSON, YAML, XML, query strings, connection strings.

import type { Entity } from '../entities.ts';
import {
  BASE64_ANY,
  CLASS,
  DIGIT,
  LETTER,
  LOWER,
  QUOTE,
  SPACE,
  UNDERSCORE,
  UPPER,
  VALUE_END,
  WORD,
} from '../scan/byte-classes.ts';
import { type Detector, DIGITS, pairsOf } from '../scan/detector.ts';
import { COST, type Haste } from '../scan/effort.ts';
import { defineRule, type Rule } from '../scan/rule.ts';
import type { Scan } from '../scan/scan.ts';
import { findAuthorization } from './authorization.ts';
import { findBlock, isBlockNext } from './block-values.ts';
import { findCookies } from './cookies.ts';
import { type Form, isSecretValue } from './credential-judgement.ts';
import {
  type CredentialWord,
  credentialNameBefore,
  type FoundName,
  LAST_LETTERS,
  nameEndings,
} from './credential-words.ts';
import { nameApart } from './named-values.ts';
import { isOtherPair } from './other-pairs.ts';
import { labelEnd } from './placeholders.ts';
import { nameInAttributes } from './tag-attributes.ts';
import { isAfterUser, passwordOffset } from './user-and-password.ts';
import { findListed, isListNext } from './value-lists.ts';
import { isTyped, isTypeName, unwrapped } from './value-wrappers.ts';
import {
  hasAlnum,
  isNameNext,
  isSentenceNext,
  overlongEnd,
  readValue,
  skipBackslashes,
  skipBlanks,
  type Value,
} from './values.ts';

const NAMED = 'the name is a credential word';
const RULES: Partial<Record<Entity, Rule>> = {
  CREDENTIAL: defineRule('CREDENTIAL', 'named credential', NAMED),
  AZURE_KEY: defineRule('AZURE_KEY', 'named Azure key', NAMED),
  AWS_KEY: defineRule('AWS_KEY', 'named AWS key', NAMED),
  NPM_TOKEN: defineRule('NPM_TOKEN', 'named npm token', NAMED),
};
const SAS = defineRule('AZURE_SAS', 'shared access signature', 'sig= and the base64 of a signature');
const FALLBACK = RULES.CREDENTIAL as Rule;

/** More closing quotes, backslashes and brackets than this do not stand between a name and its separator. */
const MOST_CLOSERS = 12;
const MOST_ALIGNMENT = 32;
/** In a text that repeats itself, so much of a value that was no secret is not looked at again beyond what it was judged by. */
const MORE_REJECTED = 64;
const EQUALS = 0x3d;
const COLON = 0x3a;
const AMPERSAND = 0x26;
const SLASH = 0x2f;
const BACKTICK = 0x60;
const ESCAPE = 0x1b;

/** The ends of the hosts of Azure's stores, for which Spark has a setting each. */
const STORE_HOST = '.core.windows.net';
const NAME_ENDINGS = nameEndings(['authorization', 'cookie', 'cookies', 'value', 'default', STORE_HOST]);

const STRONG_ENDINGS = nameEndings([], ['strong']);

const nameEnds = `${LAST_LETTERS}${LAST_LETTERS.toUpperCase()}oOsS`;

export const credentials: Detector = {
  name: 'credentials',
  entities: ['CREDENTIAL', 'AZURE_KEY', 'AZURE_SAS', 'AWS_KEY', 'NPM_TOKEN', 'BEARER_TOKEN'],
  // The last byte before a separator: a letter that such words end in, or what may close a name.
  pairs: [...pairsOf(`${nameEnds}m\xff\xa0"'\` ])\\;`, '=:'), ...pairsOf(DIGITS, '=')],
  find(scan, at) {
    const separator = at + 1;
    const nameEnd = (scan.classAt(at) & WORD) === 0 ? endOfName(scan, separator) : withoutColour(scan, separator);
    if (nameEnd < 2 || at < scan.credentialEnd) return at + 1;
    const endings = at < scan.rejectedEnd ? STRONG_ENDINGS : NAME_ENDINGS;
    if (endings[(scan.at(nameEnd - 2) << 8) | scan.at(nameEnd - 1)] === 0) return at + 1;
    findNamedValue(scan, separator, nameEnd);
    return at + 1;
  },
};

/** Judges what follows the separator of a name that ends at `nameEnd`, and reports a secret. */
export function findNamedValue(scan: Scan, separator: number, nameEnd: number): void {
  const from = afterSeparator(scan, separator);
  if (from < 0 || isEmptyValue(scan, from)) return;
  const last = scan.at(nameEnd - 1) | 0x20;
  if (last === 0x6e && scan.hasWordAt('authorization', nameEnd - 13)) {
    scan.credentialEnd = Math.max(scan.credentialEnd, findAuthorization(scan, from));
    return;
  }
  const mayBeCookie = last === 0x65 || last === 0x73;
  if (mayBeCookie && (scan.hasWordAt('cookie', nameEnd - 6) || scan.hasWordAt('cookies', nameEnd - 7)))
    findCookies(scan, from);
  if (scan.effort.hasteAt(separator) >= HASTE_TO_BELIEVE) believe(scan, nameEnd, from);
  else judge(scan, separator, nameEnd, from);
}

/** The end of a name before a terminal's escape sequence: `ESC[32mpasswordESC[0m=`. */
function withoutColour(scan: Scan, separator: number): number {
  return scan.at(separator - 1) === 0x6d ? scan.escapeBefore(separator) : separator;
}

/** The end of the name before a separator: blanks that align, closing quotes and brackets are skipped. */
function endOfName(scan: Scan, separator: number): number {
  const limit = separator - MOST_ALIGNMENT;
  let at = separator;
  while (at > limit && isBlankAt(scan, at - 1)) at--;
  const stop = at - MOST_CLOSERS;
  while (at > stop && at > 0 && isCloser(scan, at - 1)) at--;
  return scan.at(at) === 0x3b && scan.hasExactlyAt('&quot;', at - 5) ? at - 5 : at;
}

/** A blank, a tab or a no-break space. */
function isBlankAt(scan: Scan, at: number): boolean {
  const byte = scan.at(at);
  return byte === 0x20 || byte === 0x09 || byte === 0xa0;
}

/** Quotes, backslashes and brackets that close a name. */
const CLOSERS: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  '"\'`\\])'.includes(String.fromCharCode(byte)) ? 1 : 0,
);

function isCloser(scan: Scan, at: number): boolean {
  const byte = scan.at(at);
  if (CLOSERS[byte] === 1) return true;
  if (byte === 0x5b) return scan.at(at + 1) === 0x5d;
  return byte === 0x3b && scan.hasExactlyAt('&quot', at - 5);
}

/** Where a value may start: after `=`, `==`, `:`, `:=`, `=>`, `::`; -1 after `://`. */
function afterSeparator(scan: Scan, separator: number): number {
  let at = separator + 1;
  if (scan.at(separator) === COLON && scan.at(at) === 0x2f && scan.at(at + 1) === 0x2f) return -1;
  if (isMethodNext(scan, at)) return -1;
  while (at < separator + 3 && (scan.at(at) === EQUALS || scan.at(at) === 0x3e || scan.at(at) === COLON)) at++;
  return scan.at(at) === ESCAPE ? afterColour(scan, at) : at;
}

/** `Provider$ServiceKey::hashCode (19 bytes)`: a method of a class. */
function isMethodNext(scan: Scan, at: number): boolean {
  if (scan.at(at) !== COLON || scan.at(at - 1) !== COLON || (scan.classAt(at + 1) & LOWER) === 0) return false;
  const end = scan.skip(at + 1, LETTER, at + LONGEST_METHOD);
  return scan.at(end) === PARENTHESIS || (scan.at(end) === 0x20 && scan.at(end + 1) === PARENTHESIS);
}

const LONGEST_METHOD = 64;
const PARENTHESIS = 0x28;

/** The index behind `ESC[33m`, blanks and a further one. */
function afterColour(scan: Scan, from: number): number {
  let at = from;
  for (let n = 0; n < 2 && scan.at(at) === ESCAPE; n++) {
    let end = at + 1;
    while (end < at + 12 && scan.at(end) > 0x20 && scan.at(end) !== 0x6d) end++;
    if (scan.at(end) !== 0x6d) return from;
    at = skipBlanks(scan, end + 1);
  }
  return at;
}

/** `a=&b=1`: the next parameter follows at once, though `&quot;` opens a value. `"a":""`: nothing between the quotes. */
function isEmptyValue(scan: Scan, from: number): boolean {
  const first = scan.at(from);
  const second = scan.at(from + 1);
  if (first === AMPERSAND) return second !== 0x71 && second !== 0x23;
  return first === second && first !== scan.at(from + 2) && (scan.classAt(from) & QUOTE) !== 0;
}

function judge(scan: Scan, separator: number, nameEnd: number, from: number): void {
  if (isLabelName(scan, nameEnd)) return;
  const found = nameOf(scan, nameEnd);
  if (found === undefined || isWithinRejected(scan, found, separator)) return;
  if (isOtherPair(scan, found, nameEnd, separator)) return;
  // `auth=user=…`: the value is another name, which is looked at in its turn.
  if (found.word.strength !== 'strong' && isAssignmentNext(scan, from)) return;
  const { word } = found;
  const opening = skipBlanks(scan, from);
  const first = unwrapped(scan, opening);
  if (isSeveral(scan, word, nameEnd, first)) return;
  const isBracketed = isInBrackets(scan, nameEnd, first);
  const value = readValue(scan, isBracketed ? first + 1 : first);
  if (value === undefined || (!value.isQuoted && !isOnSameItem(scan, from, value) && !isUserPair(scan, word, value)))
    return;
  if ((first > opening && isTypeName(scan, value)) || isSubstitution(scan, from, value) || isTyped(scan, value)) return;
  const isQuotedName = isQuoteOfName(scan, separator - 1) || scan.at(nameEnd) === 0x5c;
  const isTight = scan.at(separator) === EQUALS && nameEnd === separator && value.start === from;
  const isStructured = isTight || isQuotedName || value.isQuoted;
  const isInSentence = !isStructured && isSentenceNext(scan, value.end);
  const isBesideUser = word.word === 'pass' && isAfterUser(scan, found.start);
  accept(scan, word, value, { isStructured, isQuoted: value.isQuoted, isInSentence, isAfterUser: isBesideUser });
}

const HASTE_TO_BELIEVE: Haste = 2;

/** Masks what stands under the name of a secret without judging it: too much rather than too little. */
function believe(scan: Scan, nameEnd: number, from: number): void {
  const strength = credentialNameBefore(scan, nameEnd)?.word.strength;
  if (strength !== 'strong' && strength !== 'token') return;
  // What stands on the next line is no value.
  const opening = skipBlanks(scan, from);
  const start = scan.skip(opening, QUOTE, opening + MOST_CLOSERS);
  if (labelEnd(scan, start) > 0) return;
  const { bytes } = scan;
  let end = start;
  while (end < scan.length && ENDS_BELIEVED[bytes[end] as number] === 0) end++;
  scan.credentialEnd = end;
  scan.add(start, scan.skipBack(end, QUOTE, start), FALLBACK);
}

/** What ends a value that is not judged: no quote, as a text may have one at every second character. */
const ENDS_BELIEVED: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  (((CLASS[byte] as number) & VALUE_END) !== 0 && ((CLASS[byte] as number) & QUOTE) === 0) ||
  ',;&{}'.includes(String.fromCharCode(byte))
    ? 1
    : 0,
);

/** `[password]: [V]`, and `Key (api_token)=(V) already exists.` of PostgreSQL. */
function isInBrackets(scan: Scan, nameEnd: number, first: number): boolean {
  if (scan.at(nameEnd) === 0x29) return scan.at(first) === PARENTHESIS;
  return scan.at(nameEnd) === 0x5d && scan.at(first) === 0x5b && labelEnd(scan, first) < 0;
}

/** A quote that closes a name; a backtick closes what is said about one as well. */
function isQuoteOfName(scan: Scan, at: number): boolean {
  return (scan.classAt(at) & QUOTE) !== 0 && scan.at(at) !== BACKTICK;
}

/** Looks at a list or block of values; whether it was one. */
function isSeveral(scan: Scan, word: CredentialWord, nameEnd: number, first: number): boolean {
  const isList = isListNext(scan, word, first);
  if (!isList && !isBlockNext(scan, first)) return false;
  // An item was judged before, by the list that it is in.
  const report = (item: Value): void => acceptArgument(scan, word, { ...item, isQuoted: true });
  if (isList) findListed(scan, word, first, report);
  else findBlock(scan, word, nameEnd, first, report);
  return true;
}

function nameOf(scan: Scan, nameEnd: number): FoundName | undefined {
  return (
    credentialNameBefore(scan, nameEnd) ??
    nameBesideValue(scan, nameEnd) ??
    nameBeforeHost(scan, nameEnd) ??
    nameApart(scan, nameEnd)
  );
}

/** Whether a name that is not sure stands in a value that was no secret. */
function isWithinRejected(scan: Scan, { word }: FoundName, separator: number): boolean {
  return separator < scan.rejectedEnd && word.strength !== 'strong';
}

function isAssignmentNext(scan: Scan, from: number): boolean {
  const end = scan.skip(from, WORD, from + 40);
  return end > from && scan.at(end) === EQUALS && (scan.classAt(end + 1) & WORD) !== 0;
}

/** `[CREDENTIAL:1f2e…]`, `[CREDENTIAL]: x`: a label names what was there, not what follows. */
function isLabelName(scan: Scan, nameEnd: number): boolean {
  const start = scan.skipBack(nameEnd, UPPER | UNDERSCORE | DIGIT, nameEnd - PAIR_REACH);
  return scan.at(start - 1) === 0x5b && labelEnd(scan, start - 1) > 0;
}

/** A name in one case or camelCase starts otherwise; nothing else may follow. */
const CAPITALISED = /^[A-Z][a-z]+=(?=.*\d)(?=.*[^\w=])/;

/** `password= user=bob`: after a blank, another name is no value. */
function isOnSameItem(scan: Scan, from: number, value: Value): boolean {
  if (value.start === from || !isNameNext(scan, value.start) || scan.at(value.end - 1) === EQUALS) return true;
  return CAPITALISED.test(scan.text.slice(value.start, value.end)) && scan.at(value.end) < 0x20;
}

/** PASSWORD=`pwgen 16 1`: the output of a command. */
function isSubstitution(scan: Scan, from: number, { start, end, isQuoted }: Value): boolean {
  return isQuoted && scan.at(from) === 0x60 && start === from + 1 && hasBlank(scan, start, end);
}

/** `credentials: app:…`: the name after the blank is a user. */
function isUserPair(scan: Scan, word: CredentialWord, value: Value): boolean {
  return word.strength === 'weak' && passwordOffset(word, scan.text.slice(value.start, value.end)) > 0;
}

function accept(scan: Scan, word: CredentialWord, value: Value, form: Form): void {
  const text = scan.text.slice(value.start, value.end);
  if (word.word === 'sig' && isSas(scan, value)) {
    const end = value.isOverlong ? overlongEnd(scan, value) : value.end;
    scan.add(value.start, end, SAS);
    scan.credentialEnd = end;
    return;
  }
  const offset = word.strength === 'weak' ? passwordOffset(word, text) : 0;
  if (offset > 0) {
    scan.add(value.start + offset, value.end, FALLBACK);
    scan.credentialEnd = value.end;
    return;
  }
  scan.effort.spend(COST.judgement);
  if (!hasAlnum(scan, value) || !isSecretValue(word, text, form)) {
    if (scan.isRepetitive(value.start))
      scan.rejectedEnd = value.isOverlong ? overlongEnd(scan, value, MORE_REJECTED) : value.end;
    return;
  }
  const end = value.isOverlong ? overlongEnd(scan, value) : value.end;
  const rule = RULES[word.entity] ?? FALLBACK;
  scan.add(value.start, end, scan.isEnabled(rule) ? rule : FALLBACK);
  scan.credentialEnd = end;
  if (!value.isQuoted) return;
  const quote = skipBackslashes(scan, end);
  if (scan.hasExactlyAt(' -> ', quote + 1) || scan.hasExactlyAt(' => ', quote + 1))
    acceptReplacement(scan, word, quote + 5);
}

/** `password = "old" -> "new"`: what a plan puts in its place. */
function acceptReplacement(scan: Scan, word: CredentialWord, from: number): void {
  const value = readValue(scan, from);
  if (value?.isQuoted === true) accept(scan, word, value, { isStructured: true, isQuoted: true, isInSentence: false });
}

/** A signature: 20 characters or more of base64, percent-encoded or not. */
function isSas(scan: Scan, { start, end }: Value): boolean {
  let at = start;
  while (at < end && ((scan.classAt(at) & BASE64_ANY) !== 0 || scan.at(at) === 0x25 || scan.at(at) === EQUALS)) at++;
  return at === end && end - start >= 20;
}

/** How far the name of a `name … value` pair may stand before the value. */
const PAIR_REACH = 64;

/** `{"name": "DB_PASSWORD", "value": "…"}`, `<add key="ApiKey" value="…"/>`, `<name>x.Password</name><value>`. */
function nameBesideValue(scan: Scan, nameEnd: number): FoundName | undefined {
  if (!scan.hasWordAt('value', nameEnd - 5)) return undefined;
  let at = nameEnd - 5;
  const stop = Math.max(0, at - 4 * MOST_CLOSERS);
  if (scan.hasWordAt('</name>', at - 8)) at -= 8;
  while (at > stop && ((scan.classAt(at - 1) & WORD) === 0 || scan.endsEscape(at))) {
    at = (scan.classAt(at - 1) & WORD) === 0 ? at - 1 : scan.escapeBefore(at);
  }
  const found = credentialNameBefore(scan, at);
  if (found === undefined) return undefined;
  for (let i = found.start - 1; i > found.start - PAIR_REACH && i > 0; i--) {
    if (scan.hasWordAt('name', i) || scan.hasWordAt('key', i)) return found;
  }
  return undefined;
}

const LONGEST_HOST = 100;

/** `fs.azure.account.key.<account>.dfs.core.windows.net`, `…oauth2.client.secret.<account>…`: the word is before the host. */
export function nameBeforeHost(scan: Scan, nameEnd: number): FoundName | undefined {
  if (!scan.hasWordAt(STORE_HOST, nameEnd - STORE_HOST.length)) return undefined;
  const start = Math.max(0, nameEnd - LONGEST_HOST);
  const name = scan.text.slice(start, nameEnd).toLowerCase();
  const word = Math.max(
    name.lastIndexOf('account.key.') + 11,
    name.lastIndexOf('client.secret.') + 13,
    name.lastIndexOf('.sas.fixed.token.') + 16,
  );
  return word < 17 ? undefined : credentialNameBefore(scan, start + word);
}

/** The longest tag with its attributes. */
const LONGEST_TAG = 160;

/** `<password>hunter2</password>`, `<wsse:Password Type="…">hunter2<`. */
export const taggedCredentials: Detector = {
  name: 'tagged-credentials',
  entities: ['CREDENTIAL', 'AZURE_KEY', 'AWS_KEY'],
  leftOutAt: 3,
  pairs: pairsOf(`${nameEnds}"'`, '>'),
  find(scan, at) {
    const open = at + 1;
    let tag = at;
    const stop = Math.max(0, at - LONGEST_TAG);
    while (tag > stop && scan.bytes[tag] !== 0x3c && scan.bytes[tag] !== 0x3e) tag--;
    if (scan.at(tag) !== 0x3c) return at + 1;
    const nameEnd = tagNameEnd(scan, tag + 1);
    const found =
      credentialNameBefore(scan, nameEnd) ?? nameBesideValue(scan, nameEnd) ?? nameInAttributes(scan, tag, open);
    if (found === undefined) return at + 1;
    let start = skipBlanks(scan, open + 1);
    if (scan.hasExactlyAt('<![CDATA[', start)) start += 9;
    let end = start;
    while (end < start + 256 && end < scan.length && scan.bytes[end] !== 0x3c && scan.bytes[end] !== 0x0a) end++;
    if (!isClosed(scan, tag, start, end)) return at + 1;
    if (scan.hasExactlyAt(']]', end - 3)) end -= 3;
    else if (scan.hasExactlyAt(']]>', end - 3)) end -= 3;
    if (end === start) return at + 1;
    accept(
      scan,
      found.word,
      { start, end, isQuoted: true, isOverlong: false },
      { isStructured: true, isQuoted: true, isInSentence: false },
    );
    return at + 1;
  },
};

/**
 * Whether a closing tag follows a tag's text. `<password>` is also how manuals write what is to be filled in; a text that was cut
 * has one word, and its tag stands at the start of a line or behind another.
 */
function isClosed(scan: Scan, tag: number, start: number, end: number): boolean {
  if (scan.at(end) === 0x3c) return scan.at(skipBackslashes(scan, end + 1)) === SLASH || scan.at(end + 1) === 0x21;
  const before = scan.at(tag - 1);
  return (tag === 0 || before === 0x0a || before === 0x3e) && !hasBlank(scan, start, end);
}

function hasBlank(scan: Scan, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if ((scan.classAt(i) & SPACE) !== 0) return true;
  return false;
}

function tagNameEnd(scan: Scan, from: number): number {
  let at = from;
  while (
    (scan.classAt(at) & (WORD | LETTER | DIGIT)) !== 0 ||
    scan.at(at) === COLON ||
    scan.at(at) === 0x2d ||
    scan.at(at) === 0x2e
  )
    at++;
  return at;
}

/** Whether a word and a value that a command line or a statement puts side by side are a secret; reports it if so. */
export function acceptArgument(scan: Scan, word: CredentialWord, value: Value): void {
  accept(scan, word, value, { isStructured: true, isQuoted: value.isQuoted, isInSentence: false });
}
