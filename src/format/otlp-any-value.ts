// Any JavaScript value -> OTLP/JSON `AnyValue` and `KeyValue` lists, whatever the value does.
import { isUint8Array } from 'node:util/types';
import { plainForm } from '../foreign/plain-form.ts';
import { readSafely, UNREADABLE } from '../foreign/safe-read.ts';
import { type AttributePrefix, AttributePrefixes } from './attribute-prefixes.ts';
import { decimalText } from './json-number.ts';
import { type AsciiMark, escapeJson } from './json-string.ts';
import { CIRCULAR, MAX_DEPTH, MAX_ENTRIES, MAX_INT64, MIN_INT64, TOO_DEEP, TRUNCATED } from './value-limits.ts';

const NOTHING = '{}';

const FIRST = new AttributePrefixes('');
const LATER = new AttributePrefixes(',');

/**
 * Encodes values as the `AnyValue` of OTLP/JSON, for one record after the other.
 *
 * The meaning is that of the SDK's `JsonLogsSerializer`, without its faults:
 *
 * | value | encoded as |
 * |---|---|
 * | string | `stringValue` |
 * | integer from -2^63 to 2^63 - 1 | `intValue`, a string of its exact decimal digits; -0 is `"0"`, as in the SDK |
 * | any other number | `doubleValue`; `"NaN"`, `"Infinity"`, `"-Infinity"` as strings (proto3 JSON mapping) |
 * | bigint | `intValue` within int64, else `stringValue` of its digits (the SDK drops bigints) |
 * | boolean | `boolValue` |
 * | `Uint8Array`, `Buffer` | `bytesValue` in base64; other typed arrays are maps by index, as in the SDK |
 * | array | `arrayValue`, holes as empty values |
 * | an object that {@link plainForm} knows | what that gives (the SDK writes an empty map for most of them) |
 * | other object | `kvlistValue` of its own enumerable string keys |
 * | `null`, `undefined`, function, symbol | an empty value, `{}` |
 *
 * No value makes it throw, loop or break the line. What cannot be written is replaced where it stands, by a string:
 * `[Circular]` for an object inside itself, `[Too deep]` below 128 levels, `[Truncated]` for the rest of a map or list once a
 * record has a million entries, `[Unreadable]` for what throws when it is read. Only a text beyond the engine's longest string
 * (512 MiB) throws a `RangeError`.
 */
export class AnyValueEncoder implements AsciiMark {
  /** Whether all that was encoded since {@link begin} is ASCII. */
  isAscii = true;
  readonly #ancestors: object[] = [];
  #entriesLeft = MAX_ENTRIES;

  /** Starts a record. */
  begin(): void {
    this.isAscii = true;
    this.#entriesLeft = MAX_ENTRIES;
    // Not empty only where the record before ended in an error that nothing here can contain.
    if (this.#ancestors.length > 0) this.#ancestors.length = 0;
  }

  /** A value as `AnyValue`. */
  encode(value: unknown): string {
    switch (typeof value) {
      case 'string':
        return `{"stringValue":"${escapeJson(value, this)}"}`;
      case 'number':
        return numberValue(value);
      case 'boolean':
        return value ? '{"boolValue":true}' : '{"boolValue":false}';
      case 'bigint':
        return bigintValue(value);
      case 'object':
        return value === null ? NOTHING : this.#encodeObject(value);
      default:
        return NOTHING;
    }
  }

  /** Attributes as the entries of a `KeyValue` list, without brackets: own enumerable string keys in their order. */
  encodeAttributes(attributes: Readonly<Record<string, unknown>> | null | undefined): string {
    if (attributes === undefined || attributes === null) return '';
    try {
      return this.#encodeEntries(attributes);
    } catch {
      // Attributes that are a proxy whose traps throw.
      return this.#encodeEntry(FIRST.of(UNREADABLE), UNREADABLE);
    }
  }

  // `Object.keys` and not `for in`: the latter walks the prototypes, which a proxy can make up without end, and was no faster.
  #encodeEntries(map: Readonly<Record<string, unknown>>): string {
    let text = '';
    let prefixes = FIRST;
    for (const key of Object.keys(map)) {
      if (this.#entriesLeft-- <= 0) return text + this.#encodeEntry(prefixes.of(TRUNCATED), TRUNCATED);
      text += this.#encodeEntry(prefixes.of(key), readSafely(map, key));
      prefixes = LATER;
    }
    return text;
  }

  #encodeEntry(prefix: AttributePrefix, value: unknown): string {
    if (!prefix.isAscii) this.isAscii = false;
    // The value is joined with its end first: where both are short they are copied, not linked, and the write follows fewer links.
    let end: string;
    switch (typeof value) {
      case 'string':
        return prefix.lastText(value) ?? this.#encodeText(prefix, value);
      case 'number':
        if (Number.isSafeInteger(value)) {
          end = `${value}"}}`;
          return prefix.int + end;
        }
        if (!Number.isFinite(value) || Number.isInteger(value)) break;
        end = `${decimalText(value)}}}`;
        return prefix.double + end;
      case 'boolean':
        return prefix.bool(value);
    }
    end = `${this.encode(value)}}`;
    return prefix.any + end;
  }

  #encodeText(prefix: AttributePrefix, value: string): string {
    const escaped = escapeJson(value, this);
    if (escaped === value && this.isAscii) return prefix.text(value);
    const end = `${escaped}"}}`;
    return prefix.string + end;
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
    if (isUint8Array(value)) return bytesValue(value);
    if (Array.isArray(value)) return `{"arrayValue":{"values":[${this.#encodeElements(value)}]}}`;
    const plain = plainForm(value);
    if (plain !== value) return this.encode(plain);
    return `{"kvlistValue":{"values":[${this.#encodeEntries(value as Record<string, unknown>)}]}}`;
  }

  #encodeElements(list: readonly unknown[]): string {
    const { length } = list;
    let text = '';
    for (let i = 0; i < length; i++) {
      if (i > 0) text += ',';
      if (this.#entriesLeft-- <= 0) return text + this.encode(TRUNCATED);
      text += this.encode(readSafely(list, i));
    }
    return text;
  }
}

function numberValue(value: number): string {
  if (Number.isSafeInteger(value)) return `{"intValue":"${value}"}`;
  if (Number.isInteger(value)) {
    return value >= -(2 ** 63) && value < 2 ** 63 ? `{"intValue":"${BigInt(value)}"}` : `{"doubleValue":${value}}`;
  }
  return Number.isFinite(value) ? `{"doubleValue":${decimalText(value)}}` : `{"doubleValue":"${value}"}`;
}

function bigintValue(value: bigint): string {
  return value >= MIN_INT64 && value <= MAX_INT64 ? `{"intValue":"${value}"}` : `{"stringValue":"${value}"}`;
}

function bytesValue(bytes: Uint8Array): string {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return `{"bytesValue":"${view.toString('base64')}"}`;
}
