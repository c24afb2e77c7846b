// Finds the values of names that are credential words: key=value, key: value, JSON, YAML, XML, query strings, connection strings.

import {
  BACKSLASH,
  BACKTICK,
  BLANK,
  CLOSE_BRACKET,
  CLOSE_PARENTHESIS,
  COLON,
  DASH,
  EQUALS,
  OPEN_BRACKET,
  OPEN_PARENTHESIS,
  PERCENT,
  QUESTION,
  TAB,
} from '../../scan/ascii.ts';
import { BASE64_ANY, DIGIT, QUOTE, TOKEN, UNDERSCORE, UPPER, VALUE_END, WORD } from '../../scan/byte-classes.ts';
import { byteTable } from '../../scan/byte-table.ts';
import { type Detector, DIGITS, pairsOf } from '../../scan/detector.ts';
import { COST, type Haste } from '../../scan/effort.ts';
import type { Entity } from '../../scan/entities.ts';
import { skipBackslashes } from '../../scan/quotes.ts';
import { defineRule, type Rule } from '../../scan/rule.ts';
import type { Scan } from '../../scan/scan.ts';
import { isTextEnd } from '../../scan/text-ends.ts';
import { isSecretValue } from '../judgement/credential-judgement.ts';
import type { Form } from '../judgement/form.ts';
import { FOUND_UP_TO, REJECTED_UP_TO } from '../judgement/looked-at.ts';
import { isOtherPair } from '../judgement/other-pairs.ts';
import { labelEnd } from '../judgement/placeholders.ts';
import { looksSecret } from '../judgement/randomness.ts';
import { isAfterUser, passwordOffset } from '../judgement/user-and-password.ts';
import {
  type CredentialWord,
  credentialNameBefore,
  type FoundName,
  NAME_LETTERS,
  PASSWORD,
  SECRET_VALUE,
} from '../names/credential-words.ts';
import { NameEndings } from '../names/name-endings.ts';
import { nameApart } from '../names/named-values.ts';
import { keySeparator, textBeside } from '../values/beside-texts.ts';
import {
  isVisibilityBefore,
  nameBeforeHost,
  nameBesideValue,
  nameElsewhere,
  nameOfValueEnd,
  STORE_HOST,
} from '../values/names-elsewhere.ts';
import { isListOfObjects, objectAt, textsOfStore, textsOfStoreIn } from '../values/object-values.ts';
import { isProseNext, phraseEnd, spokenPhraseEnd } from '../values/phrases.ts';
import type { Value } from '../values/quoted-values.ts';
import { isRemark } from '../values/remarks.ts';
import {
  afterSeparator,
  BEFORE_COLON,
  BEFORE_EQUALS,
  endOfName,
  isEmptyValue,
  isPlainOperator,
  MOST_CLOSERS,
  operatorStart,
  withoutColour,
} from '../values/separators.ts';
import { typedValueStart } from '../values/typed-values.ts';
import { isCodeBefore, mayBeSecret, textsOfExpression } from '../values/value-expressions.ts';
import { isTyped, isTypeName, unwrapped } from '../values/value-wrappers.ts';
import {
  hasAlnum,
  hasBlank,
  isNameNext,
  isSentenceNext,
  overlongEnd,
  readValue,
  skipBlanks,
} from '../values/values.ts';
import { findBlock, isBlockNext } from './block-values.ts';
import { findHeader } from './headers.ts';
import { findHeld, isPlural, SECRET } from './held-values.ts';
import { findLoginPair } from './login-pairs.ts';
import { findListed, isListNext } from './value-lists.ts';

const NAMED = 'the name is a credential word';
const RULES: Partial<Record<Entity, Rule>> = {
  CREDENTIAL: defineRule('CREDENTIAL', 'named credential', NAMED),
  AZURE_KEY: defineRule('AZURE_KEY', 'named Azure key', NAMED),
  AWS_KEY: defineRule('AWS_KEY', 'named AWS key', NAMED),
  NPM_TOKEN: defineRule('NPM_TOKEN', 'named npm token', NAMED),
};
const SAS = defineRule('AZURE_SAS', 'shared access signature', 'sig= and the base64 of a signature');
const FALLBACK = RULES.CREDENTIAL as Rule;

