// Values of other loggers as what attributes may hold: the SDK drops an attribute with an error, a date, a map or an instance of a class in it.
import { isUint8Array } from 'node:util/types';
import { isErrorAtAll } from '../foreign/exception-attributes.ts';
import { setField } from '../foreign/own-field.ts';
import { HIDDEN_IN_ERRORS, plainForm } from '../foreign/plain-form.ts';
import { readSafely, UNREADABLE } from '../foreign/safe-read.ts';

const DEEPEST = 16;
/** A proxy can make up fields without end. */
const MOST_ENTRIES = 100_000;

/** A copy of a value that is data only. Never throws. */
export function dataOf(value: unknown): unknown {
  return new DataCopy().of(value, []);
}

class DataCopy {
  #entriesLeft = MOST_ENTRIES;

  of(value: unknown, outer: readonly object[]): unknown {
    switch (typeof value) {
      case 'bigint':
      case 'symbol':
        return String(value);
      case 'function':
        return undefined;
      case 'object':
        return value === null ? null : this.#ofObject(value, outer);
      default:
        return value;
    }
  }

  #ofObject(value: object, outer: readonly object[]): unknown {
    if (outer.includes(value)) return '[Circular]';
    if (outer.length >= DEEPEST) return '[MAX_DEPTH]';
    if (isUint8Array(value)) return value;
    try {
      return this.#ofParts(value, [...outer, value]);
    } catch {
      return UNREADABLE;
    }
  }

  #ofParts(value: object, outer: readonly object[]): unknown {
    if (isErrorAtAll(value)) return this.#ofFields(value, [...HIDDEN_IN_ERRORS, ...Object.keys(value)], outer);
    if (Array.isArray(value)) return this.#ofItems(value, outer);
    const plain = plainForm(value);
    if (plain !== value) return this.of(plain, outer);
    return this.#ofFields(value, Object.keys(value), outer);
  }

  #ofItems(items: readonly unknown[], outer: readonly object[]): unknown[] {
    const copy: unknown[] = [];
    for (let index = 0; index < items.length && this.#entriesLeft > 0; index++) {
      this.#entriesLeft--;
      copy.push(this.of(readSafely(items, index), outer) ?? null);
    }
    return copy;
  }

  #ofFields(value: object, names: readonly string[], outer: readonly object[]): Record<string, unknown> {
    const copy: Record<string, unknown> = {};
    for (const name of names) {
      if (this.#entriesLeft-- <= 0) break;
      const field = this.of(readSafely(value, name), outer);
      if (field === undefined) continue;
      setField(copy, name, field);
    }
    return copy;
  }
}
