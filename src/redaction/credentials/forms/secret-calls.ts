// Finds what a call that reads a secret returned: `getSecret("db") returned V`, `dbutils.secrets.get(…) = V`; and what was read of a secret that has a name.

import { BLANK, CLOSE_PARENTHESIS, COLON, DOT, OPEN_BRACE, OPEN_PARENTHESIS } from '../../scan/ascii.ts';
import { LETTER, LOWER, QUOTE, TOKEN, UNDERSCORE, UPPER, WORD } from '../../scan/byte-classes.ts';
import { anyCasePair, type Detector } from '../../scan/detector.ts';
import { COST } from '../../scan/effort.ts';
import { isQuoteAt } from '../../scan/quotes.ts';
import type { Scan } from '../../scan/scan.ts';
import { FOUND_UP_TO } from '../judgement/looked-at.ts';
import { isPlaceholder, isWordForValue } from '../judgement/placeholders.ts';
import { looksChosen, looksGenerated } from '../judgement/randomness.ts';
import { type CredentialWord, credentialNameBefore, SECRET_VALUE } from '../names/credential-words.ts';
import { textsOfStore } from '../values/object-values.ts';
import { isProse } from '../values/phrases.ts';
import type { Value } from '../values/quoted-values.ts';
import { readValue, skipBlanks } from '../values/values.ts';
import { acceptArgument } from './credentials.ts';

