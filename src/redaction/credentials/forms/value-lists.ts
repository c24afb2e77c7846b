// Finds the secrets of a list under one name: `"passwords": ["…", "…"]`, `api_keys=[…, …]`.
import { AT_SIGN, BACKSLASH, CLOSE_BRACKET, COMMA, EQUALS, OPEN_BRACE } from '../../scan/ascii.ts';
import { SPACE, WORD } from '../../scan/byte-classes.ts';
import { isQuoteAt } from '../../scan/quotes.ts';
import type { Scan } from '../../scan/scan.ts';
import { isSecretValue } from '../judgement/credential-judgement.ts';
import { labelEnd } from '../judgement/placeholders.ts';
import { looksChosen } from '../judgement/randomness.ts';
import type { CredentialWord } from '../names/credential-words.ts';
import { isListOfObjects } from '../values/object-values.ts';
import { isListAt, openingAt } from '../values/printed-openings.ts';
import { afterEmpty, afterValue, cutValue, type Value } from '../values/quoted-values.ts';
import { readValue, skipGap } from '../values/values.ts';

const MOST_ITEMS = 4096;

/** Reports an item. */
type Accept = (value: Value) => void;

/**
 * Whether a list of values opens at `at`, and no mask: `password: [hidden]`. A bare list stands under a plural, has several items, or one
 * that looks chosen: `{x-api-key=[V]}`.
 */
export function isListNext(scan: Scan, { word, strength }: CredentialWord, at: number): boolean {
  const open = openingAt(scan, at);
  if (!isListAt(scan, at, open) || strength === 'weak' || labelEnd(scan, open) > 0) return false;
  const first = skipGap(scan, open + 1);
  if (word.endsWith('s') || isQuoteAt(scan, first)) return true;
  // `password=[C@1b2c3d, name=bob` is an array of Java.
  if ((strength !== 'strong' && strength !== 'token') || scan.at(first + 1) === AT_SIGN) return false;
  const end = itemEnd(scan, first);
  if (scan.at(end) === CLOSE_BRACKET && open === at) return looksChosen(scan.text.slice(first, end), false);
  if (scan.at(end) !== COMMA || isListOfObjects(scan, open)) return false;
  const next = skipGap(scan, end + 1);
  return scan.at(scan.skip(next, WORD, itemEnd(scan, next))) !== EQUALS;
}

/**
 * Looks at the items of the list that opens at an index. It ends at the first item that is no secret: what follows such a word
 * (`"password": ["required", "min:8"]`, `["is too short"]`) is of its kind.
 */
export function findListed(scan: Scan, word: CredentialWord, open: number, accept: Accept): void {
  let at = skipGap(scan, openingAt(scan, open) + 1);
  for (let n = 0; n < MOST_ITEMS; n++) {
    const value = readItem(scan, at);
    const end = value === undefined ? afterEmpty(scan, at) : afterValue(scan, value);
    if (end < 0) return;
    if (value !== undefined && !isNothing(scan, word, value)) {
      if (!isItem(scan, word, value)) return;
      accept(value);
    }
    at = skipGap(scan, end);
    if (scan.at(at) !== COMMA) return;
    at = skipGap(scan, at + 1);
  }
}

/** One letter, `null`, a small number: no secret, and nothing that is said of one either. */
const NOTHING = /^(?:.|null|none|nil|undefined|\d{1,3})$/i;

function isNothing(scan: Scan, { strength, word }: CredentialWord, { start, end }: Value): boolean {
  return (strength === 'strong' || word.startsWith('pass')) && NOTHING.test(scan.text.slice(start, end));
}

/** `Invalid.`: a message of one word. */
const MESSAGE = /\s|^[A-Z][a-z]+[.!]$/;

function isItem(scan: Scan, word: CredentialWord, value: Value): boolean {
  const text = scan.text.slice(value.start, value.end);
  return (
    !MESSAGE.test(text) &&
    (value.isQuoted || word.word.endsWith('s') || word.word.includes('pass') || looksChosen(text, false)) &&
    isSecretValue(word, text, {
      isStructured: true,
      isQuoted: value.isQuoted,
      isInSentence: false,
    })
  );
}

function readItem(scan: Scan, at: number): Value | undefined {
  if (isQuoteAt(scan, at)) {
    const value = readValue(scan, at);
    return value?.isQuoted === true ? value : cutValue(scan, at);
  }
  const end = itemEnd(scan, at);
  // A bracket in it: what was masked before, a list of lists, an object among others.
  if (scan.at(at) === OPEN_BRACE || scan.text.slice(at, end).includes('[')) return undefined;
  return end > at ? { start: at, end, isQuoted: false, isOverlong: false } : undefined;
}

/** Where a bare item ends. */
function itemEnd(scan: Scan, at: number): number {
  let end = at;
  while (end < at + 256 && end < scan.length && !endsItem(scan, end)) end++;
  return end;
}

function endsItem(scan: Scan, at: number): boolean {
  const byte = scan.at(at);
  return byte === COMMA || byte === CLOSE_BRACKET || byte === BACKSLASH || (scan.classAt(at) & SPACE) !== 0;
}
