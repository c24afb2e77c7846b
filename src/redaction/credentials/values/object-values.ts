// Reads the texts in an object or list under the name of a secret: `{"secret":{"name":"db","value":"V"}}`, `{"password":{"db":["V"]}}`.
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  EQUALS,
  GREATER,
  OPEN_BRACE,
  OPEN_BRACKET,
} from '../../scan/ascii.ts';
import { ALNUM, QUOTE, WORD } from '../../scan/byte-classes.ts';
import { COST } from '../../scan/effort.ts';
import { Remembered } from '../../scan/memory.ts';
import { isQuoteAt, skipBackslashes } from '../../scan/quotes.ts';
import type { Scan } from '../../scan/scan.ts';
import { isSecretBesideDescription } from '../judgement/described-secrets.ts';
import { labelEnd } from '../judgement/placeholders.ts';
import { type CredentialWord, credentialNameBefore, SECRET_VALUE } from '../names/credential-words.ts';
import { isDescribing, isNoSecret } from '../names/held-fields.ts';
import { isListAt, openingAt } from './printed-openings.ts';
import { afterEmpty, afterValue, readQuoted, type Value } from './quoted-values.ts';
import { readValue, skipGap } from './values.ts';

const MOST_LEVELS = 32;
const LONGEST_OBJECT = 65_536;
const LONGEST_NAME = 128;

/** The names under which such an object has its secret, whatever else it has. */
const VALUE_NAME =
  /^(?:(?:secret|string|plain|raw|current|old|new)?_?(?:value|text)|plain(?:_?text)?|clear(?:_?text)?|data|raw|inner|current|old|new|previous|payload|access|refresh|jwt|S)$/i;
/** Those of objects that have it. */
const CONTAINER = /^(?:(?:secret|string)?_?(?:value|data)|payload|secret|password|access|refresh|current|old|new)$/i;
/** `"stringData": {"db": "V"}` of Kubernetes: whatever the names are. */
const ANY_IN = /^string_?data$/i;

/** Fields of the data of a store that say whose or where a secret is. */
export const NO_SECRET: RegExp =
  /^(?:user(?:name|_?id)?|login|host(?:name)?|server|port|url|uri|endpoint|address|database|db_?name|schema|engine|name|type|ttl|region|namespace|created_time|version|db_?(?:instance|cluster)_?identifier|[a-z]{0,16}_?arn)$/i;

/** A text in an object or list. */
export interface HeldText {
  readonly value: Value;
  /** The word under which it stands: that of the object around it, or of a nearer one that has a name of its own. */
  readonly word: CredentialWord;
  /** The name of its own field, or of the list that it is an item of. */
  readonly field: string;
  /** Its field says that it is the value, whatever else the object has. */
  readonly isValue: boolean;
  readonly isItem: boolean;
}

/** An object or list that is open. */
interface Level {
  readonly isList: boolean;
  readonly closer: number;
  readonly word: CredentialWord;
  /** How many levels are around the one that has the word. */
  readonly named: number;
  readonly field: string;
  /** All fields down to it may have the value. */
  readonly isContainer: boolean;
  /** How many texts were found before it. */
  readonly start: number;
  isDescribing: boolean;
}

interface Found extends HeldText {
  readonly named: number;
}

/** Up to here everything is an object whose texts were read. */
const READ_UP_TO = new Remembered();

/** Where the object opens that stands at an index, after the name of its type too: `Secret { inner: "V" }`; -1 where none does. */
export function objectAt(scan: Scan, at: number): number {
  const open = openingAt(scan, at);
  return scan.at(open) === OPEN_BRACE && !isListAt(scan, at, open) ? open : -1;
}

/** Whether a list opens at an index whose first item is an object or a list. */
export function isListOfObjects(scan: Scan, at: number): boolean {
  if (scan.at(at) !== OPEN_BRACKET) return false;
  return bracketAt(scan, skipGap(scan, at + 1)) >= 0;
}

