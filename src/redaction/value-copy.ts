// Copies a value of any shape with everything in it masked. What the caller gave is never changed.
import { Buffer, isUtf8 } from 'node:buffer';
import { isDate, isMap, isProxy, isSet, isTypedArray, isUint8Array } from 'node:util/types';
import { HIDDEN_IN_ERRORS } from '../foreign/plain-form.ts';
import { readSafely, UNREADABLE } from '../foreign/safe-read.ts';
import { isError } from '../foreign/shape.ts';
import { FreeNames } from './free-names.ts';
import {
  holdsSecrets,
  isDataOfStore,
  isHeldSecret,
  NAME_OF_CHOSEN,
  NAME_OF_SECRET,
  nameHandedOn,
} from './handed-names.ts';
import {
  fieldNamedLate,
  isListOfPairs,
  isOfCookies,
  isOfNeighbours,
  NAME_OF_COOKIE,
  nameOfCookie,
  nameOfField,
  nameOfItem,
  nameOfNumber,
} from './neighbour-names.ts';
import { isInert, shownContent } from './shown-content.ts';

/** What masks the parts that are no objects. */
export interface PartRedactor {
  /** Objects nested deeper than this are not looked at. */
  readonly maxDepth: number;
  /** A text, number, bigint or boolean, masked where it has to be. */
  redactPart(value: unknown, name: string): unknown;
  /** Bytes read as text, masked. */
  redactText(text: string): string;
  /** What stands for the bytes under a name that are a secret as a whole; `undefined` where they are none. */
  maskOfBytes(bytes: Buffer, name: string): string | undefined;
  /** The arguments of a command, masked as a command; by default each alone. */
  redactArguments?(items: readonly string[]): readonly string[];
  /** Whether what stands in an object under a name is a secret, whatever its own name. */
  handsOn(name: string): boolean;
  /** Whether it is one where it looks chosen. Default: no. */
  handsOnChosen?(name: string): boolean;
  /** The name of a field with what it contains masked. */
  maskName(name: string): string;
  /** What becomes of all that stands under a name. */
  treatmentUnder(name: string): 'looked at' | 'masked' | 'allowed';
  /** What stands for a value that is masked whole without a look at it, for the reason given; counted. */
  placeholder(reason: 'REDACTED' | 'MAX_DEPTH' | 'TRUNCATED'): string;
}

/** Most entries of all objects of one value, as many as `otlpJson` writes: a proxy can make up values without end. */
const MOST_ENTRIES = 1_000_000;

// What is shorter is no secret.
const ASCII_RUN = /[\0-\x7f]{4,}/g;
/** A mask function may give anything. */
const BEYOND_LATIN_1 = /[^\0-\xff]/gu;

interface Copied {
  readonly name: string;
  readonly copy: unknown;
}

/**
 * A copy of one value.
 *
 * Each part is read once, and what was looked at is what is handed on: an object that answers differently when it is asked again
 * (by `toJSON`, a getter, a proxy, an iterator) has no second chance, and what the application does to its object later, while
 * a batch waits to be sent, does not reach the copy. So a copy is data only: plain objects, arrays, Maps, Sets, Dates, Errors and
 * bytes. An Error keeps its class; functions and symbols, which formats do not show, are left out.
 */
export class ValueCopy {
  readonly #parts: PartRedactor;
  readonly #isCompared: boolean;
  readonly #copies = new Map<object, Copied>();
  #entriesLeft = MOST_ENTRIES;
  /** Whether the value may be handed on itself: nothing in it was masked, and it is data through and through. */
  isSame = true;

  /** @param isCompared whether {@link isSame} will be asked for, which costs a look at each property */
  constructor(parts: PartRedactor, isCompared: boolean) {
    this.#parts = parts;
    this.#isCompared = isCompared;
  }

  /**
   * Copies a value that stands under a name.
   * @param isItem whether it is an item of a list
   */
  of(value: unknown, name: string, depth = 0, isItem = false): unknown {
    switch (typeof value) {
      case 'object':
        return value === null ? value : this.#object(value, name, depth, isItem);
      case 'function':
      case 'symbol':
        this.isSame = false;
        return undefined;
      case 'undefined':
        return value;
      default: {
        const masked = this.#parts.redactPart(value, name);
        if (masked !== value) this.isSame = false;
        return masked;
      }
    }
  }