/** In a text that repeats itself: how much of a value that was no secret, beyond what it was judged by, is not looked at again. */
const MORE_REJECTED = 64;

const NAME_ENDINGS = new NameEndings(['authorization', 'cookie', 'cookies', 'value', 'default', STORE_HOST]);
const STRONG_ENDINGS = new NameEndings([], ['strong']);

export const credentials: Detector = {
  name: 'credentials',
  entities: ['CREDENTIAL', 'AZURE_KEY', 'AZURE_SAS', 'AWS_KEY', 'NPM_TOKEN', 'BEARER_TOKEN'],
  // The last byte before a separator: a letter that such words end in, or what may close a name.
  pairs: [
    ...pairsOf(`${NAME_LETTERS}m\xff\xa0"'\` \t])\\;`, '=:'),
    ...pairsOf(DIGITS + BEFORE_EQUALS, '='),
    ...pairsOf(BEFORE_COLON, ':'),
  ],
  find(scan, at) {
    const separator = at + 1;
    const nameEnd = (scan.classAt(at) & WORD) === 0 ? endOfName(scan, separator) : withoutColour(scan, separator);
    if (nameEnd < 2 || at < FOUND_UP_TO.of(scan)) return at + 1;
    const endings = at < REJECTED_UP_TO.of(scan) ? STRONG_ENDINGS : NAME_ENDINGS;
    if (!endings.mayBeBefore(scan, nameEnd) && !isVisibilityBefore(scan, nameEnd)) return at + 1;
    findNamedValue(scan, separator, nameEnd);
    return at + 1;
  },
};

/** Judges what follows the separator of a name that ends at `nameEnd`, and reports a secret. */
export function findNamedValue(scan: Scan, separator: number, nameEnd: number): void {
  const from = afterSeparator(scan, separator);
  if (from < 0 || isEmptyValue(scan, from)) return;
  const otherEnd = nameOfValueEnd(scan, nameEnd, from);
  if (findHeader(scan, otherEnd, from)) return;
  if (scan.effort.hasteAt(separator) >= HASTE_TO_BELIEVE) {
    believe(scan, nameEnd, from, otherEnd);
    return;
  }
  const found = isLabelName(scan, nameEnd)
    ? undefined
    : (nameOf(scan, nameEnd) ?? nameElsewhere(scan, nameEnd, otherEnd));
  if (found === undefined || isWithinRejected(scan, found, separator)) return;
  if (!isOtherPair(scan, found, nameEnd, separator)) judge(scan, found, { separator, nameEnd, from });
}

/** Where a name and its value stand. */
export interface Place {
  /** The `=` or `:`. */
  readonly separator: number;
  readonly nameEnd: number;
  /** After the operator. */
  readonly from: number;
  /** The name has more after the credential word, of which nobody knows whether it still names a secret. */
  readonly isVague?: boolean;
}

/** Judges the value of a name, and reports a secret. */
export function judge(scan: Scan, found: FoundName, place: Place): void {
  const { word } = found;
  const { separator, nameEnd, from } = place;
  if (scan.at(separator) === COLON && findTyped(scan, found, from)) return;
  // `auth=user=…`: the value is another name, which is looked at in its turn.
  if (word.strength !== 'strong' && isAssignmentNext(scan, from)) return;
  const opening = skipBlanks(scan, from);
  if (isTextEnd(scan, opening)) {
    judgeBehind(scan, found, nameEnd, opening);
    return;
  }
  if (isObject(scan, word, opening)) return;
  const first = unwrapped(scan, opening);
  if (findLoginPair(scan, word, first) || isSeveral(scan, word, place, first)) return;
  const value = readValue(scan, isInBrackets(scan, nameEnd, first) ? first + 1 : first);
  const texts = mayBeDeclared(word) ? textsOfExpression(scan, opening, value) : [];
  const isText = value !== undefined && !isCodeBefore(scan, value, texts);
  if (isText && (first === opening || !isTypeName(scan, value))) judgeValue(scan, found, place, value);
  for (const text of texts)
    if (text.start >= (value?.end ?? 0) && mayBeSecret(scan, text)) accept(scan, word, text, formOfText(word));
}

