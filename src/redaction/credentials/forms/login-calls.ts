// Finds the password of a user and a password in the brackets of a call that logs in: `auth=('app', '…')`, `NetworkCredential("app", "…")`.
import { CLOSE_PARENTHESIS, COMMA } from '../../scan/ascii.ts';
import { LOWER, QUOTE, UNDERSCORE, UPPER } from '../../scan/byte-classes.ts';
import { type Detector, pairsOf } from '../../scan/detector.ts';
import { isQuoteAt, skipBackslashes } from '../../scan/quotes.ts';
import { defineRule } from '../../scan/rule.ts';
import type { Scan } from '../../scan/scan.ts';
import { isPlaceholder, isWordForValue } from '../judgement/placeholders.ts';
import { looksGenerated, looksSecret } from '../judgement/randomness.ts';
import { credentialNameBefore } from '../names/credential-words.ts';
import { afterValue, type Value } from '../values/quoted-values.ts';
import { readValue, skipBlanks } from '../values/values.ts';
import { acceptArgument } from './credentials.ts';

const RULE = defineRule('CREDENTIAL', 'login call', 'the second of two quoted arguments of a call that logs in');

const LONGEST_CALL = 40;
/** `auth=(`, `HTTPBasicAuth(`, `withCredentials(`, `login(`, `setCredentials(`, `basic_auth=(`. */
const CALL = /(?:auth|authentication|credentials?|login|log_in|logon|sign_?in|basic_?auth)["']?\s*(?:[=:]\s*)?\(?$/i;
/** Calls with an address or a tenant before the user: PHP's traces, JDBC, Azure. */
const CONNECTION =
  /(?:\bPDO(?:->__construct)?|mysqli?(?:_real)?_p?connect|mysqli->__construct|getConnection|\bClientSecretCredential)$/;

export const loginCalls: Detector = {
  name: 'login-calls',
  entities: ['CREDENTIAL'],
  leftOutAt: 1,
  pairs: pairsOf('(', '"\'\\'),
  find(scan, at) {
    findSetter(scan, at);
    const call = scan.textBefore(at, LONGEST_CALL);
    const isConnection = CONNECTION.test(call);
    if (!isConnection && !CALL.test(call)) return at + 1;
    const first = readArgument(scan, at + 1);
    const user = isConnection && first !== undefined ? nextArgument(scan, first) : first;
    const value = user === undefined ? undefined : nextArgument(scan, user);
    if (user === undefined || value === undefined || value.end - value.start > 256) return at + 1;
    const text = scan.text.slice(value.start, value.end);
    // A user has no blank in it, and what is said of one has.
    if (
      /\s/.test(text + scan.text.slice(user.start, user.end)) ||
      isWordForValue(text) ||
      isPlaceholder(text) ||
      isName(scan, value)
    )
      return at + 1;
    if ((scan.classAt(skipBackslashes(scan, value.end)) & QUOTE) !== 0) scan.add(value.start, value.end, RULE);
    return at + 1;
  },
};

function readArgument(scan: Scan, from: number): Value | undefined {
  const value = isQuoteAt(scan, from) ? readValue(scan, from) : undefined;
  return value?.isQuoted === true ? value : undefined;
}

function nextArgument(scan: Scan, argument: Value): Value | undefined {
  const comma = afterValue(scan, argument);
  return scan.at(comma) === COMMA ? readArgument(scan, skipBlanks(scan, comma + 1)) : undefined;
}

/** `oauth_urlencode`, `access.secret`: a name of something else. */
function isName(scan: Scan, { start, end }: Value): boolean {
  return /^[a-z]+(?:_[a-z]+)+$/.test(scan.text.slice(start, end)) || credentialNameBefore(scan, end) !== undefined;
}

/** Functions that look a secret up by its name. */
const LOOKUP = /get|fetch|find|load|read|lookup|resolve|has|create|delete|is|use|parse|from/i;

/** `setSecretKey("…")`, `.apiKey("…")`: one quoted argument of a function that is named like a key. */
function findSetter(scan: Scan, open: number): void {
  const found = credentialNameBefore(scan, open);
  if (found === undefined || (found.word.strength !== 'strong' && found.word.strength !== 'token')) return;
  const wordStart = scan.skipBack(found.start, UPPER | LOWER | UNDERSCORE, found.start - LONGEST_CALL);
  if (LOOKUP.test(scan.text.slice(wordStart, found.start))) return;
  const value = readValue(scan, open + 1);
  if (value?.isQuoted !== true || scan.at(afterValue(scan, value)) !== CLOSE_PARENTHESIS) return;
  const text = scan.text.slice(value.start, value.end);
  if (looksSecret(text) && (found.word.strength === 'strong' || looksGenerated(text)))
    acceptArgument(scan, found.word, value);
}