  #object(value: object, name: string, depth: number, isItem: boolean): unknown {
    const treatment = this.#parts.treatmentUnder(name);
    if (treatment === 'allowed') return value;
    if (treatment === 'masked') return this.#placeholder('REDACTED');
    // Lists hand their name on to what they hold: one that stands under two names is looked at under each.
    const known = this.#copies.get(value);
    if (known !== undefined && (known.name === name || !isList(value))) return known.copy;
    if (depth >= this.#parts.maxDepth) return this.#placeholder('MAX_DEPTH');
    if (isUint8Array(value)) return this.#bytes(value, name);
    if (isTypedArray(value)) return this.#numbers(value, name, depth);
    if (Array.isArray(value)) return this.#array(value, name, depth, isItem);
    const content = shownContent(value);
    if (content !== value) {
      this.isSame = false;
      return this.of(content, name, depth + 1);
    }
    if (this.#isCompared && isProxy(value)) this.isSame = false;
    if (isMap(value)) return this.#map(value, name, depth);
    if (isSet(value)) return this.#set(value, name, depth);
    if (isDate(value)) return this.#date(value);
    return isError(value) ? this.#error(value, name, depth) : this.#fields(value, name, depth);
  }

  #array(list: readonly unknown[], name: string, depth: number, isItem: boolean): unknown[] {
    const copy: unknown[] = [];
    this.#copies.set(list, { name, copy });
    if (this.#isCompared) this.#compare(list, Object.keys(list), list.length);
    const { length } = list;
    const isPair = length === 2 && isItem;
    const isFlat = isListOfPairs(name, length);
    let previous: unknown;
    for (let i = 0; i < length; i++) {
      if (this.#entriesLeft-- <= 0) {
        copy.push(this.#placeholder('TRUNCATED'));
        break;
      }
      const item = readSafely(list, i);
      const isValue = i % 2 === 1 && (isPair || isFlat);
      const own = nameOfItem(item, previous, isValue, isFlat && !isValue ? '' : name, length);
      const under = typeof item === 'number' || typeof item === 'bigint' ? nameOfNumber(own) : own;
      copy.push(this.of(item, isValue ? this.#secretOf(own, name) : under, depth + 1, true));
      previous = item;
    }
    if (isCommand(copy)) this.#maskArguments(copy);
    return copy;
  }

  #maskArguments(copy: unknown[]): void {
    const masked = this.#parts.redactArguments?.(copy as string[]);
    masked?.forEach((item, i) => {
      if (item === copy[i]) return;
      copy[i] = item;
      this.isSame = false;
    });
  }

  /** The name of an item that the one before it names: among secrets it is one of them, unless its own name says so too. */
  #secretOf(own: string, around: string): string {
    return this.#parts.handsOn(around) && !this.#parts.handsOn(own) ? around : own;
  }

  // The engine's own iteration, which the formats use: a subclass may have another.
  #map(map: ReadonlyMap<unknown, unknown>, name: string, depth: number): Map<unknown, unknown> {
    const copy = new Map<unknown, unknown>();
    this.#copies.set(map, { name, copy });
    if (this.#isCompared) this.#compare(map, Object.keys(map), 0);
    const names = new FreeNames();
    const isOfSecrets = this.#isOfSecrets(name);
    const holds = isOfSecrets && holdsSecrets(name, [...Map.prototype.keys.call(map)]);
    const hasCookies = isOfCookies(name);
    for (const [key, item] of Map.prototype.entries.call(map)) {
      if (this.#entriesLeft-- <= 0) {
        copy.set(this.#placeholder('TRUNCATED'), undefined);
        break;
      }
      const to = this.#mapKey(key);
      const free = typeof to === 'string' ? names.of(to, (text) => copy.has(text)) : to;
      const own = typeof key === 'string' ? key : String(to);
      const under = isOfSecrets ? this.#nameHeld(own, item, name, holds) : own;
      copy.set(free, this.#field(item, under, depth + 1, hasCookies ? own : undefined));
    }
    return copy;
  }

  /** A key is shown as its text, of which an object may have one of its own. */
  #mapKey(key: unknown): unknown {
    if (typeof key === 'string') return this.#name(key);
    if (typeof key === 'number' || typeof key === 'boolean' || typeof key === 'bigint') return this.of(key, '');
    this.isSame = false;
    return this.#parts.redactText(textOf(key));
  }

  #set(set: ReadonlySet<unknown>, name: string, depth: number): Set<unknown> {
    const copy = new Set<unknown>();
    this.#copies.set(set, { name, copy });
    if (this.#isCompared) this.#compare(set, Object.keys(set), 0);
    for (const item of Set.prototype.values.call(set)) {
      if (this.#entriesLeft-- <= 0) {
        copy.add(this.#placeholder('TRUNCATED'));
        break;
      }
      copy.add(this.of(item, name, depth + 1));
    }
    return copy;
  }

  #date(date: Date): Date {
    if (this.#isCompared) this.#compare(date, Object.keys(date), 0);
    return new Date(Date.prototype.getTime.call(date));
  }

  #fields(value: object, name: string, depth: number): object {
    const copy: Record<string, unknown> = {};
    this.#copies.set(value, { name, copy });
    const names = Object.keys(value);
    if (this.#isCompared) this.#compare(value, names, names.length);
    if (this.#maskBytesAsData(value, names, name, copy)) return copy;
    const isOfSecrets = this.#isOfSecrets(name);
    const holds = isOfSecrets && holdsSecrets(name, names);
    const hasCookies = isOfCookies(name);
    // The names of an object are different ones, until one is masked.
    let free: FreeNames | undefined;
    for (const key of names) {
      if (this.#entriesLeft-- <= 0) {
        put(copy, this.#placeholder('TRUNCATED'), undefined);
        break;
      }
      const field = readSafely(value, key);
      if (this.#leavesOut(field)) continue;
      const masked = this.#name(key);
      if (masked !== key) free ??= new FreeNames();
      const isTelling = isOfNeighbours(key);
      const own = isTelling ? ownName(key, value, field, copy, name) : key;
      const under = isOfSecrets && own === key ? this.#nameHeld(key, field, name, holds) : own;
      const cookie = hasCookies ? nameOfCookie(key, copy, names) : undefined;
      put(copy, free?.in(copy, masked) ?? key, this.#field(field, under, depth + 1, cookie));
      if (isTelling) this.#lookAgain(key, field, copy, depth);
    }
    return copy;
  }

  /** Whether formats show nothing of a field. */
  #leavesOut(field: unknown): boolean {
    const isLeftOut = typeof field === 'function' || typeof field === 'symbol';
    if (isLeftOut) this.isSame = false;
    return isLeftOut;
  }

  /** @param cookie the name of the cookie that a text is the value of: it is looked at as a header has it */
  #field(field: unknown, name: string, depth: number, cookie: string | undefined): unknown {
    if (cookie === undefined || typeof field !== 'string') return this.of(field, name, depth);
    const start = `${cookie}=`;
    const header = this.#parts.redactPart(start + field, NAME_OF_COOKIE);
    if (typeof header !== 'string' || header === start + field || !header.startsWith(start))
      return this.of(field, name, depth);
    this.isSame = false;
    return header.slice(start.length);
  }

  /** Looks once more at the field that a later one names. */
  #lookAgain(key: string, field: unknown, copy: Record<string, unknown>, depth: number): void {
    const late = fieldNamedLate(key, field, copy);
    if (late !== undefined) put(copy, late.key, this.of(copy[late.key], late.name, depth + 1));
  }

  /** Masks what `JSON.stringify` makes of a Buffer, where its name is that of a secret; whether it did. */
  #maskBytesAsData(value: object, names: readonly string[], name: string, copy: Record<string, unknown>): boolean {
    const bytes = name === '' ? undefined : bytesAsData(value, names);
    const mask = bytes === undefined ? undefined : this.#parts.maskOfBytes(bytes, name);
    if (mask === undefined) return false;
    this.isSame = false;
    copy.type = 'Buffer';
    copy.data = [...Buffer.from(mask)];
    return true;
  }

  #isOfSecrets(name: string): boolean {
    return name !== '' && (this.#parts.handsOn(name) || this.#isOfChosen(name));
  }

  /** @param holds whether the object holds secrets, and does not describe one */
  #nameHeld(key: string, field: unknown, around: string, holds: boolean): string {
    return isHeldSecret(key, field, holds) ? this.#handedOn(key, around) : key;
  }

  #handedOn(key: string, around: string): string {
    if (this.#parts.handsOn(key)) return key;
    return nameHandedOn(key, this.#isOfChosen(around) ? NAME_OF_CHOSEN : around);
  }

  #isOfChosen(name: string): boolean {
    return this.#parts.handsOnChosen?.(name) === true;
  }

  /** An Error stays one, of its class, to those who ask the engine and to those who ask the prototype. */
  #error(error: Error, name: string, depth: number): Error {
    const copy = new Error();
    delete copy.stack;
    Object.setPrototypeOf(copy, Object.getPrototypeOf(error));
    this.#copies.set(error, { name, copy });
    const enumerable = Object.keys(error);
    if (this.#isCompared) this.#compare(error, enumerable, enumerable.length);
    const free = new FreeNames();
    for (const key of new Set([...HIDDEN_IN_ERRORS, ...enumerable])) {
      const field = readSafely(error, key);
      // The copy has what its class would say as its own: a class such as DOMException answers none but its own errors.
      if (field === undefined || typeof field === 'function' || typeof field === 'symbol') continue;
      // The names of its hidden fields say nothing of what stands in them.
      const isHidden = HIDDEN_IN_ERRORS.includes(key);
      const masked = this.of(field, isHidden ? '' : key, depth + 1);
      const to = free.in(copy, isHidden ? key : this.#name(key));
      define(copy, to, masked, enumerable.includes(key));
    }
    return copy;
  }

  /**
   * Bytes that are UTF-8 are read and written as text. In others the runs of ASCII are, so that a secret within binary data is
   * found: any other byte parts words there, whereas as a character of Latin-1 it might be a letter of one.
   */
  #bytes(given: Uint8Array, name: string): Uint8Array {
    // Copied first: the memory may be shared with a thread, or used again by the application.
    const bytes = Buffer.from(Buffer.from(given.buffer, given.byteOffset, given.byteLength));
    const mask = this.#parts.maskOfBytes(bytes, name);
    const isText = isUtf8(bytes);
    const text = bytes.toString(isText ? 'utf8' : 'latin1');
    const masked = mask ?? this.#bytesRedacted(text, isText);
    if (masked !== text) this.isSame = false;
    const copy = masked === text ? bytes : Buffer.from(masked, isText || mask !== undefined ? 'utf8' : 'latin1');
    return Buffer.isBuffer(given) ? copy : new Uint8Array(copy);
  }

  #bytesRedacted(text: string, isText: boolean): string {
    if (isText) return this.#parts.redactText(text);
    return text.replace(ASCII_RUN, (run) => this.#parts.redactText(run).replace(BEYOND_LATIN_1, '?'));
  }

  /** Numbers that hold a masked one are shown as formats show them: by their index. */
  #numbers(list: NodeJS.TypedArray, name: string, depth: number): unknown {
    const { length } = list;
    for (let i = 0; i < length; i++) {
      if (this.#parts.redactPart(list[i], name) !== list[i]) return this.#fields({ ...list }, name, depth);
    }
    return structuredClone(list);
  }

  #name(key: string): string {
    const masked = this.#parts.maskName(key);
    if (masked !== key) this.isSame = false;
    return masked;
  }

  #placeholder(reason: Parameters<PartRedactor['placeholder']>[0]): string {
    this.isSame = false;
    return this.#parts.placeholder(reason);
  }

  /** @param expected how many names an object of this kind has that shows nothing beside its content */
  #compare(value: object, names: readonly string[], expected: number): void {
    if (this.isSame && (isProxy(value) || names.length > expected || !isInert(value, names))) this.isSame = false;
  }
}