/** Where the object or list opens that stands at an index, and no label of what was masked; -1 where none does. */
function bracketAt(scan: Scan, at: number): number {
  const open = openingAt(scan, at);
  return scan.at(open) === OPEN_BRACKET && labelEnd(scan, open) >= 0 ? -1 : open;
}

/**
 * The texts of the object or list that opens at an index under a word, and of all in it. An object that describes a value has none but
 * those that it calls so. It is read as far as it is one: what was cut has what is left of it. None where it was read with the one around it.
 * @param mayDescribe whether an object may describe a value
 */
export function textsHeldIn(scan: Scan, open: number, word: CredentialWord, mayDescribe = true): readonly HeldText[] {
  if (open < READ_UP_TO.of(scan)) return [];
  const reader = new ObjectReader(scan, mayDescribe);
  READ_UP_TO.set(scan, reader.read(open, word));
  return reader.texts;
}

/** All texts of the object that opens at an index, whatever their names say, and the index up to which it is one. */
export function textsIn(scan: Scan, open: number): { readonly texts: readonly HeldText[]; readonly end: number } {
  const reader = new ObjectReader(scan, false, true);
  const end = reader.read(open, SECRET_VALUE);
  return { texts: reader.texts, end };
}

/** The texts of an object of a store, but for what says whose or where they are. */
export function textsOfStore(scan: Scan, open: number, word: CredentialWord): readonly Value[] {
  if (objectAt(scan, open) < 0) return [];
  return textsHeldIn(scan, open, word, false)
    .filter(({ field, value }) => value.isQuoted && !NO_SECRET.test(field))
    .map(({ value }) => value);
}

/** Those of an object that a text is: `"SecretString": "{\\"db\\": \\"V\\"}"`. */
export function textsOfStoreIn(scan: Scan, at: number, word: CredentialWord): readonly Value[] {
  const quote = skipBackslashes(scan, at);
  return textsOfStore(scan, (scan.classAt(quote) & QUOTE) === 0 ? quote : quote + 1, word);
}

class ObjectReader {
  texts: Found[] = [];
  readonly #scan: Scan;
  readonly #mayDescribe: boolean;
  readonly #takesAll: boolean;
  readonly #levels: Level[] = [];

  constructor(scan: Scan, mayDescribe: boolean, takesAll = false) {
    this.#scan = scan;
    this.#mayDescribe = mayDescribe;
    this.#takesAll = takesAll;
  }

  /** Reads what opens at an index; the index up to which it is an object or a list. */
  read(open: number, word: CredentialWord): number {
    const scan = this.#scan;
    const bracket = bracketAt(scan, open);
    if (bracket < 0) return open;
    const limit = open + LONGEST_OBJECT;
    const levels = this.#levels;
    let at = this.#enter(open, bracket, { word, named: 0, field: '', isContainer: true });
    while (levels.length > 0 && at < limit) {
      scan.effort.spend(COST.name);
      const level = levels.at(-1) as Level;
      if (scan.at(at) === level.closer) {
        this.#leave(level);
        at = skipGap(scan, at + 1);
      } else {
        const next = level.isList ? this.#readItem(level, at) : this.#readField(level, at);
        if (next < 0) break;
        at = next;
      }
      if (scan.at(at) === COMMA) at = skipGap(scan, at + 1);
    }
    // What was cut is as if it were closed.
    while (levels.length > 0) this.#leave(levels.at(-1) as Level);
    return at;
  }

