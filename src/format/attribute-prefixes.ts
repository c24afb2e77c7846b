// The JSON in front of an attribute's value, built once a key: most records of a program share a few keys.
import { LastText } from '../foreign/last-text.ts';
import { flat } from './flat-text.ts';
import { type AsciiMark, escapeJson } from './json-string.ts';

/**
 * What stands in front of a value in an OTLP/JSON `KeyValue`. Each form is built when it is first asked for: a key mostly has
 * values of one type, and a key that is never seen again should cost little.
 */
export class AttributePrefix {
  /** Up to an `AnyValue`; `}` closes it. */
  readonly any: string;
  /** Whether the key, and so each form, is ASCII. */
  readonly isAscii: boolean;
  #string = '';
  #int = '';
  #double = '';
  #true = '';
  #false = '';
  readonly #lastText = new LastText();
  #lastEntry = '';

  constructor(separator: string, key: string) {
    const mark: AsciiMark = { isAscii: true };
    this.any = flat(`${separator}{"key":"${escapeJson(key, mark)}","value":`);
    this.isAscii = mark.isAscii;
  }

  /** Up to a string in a `stringValue`; `"}}` closes it. */
  get string(): string {
    if (this.#string === '') this.#string = flat(`${this.any}{"stringValue":"`);
    return this.#string;
  }

  /** Up to the digits of an `intValue`; `"}}` closes it. */
  get int(): string {
    if (this.#int === '') this.#int = flat(`${this.any}{"intValue":"`);
    return this.#int;
  }

  /** Up to the number of a `doubleValue`; `}}` closes it. */
  get double(): string {
    if (this.#double === '') this.#double = flat(`${this.any}{"doubleValue":`);
    return this.#double;
  }

  /** The whole entry of a `boolValue`. */
  bool(value: boolean): string {
    if (this.#true === '') {
      this.#true = flat(`${this.any}{"boolValue":true}}`);
      this.#false = flat(`${this.any}{"boolValue":false}}`);
    }
    return value ? this.#true : this.#false;
  }

  /** The whole entry of a string where {@link text} has kept it; nothing of another one. */
  lastText(value: string): string | undefined {
    return this.#lastText.is(value) ? this.#lastEntry : undefined;
  }

  /** The whole entry of a string that stands in JSON as it is. */
  text(value: string): string {
    // The value is joined with its end first: where both are short they are copied, not linked, and the write follows fewer links.
    const end = `${value}"}}`;
    const entry = this.string + end;
    if (this.#lastText.keep(value)) this.#lastEntry = flat(entry);
    return entry;
  }
}

// A program has some dozens of keys. One that makes up keys as it goes must neither fill the memory nor stop the others from
// being kept: a full cache starts anew.
const MAX_KEYS = 512;
const MAX_KEPT_LENGTH = 128;

/** The prefixes of keys, kept for the keys that were used last. */
export class AttributePrefixes {
  readonly #separator: string;
  readonly #kept = new Map<string, AttributePrefix>();

  /** @param separator what comes first: nothing for the first attribute of a list, a comma for the others */
  constructor(separator: ',' | '') {
    this.#separator = separator;
  }

  /** The prefix of a key. */
  of(key: string): AttributePrefix {
    return this.#kept.get(key) ?? this.#add(key);
  }

  #add(key: string): AttributePrefix {
    const prefix = new AttributePrefix(this.#separator, key);
    if (key.length <= MAX_KEPT_LENGTH) {
      if (this.#kept.size === MAX_KEYS) this.#kept.clear();
      this.#kept.set(key, prefix);
    }
    return prefix;
  }
}
