// The JSON in front of an attribute's value, built once a key: most records of a program share a few keys.
import { type AsciiMark, escapeJson } from './json-string.ts';

/** What stands in front of a value in an OTLP/JSON `KeyValue`. */
export interface AttributePrefix {
  /** Up to the opening quote of a `stringValue`; `"}}` closes it. */
  readonly string: string;
  /** Up to the opening quote of an `intValue`; `"}}` closes it. */
  readonly int: string;
  /** Up to a `boolValue`; `}}` closes it. */
  readonly bool: string;
  /** Up to an `AnyValue`; `}` closes it. */
  readonly any: string;
  /** Whether the key, and so each prefix, is ASCII. */
  readonly isAscii: boolean;
}

// A program has some dozens of keys. One that makes up keys as it goes must neither fill the memory nor stop the others from
// being kept: a full cache starts anew.
const MAX_KEYS = 512;
const MAX_KEPT_LENGTH = 128;

/** The prefixes of keys, kept for the keys that were used last. */
export class AttributePrefixes {
  readonly #separator: string;
  readonly #kept = new Map<string, AttributePrefix>();

  /** @param separator what comes first: a comma for all attributes of a list but the first */
  constructor(separator: ',' | '') {
    this.#separator = separator;
  }

  /** The prefix of a key. */
  of(key: string): AttributePrefix {
    return this.#kept.get(key) ?? this.#add(key);
  }

  #add(key: string): AttributePrefix {
    const mark: AsciiMark = { isAscii: true };
    const start = `${this.#separator}{"key":"${escapeJson(key, mark)}","value":`;
    const prefix: AttributePrefix = {
      string: `${start}{"stringValue":"`,
      int: `${start}{"intValue":"`,
      bool: `${start}{"boolValue":`,
      any: start,
      isAscii: mark.isAscii,
    };
    if (key.length <= MAX_KEPT_LENGTH) {
      if (this.#kept.size === MAX_KEYS) this.#kept.clear();
      this.#kept.set(key, prefix);
    }
    return prefix;
  }
}