  /** Enters what stands at an index and opens at another; the index of its first item. */
  #enter(at: number, open: number, named: Pick<Level, 'word' | 'named' | 'field' | 'isContainer'>): number {
    const scan = this.#scan;
    const isList = isListAt(scan, at, open);
    const closer = scan.at(open) === OPEN_BRACKET ? CLOSE_BRACKET : CLOSE_BRACE;
    this.#levels.push({ ...named, isList, closer, start: this.texts.length, isDescribing: false });
    return skipGap(scan, open + 1);
  }

  #leave(level: Level): void {
    this.#levels.pop();
    if (!level.isDescribing) return;
    const depth = this.#levels.length;
    const within = this.texts.splice(level.start);
    for (const text of within) if (text.isValue || text.named > depth || this.#looksSecret(text)) this.texts.push(text);
  }

  #looksSecret({ field, value, isItem }: HeldText): boolean {
    if (isItem || !value.isQuoted) return false;
    return isSecretBesideDescription(field, this.#scan.text.slice(value.start, value.end));
  }

  #readField(level: Level, at: number): number {
    const scan = this.#scan;
    const found = fieldAt(scan, at);
    if (found === undefined) return -1;
    const { field, nameEnd, from } = found;
    if (this.#mayDescribe && isDescribing(field)) level.isDescribing = true;
    const open = bracketAt(scan, from);
    if (open < 0) return this.#readText(level, from, field);
    if (this.#levels.length >= MOST_LEVELS) return -1;
    const own = credentialNameBefore(scan, nameEnd)?.word;
    const isNamed = own?.strength === 'strong' || own?.word === 'secret';
    return this.#enter(from, open, {
      word: isNamed ? own : level.word,
      named: isNamed ? this.#levels.length : level.named,
      field,
      isContainer: isNamed || (level.isContainer && CONTAINER.test(field)),
    });
  }

  #readItem(level: Level, at: number): number {
    const scan = this.#scan;
    const open = bracketAt(scan, at);
    if (open < 0) return this.#readText(level, at, level.field);
    return this.#levels.length >= MOST_LEVELS ? -1 : this.#enter(at, open, level);
  }

  #readText({ word, named, isList, isContainer, field: around }: Level, from: number, field: string): number {
    const scan = this.#scan;
    const value = readPlain(scan, from);
    if (value === undefined) {
      const end = Math.max(labelEnd(scan, from), afterEmpty(scan, from));
      return end < 0 ? end : skipGap(scan, end);
    }
    const isValue = value.isQuoted && isContainer && !isList && (VALUE_NAME.test(field) || ANY_IN.test(around));
    if (this.#takesAll || isValue || !isNoSecret(field, word.word))
      this.texts.push({ value, word, named, field, isValue, isItem: isList });
    return skipGap(scan, afterValue(scan, value));
  }
}

interface FoundField {
  readonly field: string;
  readonly nameEnd: number;
  /** Where its value starts. */
  readonly from: number;
}

/** The name of the field that starts at an index, in quotes or not, and where its value starts. */
function fieldAt(scan: Scan, at: number): FoundField | undefined {
  const isQuoted = isQuoteAt(scan, at);
  const name = isQuoted ? readQuoted(scan, at) : bareName(scan, at);
  if (name === undefined || name.end === name.start || name.end - name.start > LONGEST_NAME) return undefined;
  const separator = skipGap(scan, afterValue(scan, name));
  if (scan.at(separator) !== COLON && scan.at(separator) !== EQUALS) return undefined;
  const isArrow = scan.at(separator) === EQUALS && scan.at(separator + 1) === GREATER;
  return {
    field: scan.text.slice(name.start, name.end),
    nameEnd: name.end,
    from: skipGap(scan, separator + (isArrow ? 2 : 1)),
  };
}

function bareName(scan: Scan, at: number): Value {
  const start = scan.at(at) === COLON ? at + 1 : at;
  return { start, end: scan.skip(start, WORD, start + LONGEST_NAME), isQuoted: false, isOverlong: false };
}

function readPlain(scan: Scan, from: number): Value | undefined {
  if (!isQuoteAt(scan, from) && (scan.classAt(from) & ALNUM) === 0) return undefined;
  const value = readValue(scan, from);
  return value === undefined || value.isOverlong ? undefined : value;
}
