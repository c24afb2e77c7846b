// Finds secrets that stand after an option of a command line, or after a word that a blank parts from them.

import { afterLast } from '../../scan/after-last.ts';
import { BLANK, COMMA, DASH, DOUBLE_QUOTE, EQUALS, SINGLE_QUOTE } from '../../scan/ascii.ts';
import { BASE64, LETTER, QUOTE, TOKEN, WORD } from '../../scan/byte-classes.ts';
import { anyCasePair, type Detector, pairsOf } from '../../scan/detector.ts';
import { COST } from '../../scan/effort.ts';
import { skipBackslashes } from '../../scan/quotes.ts';
import { defineRule } from '../../scan/rule.ts';
import type { Scan } from '../../scan/scan.ts';
import { FOUND_UP_TO } from '../judgement/looked-at.ts';
import { isPlaceholder } from '../judgement/placeholders.ts';
import { looksGenerated, looksSecret } from '../judgement/randomness.ts';
import { credentialNameBefore } from '../names/credential-words.ts';
import { qualifiedNameIn } from '../names/qualifiers.ts';
import { isKey } from '../values/beside-texts.ts';
import type { Value } from '../values/quoted-values.ts';
import { isUsageText } from '../values/usage-text.ts';
import { readValue, skipBlanks, skipGap } from '../values/values.ts';
import { passwordAfterColon } from './authorization.ts';
import { findCookies } from './cookies.ts';
import { acceptArgument } from './credentials.ts';

const OPTION = defineRule(
  'CREDENTIAL',
  'command-line option',
  'an option that takes a password, after the command that has it',
);
const USER_OPTION = defineRule('CREDENTIAL', 'user:password option', 'what follows the colon of -u or --user');
const SPACED_KEY = defineRule(
  'AWS_KEY',
  'spaced AWS secret key',
  'secret_access_key, a blank and 40 characters of base64',
);

const LONGEST_OPTION = 48;

/** `--password x`, `-password x`, `--user a:b`, `"--token", "x"`. */
export const longOptions: Detector = {
  name: 'long-options',
  entities: ['CREDENTIAL'],
  leftOutAt: 1,
  pairs: [...pairsOf(' "\'=', '-'), ...pairsOf('-', '-')],
  find(scan, at) {
    // `--` after a blank or quote was seen at the pair before.
    if (scan.at(at) === DASH && isBeforeOption(scan.at(at - 1))) return at + 1;
    let start = at + 1;
    while (scan.at(start) === DASH && start < at + 4) start++;
    if ((scan.classAt(start) & LETTER) === 0) return at + 1;
    scan.effort.spend(COST.neighbourhood);
    const nameEnd = scan.skip(start, TOKEN, start + LONGEST_OPTION);
    const from = argumentStart(scan, nameEnd);
    if (from < 0) {
      if (scan.at(nameEnd) === EQUALS) findTightOption(scan, nameEnd, start);
      return at + 1;
    }
    if (nameEnd - start === 1) findShortOption(scan, start, from);
    else findLongOption(scan, nameEnd, from, start);
    return at + 1;
  },
};

function isBeforeOption(byte: number): boolean {
  return byte === BLANK || byte === DOUBLE_QUOTE || byte === SINGLE_QUOTE || byte === EQUALS || byte === DASH;
}

/** Where the argument of an option starts: after blanks, or after `", "` of an argument list; -1 when there is none. */
function argumentStart(scan: Scan, nameEnd: number): number {
  const close = skipBackslashes(scan, nameEnd);
  if ((scan.classAt(close) & QUOTE) !== 0) {
    const at = scan.at(close + 1) === COMMA ? close + 2 : close + 1;
    const from = skipGap(scan, at);
    const quote = skipBackslashes(scan, from);
    // `["--password", "--verbose"]`: the next option.
    if ((scan.classAt(quote) & QUOTE) === 0 || scan.hasExactlyAt('--', quote + 1)) return -1;
    // `{"command": "mysql -p", "user": …}`: the next field.
    const next = readValue(scan, from);
    return next?.isQuoted === true && isKey(scan, next) ? -1 : from;
  }
  const value = skipBlanks(scan, nameEnd);
  return value === nameEnd || scan.at(value) === DASH || value >= scan.length ? -1 : value;
}