/** `{"Password:":"V"}`, `"password=" + "V"`: the name is a text with its separator, which a quote at an index closes. */
function judgeBehind(scan: Scan, found: FoundName, nameEnd: number, close: number): void {
  const separator = keySeparator(scan, close);
  if (separator > 0) judge(scan, found, { separator, nameEnd: close, from: afterSeparator(scan, separator) });
  const value = separator > 0 ? undefined : textBeside(scan, nameEnd, close);
  if (value !== undefined) acceptArgument(scan, found.word, value);
}

/** What a parser calls a token may be any word. */
function formOfText({ word, strength }: CredentialWord): Form {
  return {
    isStructured: true,
    isQuoted: true,
    isInSentence: false,
    isVague: strength === 'token' && word !== 'secret',
  };
}

/** Judges a value that was read. */
function judgeValue(scan: Scan, found: FoundName, place: Place, value: Value): void {
  const { word } = found;
  const { separator, nameEnd, from } = place;
  if (isOtherValue(scan, word, place, value)) return;
  const operator = operatorStart(scan, separator);
  const isQuotedName = isQuoteOfName(scan, operator - 1) || scan.at(nameEnd) === BACKSLASH;
  const isTight = scan.at(separator) === EQUALS && nameEnd === operator && value.start === from;
  const isStructured = isTight || isQuotedName || value.isQuoted;
  const end = endOfPhrase(scan, found, value, isTight);
  const isAlone = isStructured || end > value.end;
  if (!isAlone && isProseNext(scan, value)) return;
  accept(
    scan,
    word,
    { ...value, end },
    {
      isStructured: isSecretItself(word) ? isAlone : isStructured,
      isQuoted: value.isQuoted,
      isWhole: value.isQuoted && isQuotedName,
      isInSentence: !isAlone && isSentenceNext(scan, end),
      isAfterUser: word.word === 'pass' && isAfterUser(scan, found.start),
      isVague: place.isVague === true || (!value.isQuoted && !isPlainAssignment(scan, found, operator, separator)),
    },
  );
}

/** Reports what an object under a name has as its value; a token is as often one of a parser, whose object has other fields. */
function isObject(scan: Scan, word: CredentialWord, opening: number): boolean {
  if (!mayBeDeclared(word) && word.word !== 'credential') return false;
  const open = objectAt(scan, opening);
  return open >= 0 && acceptHeld(scan, open, word);
}

function acceptHeld(scan: Scan, open: number, word: CredentialWord): boolean {
  return findHeld(scan, open, word, (named, value, form) => accept(scan, named, value, form));
}

/** Whether a name is one that a program gives a constant: `password: string = 'V'`. */
function mayBeDeclared({ strength }: CredentialWord): boolean {
  return strength === 'strong' || strength === 'token';
}

/** `const password string = "V"`, `@password nvarchar(50) = N'V'`: the type after a blank after the word that ends at an index. */
export function findDeclared(scan: Scan, wordEnd: number): void {
  if (scan.at(wordEnd) !== BLANK || wordEnd < FOUND_UP_TO.of(scan)) return;
  const from = typedValueStart(scan, wordEnd);
  // `<Password text="…">` is an attribute.
  const isAttribute = from > 0 && scan.at(from - 1) === EQUALS && (scan.classAt(from - 2) & WORD) !== 0;
  const found = from < 0 || isAttribute ? undefined : credentialNameBefore(scan, wordEnd);
  if (found !== undefined) acceptDeclared(scan, found, from);
}

/** `password: string = 'V'`: whether a type follows, and a value after it. */
function findTyped(scan: Scan, found: FoundName, from: number): boolean {
  const start = mayBeDeclared(found.word) ? typedValueStart(scan, from) : -1;
  if (start >= 0) acceptDeclared(scan, found, start);
  return start >= 0;
}

