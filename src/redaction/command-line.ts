// Finds secrets that stand after a word instead of a separator: options of a command line, SQL statements, netrc, sentences.

import { passwordAfterColon } from './authorization.ts';
import { BASE64, DIGIT, LETTER, QUOTE, TOKEN, WORD } from './byte-classes.ts';
import { findCookies } from './cookies.ts';
import { type CredentialWord, credentialNameBefore } from './credential-words.ts';
import { acceptArgument } from './credentials.ts';
import { anyCasePair, type Detector, pairsOf } from './detector.ts';
import { isPlaceholder } from './placeholders.ts';
import { isPassphrase, looksSecret } from './randomness.ts';
import { defineRule } from './rule.ts';
import type { Scan } from './scan.ts';
import { isUsageText } from './usage-text.ts';
import { isQuoteAt, isSentenceNext, readValue, skipBackslashes, skipBlanks, type Value } from './values.ts';

const OPTION = defineRule(
  'CREDENTIAL',
  'command-line option',
  'an option that takes a password, after the command that has it',
);
const USER_OPTION = defineRule('CREDENTIAL', 'user:password option', 'what follows the colon of -u or --user');
const STATEMENT = defineRule('CREDENTIAL', 'SQL password', 'a quoted value after PASSWORD or IDENTIFIED BY');
const SENTENCE = defineRule(
  'CREDENTIAL',
  'password in a sentence',
  'what follows "password" or "password is", and looks like one',
);

const SPACED_KEY = defineRule(
  'AWS_KEY',
  'spaced AWS secret key',
  'secret_access_key, a blank and 40 characters of base64',
);

const LONGEST_OPTION = 48;
const DASH = 0x2d;

/** `--password x`, `-password x`, `--user a:b`, `"--token", "x"`. */
export const longOptions: Detector = {
  name: 'long-options',
  entities: ['CREDENTIAL'],
  pairs: [...pairsOf(' "\'=', '-'), ...pairsOf('-', '-')],
  find(scan, at) {
    // `--` after a blank or quote was seen at the pair before.
    if (scan.at(at) === DASH && isBeforeOption(scan.at(at - 1))) return at + 1;
    let start = at + 1;
    while (scan.at(start) === DASH && start < at + 4) start++;
    if ((scan.classAt(start) & LETTER) === 0) return at + 1;
    const nameEnd = scan.skip(start, TOKEN, start + LONGEST_OPTION);
    const from = argumentStart(scan, nameEnd);
    if (from < 0) return at + 1;
    if (nameEnd - start === 1) findShortOption(scan, start, from);
    else findLongOption(scan, nameEnd, from, start);
    return at + 1;
  },
};

function isBeforeOption(byte: number): boolean {
  return byte === 0x20 || byte === 0x22 || byte === 0x27 || byte === 0x3d || byte === DASH;
}

/** Where the argument of an option starts: after blanks, or after `", "` of an argument list; -1 when there is none. */
function argumentStart(scan: Scan, nameEnd: number): number {
  let at = nameEnd;
  if ((scan.classAt(at) & QUOTE) !== 0) {
    at++;
    if (scan.at(at) === 0x2c) at++;
    return (scan.classAt(skipBlanks(scan, at)) & QUOTE) !== 0 ? skipBlanks(scan, at) : -1;
  }
  const value = skipBlanks(scan, at);
  return value === at || scan.at(value) === DASH || value >= scan.length ? -1 : value;
}

function findLongOption(scan: Scan, nameEnd: number, from: number, start: number): void {
  if (scan.hasExactlyAt('user', nameEnd - 4) && nameEnd - start <= 10) {
    addAfterColon(scan, from);
    return;
  }
  if (scan.hasExactlyAt('cookie', nameEnd - 6) && isAfterCommand(scan, start, CURL)) findCookies(scan, from);
  const found = credentialNameBefore(scan, nameEnd);
  if (found === undefined && !isValueOfSecret(scan, nameEnd, start)) return;
  const value = readValue(scan, from);
  if (value === undefined || isUsageText(scan, nameEnd, value)) return;
  if (found === undefined) {
    addOptionValue(scan, value);
    return;
  }
  // `--pass V` of a client of a database; elsewhere it may be a number or a step.
  if (found.word.word === 'pass' && isAfterCommand(scan, start, COMMANDS_WITH_PASS)) addOptionValue(scan, value);
  else acceptArgument(scan, found.word, value);
}

