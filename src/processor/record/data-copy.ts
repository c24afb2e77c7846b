// Copies a value of any shape, so that what becomes of the original later does not show in it, and measures it on the way.
import { UNREADABLE } from '../../foreign/safe-read.ts';
import { type PartRedactor, ValueCopy } from '../../redaction/index.ts';

/** What an object, a list or an entry takes in addition to its content, roughly. */
const OBJECT_BYTES = 56;
const ENTRY_BYTES = 16;
/** Texts up to this length are counted with two bytes a character: to look at them would cost more than it is worth. */
const SHORT_TEXT = 64;
/** What is nested deeper, or holds more, is no plain data as records have it, or holds itself: it goes the long way. */
const DEEPEST = 16;
const MOST_ENTRIES = 1_000;
const NOT_PLAIN: unique symbol = Symbol('not plain');
/** As deep as `otlpJson` writes. */
const DEEPEST_WRITTEN = 128;

/** The bytes that a text takes in memory, roughly: one for each character, or two where one of them is beyond Latin-1. */
export function textBytes(text: string): number {
  if (text.length <= SHORT_TEXT) return 2 * text.length;
  const encoded = Buffer.byteLength(text);
  return encoded === text.length ? encoded : Math.max(encoded, 2 * text.length);
}

/** Copies objects and adds up their bytes. */
export class DataCopy {
  /** The bytes of all that was copied or measured, roughly. */
  bytes = 0;
  #entriesLeft = MOST_ENTRIES;

  /** A copy of an object. */
  of(value: object): unknown {
    const before = this.bytes;
    this.#entriesLeft = MOST_ENTRIES;
    try {
      const copy = this.#plain(value, 0);
      if (copy !== NOT_PLAIN) return copy;
    } catch {
      // A field that cannot be read: the long way shows the others.
    }
    this.bytes = before;
    try {
      return new ValueCopy(this.#parts(), false).of(value, '');
    } catch {
      // A proxy whose traps throw: no format could show it either.
      return UNREADABLE;
    }
  }

  /** Lists and plain objects of texts, numbers and the like: nearly all that records hold. */
  #plain(value: unknown, depth: number): unknown {
    if (typeof value === 'string') this.bytes += textBytes(value);
    if (typeof value !== 'object' || value === null) return typeof value === 'function' ? NOT_PLAIN : value;
    if (depth > DEEPEST) return NOT_PLAIN;
    this.bytes += OBJECT_BYTES;
    if (Array.isArray(value)) return this.#list(value, depth);
    const prototype: unknown = Object.getPrototypeOf(value);
    if ((prototype !== Object.prototype && prototype !== null) || 'toJSON' in value) return NOT_PLAIN;
    return this.#fields(value as Readonly<Record<string, unknown>>, depth);
  }

  #list(list: readonly unknown[], depth: number): unknown {
    const { length } = list;
    this.#entriesLeft -= length;
    if (this.#entriesLeft < 0) return NOT_PLAIN;
    const copy = new Array<unknown>(length);
    for (let i = 0; i < length; i++) {
      const item = this.#plain(list[i], depth + 1);
      if (item === NOT_PLAIN) return NOT_PLAIN;
      copy[i] = item;
    }
    this.bytes += length * ENTRY_BYTES;
    return copy;
  }

  #fields(fields: Readonly<Record<string, unknown>>, depth: number): unknown {
    const copy: Record<string, unknown> = {};
    for (const name of Object.keys(fields)) {
      if (this.#entriesLeft-- <= 0 || name === '__proto__') return NOT_PLAIN;
      const field = this.#plain(fields[name], depth + 1);
      if (field === NOT_PLAIN) return NOT_PLAIN;
      copy[name] = field;
      this.bytes += ENTRY_BYTES;
    }
    return copy;
  }

  /** Everything else is copied as redaction does it, with nothing masked. */
  #parts(): PartRedactor {
    return {
      maxDepth: DEEPEST_WRITTEN,
      redactPart: (value) => {
        this.bytes += ENTRY_BYTES;
        if (typeof value === 'string') this.bytes += textBytes(value);
        return value;
      },
      redactText: (text) => {
        this.bytes += textBytes(text);
        return text;
      },
      maskName: (name) => {
        this.bytes += ENTRY_BYTES;
        return name;
      },
      maskOfBytes: () => undefined,
      handsOn: () => false,
      treatmentUnder: () => 'looked at',
      placeholder: (reason) => `[${reason}]`,
    };
  }
}
