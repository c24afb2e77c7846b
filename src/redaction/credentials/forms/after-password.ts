// Finds what follows the word password without a separator: SQL statements, netrc, sentences.

import {
  BACKSLASH,
  BAR,
  BLANK,
  COLON,
  COMMA,
  DASH,
  DOT,
  DOUBLE_QUOTE,
  EQUALS,
  GREATER,
  LAST_BYTE,
  LOWER_CASE,
  OPEN_BRACKET,
  OPEN_PARENTHESIS,
  SINGLE_QUOTE,
  SLASH,
} from '../../scan/ascii.ts';
import { DIGIT, HYPHEN, LETTER, QUOTE, SPACE, TOKEN, WORD } from '../../scan/byte-classes.ts';
import { anyCasePair, type Detector } from '../../scan/detector.ts';
import { COST } from '../../scan/effort.ts';
import { isQuoteAt, skipBackslashes } from '../../scan/quotes.ts';
import { defineRule } from '../../scan/rule.ts';
import type { Scan } from '../../scan/scan.ts';
import { WordSet } from '../../scan/word-set.ts';
import { FOUND_UP_TO } from '../judgement/looked-at.ts';
import { isPlaceholder, isWordForValue, labelEnd } from '../judgement/placeholders.ts';
import { isPassphrase, looksSecret } from '../judgement/randomness.ts';
import { PASSWORD } from '../names/credential-words.ts';
import { spokenPhraseEnd } from '../values/phrases.ts';
import { afterValue } from '../values/quoted-values.ts';
import { isSentenceNext, readValue, skipBlanks } from '../values/values.ts';
import { acceptArgument } from './credentials.ts';

const STATEMENT = defineRule('CREDENTIAL', 'SQL password', 'a quoted value after PASSWORD or IDENTIFIED BY');
const SENTENCE = defineRule(
  'CREDENTIAL',
  'password in a sentence',
  'what follows "password" or "password is", and looks like one',
);
const NETRC_PASSWORD = defineRule('CREDENTIAL', 'netrc password', 'what follows the password of a login');

/** `IDENTIFIED BY 'x'`. */
export const identifiedBy: Detector = {
  name: 'identified-by',
  entities: ['CREDENTIAL'],
  leftOutAt: 1,
  pairs: anyCasePair('by'),
  find(scan, at) {
    findIdentifiedBy(scan, at);
    return at + 1;
  },
};

function findIdentifiedBy(scan: Scan, at: number): void {
  const isPlain = scan.hasWordAt('identified by', at - 11);
  if (!isPlain && !isAfterPlugin(scan, at)) return;
  let from = skipBlanks(scan, at + 2);
  if (scan.hasWordAt('password', from) || scan.hasWordAt('values', from)) {
    from = skipBlanks(scan, scan.skip(from, LETTER, from + 9));
  }
  // "identified by start and end" is prose: SQL quotes the password, but for Oracle's.
  const quote = scan.at(skipBackslashes(scan, from));
  if (
    quote !== SINGLE_QUOTE &&
    quote !== DOUBLE_QUOTE &&
    !isPrefixedString(scan, from) &&
    !(isPlain && isAfterUserStatement(scan, at))
  )
    return;
  const value = readValue(scan, from);
  if (value !== undefined && !isPlaceholder(scan.text.slice(value.start, value.end))) {
    scan.add(value.start, value.end, STATEMENT);
  }
}

/** `IDENTIFIED WITH plugin BY`. */
function isAfterPlugin(scan: Scan, at: number): boolean {
  return scan.at(at - 1) === BLANK && /\bidentified\s+with\s+\S{1,64}\s+$/i.test(scan.textBefore(at, 96));
}

function isAfterUserStatement(scan: Scan, at: number): boolean {
  return /\b(?:create|alter)\s+(?:user|role)\s+\S+\s+identified\s+$/i.test(scan.textBefore(at, 160));
}

