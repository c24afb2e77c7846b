// Any JavaScript value -> plain JSON, whatever the value does: for the formats whose readers know no OTLP.
import { isUint8Array } from 'node:util/types';
import { plainForm } from '../foreign/plain-form.ts';
import { readSafely, UNREADABLE } from '../foreign/safe-read.ts';
import { JsonKeys } from './json-keys.ts';
import { decimalText } from './json-number.ts';
import { type AsciiMark, escapeJson } from './json-string.ts';
import { CIRCULAR, MAX_DEPTH, MAX_ENTRIES, MAX_INT64, MIN_INT64, TOO_DEEP, TRUNCATED } from './value-limits.ts';

const KEYS = new JsonKeys(',');

/**
 * Encodes values as JSON, for one record after the other. What a value says is what `otlpJson` says of it (see `AnyValueEncoder`):
 *
 * | value | encoded as |
 * |---|---|
 * | string, boolean | itself |
 * | integer from -2^63 to 2^63 - 1, bigint within that | its exact digits, as a number: Spark and DuckDB read a BIGINT; -0 is 0 |
 * | any other finite number | the shortest decimal that reads back as the same double |
 * | NaN, Infinity, -Infinity, other bigints | a string: JSON has no such numbers |
 * | `Uint8Array`, `Buffer` | a string, in base64 |
 * | array; an object that `plainForm` knows; other object | a list; what that gives; a map of its own enumerable string keys |
 * | `null`, `undefined`, function, symbol | `null` |
 *
 * The way through a value is written out here and there: a base class for both made `otlpJson` slower (`npm run bench -- otlp-json`).
 *
 * No value makes it throw, loop or break the line: `[Circular]`, `[Too deep]`, `[Truncated]`, `[Unreadable]` stand for what cannot be
 * written. Only a text beyond the engine's longest string (512 MiB) throws a `RangeError`.
 */
export class JsonValueEncoder implements AsciiMark {
  isAscii = true;
  readonly #hasLongIntegers: boolean;
  readonly #ancestors: object[] = [];
  #entriesLeft = MAX_ENTRIES;

  /** @param hasLongIntegers whether bigints beyond 64 bits are numbers as well, as they were in the JSON that they were read from */
  constructor(hasLongIntegers = false) {
    this.#hasLongIntegers = hasLongIntegers;
  }

  /** Starts a record. */
  begin(): void {
    this.#entriesLeft = MAX_ENTRIES;
    // Not empty only where the record before ended in an error that nothing here can contain.
    if (this.#ancestors.length > 0) this.#ancestors.length = 0;
  }

  /** A value as JSON. */
  encode(value: unknown): string {
    switch (typeof value) {
      case 'string':
        return `"${escapeJson(value, this)}"`;
      case 'number':
        return jsonNumber(value);
      case 'boolean':
        return value ? 'true' : 'false';
      case 'bigint':
        return this.#hasLongIntegers || (value >= MIN_INT64 && value <= MAX_INT64) ? String(value) : `"${value}"`;
      case 'object':
        return value === null ? 'null' : this.#encodeObject(value);
      default:
        return 'null';
    }
  }

  /** An entry of a map, with a comma in front; a note of it where the record has more entries than are written. */
  encodeEntry(map: Readonly<Record<string, unknown>>, key: string): string {
    return KEYS.of(key) + this.encode(readSafely(map, key));
  }

  /** Whether one more entry may be written. */
  hasRoom(): boolean {
    return this.#entriesLeft-- > 0;
  }

  #encodeObject(value: object): string {
    if (this.#ancestors.includes(value)) return this.encode(CIRCULAR);
    if (this.#ancestors.length === MAX_DEPTH) return this.encode(TOO_DEEP);
    this.#ancestors.push(value);
    try {
      return this.#encodeContent(value);
    } catch {
      // A revoked proxy, a trap or a `toJSON` that throws.
      return this.encode(UNREADABLE);
    } finally {
      this.#ancestors.pop();
    }
  }

  #encodeContent(value: object): string {
    if (isUint8Array(value)) {
      return `"${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')}"`;
    }
    if (Array.isArray(value)) return `[${this.#encodeElements(value)}]`;
    const plain = plainForm(value);
    if (plain !== value) return this.encode(plain);
    return `{${this.#encodeEntries(value as Record<string, unknown>).slice(1)}}`;
  }

  #encodeEntries(map: Readonly<Record<string, unknown>>): string {
    let text = '';
    for (const key of Object.keys(map)) {
      if (!this.hasRoom()) return text + TRUNCATED_ENTRY;
      text += this.encodeEntry(map, key);
    }
    return text;
  }

  #encodeElements(list: readonly unknown[]): string {
    const { length } = list;
    let text = '';
    for (let i = 0; i < length; i++) {
      if (i > 0) text += ',';
      if (!this.hasRoom()) return text + this.encode(TRUNCATED);
      text += this.encode(readSafely(list, i));
    }
    return text;
  }
}

/** What stands for the rest of a map, with a comma in front. */
export const TRUNCATED_ENTRY: string = `,"${TRUNCATED}":"${TRUNCATED}"`;

function jsonNumber(value: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  if (!Number.isFinite(value)) return `"${value}"`;
  if (!Number.isInteger(value)) return decimalText(value);
  return value >= -(2 ** 63) && value < 2 ** 63 ? String(BigInt(value)) : String(value);
}

/** A value as JSON. */
export function jsonOf(value: unknown): string {
  return new JsonValueEncoder().encode(value);
}

/** JSON as people read it: of what is a string in JSON, as dates, bytes and NaN are, the text alone. */
export function unquoted(json: string): string {
  return json.startsWith('"') ? (JSON.parse(json) as string) : json;
}

/** A value as one text: a string as it is, anything else as its JSON. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : unquoted(jsonOf(value));
}