/** `--user=app:V`, `--value=V`: what has a name of its own is found by that. */
function findTightOption(scan: Scan, nameEnd: number, start: number): void {
  if (isUserOption(scan, nameEnd, start)) addAfterColon(scan, nameEnd + 1);
  else if (isValueOfSecret(scan, nameEnd, start)) {
    const value = readValue(scan, nameEnd + 1);
    if (value !== undefined) addOptionValue(scan, value);
  }
}

/** `curl -sSu app:V`: several letters, the last of which takes an argument. */
function isClusterOfCurl(scan: Scan, nameEnd: number, start: number): boolean {
  const isCluster = scan.at(start - 1) === DASH && scan.at(start - 2) !== DASH && nameEnd - start < LONGEST_CLUSTER;
  return isCluster && scan.hasExactlyAt('u', nameEnd - 1) && isAfterCommand(scan, start, CURL);
}

const LONGEST_CLUSTER = 8;

/** `curl --cert app.pem:V` */
function isCertificateOfCurl(scan: Scan, nameEnd: number, start: number): boolean {
  return nameEnd - start === 4 && scan.hasExactlyAt('cert', start) && isAfterCommand(scan, start, CURL);
}

function findLongOption(scan: Scan, nameEnd: number, from: number, start: number): void {
  if (
    isUserOption(scan, nameEnd, start) ||
    isClusterOfCurl(scan, nameEnd, start) ||
    isCertificateOfCurl(scan, nameEnd, start)
  ) {
    addAfterColon(scan, from);
    return;
  }
  if (scan.hasExactlyAt('cookie', nameEnd - 6) && isAfterCommand(scan, start, CURL)) findCookies(scan, from);
  const found = credentialNameBefore(scan, nameEnd) ?? qualifiedNameIn(scan, start, nameEnd);
  if (found === undefined && !isValueOfSecret(scan, nameEnd, start) && !isKeyOfGems(scan, nameEnd, start)) return;
  const value = readValue(scan, from);
  if (value === undefined || isUsageText(scan, nameEnd, value)) return;
  if (found === undefined) {
    if (isValueOfSecret(scan, nameEnd, start) || isGenerated(scan, value)) addOptionValue(scan, value);
    return;
  }
  if (found.word.word === 'secret' && isAfterSet(scan, start)) addAfterName(scan, value);
  // `--pass V` of a client of a database; elsewhere it may be a number or a step.
  else if (found.word.word === 'pass' && isAfterCommand(scan, start, COMMANDS_WITH_PASS)) addOptionValue(scan, value);
  else acceptArgument(scan, found.word, value);
}

/** `--user`, `--proxy-user` */
function isUserOption(scan: Scan, nameEnd: number, start: number): boolean {
  return scan.hasExactlyAt('user', nameEnd - 4) && nameEnd - start <= 10;
}

/** `pulumi config set --secret name V`: what follows the option is the secret's name. */
function addAfterName(scan: Scan, name: Value): void {
  const from = name.isQuoted ? name.end + 1 : name.end;
  const value = scan.at(from) === BLANK && scan.at(skipBlanks(scan, from)) !== DASH ? readValue(scan, from) : undefined;
  if (value !== undefined) addOptionValue(scan, value);
}

function isAfterSet(scan: Scan, start: number): boolean {
  return scan.hasExactlyAt('set --', start - 6) && isAfterCommand(scan, start, PULUMI);
}

const PULUMI = /\bpulumi\s+config\s+set\b/;

/** `gem push --key V`, which may be a name as well. */
function isKeyOfGems(scan: Scan, nameEnd: number, start: number): boolean {
  return nameEnd - start === 3 && scan.hasExactlyAt('key', start) && isAfterCommand(scan, start, GEM_PUSH);
}

function isGenerated(scan: Scan, { start, end }: Value): boolean {
  return looksGenerated(scan.text.slice(start, end));
}

