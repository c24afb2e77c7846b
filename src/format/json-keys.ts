// The JSON in front of a value, with its key: built once a key, since most records of a program share a few keys.
import { flat } from './flat-text.ts';
import { escapeJson } from './json-string.ts';

// A program has some dozens of keys. One that makes up keys as it goes must neither fill the memory nor stop the others from
// being kept: a full cache starts anew.
const MAX_KEYS = 512;
const MAX_KEPT_LENGTH = 128;

/** Keys as they stand in JSON objects, kept for the keys that were used last. */
export class JsonKeys {
  readonly #separator: string;
  readonly #kept = new Map<string, string>();

  /** @param separator what comes first: nothing, a brace or a comma */
  constructor(separator: string) {
    this.#separator = separator;
  }

  /** The separator, the key in quotes and a colon. */
  of(key: string): string {
    return this.#kept.get(key) ?? this.#add(key);
  }

  #add(key: string): string {
    const text = flat(`${this.#separator}"${escapeJson(key, { isAscii: true })}":`);
    if (key.length <= MAX_KEPT_LENGTH) {
      if (this.#kept.size === MAX_KEYS) this.#kept.clear();
      this.#kept.set(key, text);
    }
    return text;
  }
}