function acceptDeclared(scan: Scan, { word }: FoundName, from: number): void {
  const value = mayBeDeclared(word) ? readValue(scan, from) : undefined;
  if (value?.isQuoted === true) acceptArgument(scan, word, value);
}

/** Whether what was read is no value of this name: another name, a command, a type. */
function isOtherValue(scan: Scan, word: CredentialWord, place: Place, value: Value): boolean {
  const { from } = place;
  if (!value.isQuoted && !isOnSameItem(scan, from, value) && !isUserPair(scan, word, value)) return true;
  if (!value.isQuoted && isOtherInCode(scan, word, place, value)) return true;
  return isSubstitution(scan, from, value) || isTyped(scan, value);
}

/** `password?: Secret` is a field of a type, `sig != other` a comparison, `PASSWORD_A = 0x773` a constant. */
function isOtherInCode(scan: Scan, { strength }: CredentialWord, { separator, isVague }: Place, value: Value): boolean {
  const operator = operatorStart(scan, separator);
  if (operator < separator && (strength === 'weak' || (scan.at(separator) === COLON && scan.at(operator) === QUESTION)))
    return true;
  return isVague !== undefined && NUMBER.test(scan.text.slice(value.start, value.end));
}

const NUMBER = /^0x[0-9a-f]+$/i;

/** `password ?= V`; in code others than constants are added to and compared: `password += letter`. */
function isPlainAssignment(scan: Scan, { start }: FoundName, operator: number, separator: number): boolean {
  return isPlainOperator(scan, operator, separator) || (scan.classAt(start) & scan.classAt(start + 1) & UPPER) !== 0;
}

function isSecretItself({ word }: CredentialWord): boolean {
  return word === 'secret';
}

/** Where a value ends that may be several words; what is called a secret, without a separator that nobody writes prose after, is three or more. */
function endOfPhrase(scan: Scan, found: FoundName, value: Value, isTight: boolean): number {
  if (isSecretItself(found.word))
    return isTight ? phraseEnd(scan, value, true) : Math.max(value.end, spokenPhraseEnd(scan, value));
  return mayBePhrase(scan, found) ? phraseEnd(scan, value, isTight) : value.end;
}

/** Whether a name is one of passwords that people choose, in any language: they may be several words, but not as an argument of a command. */
function mayBePhrase(scan: Scan, { word: { word, strength }, start }: FoundName): boolean {
  if (strength !== 'strong' || NO_PASSWORD.test(word)) return false;
  const name = scan.skipBack(start, TOKEN, start - LONGEST_PREFIX);
  return scan.at(name) !== DASH || scan.at(name + 1) === BLANK;
}

/** How far before its word a name may start. */
const LONGEST_PREFIX = 64;
const NO_PASSWORD = /key|token|secret|~hash|digest|auth|connection/;

const HASTE_TO_BELIEVE: Haste = 2;

/** Masks what stands under the name of a secret without judging it: too much rather than too little. */
function believe(scan: Scan, nameEnd: number, from: number, otherEnd: number): void {
  const found = credentialNameBefore(scan, nameEnd) ?? nameElsewhere(scan, nameEnd, otherEnd);
  const strength = found?.word.strength;
  if (strength !== 'strong' && strength !== 'token') return;
  // What stands on the next line is no value.
  const opening = skipBlanks(scan, from);
  const start = scan.skip(opening, QUOTE, opening + MOST_CLOSERS);
  if (labelEnd(scan, start) > 0 || isTextEnd(scan, opening)) return;
  const { bytes } = scan;
  let end = start;
  while (end < scan.length && ENDS_BELIEVED[bytes[end] as number] === 0) end++;
  FOUND_UP_TO.set(scan, end);
  scan.add(start, scan.skipBack(end, QUOTE, start), FALLBACK);
}

/** What ends a value that is not judged: no quote, as a text may have one at every second character. */
const ENDS_BELIEVED: Uint8Array = byteTable(',;&{}', VALUE_END);
for (const quote of '"\'`') ENDS_BELIEVED[quote.charCodeAt(0)] = 0;

