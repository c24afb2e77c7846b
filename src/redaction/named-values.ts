// Finds whose value a `value` or `default` is, where the name of the secret stands apart from it.
import { type CredentialWord, credentialNameBefore, type FoundName } from './credential-words.ts';
import type { Scan } from './scan.ts';

const REACH = 160;

/** `"ParameterKey":"DBPassword","ParameterValue":`, `"name": "API_TOKEN", "secret": true, "value":`. */
const NAME_AND_VALUE =
  /\\*["']?\w{0,24}(?:name|key)\\*["']?\s*[:=]\s*\\*["']?([\w.-]{1,80})\\*["']?\s*,\s*(?:\\*["']?\w{1,32}\\*["']?\s*[:=]\s*(?:true|false|null|\d+|\\*["']\w{0,32}\\*["'])\s*,\s*){0,3}\\*["']?\w{0,24}$/i;
/** `secrets.put(scope=…, string_value=`, `KeyVaultSecret(name=…, value=`, `{"scope":…,"key":…,"string_value":`. */
const SECRET_VALUE =
  /(?:\bsecrets?\.(?:put|set|create)\w*\(|Secret\(|"scope\\*"\s*:\s*[^{}]{1,60}"key\\*"\s*:)[^(){}\n]{0,120}?(?:string_?|bytes_?)?$/i;
/** `variable "db_password" { … default =` of Terraform. */
const VARIABLE = /\bvariable\s+\\*"([\w-]{1,80})\\*"\s*\{[^{}]{0,120}$/;

/** The credential word of the name that belongs to a `value` or `default` before `nameEnd`. */
export function nameApart(scan: Scan, nameEnd: number): FoundName | undefined {
  if (scan.hasWordAt('value', nameEnd - 5)) {
    const start = nameEnd - 5;
    return nameIn(scan, start, NAME_AND_VALUE) ?? valueOfSecret(scan, start);
  }
  return scan.hasWordAt('default', nameEnd - 7) ? nameIn(scan, nameEnd - 7, VARIABLE) : undefined;
}

function valueOfSecret(scan: Scan, start: number): FoundName | undefined {
  const isSecret = SECRET_VALUE.test(scan.text.slice(Math.max(0, start - REACH), start));
  return isSecret ? { word: SECRET, start } : undefined;
}

const SECRET: CredentialWord = { word: 'secret', strength: 'strong', entity: 'CREDENTIAL', isGlued: true };

function nameIn(scan: Scan, end: number, pattern: RegExp): FoundName | undefined {
  const from = Math.max(0, end - REACH);
  const found = pattern.exec(scan.text.slice(from, end));
  const name = found?.[1];
  if (found === null || name === undefined) return undefined;
  return credentialNameBefore(scan, from + found.index + found[0].indexOf(name) + name.length);
}
