// Finds secrets in the answers of their stores, whose values stand under `value` or `data`: Key Vault, Secret Manager, Parameter Store, Kubernetes, Vault.

import { afterLast } from '../../scan/after-last.ts';
import { BLANK, CLOSE_BRACE, COLON, COMMA, LINE_FEED, OPEN_BRACE } from '../../scan/ascii.ts';
import { QUOTE } from '../../scan/byte-classes.ts';
import { type Detector, pairsOf } from '../../scan/detector.ts';
import { COST } from '../../scan/effort.ts';
import { isQuoteAt, skipBackslashes } from '../../scan/quotes.ts';
import type { Scan } from '../../scan/scan.ts';
import { SECRET_VALUE } from '../names/credential-words.ts';
import { NO_SECRET } from '../values/object-values.ts';
import { afterValue, type Value } from '../values/quoted-values.ts';
import { readValue, skipBlanks, skipGap } from '../values/values.ts';
import { acceptArgument } from './credentials.ts';

/** How far a field of the same object may stand from what says that it is a secret's. */
const REACH = 512;
const MOST_FIELDS = 64;
const LONGEST_NAME = 128;

/** Finds fields at an object's own level, one above and one below. */
type OnField = (scan: Scan, valueAt: number, depth: number) => void;

interface Mark {
  readonly text: string;
  /** Where in the text the pair of bytes stands that triggers. */
  readonly trigger: number;
  /** Whether what stands before it makes it one. */
  readonly isAfter: (scan: Scan, start: number) => boolean;
  readonly keys: readonly string[];
  readonly onField: OnField;
}

/** `https://kv.vault.azure.net`, `projects/1`: from the quote before it on. */
function isInAddress(scan: Scan, start: number): boolean {
  const before = afterLast(scan.textBefore(start, LONGEST_NAME), '"\'` \n');
  return ADDRESS.test(before);
}

const ADDRESS = /^(?:https?:|projects\/)/;

function isAfterType(scan: Scan, start: number): boolean {
  return /type/i.test(scan.textBefore(start, LONGEST_KEY));
}

function isAfterKind(scan: Scan, start: number): boolean {
  return scan.textBefore(start, LONGEST_KEY).includes('kind');
}

const LONGEST_KEY = 16;

function isAfterQuote(scan: Scan, start: number): boolean {
  return (scan.classAt(start - 1) & QUOTE) !== 0;
}

const MARKS: readonly Mark[] = [
  // `"id": "https://kv.vault.azure.net/secrets/x"`, `"name": "projects/1/secrets/x/versions/1"`
  {
    text: '/secrets/',
    trigger: 3,
    isAfter: isInAddress,
    keys: ['value', 'data'],
    onField: addText,
  },
  // `"Type": "SecureString", "Value": …`
  {
    text: 'SecureString',
    trigger: 5,
    isAfter: isAfterType,
    keys: ['Value', 'value'],
    onField: addText,
  },
  // `"kind": "Secret", "data": {…}`
  { text: '"Secret', trigger: 3, isAfter: isAfterKind, keys: ['data', 'stringData'], onField: addFields },
  // `"data": {…}, "metadata": { "created_time": …`
  { text: 'created_time', trigger: 6, isAfter: isAfterQuote, keys: ['data'], onField: addFields },
];

export const secretBundles: Detector = {
  name: 'secret-bundles',
  entities: ['CREDENTIAL'],
  leftOutAt: 1,
  // sECRet, secureString, created_time: of each a pair that is rare elsewhere.
  pairs: [...new Set(MARKS.flatMap(({ text, trigger }) => pairsOf(text.charAt(trigger), text.charAt(trigger + 1))))],
  find(scan, at) {
    for (let i = 0; i < MARKS.length; i++) {
      const mark = MARKS[i] as Mark;
      if (scan.hasExactlyAt(mark.text, at - mark.trigger)) findFields(scan, mark, at - mark.trigger);
    }
    if (scan.hasExactlyAt(MANIFEST, at - AT_SECRET)) findManifest(scan, at);
    return at + 1;
  },
};