/** `az keyvault secret set --value V`, `databricks secrets put-secret --string-value V`. */
function isValueOfSecret(scan: Scan, nameEnd: number, start: number): boolean {
  return scan.hasExactlyAt('value', nameEnd - 5) && isAfterCommand(scan, start, SECRET_COMMAND);
}

const GEM_PUSH = /\bgem\s+push\b/;
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

interface ShortOption {
  readonly command: RegExp;
  /** The letters of its options that take a password. */
  readonly letters: string;
  /** What must follow the command for that. */
  readonly subcommand?: RegExp;
  /** Commands with `<V>` for the password, one for each letter, which a test runs. */
  readonly examples: readonly string[];
}

export const SHORT_OPTIONS: readonly ShortOption[] = [
  {
    command: /\b(?:mysql|mariadb|(?:sshpass|7z\w?|keytool|influx|clickhouse-client)\b|mongo|ldap\w)/,
    letters: 'pw',
    examples: ['sshpass -p <V> ssh app@host', 'ldappasswd -x -w <V>'],
  },
  {
    command: /\b(?:docker|podman|helm|oc|az|nerdctl|buildah|skopeo|crane|cf|quay)\b/,
    letters: 'p',
    subcommand: /\blogin\b/,
    examples: ['docker login -u app -p <V> registry.example.org'],
  },
  {
    command: /\b(?:beeline|cqlsh|twine)\b/,
    letters: 'p',
    examples: ['beeline -u jdbc:hive2://h:10000 -n app -p <V>'],
  },
  { command: /\bmosquitto_\w+\b/, letters: 'P', examples: ['mosquitto_sub -h broker -u app -P <V> -t jobs'] },
  { command: /\b(?:redis-cli|influx)\b/, letters: 'a', examples: ['redis-cli -h cache -a <V> ping'] },
  {
    command: /\bsnmp\w+\b/,
    letters: 'AX',
    examples: ['snmpwalk -v3 -u app -A <V> host', 'snmpget -v3 -u app -X <V> host'],
  },
  {
    command: /\bopenssl\s+\w+/,
    letters: 'kK',
    examples: ['openssl enc -aes-256-cbc -k <V> -in a', 'openssl enc -aes-256-cbc -K <V> -in a'],
  },
  {
    command: /\bssh-keygen\b/,
    letters: 'NP',
    examples: ['ssh-keygen -t ed25519 -N <V> -f key', 'ssh-keygen -y -P <V> -f key'],
  },
  {
    command: /\b(?:ldap(?:search|modify|add|delete|bind)|ipmitool|snmpwalk)\b/,
    letters: 'wP',
    examples: ['ldapsearch -x -D cn=app -w <V>', 'ipmitool -H host -U app -P <V> power status'],
  },
  { command: /\buser(?:add|mod)\b/, letters: 'p', examples: ['useradd -m -p <V> app'] },
  {
    command: /\b(?:nuget|gem)\b/,
    letters: 'k',
    subcommand: /\bpush\b/,
    examples: ['dotnet nuget push a.nupkg -k <V>'],
  },
  {
    command: /\b(?:sqlcmd|bcp|isql|zip|unzip|ipmitool|zipcloak)\b/,
    letters: 'P',
    examples: ['sqlcmd -S srv -U app -P <V> -Q x'],
  },
];
const COMMAND_REACH = 160;

/** `-p secret`: only after a command whose option it is, as `-p` is a port, a path or a parent elsewhere. */
function findShortOption(scan: Scan, letterAt: number, from: number): void {
  const letter = String.fromCharCode(scan.at(letterAt));
  if (letter === 'u' && isAfterCommand(scan, letterAt, LFTP)) {
    addAfterMark(scan, from, ',');
    return;
  }
  if (letter === 'u' || (letter === 'a' && HTTPIE.test(afterLast(commandBefore(scan, letterAt), '|;')))) {
    addAfterColon(scan, from);
    return;
  }
  if (letter === 'U' && isAfterCommand(scan, letterAt, SAMBA)) addAfterMark(scan, from, '%');
  if ((letter === 'U' || letter === 'E') && isAfterCommand(scan, letterAt, CURL)) addAfterColon(scan, from);
  if (letter === 'b' && isAfterCommand(scan, letterAt, CURL)) findCookies(scan, from);
  if (!'pPwaAXkKN'.includes(letter) || !isPasswordOption(scan, letterAt, letter)) return;
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
  const line = commandBefore(scan, letterAt);
  if (letter === 'p' && AFTER_USER.test(line)) return true;
  return SHORT_OPTIONS.some(({ command, letters, subcommand }) => {
    const found = letters.includes(letter) ? command.exec(line) : null;
    if (found === null) return false;
    return subcommand === undefined || subcommand.test(line.slice(found.index + found[0].length));
  });
}

