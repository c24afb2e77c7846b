// Decides whether the value of a cookie is masked, by its name and by how sure it is that it is a cookie.
import { DIGIT } from '../../scan/byte-classes.ts';
import { COST } from '../../scan/effort.ts';
import { defineRule } from '../../scan/rule.ts';
import type { Scan } from '../../scan/scan.ts';
import { isPlaceholder, isWordForValue } from './placeholders.ts';
import { looksGenerated, looksSecret } from './randomness.ts';

const RULE = defineRule('CREDENTIAL', 'cookie', 'the value of a cookie that is not known to be public');

const LEAST_VALUE = 4;
const LEAST_NUMBER = 6;
/** A value without a name is not shorter. */
const LEAST_BARE = 8;
const LONGEST_JUDGED = 256;

/** Names of cookies that carry a login, a session or a token: their values may be numbers. */
const SESSION_NAME =
  /sess|sid$|^sid|\.sid|token|auth|jwt|csrf|xsrf|remember|login|key|secret|passw|identity|^__(?:host|secure)-|aspx|^s$/i;
/** Counters of analytics and attributes of Set-Cookie (RFC 6265 section 4.1, RFC 2109): everybody may read them. */
const PUBLIC_NAME =
  /^(?:_ga|_gid|_gat|_gcl|_fbp|_hj|__utm|_pk_|path$|domain$|expires$|max-age$|samesite$|priority$|\$?version$|\$path$|\$domain$|comment)/i;
/** What a visitor chose to see: public, unless the value is none that a visitor chooses. */
const CHOSEN_NAME =
  /^(?:lang|locale|theme|tz$|time_?zone|currency|country|color_?(?:scheme|mode)|dark_?mode|(?:[\w-]{0,32}[_-])?(?:consent|banner)|cookie_?consent)/i;

interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * Every value but that of a public name, a word that says something of it, or a number (RFC 6265 section 5.4: what it means is the server's).
 * @param isSure whether it stands among cookies: elsewhere the name must be one of a session, or the value look like a secret
 */
export function judgeCookie(scan: Scan, name: string, { start, end }: Range, isSure: boolean): void {
  if (end - start < LEAST_VALUE || PUBLIC_NAME.test(name)) return;
  scan.effort.spend(COST.judgement);
  const isOfSession = SESSION_NAME.test(name);
  const isNumber = scan.skip(start, DIGIT, end) === end;
  if (isNumber && (end - start < LEAST_NUMBER || !isOfSession)) return;
  const value = scan.text.slice(start, Math.min(end, start + LONGEST_JUDGED));
  if (isPlaceholder(value) || isWordForValue(value) || DESCRIBED_VALUE.test(value)) return;
  if (!isOfSession) {
    if (CHOSEN_NAME.test(name) && !looksGenerated(value)) return;
    // No cookie has a blank (RFC 6265 section 4.1.1): what has one says something of it.
    if (!isSure && (value.includes(' ') || (!looksSecret(value) && !looksGenerated(value)))) return;
  }
  scan.add(start, end, RULE);
}

/** `Cookie: name=value; name2=value2`, as documents describe it. */
const DESCRIBED_VALUE = /^(?:cookie[-_]?)?value\d?$/i;

/** A value that stands alone where cookies should be: it must look like a secret. */
export function judgeBareCookie(scan: Scan, { start, end }: Range, isQuoted: boolean): void {
  if (end - start < LEAST_BARE) return;
  scan.effort.spend(COST.judgement);
  const value = scan.text.slice(start, end);
  if (isPlaceholder(value) || isWordForValue(value) || NAME_WITH_NUMBER.test(value)) return;
  if (looksGenerated(value) || (looksSecret(value) && (isQuoted || /\d/.test(value)))) scan.add(start, end, RULE);
}

/** `cookie-parser-1`, `v1.2.3`: words with a number, or a number of parts. */
const NAME_WITH_NUMBER = /^[a-z]+(?:[._/-][a-z]+)*[._/-]?v?\d{1,2}(?:\.\d+)*$/;
