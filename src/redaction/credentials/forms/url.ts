// Finds secrets in URLs: passwords before the host, the secret path of webhooks; and whole URLs when asked for.

import {
  AT_SIGN,
  BACKSLASH,
  COLON,
  COMMA,
  HASH,
  LOWER_CASE,
  LOWER_N,
  OPEN_PARENTHESIS,
  PERCENT,
  QUESTION,
  SEMICOLON,
  SLASH,
} from '../../scan/ascii.ts';
import { nextAtSign } from '../../scan/at-signs.ts';
import { ALNUM, DIGIT, HIGH_LETTER, LETTER, SPACE, TOKEN, VALUE_END, WORD } from '../../scan/byte-classes.ts';
import { byteTable } from '../../scan/byte-table.ts';
import { type Detector, pairsOf } from '../../scan/detector.ts';
import { Remembered } from '../../scan/memory.ts';
import { skipBackslashes } from '../../scan/quotes.ts';
import { defineRule } from '../../scan/rule.ts';
import type { Scan } from '../../scan/scan.ts';
import { noteUsersOfUrl } from '../../scan/url-users.ts';
import { isPlaceholder, labelEnd } from '../judgement/placeholders.ts';
import { looksGenerated } from '../judgement/randomness.ts';
import { colonIn, findFurtherUsers } from '../values/url-hosts.ts';

const PASSWORD = defineRule('URL_PASSWORD', 'URL password', 'user:password@ after ://');
const USER_TOKEN = defineRule('URL_PASSWORD', 'URL user token', 'a generated user name without a password before @');
const ORACLE = defineRule('URL_PASSWORD', 'Oracle URL password', 'user/password@ after jdbc:oracle:');
const NETWORK = defineRule('URL_PASSWORD', 'Go driver password', 'user:password@ before a network address in brackets');
const SLACK_HOOK = defineRule('SLACK_TOKEN', 'Slack webhook', 'the URL of hooks.slack.com/services, whole');
const HOOK = defineRule('CREDENTIAL', 'webhook', "a vendor's webhook URL, whole");
const WHOLE = defineRule('URL', 'URL', 'scheme, :// and a host');

/** Up to here everything is a URL already. */
const WHOLE_UP_TO = new Remembered();
/** User and password are shorter than this together; what is longer is no user information. */
const LONGEST_USER_INFO = 4096;
const LONGEST_ORACLE = 128;
const LONGEST_PATH = 512;

export const urls: Detector = {
  name: 'urls',
  // The address rule must know where the user of a URL stands even when passwords are not asked for.
  entities: ['URL_PASSWORD', 'SLACK_TOKEN', 'CREDENTIAL', 'EMAIL', 'URL'],
  pairs: pairsOf(':', '/\\'),
  find(scan, at) {
    // `:\/\/` is how PHP writes it in JSON.
    const isEscaped = scan.at(at + 1) === BACKSLASH;
    if (isEscaped ? !scan.hasExactlyAt('\\/\\/', at + 1) : scan.at(at + 2) !== SLASH) return at + 1;
    const authority = at + (isEscaped ? 5 : 3);
    if (scan.isEnabled(WHOLE)) findWhole(scan, at, authority);
    findWebhook(scan, authority);
    findUserInfo(scan, authority);
    return authority;
  },
};

const LONGEST_SCHEME = 20;
const ENDS_URL = byteTable('\\', VALUE_END);
/** What stands after a URL and is none of it. */
const ENDS_SENTENCE = byteTable('.,;:!?)]}');

function findWhole(scan: Scan, at: number, authority: number): void {
  // A URL within one is a part of it.
  if (at < WHOLE_UP_TO.of(scan)) return;
  const start = scan.skipBack(at, ALNUM, at - LONGEST_SCHEME);
  if (start === at || (scan.classAt(start) & LETTER) === 0 || (scan.classAt(authority) & WORD) === 0) return;
  const { bytes } = scan;
  let end = authority;
  // The zero byte after the text is a control character.
  while (ENDS_URL[bytes[end] as number] === 0) end++;
  while (end > authority && ENDS_SENTENCE[bytes[end - 1] as number] === 1) end--;
  scan.add(start, end, WHOLE);
  WHOLE_UP_TO.set(scan, end);
}

