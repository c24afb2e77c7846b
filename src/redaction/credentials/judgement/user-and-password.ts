// Tells a user from a password where both stand in one value or side by side: `credentials: app:…`, `user=app pass=…`.

import type { Scan } from '../../scan/scan.ts';
import type { CredentialWord } from '../names/credential-words.ts';
import { isPlaceholder, isWordForValue } from './placeholders.ts';
import { looksChosen } from './randomness.ts';

const PAIR = /^[A-Za-z_][\w.@\\-]{0,63}([:/])(?=[^\s:/]{4,128}$)/;
/** Not a port, a version or a path: a letter, and something that is none or a capital. */
const PASSWORD = /^(?=.*[A-Za-z])(?=.*[^a-z-])/;
const NAMES_OF_PAIRS: ReadonlySet<string> = new Set(['credential', 'credentials', 'creds', 'cred', 'auth']);

const BASE64_KEY = /^[A-Za-z0-9+/]{32,}={0,2}$/;

/** Where the password starts in `user:password` or `user/password` under a name of such pairs; 0 when it is no pair. */
export function passwordOffset({ word }: CredentialWord, value: string): number {
  if (value.length < 6 || (!value.includes(':') && !value.includes('/')) || !NAMES_OF_PAIRS.has(word)) return 0;
  // A key in base64 may have a slash anywhere.
  if (BASE64_KEY.test(value)) return 0;
  const found = PAIR.exec(value);
  if (found === null) return 0;
  const offset = found[0].length;
  const password = value.slice(offset);
  return PASSWORD.test(password) && !isWordForValue(password) && !isPlaceholder(password) ? offset : 0;
}

/** Names of the same kind begin alike: `db-prod-1`, `db-prod-2`. */
const ALIKE = 3;

/** Whether two texts in a list called credentials are a user and a password, and no two names of credentials. */
export function areUserAndPassword(user: string, password: string): boolean {
  return user.slice(0, ALIKE) !== password.slice(0, ALIKE) && looksChosen(password, true);
}

/** How far before a password its user is looked for: the expression takes some 400 steps on the worst of these. */
const USER_REACH = 64;
const USER =
  /(?:^|[^a-z])(?:user(?:name|_?id)?|uid|login|usr)["'\\]*\s*(?:[:=]|=>)\s*["'\\]*[\w.@-]+["'\\]*[\s,;&|]+["'\\]*\S*$/i;

/** Whether `user: …` stands right before an index, so that a `pass` there is a password and no count or step. */
export function isAfterUser(scan: Scan, at: number): boolean {
  return USER.test(scan.textBefore(at, USER_REACH));
}