/** `[password]: [V]`, and `Key (api_token)=(V) already exists.` of PostgreSQL. */
function isInBrackets(scan: Scan, nameEnd: number, first: number): boolean {
  if (scan.at(nameEnd) === CLOSE_PARENTHESIS) return scan.at(first) === OPEN_PARENTHESIS;
  return scan.at(nameEnd) === CLOSE_BRACKET && scan.at(first) === OPEN_BRACKET && labelEnd(scan, first) < 0;
}

/** A quote that closes a name; a backtick closes what is said about one as well. */
function isQuoteOfName(scan: Scan, at: number): boolean {
  return (scan.classAt(at) & QUOTE) !== 0 && scan.at(at) !== BACKTICK;
}

/** Looks at a list or block of values; whether it was one. */
function isSeveral(scan: Scan, word: CredentialWord, { nameEnd, isVague }: Place, first: number): boolean {
  if (word.word === 'secret~string')
    for (const value of textsOfStoreIn(scan, first, word)) acceptArgument(scan, SECRET_VALUE, value);
  if (holdsOthers(scan, word, first)) return acceptHeld(scan, first, word);
  if (word.strength === 'list') for (const value of textsOfStore(scan, first, word)) acceptChosen(scan, word, value);
  const isList = isListNext(scan, word, first);
  if (!isList && !isBlockNext(scan, first)) return false;
  if (isVague === true) return true;
  // An item was judged before, by the list that it is in.
  const named = isPlural(word) ? PASSWORD : word;
  const report = (item: Value): void => acceptArgument(scan, named, { ...item, isQuoted: true });
  if (isList) findListed(scan, named, first, report);
  else findBlock(scan, word, nameEnd, first, report);
  return true;
}

/** Whether a list of objects or lists stands under a name, or an object under a plural. */
function holdsOthers(scan: Scan, word: CredentialWord, first: number): boolean {
  if (isPlural(word) && objectAt(scan, first) >= 0) return true;
  const isHolder = word.strength === 'strong' || word.strength === 'list' || isSecretItself(word);
  return isHolder && isListOfObjects(scan, first);
}

/** `"secrets": {"db": "V", "policy": "strict"}`: what has names of its own must look chosen. */
function acceptChosen(scan: Scan, { word }: CredentialWord, value: Value): void {
  if (word === 'tokens' && !looksSecret(scan.text.slice(value.start, value.end))) return;
  accept(scan, SECRET, value, { isStructured: true, isQuoted: true, isInSentence: false, isVague: true });
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
  return separator < REJECTED_UP_TO.of(scan) && word.strength !== 'strong';
}

function isAssignmentNext(scan: Scan, from: number): boolean {
  const end = scan.skip(from, WORD, from + 40);
  return end > from && scan.at(end) === EQUALS && (scan.classAt(end + 1) & WORD) !== 0;
}

/** `[CREDENTIAL:1f2e…]`, `[CREDENTIAL]: x`: a label names what was there, not what follows. */
function isLabelName(scan: Scan, nameEnd: number): boolean {
  const start = scan.skipBack(nameEnd, UPPER | UNDERSCORE | DIGIT, nameEnd - LONGEST_PREFIX);
  return scan.at(start - 1) === OPEN_BRACKET && labelEnd(scan, start - 1) > 0;
}

/** A name in one case or camelCase starts otherwise; nothing else may follow. */
const CAPITALISED = /^[A-Z][a-z]+=(?=.*\d)(?=.*[^\w=])/;

/** `password= user=bob`: after a blank, another name is no value. */
function isOnSameItem(scan: Scan, from: number, value: Value): boolean {
  if (value.start === from || !isNameNext(scan, value.start) || scan.at(value.end - 1) === EQUALS) return true;
  return CAPITALISED.test(scan.text.slice(value.start, value.end)) && scan.at(value.end) < BLANK;
}