function findUserInfo(scan: Scan, authority: number): void {
  const at = userInfoEnd(scan, authority);
  if (at < 0) return;
  noteUsersOfUrl(scan, at, at);
  const colon = colonIn(scan, authority, at);
  if (colon === at) {
    if (isTokenUser(scan, authority, at)) scan.add(authority, at, USER_TOKEN);
    return;
  }
  addPassword(scan, colon + 1, at);
  noteUsersOfUrl(scan, at, findFurtherUsers(scan, at, addPassword));
}

function addPassword(scan: Scan, start: number, end: number): void {
  if (!isPlaceholder(scan.text.slice(start, end))) scan.add(start, end, PASSWORD);
}

/** The `@` that ends the user information: the last one before the path; -1 when there is none. */
function userInfoEnd(scan: Scan, authority: number): number {
  const limit = authority + LONGEST_USER_INFO;
  let found = -1;
  let at = nextAtSign(scan, authority);
  while (at < limit && scan.at(at) === AT_SIGN) {
    if (found >= 0 && hasPathMark(scan, found, at)) break;
    if (found < 0 && !mayBeUserInfo(scan, authority, at)) break;
    found = at;
    at = nextAtSign(scan, at + 1);
  }
  return found;
}

/** `https://<token>@host`. A GUID is a workspace (`abfss://<workspace>@onelake…`), no token. */
function isTokenUser(scan: Scan, authority: number, at: number): boolean {
  const isWeb = scan.hasWordAt('http', authority - 7) || scan.hasWordAt('https', authority - 8);
  const user = scan.text.slice(authority, at);
  return isWeb && looksGenerated(user) && !GUID.test(user);
}

const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

function hasPathMark(scan: Scan, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const byte = scan.bytes[i];
    if (byte === SLASH || byte === QUESTION || byte === HASH || byte === COMMA) return true;
  }
  return false;
}

/** Whether what is before the first `@` can be a user: no path begins before it, unless a password has such a character unescaped. */
function mayBeUserInfo(scan: Scan, authority: number, at: number): boolean {
  let colon = -1;
  for (let i = afterDomain(scan, authority, at); i < at; i++) {
    const byte = scan.bytes[i];
    if (byte === COLON && colon < 0) colon = i;
    if (byte !== SLASH && byte !== QUESTION && byte !== HASH && byte !== SEMICOLON && byte !== BACKSLASH) continue;
    if (byte === BACKSLASH) return false;
    // `host:8080/path@x` is a port and a path, `user:pa/ss@host` a password.
    return colon > authority && scan.skip(colon + 1, DIGIT, i) !== i && (scan.classAt(at + 1) & ALNUM) !== 0;
  }
  return true;
}

const LONGEST_DOMAIN = 64;
/** What an escaped line end or tab ends in. */
const ENDS_ESCAPE = 'nrt';

/** `DOMAIN\user`, also escaped, and `DOMAIN;user` of smb URLs: where the user starts; the authority itself without a domain. */
function afterDomain(scan: Scan, authority: number, at: number): number {
  const end = scan.skip(authority, DOMAIN_NAME, Math.min(at, authority + LONGEST_DOMAIN));
  if (end === authority) return authority;
  if (scan.at(end) === SEMICOLON) return (scan.classAt(end + 1) & WORD) === 0 ? authority : end + 1;
  const user = skipBackslashes(scan, end);
  if (user === end || (scan.classAt(user) & WORD) === 0) return authority;
  // `http://host\nsee a@b`: a line end, but for the URLs that have domains.
  const mayBeEscape = user === end + 1 && ENDS_ESCAPE.includes(String.fromCharCode(scan.at(user)));
  return mayBeEscape && !hasDomains(scan, authority) ? authority : user;
}

const DOMAIN_NAME = TOKEN | HIGH_LETTER;

function hasDomains(scan: Scan, authority: number): boolean {
  return ['smb', 'cifs', 'ldap', 'ldaps'].some((scheme) => scan.hasWordAt(scheme, authority - 3 - scheme.length));
}

interface Webhook {
  readonly host: string;
  readonly rule: typeof HOOK;
}

