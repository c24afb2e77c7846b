// Finds the password of a user and a password in a list, as HTTP clients take them: `"auth":["app","V"]`, `basic_auth: [ 'app', 'V' ]`.
import { CLOSE_BRACKET, COMMA } from '../../scan/ascii.ts';
import { isQuoteAt } from '../../scan/quotes.ts';
import { defineRule } from '../../scan/rule.ts';
import type { Scan } from '../../scan/scan.ts';
import { isPlaceholder, isWordForValue } from '../judgement/placeholders.ts';
import type { CredentialWord } from '../names/credential-words.ts';
import { isListAt, openingAt } from '../values/printed-openings.ts';
import { afterValue, cutValue, readQuoted, type Value } from '../values/quoted-values.ts';
import { skipBlanksAndLines } from '../values/values.ts';

const RULE = defineRule('CREDENTIAL', 'login pair', 'the second of two texts in a list called auth');

const LONGEST_GAP = 128;
const LONGEST_PASSWORD = 256;
/** Ways to log in, and roles, are listed as well: `auth: ['basic', 'bearer']`. */
const WORD = /^[A-Za-z]+(?:[_:-][A-Za-z]+)*$/;
const WAY =
  /^(?:oauth2?|oidc|openid|saml2?|sso|basic|bearer|token|jwt|api_?key|ldap|scram[\w-]*|none|https?|mfa|2fa)$/i;

/** Looks at the list that stands at an index under a word; whether it was a user and a password. */
export function findLoginPair(scan: Scan, { word }: CredentialWord, at: number): boolean {
  if (word !== 'auth') return false;
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
  if (WAY.test(scan.text.slice(user.start, user.end))) return false;
  scan.add(password.start, password.end, RULE);
  return true;
}

function textAt(scan: Scan, at: number): Value | undefined {
  return isQuoteAt(scan, at) ? readQuoted(scan, at) : undefined;
}

/** Blanks and line ends, also escaped ones. */
function skipGap(scan: Scan, from: number): number {
  return skipBlanksAndLines(scan, from, LONGEST_GAP);
}