const LINKS = [
  'is',
  'equals',
  'equal to',
  'is equal to',
  'being',
  'becomes',
  'reads',
  'was',
  'to',
  'of',
  'is now',
  'is still',
  'was still',
  'will be',
  'will be set to',
  'should be',
  'set to',
  'changed to',
  'changed from',
  'reset to',
  'is set to',
  'is reset to',
  'is changed to',
  'was set to',
  'was reset to',
  'was changed to',
  'has been set to',
  'has been reset to',
  'has been changed to',
  'provided',
  'provided is',
  'provided was',
  'used',
  'used is',
  'used was',
  'received',
  'entered',
  'entered is',
  'entered was',
  'given',
  'given is',
  'given was',
  'supplied',
  'tried',
  'tried was',
  'returned',
  'ist',
  'lautet',
];
/** What a password may stand after in a statement or an expression. */
const COMPARISON = /^(?:<>|>>|~|(?:not )?i?like|(?:not )?in \(|eq|ne|equals?)\s{0,4}(?=['"])/i;
const LONGEST_COMPARISON = 16;
/** Arrows beyond Latin-1. */
const ARROWS = '\u2192\u21d2\u21a6\u27f6\u2794\u279c\u2190\u21d0\u27f5';

/** `-`, `=`, `:` and the end: an option follows, or a separator, which is another rule's. */
const NO_ARGUMENT: readonly number[] = [DASH, EQUALS, COLON, 0];

/**
 * `PASSWORD 'x'`, `machine h login l password x`: what follows the word password, or another with `pass` in it, whose pair of `s` and
 * what follows it stands at an index.
 */
export function findAfterPassword(scan: Scan, at: number): void {
  const start = at - 3;
  if (!scan.hasWordAt('pass', start) || at < FOUND_UP_TO.of(scan)) return;
  const rest = RESTS.find((word) => scan.hasWordAt(word, at + 1));
  if (rest === undefined) return;
  const end = at + 1 + rest.length;
  scan.effort.spend(COST.neighbourhood);
  let from = skipBlanks(scan, end);
  const isCall = scan.at(from) === OPEN_PARENTHESIS;
  if (addMarked(scan, end, from)) return;
  if ((from === end && !isCall) || NO_ARGUMENT.includes(scan.at(from)) || isInPath(scan, start)) return;
  // `passwd (1:4.13)` is a package and its version.
  if (isCall && from > end) return;
  // `getPassword("db")` is given a name.
  if (isCall && READER.test(scan.textBefore(start, LONGEST_READER))) return;
  if (isCall) from++;
  if (scan.at(from) === OPEN_BRACKET) addBoundPassword(scan, from);
  else if ((scan.classAt(from) & QUOTE) !== 0 || scan.at(from) === BACKSLASH || isPrefixedString(scan, from))
    addQuotedPassword(scan, from);
  else if (isNetrc(scan, start)) addNetrcPassword(scan, from);
  else addSpokenPassword(scan, from);
}

const READER = /(?:get|fetch|read|load|retrieve|resolve|lookup)_?$/i;
const LONGEST_READER = 16;

/** What the words continue with: password, passwd, passwort, passphrase, passcode. */
const RESTS: readonly string[] = ['word', 'wd', 'wort', 'phrase', 'code'];

/** `password <> 'V'`, `password LIKE 'V'`, `password \u2192 V`, `password - V`: whether such a mark stands here. */
function addAfterMark(scan: Scan, from: number): boolean {
  const first = scan.at(from);
  if (first === DASH || isArrowAt(scan, from)) {
    const mark = first === DASH ? dashEnd(scan, from) : from + 1;
    if (first === DASH && scan.at(mark) !== BLANK) return false;
    const value = skipBlanks(scan, mark);
    if ((first !== DASH || mark > from + 1) && isQuoteAt(scan, value)) addQuotedPassword(scan, value, true);
    else addLikelyPassword(scan, value);
    return true;
  }
  if (!MAY_COMPARE.includes(String.fromCharCode(first | LOWER_CASE))) return false;
  const found = COMPARISON.exec(scan.textAfter(from, LONGEST_COMPARISON));
  if (found === null) return false;
  addQuotedPassword(scan, from + found[0].length);
  return true;
}

/** `-`, `--`, `-->` */
function dashEnd(scan: Scan, from: number): number {
  const end = scan.skip(from, HYPHEN, from + MOST_DASHES);
  return end > from + 1 && scan.at(end) === GREATER ? end + 1 : end;
}

const MOST_DASHES = 3;

/** The mark may follow at once or after the quote that closes the name: `'password' \u2192 'V'`. */
function addMarked(scan: Scan, end: number, from: number): boolean {
  if (from > end || isArrowAt(scan, from)) return addAfterMark(scan, from);
  const mark = (scan.classAt(end) & QUOTE) === 0 ? end : skipBlanks(scan, end + 1);
  return isArrowAt(scan, mark) && addAfterMark(scan, mark);
}

function isArrowAt(scan: Scan, at: number): boolean {
  return scan.text.charCodeAt(at) > LAST_BYTE && ARROWS.includes(scan.text.charAt(at));
}

/** What {@link COMPARISON} begins with. */
const MAY_COMPARE = '<>~nlie';

/** `PASSWORD E'V'`, `IDENTIFIED BY N'V'`: a kind of string of SQL. */
function isPrefixedString(scan: Scan, at: number): boolean {
  return scan.at(at + 1) === SINGLE_QUOTE && 'ENen'.includes(String.fromCharCode(scan.at(at)));
}

/** `binding parameter password [VARCHAR] - [V]` */
function addBoundPassword(scan: Scan, from: number): void {
  const found = BOUND.exec(scan.textAfter(from, LONGEST_BOUND));
  const text = found?.[1];
  if (found === null || text === undefined || isPlaceholder(text) || isWordForValue(text)) return;
  const end = from + found[0].length - 1;
  const start = end - text.length;
  // What was masked: `[[CREDENTIAL]]`
  if (labelEnd(scan, start) < 0) scan.add(start, end, SENTENCE);
}

const BOUND = /^\[[A-Z][A-Z0-9_]{2,15}\] - \[([^\]\n]{1,80})\]/;
const LONGEST_BOUND = 128;

/** `/etc/pam.d/passwd 9900…`: a file and its digest. */
function isInPath(scan: Scan, start: number): boolean {
  const stop = start - LONGEST_PATH;
  let at = scan.skipBack(start, TOKEN, stop);
  if (scan.at(at - 1) !== SLASH) return false;
  while (at > stop && scan.at(at - 1) > BLANK) at--;
  return scan.at(at) === SLASH;
}

const LONGEST_PATH = 64;

/** `password is x`, `password changed to x`, `password for root: x`, `password x`. */
function addSpokenPassword(scan: Scan, from: number): void {
  if (addEncryptedPassword(scan, from)) return;
  const account = accountStart(scan, from);
  if (account >= 0) {
    addPasswordOf(scan, account);
    addPlacedPassword(scan, from);
    return;
  }
  addPlacedPassword(scan, from);
  if (scan.hasWordAt('of ', from)) addPasswordOf(scan, skipPhrases(scan, from + 3, BEFORE_ACCOUNT));
  addLinkedPassword(scan, from);
  addLikelyPassword(scan, from);
}

/** `the password to the db is V`, `password on prod was V`, `password for user "bob" is V`: what it opens, and then the password. */
function addPlacedPassword(scan: Scan, from: number): void {
  if (!PLACE_LETTERS.includes(String.fromCharCode(scan.at(from) | LOWER_CASE))) return;
  const found = PLACED.exec(scan.textAfter(from, LONGEST_PLACE));
  if (found === null) return;
  const value = skipBlanks(scan, from + found[0].length);
  if (isQuoteAt(scan, value)) addQuotedPassword(scan, value);
  else addLikelyPassword(scan, value);
}

/** What {@link PLACED} begins with. */
const PLACE_LETTERS = 'tofinauy';
/** No verb but the last: `password for the user must not be V` says something else. */
const PLACED =
  /^(?:to|for|of|on|in|at|from|used|you)(?: ["'`]?[\w.@\\/-]{1,32}["'`]?){1,4}?(?: (?:is|was|ist)(?: now| still)?:?|:| =) {1,3}/i;
const LONGEST_PLACE = 120;

/** `password is x`, `password changed to 'x'`. */
function addLinkedPassword(scan: Scan, from: number): void {
  const first = scan.at(from) | LOWER_CASE;
  if (!LINK_LETTERS.has(first)) return;
  for (const link of LINKS) {
    if (link.charCodeAt(0) !== first) continue;
    const after = from + link.length;
    if (!scan.hasWordAt(link, from) || (scan.at(after) !== BLANK && scan.at(after) !== COLON)) continue;
    const value = skipBlanks(scan, after + (scan.at(after) === COLON ? 1 : 0));
    if (link === 'changed from') addReplaced(scan, value);
    else if (!isQuoteAt(scan, value) || link === 'of' || link === 'used') addLikelyPassword(scan, value);
    else if (link !== 'is' || !isComment(scan, from)) addQuotedPassword(scan, value);
  }
}

/** `password changed from V to V` */
function addReplaced(scan: Scan, from: number): void {
  const old = readValue(scan, from);
  if (old === undefined || old.isOverlong) return;
  const to = afterValue(scan, old);
  const add = (value: number): void =>
    isQuoteAt(scan, value) ? addQuotedPassword(scan, value) : addLikelyPassword(scan, value);
  add(from);
  if (scan.hasWordAt(' to ', to)) add(to + 4);
}

const LINK_LETTERS: ReadonlySet<number> = new Set(LINKS.map((link) => link.charCodeAt(0)));

/** `COMMENT ON COLUMN users.password IS '…'` of SQL. */
function isComment(scan: Scan, at: number): boolean {
  return COMMENT.test(scan.textBefore(at, COMMENT_REACH));
}

const COMMENT = /\bcomment\s+on\s+column\s+[\w."]+\s+$/i;
const COMMENT_REACH = 120;

/** `password 7 V`: the kind of encryption before it, in configurations of network devices. */
function addEncryptedPassword(scan: Scan, from: number): boolean {
  if ((scan.classAt(from) & DIGIT) === 0 || scan.at(from + 1) !== BLANK) return false;
  const value = readValue(scan, from + 2);
  if (value !== undefined && scan.at(value.end) < BLANK && value.end - value.start >= 4)
    acceptArgument(scan, PASSWORD, value);
  return true;
}

const BEFORE_FOR: readonly (readonly string[])[] = [
  ['is ', 'was ', 'has been '],
  ['generated ', 'created ', 'set ', 'reset ', 'changed ', 'issued '],
];
const BEFORE_FOR_LETTERS: readonly number[] = BEFORE_FOR.flat().map((word) => word.charCodeAt(0));
const BEFORE_ACCOUNT: readonly (readonly string[])[] = [['the '], ['user ', 'account ', 'role ', 'login ', 'key ']];

/** Where the name stands after `for`, `is generated for`, `for the user`; -1 when none of these follows. */
function accountStart(scan: Scan, from: number): number {
  const at = BEFORE_FOR_LETTERS.includes(scan.at(from) | LOWER_CASE) ? skipPhrases(scan, from, BEFORE_FOR) : from;
  return scan.hasWordAt('for ', at) ? skipPhrases(scan, at + 4, BEFORE_ACCOUNT) : -1;
}

/** Skips at most one word of each list. */
function skipPhrases(scan: Scan, from: number, lists: readonly (readonly string[])[]): number {
  let at = from;
  for (const list of lists) at += list.find((word) => scan.hasWordAt(word, at))?.length ?? 0;
  return at;
}

/** Words before a colon that are no user's name: what follows is one. */
const NO_USER = /^(?:user|account|role|login|host|server|database|users?name)$/i;

const IS: readonly string[] = [' is ', ' is: ', ' was ', ' is now ', ' ist '];

const ASSIGNED = /^[\w.@'"`%-]{1,64}\s{0,4}=\s{0,4}(?=['"])/;

/** `password for app: V`, `password for app is V`: on its own it is believed; in a sentence it must look like one. */
function addPasswordOf(scan: Scan, userAt: number): void {
  // `SET PASSWORD FOR app@host = 'V'`
  const assigned = ASSIGNED.exec(scan.textAfter(userAt, 96));
  if (assigned !== null) {
    addQuotedPassword(scan, userAt + assigned[0].length);
    return;
  }
  let user = scan.skip(userAt, TOKEN, userAt + 64);
  while (".@\\'/".includes(String.fromCharCode(scan.at(user) || BLANK)) && user < userAt + 64) {
    user = scan.skip(user + 1, TOKEN, userAt + 64);
  }
  if (user === userAt || NO_USER.test(scan.text.slice(userAt, user))) return;
  for (const link of IS) if (scan.hasWordAt(link, user)) addLikelyPassword(scan, user + link.length);
  if (scan.at(user) !== COLON) return;
  const from = skipBlanks(scan, user + 1);
  const value = readValue(scan, from);
  if (from === user + 1 || value === undefined) return;
  if (value.isQuoted || isAlone(scan, value.end)) acceptArgument(scan, PASSWORD, value);
  else addLikelyPassword(scan, from);
}

function addNetrcPassword(scan: Scan, from: number): void {
  const value = readValue(scan, from);
  if (value === undefined || value.isOverlong || isPlaceholder(scan.text.slice(value.start, value.end))) return;
  scan.add(value.start, value.end, NETRC_PASSWORD);
}

/** `machine h login l password x`, also one a line: `login`, a name and nothing but blanks and line ends. */
function isNetrc(scan: Scan, at: number): boolean {
  const stop = at - NETRC_REACH;
  let userEnd = at;
  while (userEnd > stop && isBlankOrLineEnd(scan, userEnd))
    userEnd -= (scan.classAt(userEnd - 1) & SPACE) !== 0 ? 1 : 2;
  let user = userEnd;
  while (user > stop && (scan.classAt(user - 1) & SPACE) === 0 && scan.at(user - 1) !== BAR && user > 0) user--;
  const wordEnd = scan.skipBack(user, SPACE, stop);
  if (userEnd === at || user === userEnd || wordEnd === user || !scan.hasExactlyAt('login', wordEnd - 5)) return false;
  return (scan.classAt(wordEnd - 6) & WORD) === 0 && !NO_USER_AFTER_LOGIN.hasAt(scan, user, userEnd);
}

/** Whether a blank or a line end stands before an index, also one that is escaped. */
function isBlankOrLineEnd(scan: Scan, at: number): boolean {
  return (scan.classAt(at - 1) & SPACE) !== 0 || scan.hasExactlyAt('\\n', at - 2);
}

const NETRC_REACH = 80;
/** `login with password`: a sentence. */
const NO_USER_AFTER_LOGIN = new WordSet('with using by via and or');

/** Reports what is quoted; after an arrow no word about values, as a rule has (`'password' \u2192 'required'`). */
function addQuotedPassword(scan: Scan, from: number, isAfterArrow = false): void {
  const value = readValue(scan, from);
  if (value === undefined || !value.isQuoted || value.end - value.start > 80) return;
  const text = scan.text.slice(value.start, value.end);
  if (
    !isPlaceholder(text) &&
    !(isAfterArrow && isWordForValue(text)) &&
    !/^[\s,;:.)]|\s{2}|:\s*$|^(?:for|and|or|from|to|in|too|not|is|was|must|has|should|cannot)\b/.test(text)
  )
    scan.add(value.start, value.end, STATEMENT);
}

function addLikelyPassword(scan: Scan, from: number): void {
  // `the password is <V>`, `[V]`, `(V)`
  const start = OPENERS.includes(String.fromCharCode(scan.at(from))) && labelEnd(scan, from) < 0 ? from + 1 : from;
  const value = readValue(scan, start);
  if (value === undefined || value.isOverlong) return;
  const phrase = value.isQuoted ? -1 : spokenPhraseEnd(scan, value);
  if (phrase > 0) scan.add(value.start, phrase, SENTENCE);
  if (value.end - value.start < 6) return;
  const text = scan.text.slice(value.start, value.end);
  const isLikely =
    looksSecret(text) || (isAlone(scan, value.end) ? hasWordAndDigit(text) || isPassphrase(text) : isMemorable(text));
  if (!isLikely || isPlaceholder(text) || /[=(){}<>]|^[/~]|^\[\]|:\/\//.test(text) || TERM.test(text)) return;
  scan.add(value.start, value.end, SENTENCE);
}

const OPENERS = '<[(';
/** `SHA-256`, `UTF-8`, `base64-encoded`, `12-character`: said of a password. */
const TERM =
  /^(?:(?:sha|md|utf|base|aes|rsa|des|rc|iso|rfc|tls|ssl|scram|pbkdf|argon|ascii|version|level|type|step|rev)[-_]?[\dv]+(?:[-_]|$)|\d+[-_](?:char|digit|letter|bit|byte|day|hour|minute|month|factor|step)|[12]fa\b|[\w-]{1,32}-(?:protected|based|encoded|encrypted|hashed|only|enabled|compatible)$)/i;

/** Whether no more words follow, after a comma or full stop neither. */
function isAlone(scan: Scan, end: number): boolean {
  const byte = scan.at(end);
  return !isSentenceNext(scan, byte === COMMA || byte === DOT ? end + 1 : end);
}

/** `Winter-falcon-42`, `falcon_42_x`: words and digits, joined; at the end of what was said it is the password. */
function hasWordAndDigit(text: string): boolean {
  return /\d/.test(text) && /[A-Za-z]{3}/.test(text) && !/[/:]/.test(text);
}

/** The same within a sentence, where `app-7` and `x86_64` are names. */
function isMemorable(text: string): boolean {
  return hasWordAndDigit(text) && (/[A-Z]|[^\w.-]/.test(text) || !CODE_NAME.test(text));
}

/** A lower-case name with a number. */
const CODE_NAME = /^[a-z]+(?:[-_.][a-z]+)*[-_.]?\d{1,2}$/;