const WEBHOOKS: readonly Webhook[] = [
  { host: 'hooks.slack.com/services/', rule: SLACK_HOOK },
  { host: 'hooks.slack.com/workflows/', rule: SLACK_HOOK },
  { host: 'hooks.slack.com/triggers/', rule: SLACK_HOOK },
  { host: 'discord.com/api/webhooks/', rule: HOOK },
  { host: 'discordapp.com/api/webhooks/', rule: HOOK },
  { host: 'http-intake.logs.datadoghq.com/v1/input/', rule: HOOK },
  { host: 'outlook.office.com/webhook/', rule: HOOK },
  { host: 'hooks.zapier.com/hooks/catch/', rule: HOOK },
  { host: 'maker.ifttt.com/trigger/', rule: HOOK },
];
const WEBHOOKS_BY_FIRST: ReadonlyMap<number, readonly Webhook[]> = Map.groupBy(WEBHOOKS, ({ host }) =>
  host.charCodeAt(0),
);
/** `tenant.webhook.office.com/webhookb2/…`: the tenant is up to so long. */
const LONGEST_TENANT = 64;

function findWebhook(scan: Scan, authority: number): void {
  for (const { host, rule } of WEBHOOKS_BY_FIRST.get(scan.at(authority) | LOWER_CASE) ?? []) {
    if (scan.hasWordAt(host, authority)) {
      addPath(scan, authority + host.length, rule);
      return;
    }
  }
  const tenant = scan.skip(authority, TOKEN, authority + LONGEST_TENANT);
  const office = '.webhook.office.com/webhookb2/';
  if (scan.hasWordAt(office, tenant)) addPath(scan, tenant + office.length, HOOK);
}

function addPath(scan: Scan, start: number, rule: typeof HOOK): void {
  if (labelEnd(scan, start) > 0) return;
  let end = start;
  while (end < start + LONGEST_PATH && isPathByte(scan, end)) end++;
  if (end - start >= 20) scan.add(schemeStart(scan, start), end, rule);
}

/** Where the URL starts whose host or path an index is in: the whole URL of a webhook is the secret. */
function schemeStart(scan: Scan, from: number): number {
  const colon = scan.text.lastIndexOf('://', from);
  return scan.skipBack(colon, LETTER, colon - 8);
}

function isPathByte(scan: Scan, at: number): boolean {
  const byte = scan.at(at);
  return (scan.classAt(at) & TOKEN) !== 0 || byte === SLASH || byte === AT_SIGN || byte === PERCENT;
}

/** `jdbc:oracle:thin:scott/tiger@//db:1521/x`. */
export const oracleUrls: Detector = {
  name: 'oracle-urls',
  entities: ['URL_PASSWORD'],
  leftOutAt: 3,
  pairs: pairsOf('ni', ':'),
  find(scan, at) {
    const kind = scan.bytes[at] === LOWER_N ? 'oracle:thin' : 'oracle:oci';
    if (!scan.hasWordAt(kind, at + 1 - kind.length)) return at + 1;
    const user = at + 2;
    const slash = scan.skip(user, WORD | TOKEN, user + 64);
    if (slash === user || scan.at(slash) !== SLASH) return at + 1;
    const end = nextAtSign(scan, slash + 1);
    if (scan.at(end) !== AT_SIGN || end - slash > LONGEST_ORACLE) return at + 1;
    if (!isPlaceholder(scan.text.slice(slash + 1, end))) scan.add(slash + 1, end, ORACLE);
    return at + 1;
  },
};

/** The colon before a password, or what cannot be in one; a bracket neither, so that hostile text is read once. */
function endsNetworkPassword(scan: Scan, at: number): boolean {
  const byte = scan.at(at);
  return byte === COLON || byte === OPEN_PARENTHESIS || (scan.classAt(at) & SPACE) !== 0;
}

/** `root:secret@tcp(db:3306)/x`, the data source name of Go's drivers. */
export const networkUrls: Detector = {
  name: 'network-urls',
  entities: ['URL_PASSWORD'],
  leftOutAt: 3,
  pairs: pairsOf('@', 'tu('),
  find(scan, at) {
    const isAddress =
      scan.hasWordAt('tcp(', at + 1) || scan.hasWordAt('unix(', at + 1) || scan.hasExactlyAt('(', at + 1);
    if (!isAddress) return at + 1;
    let colon = at - 1;
    while (colon > at - 64 && colon > 0 && !endsNetworkPassword(scan, colon)) colon--;
    if (scan.at(colon) !== COLON || colon === at - 1 || (scan.classAt(colon - 1) & WORD) === 0) return at + 1;
    if (!isPlaceholder(scan.text.slice(colon + 1, at))) scan.add(colon + 1, at, NETWORK);
    return at + 1;
  },
};