/** The name that a field is looked at under, by the fields beside it. */
function ownName(
  key: string,
  object: object,
  field: unknown,
  copy: Readonly<Record<string, unknown>>,
  objectName: string,
): string {
  return isDataOfStore(key, object, field) ? NAME_OF_SECRET : nameOfField(key, field, copy, objectName);
}

/** The bytes of what `JSON.stringify` makes of a Buffer. */
function bytesAsData(value: object, names: readonly string[]): Buffer | undefined {
  if (names.length !== 2 || names[0] !== 'type' || names[1] !== 'data') return undefined;
  const data = readSafely(value, 'data');
  if (!Array.isArray(data) || readSafely(value, 'type') !== 'Buffer') return undefined;
  const bytes: number[] = [];
  for (let i = 0; i < data.length; i++) {
    const byte = readSafely(data, i);
    if (typeof byte !== 'number') return undefined;
    bytes.push(byte);
  }
  return Buffer.from(bytes);
}

const MOST_ARGUMENTS = 256;

/** Whether the items of a list may be the words of a command: texts of which one is an option. */
function isCommand(items: readonly unknown[]): boolean {
  if (items.length < 2 || items.length > MOST_ARGUMENTS) return false;
  let hasOption = false;
  for (const item of items) {
    if (typeof item !== 'string') return false;
    if (item.startsWith('-')) hasOption = true;
  }
  return hasOption;
}

function isList(value: object): boolean {
  return Array.isArray(value) || isSet(value);
}

function textOf(key: unknown): string {
  try {
    return String(key);
  } catch {
    return UNREADABLE;
  }
}

/** Gives a plain object a field. An assignment takes a tenth of the time of a definition. */
function put(to: object, name: string, value: unknown): void {
  if (name === '__proto__') define(to, name, value, true);
  else (to as Record<string, unknown>)[name] = value;
}

/** Gives an object a field where an assignment would find the accessors of its prototype. */
function define(to: object, name: string, value: unknown, isEnumerable: boolean): void {
  Object.defineProperty(to, name, { value, enumerable: isEnumerable, writable: true, configurable: true });
}
