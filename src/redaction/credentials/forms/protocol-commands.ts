// Finds passwords in the commands of text protocols and their settings: Redis AUTH and requirepass, PASS of FTP and POP3, IMAP LOGIN.
import { BLANK, DOUBLE_QUOTE, LOWER_H, TAB, UPPER_G, UPPER_S, UPPER_T } from '../../scan/ascii.ts';
import { TOKEN } from '../../scan/byte-classes.ts';
import { type Detector, pairsOf } from '../../scan/detector.ts';
import { isQuoteAt, skipBackslashes } from '../../scan/quotes.ts';
import { defineRule } from '../../scan/rule.ts';
import type { Scan } from '../../scan/scan.ts';
import { isPlaceholder, isWordForValue } from '../judgement/placeholders.ts';
import { looksSecret } from '../judgement/randomness.ts';
import type { Value } from '../values/quoted-values.ts';
import { isLastOnLine, readValue, skipBlanks } from '../values/values.ts';

const COMMAND = defineRule('CREDENTIAL', 'protocol command', 'the argument of a command that logs in');
const SETTING = defineRule('CREDENTIAL', 'Redis setting', 'what follows requirepass or auth-pass');

const REACH = 80;

export const protocolCommands: Detector = {
  name: 'protocol-commands',
  entities: ['CREDENTIAL'],
  leftOutAt: 1,
  // The pair of each word that is rarest elsewhere: PASS, AUTH, LOGIN, requirEPass, autH-pass, "autH".
  pairs: ['SS', 'TH', 'GI', 'ep', 'h-', 'h"'].flatMap((pair) => pairsOf(pair.charAt(0), pair.charAt(1))),
  find(scan, at) {
    switch (scan.bytes[at]) {
      case UPPER_S:
        findPass(scan, at + 2);
        break;
      case UPPER_T:
        findAuth(scan, at + 2);
        break;
      case UPPER_G:
        findImapLogin(scan, at);
        break;
      case LOWER_H:
        // Clients of Redis spell commands as they like.
        if (scan.hasExactlyAt('"auth" "', at - 4)) findQuotedAuth(scan, at + 1);
        else findSentinelSetting(scan, at - 3);
        break;
      default:
        findSetting(scan, at - 6);
    }
    return at + 1;
  },
};

function isArgumentNext(scan: Scan, end: number): boolean {
  const byte = scan.at(end);
  return byte === BLANK || byte === TAB || byte === DOUBLE_QUOTE;
}

/** `requirepass V`, in a file or after CONFIG SET. */
function findSetting(scan: Scan, start: number): void {
  const end = start + 11;
  if (!scan.hasExactlyAt('requirepass', start) || !isArgumentNext(scan, end)) return;
  const value = readValue(scan, skipBlanks(scan, end));
  if (value !== undefined && isLastOnLine(scan, value)) add(scan, value, SETTING);
}

/** `sentinel auth-pass NAME V`. */
function findSentinelSetting(scan: Scan, start: number): void {
  if (!scan.hasExactlyAt('auth-pass ', start)) return;
  const from = start + 10;
  const name = scan.skip(from, TOKEN, from + 64);
  if (scan.at(name) === BLANK) add(scan, readValue(scan, name + 1), SETTING);
}

function add(scan: Scan, value: Value | undefined, rule: typeof COMMAND): void {
  if (value === undefined || value.isOverlong) return;
  const text = scan.text.slice(value.start, value.end);
  if (!isPlaceholder(text) && !isWordForValue(text)) scan.add(value.start, value.end, rule);
}

/** `USER name PASS V`, `> PASS V`. */
function findPass(scan: Scan, end: number): void {
  const start = end - 4;
  if (!isArgumentNext(scan, end) || !scan.hasExactlyAt('PASS', start) || !PROMPT.test(before(scan, start))) return;
  const value = readValue(scan, skipBlanks(scan, end));
  if (value !== undefined && isLastOnLine(scan, value)) add(scan, value, COMMAND);
}

/** What a client's side of a dialogue starts with; `PASS src/x.test.ts` and `PASS: 5` are results of tests. */
const PROMPT = /(?:[>:] |\bUSER \S{1,64}[\s;]{1,3})$/;

function before(scan: Scan, at: number): string {
  return scan.textBefore(at, REACH);
}

/** `AUTH V`, `AUTH user V`, `"AUTH" "V"`, `AUTH PLAIN dGVzdA==`. */
function findAuth(scan: Scan, end: number): void {
  const start = end - 4;
  if (!isArgumentNext(scan, end) || !scan.hasExactlyAt('AUTH', start) || !scan.startsToken(start)) return;
  if (scan.at(end) === DOUBLE_QUOTE) {
    findQuotedAuth(scan, end);
    return;
  }
  const from = skipBlanks(scan, end);
  const first = readValue(scan, from);
  if (first === undefined || first.isOverlong) return;
  const word = scan.text.slice(first.start, first.end);
  const isMechanism = /^(?:PLAIN|LOGIN|CRAM-MD5|XOAUTH2|OAUTHBEARER|SCRAM-SHA-\d+)$/i.test(word);
  const second = isLastOnLine(scan, first) ? undefined : readValue(scan, first.end);
  const value = second ?? first;
  if (!isLastOnLine(scan, value) || (isMechanism && second === undefined)) return;
  const text = scan.text.slice(value.start, value.end);
  // `AUTH failed`, `AUTH required for all`: in other programs than Redis a word is a word.
  const isRedis = /redis|valkey/i.test(before(scan, start)) || word === 'default';
  if (isRedis || looksSecret(text) || (isMechanism && text.length >= 8)) add(scan, value, COMMAND);
}

/** `"AUTH" "user" "V"`: what MONITOR of Redis prints. */
function findQuotedAuth(scan: Scan, end: number): void {
  let at = end + 1;
  for (let n = 0; n < 2; n++) {
    at = skipBlanks(scan, at);
    if (!isQuoteAt(scan, at)) return;
    const value = readValue(scan, at);
    if (value === undefined) return;
    at = skipBackslashes(scan, value.end) + 1;
    if (!isQuoteAt(scan, skipBlanks(scan, at))) {
      add(scan, value, COMMAND);
      return;
    }
  }
}

/** `a1 LOGIN user V` (RFC 3501 section 6.2.3): a tag before it, two arguments and nothing else after it. */
function findImapLogin(scan: Scan, at: number): void {
  const start = at - 2;
  if (!scan.hasExactlyAt('LOGIN ', start) || !/(?:^|[>:] |\s)[A-Za-z]{1,4}\d{1,6} $/.test(before(scan, start))) return;
  const user = readValue(scan, at + 4);
  if (user === undefined) return;
  const value = readValue(scan, user.isQuoted ? user.end + 1 : user.end);
  if (value !== undefined && isLastOnLine(scan, value)) add(scan, value, COMMAND);
}
