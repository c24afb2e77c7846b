// Reads the name that an attribute of a tag gives to the tag's text: `<entry key="db.password">…</entry>`.
import { WORD } from '../scan/byte-classes.ts';
import type { Scan } from '../scan/scan.ts';
import { credentialNameBefore, type FoundName } from './credential-words.ts';

/** The longest tag that is looked at. */
const LONGEST_TAG = 160;
const NAMING = /[\s"'](?:key|name|id)\s*=\s*\\?["']([^"'<>\\]{1,100})\\?["'][^<>]*$/i;
const NAMING_TAG = /<[^<>]*[\s"'](?:key|name|id)\s*=\s*\\?["']([^"'<>\\]{1,100})\\?["'][^<>]*>\s*<value$/i;

/** The credential word in the `key` or `name` of the tag from `tag` up to its `>`, or of the tag around `<value>`. */
export function nameInAttributes(scan: Scan, tag: number, close: number): FoundName | undefined {
  const isValueTag = scan.hasWordAt('<value', tag) && close === tag + 6;
  const from = isValueTag ? Math.max(0, tag - LONGEST_TAG) : tag;
  const text = scan.text.slice(from, close);
  const found = (isValueTag ? NAMING_TAG : NAMING).exec(text);
  const name = found?.[1];
  // A label or a message, as files of translations have them, is no secret.
  if (found === null || name === undefined || hasBlank(scan, close + 1)) return undefined;
  return credentialNameBefore(scan, from + found.index + found[0].indexOf(name) + name.length);
}

/** Whether words follow up to the next tag. */
function hasBlank(scan: Scan, from: number): boolean {
  for (let at = from; at < from + LONGEST_TAG; at++) {
    const byte = scan.at(at);
    if (byte === 0x3c || byte < 0x20) return false;
    if (byte === 0x20 && at > from && (scan.classAt(at + 1) & WORD) !== 0) return true;
  }
  return false;
}
