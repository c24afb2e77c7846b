// Finds the name of a value that does not stand right before it: beside a `value`, before the host of a store, before what PHP says of who may see it.
import { CLOSE_BRACE, CLOSE_BRACKET, LOWER_CASE, LOWER_E, OPEN_BRACE } from '../../scan/ascii.ts';
import { TOKEN, WORD } from '../../scan/byte-classes.ts';
import type { Scan } from '../../scan/scan.ts';
import { credentialNameBefore, type FoundName } from '../names/credential-words.ts';
import { nameStart, qualifiedNameIn } from '../names/qualifiers.ts';
import { laterNameEnd } from './later-names.ts';
import { MOST_CLOSERS } from './separators.ts';

/** The ends of the hosts of Azure's stores, for which Spark has a setting each. */
export const STORE_HOST = '.core.windows.net';
/** How far the name of a `name … value` pair may stand before the value. */
const PAIR_REACH = 64;

/** `{"name": "DB_PASSWORD", "value": "…"}`, `<add key="ApiKey" value="…"/>`, `<name>x.Password</name><value>`. */
export function nameBesideValue(scan: Scan, nameEnd: number): FoundName | undefined {
  if (!scan.hasWordAt('value', nameEnd - 5)) return undefined;
  const at = endBeside(scan, nameEnd);
  const found = credentialNameBefore(scan, at) ?? qualifiedNameIn(scan, nameStart(scan, at), at);
  return found !== undefined && isNamed(scan, found.start) ? found : undefined;
}

/** Where the name ends that stands beside the `value` before `nameEnd`, in the same object. */
function endBeside(scan: Scan, nameEnd: number): number {
  let at = nameEnd - 5;
  const stop = Math.max(0, at - 4 * MOST_CLOSERS);
  if (scan.hasWordAt('</name>', at - 8)) at -= 8;
  while (at > stop && ((scan.classAt(at - 1) & WORD) === 0 || scan.endsEscape(at))) {
    if (scan.at(at - 1) === CLOSE_BRACE || scan.at(at - 1) === OPEN_BRACE) return 0;
    at = (scan.classAt(at - 1) & WORD) === 0 ? at - 1 : scan.escapeBefore(at);
  }
  return at;
}

/** Whether `name`, `key` or `header` stands before a name. */
function isNamed(scan: Scan, start: number): boolean {
  return NAMING.test(scan.textBefore(start, PAIR_REACH));
}

const NAMING = /name|key|header/i;

/**
 * The end of the name of a value: `{"name": "authorization", "value": "…"}`, `{"value": "…", "name": "x-api-key"}`, `[password:protected] => …`,
 * `authorization: …`.
 */
export function nameOfValueEnd(scan: Scan, nameEnd: number, from: number): number {
  if (isVisibilityBefore(scan, nameEnd)) return withoutVisibility(scan, nameEnd);
  if ((scan.at(nameEnd - 1) | LOWER_CASE) !== LOWER_E || !scan.hasWordAt('value', nameEnd - 5)) return nameEnd;
  const beside = endBeside(scan, nameEnd);
  if (isNamed(scan, scan.skipBack(beside, TOKEN, beside - PAIR_REACH))) return beside;
  const later = laterNameEnd(scan, from);
  return later < 0 ? nameEnd : later;
}

/** Whether a name in brackets ends in what PHP says of who may see it. */
export function isVisibilityBefore(scan: Scan, nameEnd: number): boolean {
  if (scan.at(nameEnd) !== CLOSE_BRACKET) return false;
  return scan.hasExactlyAt(':protected', nameEnd - 10) || scan.hasExactlyAt(':private', nameEnd - 8);
}

/** `[password:protected] =>` and `[password:App\\User:private] =>` of PHP: where the name itself ends. */
function withoutVisibility(scan: Scan, nameEnd: number): number {
  const found = VISIBILITY.exec(scan.textBefore(nameEnd, PAIR_REACH));
  return found === null ? nameEnd : nameEnd - found[0].length;
}

const VISIBILITY = /:(?:[\w\\]{1,48}:)?(?:protected|private)$/;

const LONGEST_HOST = 100;

/** `fs.azure.account.key.<account>.dfs.core.windows.net`, `…oauth2.client.secret.<account>…`: the word is before the host. */
export function nameBeforeHost(scan: Scan, nameEnd: number): FoundName | undefined {
  if (!scan.hasWordAt(STORE_HOST, nameEnd - STORE_HOST.length)) return undefined;
  const start = Math.max(0, nameEnd - LONGEST_HOST);
  const name = scan.text.slice(start, nameEnd).toLowerCase();
  const word = Math.max(
    name.lastIndexOf('account.key.') + 11,
    name.lastIndexOf('client.secret.') + 13,
    name.lastIndexOf('.sas.fixed.token.') + 16,
  );
  return word < 17 ? undefined : credentialNameBefore(scan, start + word);
}

/** The credential word of the name that {@link nameOfValueEnd} found. */
export function nameElsewhere(scan: Scan, nameEnd: number, otherEnd: number): FoundName | undefined {
  if (otherEnd === nameEnd) return undefined;
  return credentialNameBefore(scan, otherEnd) ?? qualifiedNameIn(scan, nameStart(scan, otherEnd), otherEnd);
}