/** `az keyvault secret set --value V`, `databricks secrets put-secret --string-value V`. */
function isValueOfSecret(scan: Scan, nameEnd: number, start: number): boolean {
  return scan.hasExactlyAt('value', nameEnd - 5) && isAfterCommand(scan, start, SECRET_COMMAND);
}

const SECRET_COMMAND = /\bsecrets?\s+(?:set|put|create|update|add|put-secret|versions add)\b/;
const COMMANDS_WITH_PASS =
  /\b(?:redis-cli|valkey-cli|mysql\w*|mongo\w*|smtp\w*|swaks|sendemail|ffuf|hydra|xfreerdp|curl)\b/;

function addAfterColon(scan: Scan, from: number): void {
  const password = passwordAfterColon(scan, from);
  if (password === undefined) return;
  const text = scan.text.slice(password.start, password.end);
  // `docker run -u 1000:1000`
  // `-u https://host`, `-u jdbc:hive2://host`: a colon of another kind.
  if (!isPlaceholder(text) && !/^\d{1,5}$|^\/\/|^\w+:\/\//.test(text))
    scan.add(password.start, password.end, USER_OPTION);
}

/** Commands, and the letter of the option that takes a password. */
const COMMANDS: readonly (readonly [command: RegExp, letters: string])[] = [
  [/\b(?:mysql\w*|mariadb[\w-]*|sshpass|mongo\w*|7z\w?|keytool|ldap\w+|influx|clickhouse-client)\b/, 'pw'],
  [/\b(?:docker|podman|helm|oc|az|nerdctl|buildah|skopeo|crane|cf|quay)\b.*\blogin\b/, 'p'],
  [/\b(?:beeline|cqlsh|twine)\b/, 'p'],
  [/\bmosquitto_\w+\b/, 'P'],
  [/\b(?:redis-cli|influx)\b/, 'a'],
  [/\bsnmp\w+\b/, 'AX'],
  [/\bopenssl\s+\w+/, 'kK'],
  [/\b(?:ldap(?:search|modify|add|delete|bind)|ipmitool|snmpwalk)\b/, 'wP'],
  [/\b(?:sqlcmd|bcp|isql|zip|unzip|ipmitool|zipcloak)\b/, 'P'],
];
const COMMAND_REACH = 160;

/** `-p secret`: only after a command whose option it is, as `-p` is a port, a path or a parent elsewhere. */
function findShortOption(scan: Scan, letterAt: number, from: number): void {
  const letter = String.fromCharCode(scan.at(letterAt));
  if (letter === 'u' && isAfterCommand(scan, letterAt, LFTP)) {
    addAfterMark(scan, from, ',');
    return;
  }
  if (letter === 'u' || (letter === 'a' && isAfterCommand(scan, letterAt, HTTPIE))) {
    addAfterColon(scan, from);
    return;
  }
  if (letter === 'U' && isAfterCommand(scan, letterAt, SAMBA)) addAfterMark(scan, from, '%');
  if (letter === 'b' && isAfterCommand(scan, letterAt, CURL)) findCookies(scan, from);
  if (!'pPwaAXkK'.includes(letter) || !isPasswordOption(scan, letterAt, letter)) return;
  const value = readValue(scan, from);
  if (value === undefined) return;
  // `-u app -p 8080:80`: a port, whatever the command.
  if (letter === 'p' && PORT.test(scan.text.slice(value.start, value.end))) return;
  addOptionValue(scan, value);
}

const PORT = /^[\d.:]+(?:\/\w+)?$/;

function addOptionValue(scan: Scan, value: Value): void {
  const text = scan.text.slice(value.start, value.end);
  if (!isPlaceholder(text) && !value.isOverlong) scan.add(value.start, value.end, OPTION);
}

function isPasswordOption(scan: Scan, letterAt: number, letter: string): boolean {
  const command = commandBefore(scan, letterAt);
  if (letter === 'p' && AFTER_USER.test(command)) return true;
  return COMMANDS.some(([name, letters]) => letters.includes(letter) && name.test(command));
}

/** The option of a user right before: the next one is its password. */
const AFTER_USER = /\s(?:-[uU]|--user(?:name)?)(?:\s+|=)[A-Za-z][\w.@\\-]*\s+-$/;
const HTTPIE = /(?:^|[\s"'`$|;])https?\s[^|;]*$/;
const LFTP = /\blftp\b/;
const SAMBA = /\b(?:smbclient|smbget|rpcclient|net)\b/;
const CURL = /\bcurl\b/;

function isAfterCommand(scan: Scan, at: number, name: RegExp): boolean {
  return name.test(commandBefore(scan, at));
}

/** What stands on the line before an option. */
function commandBefore(scan: Scan, at: number): string {
  const before = scan.text.slice(Math.max(0, at - COMMAND_REACH), at);
  return before.slice(before.lastIndexOf('\n') + 1);
}

/** `-U user%password` of Samba's clients, `-u user,password` of lftp. */
function addAfterMark(scan: Scan, from: number, mark: string): void {
  const value = readValue(scan, from);
  if (value === undefined || value.isOverlong) return;
  const at = scan.text.slice(value.start, value.end).indexOf(mark);
  if (at > 0) addOptionValue(scan, { ...value, start: value.start + at + 1 });
}

/** `mysql -pSecret`, `sshpass -pSecret`: glued to the option. */
export const gluedOptions: Detector = {
  name: 'glued-options',
  entities: ['CREDENTIAL'],
  pairs: pairsOf('-', 'p'),
  find(scan, at) {
    const before = scan.at(at - 1);
    if ((before !== 0x20 && (scan.classAt(at - 1) & QUOTE) === 0) || (scan.classAt(at + 2) & (WORD | QUOTE)) === 0)
      return at + 1;
    const command = scan.text.slice(Math.max(0, at - COMMAND_REACH), at);
    if (!/\b(?:mysql\w*|mariadb[\w-]*|sshpass|7z\w?)\b/.test(command)) return at + 1;
    const value = readValue(scan, at + 2);
    if (value === undefined || /^(?:assword|ort|rotocol|ipe|lugin)/.test(scan.text.slice(at + 2, at + 10)))
      return at + 1;
    addOptionValue(scan, value);
    return at + 1;
  },
};

/** `SECRET 'x'`, `TOKEN 'x'`: statements of SQL that name a secret and quote it. */
export const quotedSettings: Detector = {
  name: 'quoted-settings',
  entities: ['CREDENTIAL', 'AWS_KEY'],
  pairs: pairsOf(' ', '\'"'),
  find(scan, at) {
    if (at < scan.credentialEnd) return at + 1;
    const found = credentialNameBefore(scan, at);
    if (found === undefined || found.word.strength === 'weak') return at + 1;
    const value = readValue(scan, at);
    if (
      value?.isQuoted === true &&
      value.end - value.start >= 8 &&
      looksSecret(scan.text.slice(value.start, value.end)) &&
      !(found.word.strength === 'token' && NAME_OF_OBJECT.test(scan.text.slice(value.start, value.end)))
    ) {
      acceptArgument(scan, found.word, value);
    }
    return at + 1;
  },
};

/** `secret "db-credentials-x7k2p"`: the name of one in Kubernetes. */
const NAME_OF_OBJECT = /^[a-z0-9]+(?:[-.][a-z0-9]+)+$/;

/** `aws configure set aws_secret_access_key x`: a secret key after nothing but a blank. */
export const spacedSecretKeys: Detector = {
  name: 'spaced-secret-keys',
  entities: ['AWS_KEY'],
  pairs: anyCasePair('_k'),
  find(scan, at) {
    if (!scan.hasWordAt('secret_access_key ', at - 13)) return at + 1;
    const start = skipBlanks(scan, at + 4);
    const end = scan.skip(start, BASE64, start + 41);
    if (end - start === 40) scan.add(start, end, SPACED_KEY);
    return at + 1;
  },
};

/** `IDENTIFIED BY 'x'`, `PASSWORD 'x'`, `machine h login l password x`. */
export const statements: Detector = {
  name: 'statements',
  entities: ['CREDENTIAL'],
  pairs: [...anyCasePair('by'), ...anyCasePair('sw')],
  find(scan, at) {
    if ((scan.at(at) | 0x20) === 0x62) findIdentifiedBy(scan, at);
    else findAfterPassword(scan, at);
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
  if (quote !== 0x27 && quote !== 0x22 && !(isPlain && isAfterUserStatement(scan, at))) return;
  const value = readValue(scan, from);
  if (value !== undefined && !isPlaceholder(scan.text.slice(value.start, value.end))) {
    scan.add(value.start, value.end, STATEMENT);
  }
}

/** `IDENTIFIED WITH plugin BY`. */
function isAfterPlugin(scan: Scan, at: number): boolean {
  return (
    scan.at(at - 1) === 0x20 && /\bidentified\s+with\s+\S{1,64}\s+$/i.test(scan.text.slice(Math.max(0, at - 96), at))
  );
}

function isAfterUserStatement(scan: Scan, at: number): boolean {
  return /\b(?:create|alter)\s+(?:user|role)\s+\S+\s+identified\s+$/i.test(scan.text.slice(Math.max(0, at - 160), at));
}

const LINKS = [
  'is',
  'was',
  'to',
  'of',
  'set to',
  'changed to',
  'is set to',
  'reset to',
  'provided',
  'used',
  'received',
];

/** `-`, `=`, `:` and the end: an option follows, or a separator, which is another rule's. */
const NO_ARGUMENT: readonly number[] = [DASH, 0x3d, 0x3a, 0];

/** What follows the word password (passwd) without a separator. */
function findAfterPassword(scan: Scan, at: number): void {
  const start = at - 3;
  if (!scan.hasWordAt('pass', start) || at < scan.credentialEnd) return;
  const end = scan.hasWordAt('word', at + 1) ? at + 5 : scan.hasWordAt('wd', at + 1) ? at + 3 : -1;
  if (end < 0) return;
  let from = skipBlanks(scan, end);
  const isCall = scan.at(from) === 0x28;
  if ((from === end && !isCall) || NO_ARGUMENT.includes(scan.at(from))) return;
  // `passwd (1:4.13)` is a package and its version.
  if (isCall && from > end) return;
  if (isCall) from++;
  if ((scan.classAt(from) & QUOTE) !== 0 || scan.at(from) === 0x5c) addQuotedPassword(scan, from);
  else if (isNetrc(scan, start)) addNetrcPassword(scan, from);
  else addSpokenPassword(scan, from);
}

/** `password is x`, `password changed to x`, `password for root: x`, `password x`. */
function addSpokenPassword(scan: Scan, from: number): void {
  if (addEncryptedPassword(scan, from)) return;
  const account = accountStart(scan, from);
  if (account >= 0) {
    addPasswordOf(scan, account);
    return;
  }
  const first = scan.at(from) | 0x20;
  for (const link of LINKS) {
    if (link.charCodeAt(0) !== first) continue;
    const after = from + link.length;
    if (scan.hasWordAt(link, from) && (scan.at(after) === 0x20 || scan.at(after) === 0x3a)) {
      const value = skipBlanks(scan, after + (scan.at(after) === 0x3a ? 1 : 0));
      if (isQuoteAt(scan, value) && link !== 'of' && link !== 'used') addQuotedPassword(scan, value);
      else addLikelyPassword(scan, value);
    }
  }
  addLikelyPassword(scan, from);
}

/** `password 7 V`: the kind of encryption before it, in configurations of network devices. */
function addEncryptedPassword(scan: Scan, from: number): boolean {
  if ((scan.classAt(from) & DIGIT) === 0 || scan.at(from + 1) !== 0x20) return false;
  const value = readValue(scan, from + 2);
  if (value !== undefined && scan.at(value.end) < 0x20 && value.end - value.start >= 4)
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
  const at = BEFORE_FOR_LETTERS.includes(scan.at(from) | 0x20) ? skipPhrases(scan, from, BEFORE_FOR) : from;
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

const ASSIGNED = /^[\w.@'"`%-]{1,64}\s{0,4}=\s{0,4}(?=['"])/;

/** `password for app: V`, `password for app is V`: on its own it is believed; in a sentence it must look like one. */
function addPasswordOf(scan: Scan, userAt: number): void {
  // `SET PASSWORD FOR app@host = 'V'`
  const assigned = ASSIGNED.exec(scan.text.slice(userAt, userAt + 96));
  if (assigned !== null) {
    addQuotedPassword(scan, userAt + assigned[0].length);
    return;
  }
  let user = scan.skip(userAt, TOKEN, userAt + 64);
  while (".@\\'/".includes(String.fromCharCode(scan.at(user) || 0x20)) && user < userAt + 64) {
    user = scan.skip(user + 1, TOKEN, userAt + 64);
  }
  if (user === userAt || NO_USER.test(scan.text.slice(userAt, user))) return;
  if (scan.hasWordAt(' is ', user)) addLikelyPassword(scan, user + 4);
  if (scan.at(user) !== 0x3a) return;
  const from = skipBlanks(scan, user + 1);
  const value = readValue(scan, from);
  if (from === user + 1 || value === undefined) return;
  if (value.isQuoted || isAlone(scan, value.end)) acceptArgument(scan, PASSWORD, value);
  else addLikelyPassword(scan, from);
}

const PASSWORD: CredentialWord = { word: 'password', strength: 'strong', entity: 'CREDENTIAL', isGlued: true };

function addNetrcPassword(scan: Scan, from: number): void {
  const value = readValue(scan, from);
  if (value !== undefined) addOptionValue(scan, value);
}

/** `machine h login l password x`, also one a line. */
function isNetrc(scan: Scan, at: number): boolean {
  return NETRC.test(scan.text.slice(Math.max(0, at - NETRC_REACH), at));
}

const NETRC = /\blogin\s+(?!(?:with|using|by|via|and|or)\s)\S+(?:\s|\\n)+$/;
const NETRC_REACH = 80;

function addQuotedPassword(scan: Scan, from: number): void {
  const value = readValue(scan, from);
  if (value === undefined || !value.isQuoted || value.end - value.start > 80) return;
  const text = scan.text.slice(value.start, value.end);
  if (!isPlaceholder(text) && !/^[\s,;:.)]|\s{2}|:\s*$|^(?:for|and|or|from|to|in)\b/.test(text))
    scan.add(value.start, value.end, STATEMENT);
}

function addLikelyPassword(scan: Scan, from: number): void {
  const value = readValue(scan, from);
  if (value === undefined || value.isOverlong || value.end - value.start < 6) return;
  const text = scan.text.slice(value.start, value.end);
  const isLikely = looksSecret(text) || (isAlone(scan, value.end) && (isMemorable(text) || isPassphrase(text)));
  if (!isLikely || isPlaceholder(text) || /[=(){}]|^[/~]|^\[\]|:\/\//.test(text)) return;
  scan.add(value.start, value.end, SENTENCE);
}

/** Whether no more words follow, after a comma or full stop neither. */
function isAlone(scan: Scan, end: number): boolean {
  const byte = scan.at(end);
  return !isSentenceNext(scan, byte === 0x2c || byte === 0x2e ? end + 1 : end);
}

/** `Winter-falcon-42`, `falcon_42_x`: words and digits, joined; alone at the end of what was said it is the password. */
function isMemorable(text: string): boolean {
  return /\d/.test(text) && /[A-Za-z]{3}/.test(text) && !/[/:]/.test(text);
}
