// Finds whose value a `value` or `default` is, where the name of the secret does not stand beside it.

import { afterLast } from '../../scan/after-last.ts';
import { BACKSLASH, COMMA, OPEN_PARENTHESIS } from '../../scan/ascii.ts';
import { QUOTE, SPACE, WORD } from '../../scan/byte-classes.ts';
import type { Scan } from '../../scan/scan.ts';
import { type CredentialWord, credentialNameBefore, type FoundName } from './credential-words.ts';

const REACH = 160;
const LONGEST_NAME = 24;
const MOST_OPENING = 12;

/** `"ParameterKey":"DBPassword","ParameterValue":`, `"name": "API_TOKEN", "secret": true, "value":`. */
const NAME_AND_VALUE =
  /(?:name|key)\\*["']?\s*[:=]\s*\\*["']?([\w./-]{1,80})\\*["']?\s*,\s*(?:\\*["']?\w{1,32}\\*["']?\s*[:=]\s*(?:true|false|null|\d+|\\*["']\w{0,32}\\*["'])\s*,\s*){0,3}\\*["']?\w{0,24}$/i;
/** What is called with a secret: `secrets.put(scope=…, string_value=`, `KeyVaultSecret(name=…, value=`. */
const SECRET_CALL = /(?:\bsecrets?\.(?:put|set|create)\w*|Secret)\($/i;
/** What an object of a secret has: `{"scope":…,"key":…,"string_value":`. */
const SCOPE = /"scope\\*"\s*:/i;
const KEY = /"key\\*"\s*:/i;
/** `variable "db_password" { … default =` of Terraform. */
const VARIABLE = /\bvariable\s+\\*"([\w-]{1,80})\\*"\s*\{[^{}]{0,120}$/;

/** The credential word of the name that belongs to a `value` or `default` before `nameEnd`. */
export function nameApart(scan: Scan, nameEnd: number): FoundName | undefined {
  if (scan.hasWordAt('value', nameEnd - 5)) {
    const start = nameEnd - 5;
    // The regular expressions are dear: only a name after a comma or bracket is one of several.
    const before = byteBeforeName(scan, start);
    if (before !== COMMA && before !== OPEN_PARENTHESIS) return undefined;
    return (before === COMMA ? nameIn(scan, start, NAME_AND_VALUE) : undefined) ?? valueOfSecret(scan, start);
  }
  const start = nameEnd - 7;
  const isDefault = scan.hasWordAt('default', start) && (scan.classAt(start - 1) & SPACE) !== 0;
  return isDefault ? nameIn(scan, start, VARIABLE) : undefined;
}

/** What stands before the whole name, ignoring blanks, quotes and backslashes. */
function byteBeforeName(scan: Scan, from: number): number {
  let at = scan.skipBack(from, WORD, from - LONGEST_NAME);
  while (at > from - LONGEST_NAME - MOST_OPENING && (isOpening(scan, at - 1) || (scan.classAt(at - 1) & SPACE) !== 0))
    at--;
  return scan.at(at - 1);
}

function isOpening(scan: Scan, at: number): boolean {
  return (scan.classAt(at) & QUOTE) !== 0 || scan.at(at) === BACKSLASH;
}

function valueOfSecret(scan: Scan, start: number): FoundName | undefined {
  return isPartOfSecret(scan.text.slice(lookBack(scan, start), start)) ? { word: SECRET, start } : undefined;
}

/** Whether what stands before a value opens a call or an object of a secret, and has not closed it. */
function isPartOfSecret(before: string): boolean {
  const open = before.length - afterLast(before, '(){}\n').length;
  if (before.charAt(open - 1) === '(') return SECRET_CALL.test(before.slice(0, open));
  const fields = afterLast(before, '{}');
  const scope = SCOPE.exec(fields);
  return scope !== null && KEY.test(fields.slice(scope.index + scope[0].length));
}

const SECRET: CredentialWord = { word: 'secret', strength: 'strong', entity: 'CREDENTIAL', isGlued: true };

/** How far back a name may stand: less in a text that has one value after the other. */
function lookBack(scan: Scan, end: number): number {
  const reach = scan.lookAhead(end, REACH);
  scan.hasLookedAt(reach);
  return Math.max(0, end - reach);
}

function nameIn(scan: Scan, end: number, pattern: RegExp): FoundName | undefined {
  const from = lookBack(scan, end);
  const found = pattern.exec(scan.text.slice(from, end));
  const name = found?.[1];
  if (found === null || name === undefined) return undefined;
  return credentialNameBefore(scan, from + found.index + found[0].indexOf(name) + name.length);
}
