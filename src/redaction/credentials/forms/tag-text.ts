// Reads the text between a tag that is named like a secret and the tag that closes it.
import { BLANK, EXCLAMATION, GREATER, LESS, LINE_FEED, SLASH } from '../../scan/ascii.ts';
import { skipBackslashes } from '../../scan/quotes.ts';
import type { Scan } from '../../scan/scan.ts';
import type { FoundName } from '../names/credential-words.ts';
import { hasBlank, skipBlanks, skipBlanksAndLines } from '../values/values.ts';
import { acceptArgument } from './credentials.ts';

/** The longest tag with its attributes. */
const LONGEST_TAG = 160;
const LONGEST_TEXT = 256;
const LONGEST_INDENT = 64;

/** Reports the text of the tag that opens at an index. */
export function addTagText(scan: Scan, tag: number, found: FoundName): void {
  for (let at = tag + 1; at < tag + LONGEST_TAG; at++) {
    const byte = scan.at(at);
    if (byte === LESS || byte < BLANK) return;
    if (byte === GREATER) {
      addTextOf(scan, tag, at, found);
      return;
    }
  }
}

/** Reports what stands between the tag from `tag` to its `>` at `open` and the one that closes it. */
export function addTextOf(scan: Scan, tag: number, open: number, { word }: FoundName): void {
  let start = skipBlanksAndLines(scan, open + 1, LONGEST_INDENT);
  if (scan.hasExactlyAt('<![CDATA[', start)) start += 9;
  let end = start;
  while (end < start + LONGEST_TEXT && end < scan.length && scan.bytes[end] !== LESS && !isLineEnd(scan, end)) end++;
  // A text on a line of its own is closed on the next.
  const next = start > skipBlanks(scan, open + 1) ? skipBlanksAndLines(scan, end, LONGEST_INDENT) : end;
  if (!isClosed(scan, tag, start, next)) return;
  if (scan.hasExactlyAt(']]', end - 3)) end -= 3;
  else if (scan.hasExactlyAt(']]>', end - 3)) end -= 3;
  if (end > start) acceptArgument(scan, word, { start, end, isQuoted: true, isOverlong: false });
}

function isLineEnd(scan: Scan, at: number): boolean {
  return scan.bytes[at] === LINE_FEED || scan.hasExactlyAt('\\n', at);
}

/**
 * Whether a closing tag follows a tag's text. `<password>` is also how manuals write what is to be filled in; a text that was cut
 * has one word, and its tag stands at the start of a line or after another.
 */
function isClosed(scan: Scan, tag: number, start: number, end: number): boolean {
  if (scan.at(end) === LESS)
    return scan.at(skipBackslashes(scan, end + 1)) === SLASH || scan.at(end + 1) === EXCLAMATION;
  const before = scan.at(tag - 1);
  return (tag === 0 || before === LINE_FEED || before === GREATER) && !hasBlank(scan, start, end);
}