/** The option of a user right before: the next one is its password. */
const AFTER_USER = /\s(?:-[uU]|--user(?:name)?)(?:\s+|=)[A-Za-z][\w.@\\-]*\s+-$/;
/** After the last bar or semicolon. */
const HTTPIE = /(?:^|[\s"'`$])https?\s/;
const LFTP = /\blftp\b/;
const SAMBA = /\b(?:smbclient|smbget|rpcclient|net)\b/;
const CURL = /\bcurl\b/;

function isAfterCommand(scan: Scan, at: number, name: RegExp): boolean {
  return name.test(commandBefore(scan, at));
}

/** What stands before an option on its line, or in its list: less in a text that is one option after the other. */
function commandBefore(scan: Scan, at: number): string {
  const reach = scan.lookAhead(at, COMMAND_REACH);
  scan.hasLookedAt(reach);
  const before = scan.text.slice(Math.max(0, at - reach), at);
  return LISTED_OPTION.test(before) ? afterLast(before, '[') : afterLast(before, '\n');
}

const LISTED_OPTION = /,\s{1,32}["']--?$/;

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
  leftOutAt: 1,
  pairs: pairsOf('-', 'p'),
  find(scan, at) {
    const before = scan.at(at - 1);
    // `"-p", "V"` is not glued.
    const isArgument = before === BLANK || ((scan.classAt(at - 1) & QUOTE) !== 0 && scan.at(at + 2) !== before);
    if (!isArgument || ((scan.classAt(at + 2) & (WORD | QUOTE)) === 0 && !scan.hasExactlyAt("$'", at + 2)))
      return at + 1;
    if (!TAKES_GLUED_PASSWORD.test(scan.textBefore(at, COMMAND_REACH))) return at + 1;
    const value = readValue(scan, at + 2);
    if (value === undefined || /^(?:assword|ort|rotocol|ipe|lugin)/.test(scan.text.slice(at + 2, at + 10)))
      return at + 1;
    addOptionValue(scan, value);
    return at + 1;
  },
};

const TAKES_GLUED_PASSWORD =
  /\b(?:mysql|mariadb|(?:sshpass|7z\w?|(?:docker|podman|nerdctl|buildah|skopeo)\W{1,4}login)\b)/;

/** `SECRET 'x'`, `TOKEN 'x'`: statements of SQL that name a secret and quote it. */
export const quotedSettings: Detector = {
  name: 'quoted-settings',
  entities: ['CREDENTIAL', 'AWS_KEY'],
  leftOutAt: 1,
  pairs: pairsOf(' ', '\'"'),
  find(scan, at) {
    if (at < FOUND_UP_TO.of(scan)) return at + 1;
    const found = credentialNameBefore(scan, at);
    if (found === undefined || found.word.strength === 'weak') return at + 1;
    const value = readValue(scan, at);
    if (
      value?.isQuoted === true &&
      value.end - value.start >= 8 &&
      looksSecret(scan.text.slice(value.start, value.end)) &&
      !WORDS.test(scan.text.slice(value.start, value.end)) &&
      !(found.word.strength === 'token' && NAME_OF_OBJECT.test(scan.text.slice(value.start, value.end)))
    ) {
      acceptArgument(scan, found.word, value);
    }
    return at + 1;
  },
};

/** `password "too weak"` */
const WORDS = /^[a-z]+(?: [a-z]+)+$/;
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