function findFields(scan: Scan, { text, isAfter, keys, onField }: Mark, start: number): void {
  if (!isAfter(scan, start)) return;
  const reach = scan.lookAhead(start, REACH);
  scan.hasLookedAt(2 * reach);
  let depth = 0;
  for (let at = start + text.length; at < start + reach && depth > -2; at++)
    depth += look(scan, at, keys, depth, 1, onField);
  depth = 0;
  for (let at = start - 1; at > start - reach && depth > -2; at--) depth += look(scan, at, keys, depth, -1, onField);
}

/** Looks at one byte on the way from a field to others; how the depth changes there, in the direction of the way. */
function look(
  scan: Scan,
  at: number,
  keys: readonly string[],
  depth: number,
  direction: 1 | -1,
  onField: OnField,
): number {
  const byte = scan.at(at);
  if (byte === OPEN_BRACE) return direction;
  if (byte === CLOSE_BRACE) return -direction;
  if ((scan.classAt(at) & QUOTE) !== 0 && depth < 2) {
    const key = keys.find((each) => scan.hasExactlyAt(each, at + 1));
    const valueAt = key === undefined ? -1 : afterKey(scan, at + 1 + key.length);
    if (valueAt > 0) onField(scan, valueAt, depth);
  }
  return 0;
}

/** Where the value starts whose key ends at an index; -1 where no key does. */
function afterKey(scan: Scan, keyEnd: number): number {
  const quote = skipBackslashes(scan, keyEnd);
  if ((scan.classAt(quote) & QUOTE) === 0) return -1;
  const colon = skipGap(scan, quote + 1);
  return scan.at(colon) === COLON ? skipGap(scan, colon + 1) : -1;
}

function addText(scan: Scan, at: number): void {
  const value = isQuoteAt(scan, at) ? readValue(scan, at) : undefined;
  if (value?.isQuoted === true) acceptArgument(scan, SECRET_VALUE, value);
}

/** Reports the texts of an object, but for what says whose or where they are. */
function addFields(scan: Scan, open: number): void {
  if (scan.at(open) !== OPEN_BRACE) return;
  scan.effort.spend(COST.argument);
  let at = skipGap(scan, open + 1);
  for (let n = 0; n < MOST_FIELDS && isQuoteAt(scan, at); n++) {
    const name = readValue(scan, at);
    if (name === undefined) return;
    const from = afterKey(scan, name.end);
    const value: Value | undefined = from > 0 && isQuoteAt(scan, from) ? readValue(scan, from) : undefined;
    if (value?.isQuoted !== true) return;
    if (!NO_SECRET.test(scan.text.slice(name.start, name.end))) acceptArgument(scan, SECRET_VALUE, value);
    at = skipGap(scan, afterValue(scan, value));
    if (scan.at(at) !== COMMA) return;
    at = skipGap(scan, at + 1);
  }
}

const MANIFEST = 'kind: Secret';
/** Where its pair of bytes stands. */
const AT_SECRET = 8;
const DATA = /^(?:data|stringData):[ \t]*$/;
const FIELD = /^[ \t]+[\w.-]+:[ \t]+/;
const LONGEST_MANIFEST = 2048;

/** `kind: Secret` of a manifest in YAML: the lines of its `data`, before or after it. */
function findManifest(scan: Scan, at: number): void {
  if (scan.at(at - AT_SECRET + MANIFEST.length) > BLANK) return;
  const reach = scan.lookAhead(at, LONGEST_MANIFEST);
  scan.hasLookedAt(2 * reach);
  const start = Math.max(0, at - reach);
  let isInData = false;
  let lineStart = start;
  for (const line of scan.text.slice(start, at + reach).split('\n')) {
    const field = isInData ? FIELD.exec(line) : null;
    if (field !== null) addField(scan, lineStart + field[0].length, lineStart + line.length);
    else isInData = DATA.test(line);
    lineStart += line.length + 1;
  }
}

function addField(scan: Scan, from: number, lineEnd: number): void {
  const value = readValue(scan, skipBlanks(scan, from));
  if (value !== undefined && !value.isOverlong && value.end <= lineEnd && scan.at(value.start) !== LINE_FEED)
    acceptArgument(scan, SECRET_VALUE, { ...value, isQuoted: true });
}
