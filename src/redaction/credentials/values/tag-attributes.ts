// Reads the name that an attribute of a tag gives to the tag's text: `<entry key="db.password">…</entry>`.
import { BLANK, GREATER, LESS } from '../../scan/ascii.ts';
import { SPACE, WORD } from '../../scan/byte-classes.ts';
import type { Scan } from '../../scan/scan.ts';
import { credentialNameBefore, type FoundName } from '../names/credential-words.ts';
import { qualifiedNameIn } from '../names/qualifiers.ts';

/** The longest tag that is looked at. */
const LONGEST_TAG = 160;
/** The attribute that gives a name, in what stands between the brackets of a tag. */
const NAMING = /[\s"'](?:key|name|id)\s*=\s*\\?["']([^"'<>\\]{1,100})\\?["']/i;

/** The credential word in the `key` or `name` of the tag from `tag` up to its `>`, or of the tag around `<value>`. */
export function nameInAttributes(scan: Scan, tag: number, close: number): FoundName | undefined {
  const isValueTag = scan.hasWordAt('<value', tag) && close === tag + 6;
  const end = isValueTag ? endOfTagBefore(scan, tag) : close;
  if (end < 0) return undefined;
  const attributes = lastTag(scan, end);
  const found = NAMING.exec(attributes);
  const name = found?.[1];
  // A label or a message, as files of translations have them, is no secret.
  if (found === null || name === undefined || hasBlank(scan, close + 1)) return undefined;
  const start = end - attributes.length + found.index;
  const nameStart = start + found[0].indexOf(name);
  const nameEnd = nameStart + name.length;
  return credentialNameBefore(scan, nameEnd) ?? qualifiedNameIn(scan, nameStart, nameEnd);
}

/** The index of the `>` that stands right before an index, ignoring blanks; -1 when there is none. */
function endOfTagBefore(scan: Scan, at: number): number {
  const end = scan.skipBack(at, SPACE, at - LONGEST_TAG) - 1;
  return scan.at(end) === GREATER ? end : -1;
}

/** What stands in the tag that an index is in; empty where it is in none. */
function lastTag(scan: Scan, end: number): string {
  const text = scan.textBefore(end, LONGEST_TAG);
  const open = text.lastIndexOf('<');
  return text.lastIndexOf('>') > open ? '' : text.slice(open + 1);
}

/** Whether words follow up to the next tag. */
function hasBlank(scan: Scan, from: number): boolean {
  for (let at = from; at < from + LONGEST_TAG; at++) {
    const byte = scan.at(at);
    if (byte === LESS || byte < BLANK) return false;
    if (byte === BLANK && at > from && (scan.classAt(at + 1) & WORD) !== 0) return true;
  }
  return false;
}