const LONGEST_ARGUMENTS = 128;
const LONGEST_NAME = 48;
const LONGEST_LINK = 24;
/** Functions that give a secret back. */
const READER = /get|fetch|read|load|retrieve|resolve|lookup|access|decrypt/i;
/** What stands between a call and what came of it. */
const RETURNED =
  /^(?:\.(?:get|unwrap|decode|as)?_?(?:value|data|result|secret|secret_?string|text|payload)?(?:\(\))?|\[["']?\w{1,32}["']?\]){0,4}\s{0,3}(?:(?:has |have )?(?:returned|returns|resolved to|yielded|gave|result|response|was|is)(?: value)?:?|=>?|->|:) {1,3}/i;
/** A secret was read, and its value follows: `resolved secret db to V`, `secret 'db' = 'V'`, `secret db has value V`. */
const READ = /(?:got|get|fetched|read|loaded|retrieved|resolved|decrypted|received|found|using)\s+(?:the\s+)?$/i;
const NAMED =
  /^\s["']?[\w./-]{1,48}["']?(?:\s{0,3}(?:=|:)|\s(?:to|has value|resolved to|returned|is|was|with value|value))\s{1,3}/i;
const AFTER_READ = /^(?:\s(?:value|string))?(?::|\s=|\sis|\s)\s{0,3}/;

/** Looks at the word secret, password, token or key that ends at an index. */
export function findSecretCall(scan: Scan, wordEnd: number): void {
  const byte = scan.at(wordEnd);
  if (byte === BLANK || byte === COLON) {
    if (scan.hasWordAt('secret', wordEnd - 6)) findRead(scan, wordEnd);
    return;
  }
  if (byte !== OPEN_PARENTHESIS && (scan.classAt(wordEnd) & (LETTER | UNDERSCORE)) === 0) return;
  const open = openAfter(scan, wordEnd);
  if (open > 0) findReturned(scan, wordEnd, open);
}

/** The bracket of the call whose name has the word: `getSecret(`, `getSecretValue(`, `secrets.get(`; -1 where none follows. */
function openAfter(scan: Scan, wordEnd: number): number {
  const end = scan.hasWordAt('s.get', wordEnd) ? wordEnd + 5 : scan.skip(wordEnd, WORD, wordEnd + LONGEST_NAME);
  return scan.at(end) === OPEN_PARENTHESIS ? end : -1;
}

function findReturned(scan: Scan, wordEnd: number, open: number): void {
  scan.effort.spend(COST.argument);
  const isGet = scan.hasWordAt('s.get', wordEnd);
  const word = credentialNameBefore(scan, wordEnd);
  if (word === undefined || (!isGet && !READER.test(functionBefore(scan, word.start)))) return;
  const close = closeOf(scan, open);
  if (close < 0) return;
  findLinked(scan, word.word, close + 1);
}

/** What came of a call that ends at an index. */
function findLinked(scan: Scan, word: CredentialWord, end: number): void {
  const link = RETURNED.exec(scan.textAfter(end, LONGEST_CHAIN));
  if (link !== null) addReturned(scan, word, end + link[0].length);
}

const LONGEST_CHAIN = 96;

/** `vault.read("db") -> V`, `vault kv get -field=x secret/db: V`: Vault gives nothing but secrets, whatever they are named. */
export const vaultReads: Detector = {
  name: 'vault-reads',
  entities: ['CREDENTIAL'],
  leftOutAt: 1,
  // vauLT
  pairs: anyCasePair('lt'),
  find(scan, at) {
    if (!scan.hasWordAt('vault', at - 3) || at < FOUND_UP_TO.of(scan)) return at + 1;
    const end = at + 2;
    if (scan.at(end) === BLANK) {
      const command = VAULT_COMMAND.exec(scan.textAfter(end, LONGEST_ARGUMENTS));
      if (command !== null) findLinked(scan, SECRET_VALUE, end + command[0].length);
      return at + 1;
    }
    const open = openOfRead(scan, end);
    const close = open < 0 ? -1 : closeOf(scan, open);
    if (close >= 0) findLinked(scan, SECRET_VALUE, close + 1);
    return at + 1;
  },
};

/** The bracket of the last call in a chain, if it reads: `Client.logical().read(`; -1 where it does not. */
function openOfRead(scan: Scan, from: number): number {
  let last = from;
  for (let at = from; at < from + LONGEST_NAME; at++) {
    const byte = scan.at(at);
    if (byte === DOT) last = at;
    else if (byte === OPEN_PARENTHESIS && scan.at(at + 1) === CLOSE_PARENTHESIS) at++;
    else if (byte === OPEN_PARENTHESIS) return READS.test(scan.text.slice(last, at)) ? at : -1;
    else if ((scan.classAt(at) & WORD) === 0) return -1;
  }
  return -1;
}

const READS = /get|read|fetch|load|resolve|lookup/i;
const VAULT_COMMAND = /^ (?:kv )?(?:read|get)(?: -[\w=-]{1,40}){0,4} [\w/.-]{1,64}/;

/** What the name of a function has before a word in it. */
function functionBefore(scan: Scan, end: number): string {
  return scan.text.slice(scan.skipBack(end, UPPER | LOWER | UNDERSCORE, end - LONGEST_LINK), end);
}

/** The bracket that closes the arguments; -1 where they continue. */
function closeOf(scan: Scan, open: number): number {
  let depth = 0;
  for (let at = open; at < open + LONGEST_ARGUMENTS; at++) {
    const byte = scan.at(at);
    if (byte === OPEN_PARENTHESIS) depth++;
    else if (byte === CLOSE_PARENTHESIS && --depth === 0) return at;
    else if (byte < BLANK) return -1;
  }
  return -1;
}

function addReturned(scan: Scan, word: CredentialWord, from: number): void {
  if (scan.at(from) === OPEN_BRACE) {
    for (const value of textsOfStore(scan, from, SECRET_VALUE)) acceptArgument(scan, SECRET_VALUE, value);
    return;
  }
  const value = readValue(scan, skipBlanks(scan, from));
  if (value === undefined || value.isOverlong || !isReturned(scan, value)) return;
  if (word.word === 'token' && !value.isQuoted && !looksGenerated(scan.text.slice(value.start, value.end))) return;
  acceptArgument(scan, SECRET_VALUE, value);
}

/** A text in quotes, or one that looks chosen: `returned null`, `returned 404`, `-> SecretBundle` and `returned an error` are not. */
function isReturned(scan: Scan, value: Value): boolean {
  const text = scan.text.slice(value.start, value.end);
  if (isPlaceholder(text) || isWordForValue(text)) return false;
  if (value.isQuoted) return !/\s/.test(text);
  if (TYPE.test(text)) return false;
  return looksChosen(text, false) || (scan.at(value.end) < BLANK && WORD_ALONE.test(text) && !isProse(text));
}

/** `Promise<string>`, `SecretBundle`, `KeyVaultSecret2`: a type. */
const TYPE = /^(?:[A-Z][a-z]+){1,4}\d?$|[<>]/;

/** `returned lantern`, at the end of the line. */
const WORD_ALONE = /^[a-z]{6,}$/;

function findRead(scan: Scan, wordEnd: number): void {
  const start = wordEnd - 6;
  if ((scan.classAt(start - 1) & (TOKEN | QUOTE)) !== 0) return;
  const text = scan.textAfter(wordEnd, LONGEST_NAME + LONGEST_LINK);
  const named = NAMED.exec(text);
  const isAfterRead = READ.test(scan.textBefore(start, LONGEST_LINK));
  if (named !== null) {
    const from = wordEnd + named[0].length;
    if (isAfterRead || isQuoteAt(scan, from) || /[=:]\s+$/.test(named[0]) || /value|resolved/.test(named[0]))
      addReturned(scan, SECRET_VALUE, from);
  }
  const read = isAfterRead ? AFTER_READ.exec(text) : null;
  if (read !== null) addReturned(scan, SECRET_VALUE, wordEnd + read[0].length);
}
