// Finds the password of a user and a password in a list: `"auth":["app","V"]`, as HTTP clients take them, `credentials: [app, V]`.
import { CLOSE_BRACKET, COMMA } from '../../scan/ascii.ts';
import { isQuoteAt } from '../../scan/quotes.ts';
import { defineRule } from '../../scan/rule.ts';
import type { Scan } from '../../scan/scan.ts';
import { isPlaceholder, isWordForValue } from '../judgement/placeholders.ts';
import { areUserAndPassword } from '../judgement/user-and-password.ts';
import type { CredentialWord } from '../names/credential-words.ts';
import { isListAt, openingAt } from '../values/printed-openings.ts';
import { afterValue, cutValue, readQuoted, type Value } from '../values/quoted-values.ts';
import { skipGap } from '../values/values.ts';

const RULE = defineRule('CREDENTIAL', 'login pair', 'the second of two texts in a list called auth or credentials');

const LONGEST_PASSWORD = 256;
/** Ways to log in, and roles, are listed as well: `auth: ['basic', 'bearer']`. */
const WORD = /^[A-Za-z]+(?:[_:-][A-Za-z]+)*$/;
const WAY =
  /^(?:oauth2?|oidc|openid|saml2?|sso|basic|bearer|token|jwt|api_?key|ldap|scram[\w-]*|none|https?|mfa|2fa)$/i;

/** Looks at the list that stands at an index under a word; whether it was a user and a password. */
export function findLoginPair(scan: Scan, { word }: CredentialWord, at: number): boolean {
  if (word !== 'auth' && !word.startsWith('cred')) return false;
  const open = openingAt(scan, at);
  if (!isListAt(scan, at, open)) return false;
  const user = textAt(scan, skipGap(scan, open + 1));
  if (user === undefined) return false;
  const comma = skipGap(scan, afterValue(scan, user));
  if (scan.at(comma) !== COMMA) return false;
  const from = skipGap(scan, comma + 1);
  const password = textAt(scan, from) ?? (isQuoteAt(scan, from) ? cutValue(scan, from) : undefined);
  if (password === undefined || password.end - password.start > LONGEST_PASSWORD) return false;
  const isLast = password.end >= scan.length || scan.at(skipGap(scan, afterValue(scan, password))) === CLOSE_BRACKET;
  const text = scan.text.slice(password.start, password.end);
  if (!isLast || WORD.test(text) || isWordForValue(text) || isPlaceholder(text)) return false;
  const name = scan.text.slice(user.start, user.end);
  if (WAY.test(name) || ((word !== 'auth' || !password.isQuoted) && !areUserAndPassword(name, text))) return false;
  scan.add(password.start, password.end, RULE);
  return true;
}

function textAt(scan: Scan, at: number): Value | undefined {
  if (isQuoteAt(scan, at)) return readQuoted(scan, at);
  const end = at + (BARE.exec(scan.textAfter(at, LONGEST_PASSWORD))?.[0].length ?? 0);
  return end > at ? { start: at, end, isQuoted: false, isOverlong: false } : undefined;
}

/** An item of a list without quotes. */
const BARE = /^[\w.@!#$%&*+?^~-]+(?=\s{0,4}[,\]])/;