/** PASSWORD=`pwgen 16 1`: the output of a command. */
function isSubstitution(scan: Scan, from: number, { start, end, isQuoted }: Value): boolean {
  return isQuoted && scan.at(from) === BACKTICK && start === from + 1 && hasBlank(scan, start, end);
}

/** `credentials: app:…`: the name after the blank is a user. */
function isUserPair(scan: Scan, word: CredentialWord, value: Value): boolean {
  return word.strength === 'weak' && passwordOffset(word, scan.text.slice(value.start, value.end)) > 0;
}

function accept(scan: Scan, word: CredentialWord, value: Value, form: Form): void {
  const written = scan.text.slice(value.start, value.end);
  const text = form.isWhole === true ? withoutMargins(written) : written;
  if (word.word === 'sig' && form.isVague !== true && isSas(scan, value)) {
    const end = value.isOverlong ? overlongEnd(scan, value) : value.end;
    scan.add(value.start, end, SAS);
    FOUND_UP_TO.set(scan, end);
    return;
  }
  const offset = word.strength === 'weak' ? passwordOffset(word, written) : 0;
  if (offset > 0) {
    scan.add(value.start + offset, value.end, FALLBACK);
    FOUND_UP_TO.set(scan, value.end);
    return;
  }
  scan.effort.spend(COST.judgement);
  if (!hasAlnum(scan, value) || !isSecret(word, text, form)) {
    if (scan.isRepetitive(value.start))
      REJECTED_UP_TO.set(scan, value.isOverlong ? overlongEnd(scan, value, MORE_REJECTED) : value.end);
    return;
  }
  const end = value.isOverlong ? overlongEnd(scan, value) : value.end;
  const rule = RULES[word.entity] ?? FALLBACK;
  scan.add(value.start, end, scan.isEnabled(rule) ? rule : FALLBACK);
  FOUND_UP_TO.set(scan, end);
  if (!value.isQuoted) return;
  const quote = skipBackslashes(scan, end);
  if (scan.hasExactlyAt(' -> ', quote + 1) || scan.hasExactlyAt(' => ', quote + 1))
    acceptReplacement(scan, word, quote + 5);
}

function isSecret(word: CredentialWord, text: string, form: Form): boolean {
  return isSecretValue(word, text, form) && !(form.isQuoted && isRemark(text));
}

/** A value without the blanks and the line end that a file has around it; what starts below a quote is looked at as it is. */
function withoutMargins(text: string): string {
  let end = text.length;
  for (let isMargin = true; isMargin && end > 0; ) {
    const isEscape = text.charCodeAt(end - 2) === BACKSLASH && 'nrt'.includes(text.charAt(end - 1));
    isMargin = isEscape || text.charCodeAt(end - 1) <= BLANK;
    if (isMargin) end -= isEscape ? 2 : 1;
    // On a deeper level of escaping it has more of them.
    while (isEscape && text.charCodeAt(end - 1) === BACKSLASH) end--;
  }
  let start = 0;
  while (start < end && (text.charCodeAt(start) === BLANK || text.charCodeAt(start) === TAB)) start++;
  return text.slice(start, end);
}

/** `password = "old" -> "new"`: what a plan puts in its place. */
function acceptReplacement(scan: Scan, word: CredentialWord, from: number): void {
  const value = readValue(scan, from);
  if (value?.isQuoted === true) accept(scan, word, value, { isStructured: true, isQuoted: true, isInSentence: false });
}

/** A signature: 20 characters or more of base64, percent-encoded or not. */
function isSas(scan: Scan, { start, end }: Value): boolean {
  let at = start;
  while (at < end && ((scan.classAt(at) & BASE64_ANY) !== 0 || scan.at(at) === PERCENT || scan.at(at) === EQUALS)) at++;
  return at === end && end - start >= 20;
}

/** Whether a word and a value that a command line or a statement puts side by side are a secret; reports it if so. */
export function acceptArgument(scan: Scan, word: CredentialWord, value: Value): void {
  accept(scan, word, value, { isStructured: true, isQuoted: value.isQuoted, isInSentence: false });
}
