// Masks in values of any shape: nested objects, arrays, Maps, Sets, Errors, bytes. What the caller gave is never changed.
import { Buffer, isUtf8 } from 'node:buffer';
import type { CredentialWord } from './credential-words.ts';
import { MatcherList } from './matcher-list.ts';
import { opened } from './opened.ts';
import type { ResolvedOptions } from './options.ts';
import type { TextRedactor } from './text-redactor.ts';

/** What is known of a name, once it has been looked at. */
export interface NameVerdict {
  /** The name with what it contains masked; the name itself when it is clean. */
  readonly masked: string;
  /** What was masked in the name. */
  readonly entities: readonly string[];
  /** Its value is masked whole, by the option `keys`. */
  readonly isKey: boolean;
  /** Its value is never touched, by the option `allow`. */
  readonly isAllowed: boolean;
  /** The credential word that it ends in. */
  readonly word: CredentialWord | undefined;
  /** Its value is an Authorization or Cookie header. */
  readonly header: string;
  /** It says nothing of its value: none of the above, and no number that a person has. */
  readonly isPlain: boolean;
  /** A number under it may be a social security number or the like. */
  readonly isNumberName: boolean;
}

/** Verdicts are kept for so many names; programs have few, and an attacker's many must not take memory. */
const KEPT_NAMES = 4096;
/** No card number is smaller. */
const SMALLEST_CARD = 100_000_000_000;
const NUMBER_NAME = /ssn|social|itin|tax|routing|aba|rtn|nhs|phone|tel|mobile|cell|fax|msisdn/i;
const HEADER_NAME = /(authorization|cookie)s?$/i;
export const MAX_DEPTH = 'MAX_DEPTH';
const REDACTED = 'REDACTED';
/** The verdict on a value that has no name. */
const NO_NAME: NameVerdict = {
  masked: '',
  entities: [],
  isKey: false,
  isAllowed: false,
  word: undefined,
  header: '',
  isNumberName: false,
  isPlain: true,
};
const KEY_RULE = 'masked key';
const NAMED_RULE = 'named credential';

export class ValueRedactor {
  readonly #texts: TextRedactor;
  readonly #keys: MatcherList | undefined;
  readonly #allow: MatcherList | undefined;
  readonly #maxDepth: number;
  readonly #isCredentialOn: boolean;
  readonly #verdicts = new Map<string, NameVerdict>();

  constructor(texts: TextRedactor, options: ResolvedOptions) {
    this.#texts = texts;
    this.#keys = options.keys.length > 0 ? new MatcherList(options.keys, 'any-case') : undefined;
    this.#allow = options.allow.length > 0 ? new MatcherList(options.allow, 'exact') : undefined;
    this.#maxDepth = options.maxDepth;
    this.#isCredentialOn = options.entities.has('CREDENTIAL');
  }

  /** What is known of a name; remembered. */
  verdict(name: string): NameVerdict {
    const known = this.#verdicts.get(name);
    if (known !== undefined) return known;
    const isAllowed = this.#allow?.has(name) === true;
    const isKey = this.#keys?.has(name) === true;
    const word = this.#isCredentialOn ? this.#texts.wordOf(name) : undefined;
    const header = HEADER_NAME.exec(name)?.[1]?.toLowerCase() ?? '';
    const isNumberName = NUMBER_NAME.test(name);
    const verdict: NameVerdict = {
      ...(isAllowed ? { masked: name, entities: [] } : this.#texts.preview(name)),
      isKey,
      isAllowed,
      word,
      header,
      isNumberName,
      isPlain: !isAllowed && !isKey && word === undefined && header === '' && !isNumberName,
    };
    if (this.#verdicts.size >= KEPT_NAMES) this.#verdicts.clear();
    this.#verdicts.set(name, verdict);
    return verdict;
  }

  /** A name with what it contains masked, and counted. */
  maskName(name: string): string {
    const { masked, entities } = this.verdict(name);
    for (const entity of entities) this.#texts.count(entity);
    return masked;
  }

  /** A value with everything in it masked: the same object when nothing was, a copy of it otherwise. */
  redact(value: unknown, name: string): unknown {
    return this.redactUnder(value, name, name === '' ? NO_NAME : this.verdict(name));
  }

  /** The same, for a name whose verdict is at hand. */
  redactUnder(value: unknown, name: string, verdict: NameVerdict): unknown {
    switch (typeof value) {
      case 'string':
        return verdict.isPlain ? this.#texts.redact(value, name) : this.#redactNamed(value, name, verdict);
      case 'number':
        return verdict.isPlain && value < SMALLEST_CARD ? value : this.#redactNumber(value, name, verdict);
      case 'bigint':
        return this.#redactNumber(value, name, verdict);
      case 'object': {
        if (value === null) return value;
        // A clean graph is walked once and given back; only a dirty one is walked again to be copied.
        const tally = this.#texts.tally;
        const isClean = !this.#isDirty(value, name, 0, new Set());
        this.#texts.tally = tally;
        return isClean ? value : this.#copy(value, name, 0, new Map());
      }
      case 'boolean':
        return verdict.isKey && !verdict.isAllowed ? this.#texts.maskWhole(String(value), REDACTED, KEY_RULE) : value;
      default:
        return value;
    }
  }

  #redactNamed(text: string, name: string, verdict: NameVerdict): string {
    if (verdict.isAllowed) return text;
    if (verdict.isKey) return this.#texts.maskWhole(text, REDACTED, KEY_RULE);
    if (verdict.header !== '') return this.#redactHeader(text, verdict.header);
    if (verdict.word === undefined || !this.#texts.isSecretUnder(verdict.word, text))
      return this.#texts.redact(text, name);
    // A token that is known by its own form keeps its own name.
    const [hit] = this.#texts.explain(text, name);
    if (hit !== undefined && hit.start === 0 && hit.end === text.length) return this.#texts.redact(text, name);
    return this.#texts.maskWhole(text, verdict.word.entity, NAMED_RULE);
  }

  /** The value of a header is read as if the header's name stood before it. */
  #redactHeader(text: string, header: string): string {
    const prefix = `${header}: `;
    const line = this.#texts.redact(prefix + text);
    return line.length === prefix.length + text.length && line.endsWith(text) ? text : line.slice(prefix.length);
  }

  #redactNumber(value: number | bigint, name: string, verdict: NameVerdict): unknown {
    if (verdict.isAllowed) return value;
    const text = String(value);
    if (verdict.isKey) return this.#texts.maskWhole(text, REDACTED, KEY_RULE);
    if (verdict.word !== undefined && this.#texts.isSecretUnder(verdict.word, text)) {
      return this.#texts.maskWhole(text, verdict.word.entity, NAMED_RULE);
    }
    const mayBePersonal = (value >= SMALLEST_CARD || verdict.isNumberName) && /^\d+$/.test(text);
    if (!mayBePersonal) return value;
    const masked = this.#texts.redact(text, name);
    return masked === text ? value : masked;
  }

  /** Whether anything in a value would be masked. */
  #isDirty(value: unknown, name: string, depth: number, seen: Set<object>): boolean {
    switch (typeof value) {
      case 'string':
        return this.#isDirtyText(value, name);
      case 'number':
      case 'bigint':
        return this.#isDirtyNumber(value, name);
      case 'boolean':
        return name !== '' && this.verdict(name).isKey && !this.verdict(name).isAllowed;
      case 'object':
        return value !== null && this.#isDirtyObject(value, name, depth, seen);
      default:
        return false;
    }
  }

  #isDirtyText(text: string, name: string): boolean {
    if (name === '') return this.#texts.touches(text);
    const verdict = this.verdict(name);
    if (verdict.isAllowed) return false;
    if (verdict.isKey || (verdict.word !== undefined && this.#texts.isSecretUnder(verdict.word, text))) return true;
    return verdict.header === '' ? this.#texts.touches(text, name) : this.#texts.touches(`${verdict.header}: ${text}`);
  }

  #isDirtyNumber(value: number | bigint, name: string): boolean {
    const verdict = name === '' ? undefined : this.verdict(name);
    if (verdict?.isAllowed === true) return false;
    const text = String(value);
    if (verdict?.isKey === true || (verdict?.word !== undefined && this.#texts.isSecretUnder(verdict.word, text)))
      return true;
    return (value >= SMALLEST_CARD || verdict?.isNumberName === true) && this.#texts.touches(text, name);
  }

  #isDirtyObject(value: object, name: string, depth: number, seen: Set<object>): boolean {
    if (seen.has(value) || value instanceof Date) return false;
    seen.add(value);
    const verdict = name === '' ? undefined : this.verdict(name);
    if (verdict?.isAllowed === true) return false;
    if (verdict?.isKey === true || depth >= this.#maxDepth) return true;
    const content = opened(value);
    if (content !== value && this.#isDirty(content, name, depth + 1, seen)) return true;
    if (ArrayBuffer.isView(value)) return value instanceof Uint8Array && this.#texts.touches(decode(value));
    if (value instanceof Map) return this.#isDirtyMap(value, depth, seen);
    if (Array.isArray(value) || value instanceof Set) {
      for (const item of value) if (this.#isDirty(item, name, depth + 1, seen)) return true;
      return false;
    }
    return fieldNames(value).some(
      (key) =>
        this.verdict(key).masked !== key || this.#isDirty(read(value, key), fieldName(value, key), depth + 1, seen),
    );
  }

  #isDirtyMap(map: ReadonlyMap<unknown, unknown>, depth: number, seen: Set<object>): boolean {
    for (const [key, item] of map) {
      const name = typeof key === 'string' ? key : '';
      if (this.#isDirty(key, '', depth + 1, seen) || this.#isDirty(item, name, depth + 1, seen)) return true;
    }
    return false;
  }

  #copy(value: unknown, name: string, depth: number, copies: Map<object, unknown>): unknown {
    if (typeof value !== 'object' || value === null) return this.redact(value, name);
    if (value instanceof Date) return value;
    if (copies.has(value)) return copies.get(value);
    const verdict = name === '' ? undefined : this.verdict(name);
    if (verdict?.isAllowed === true) return value;
    if (verdict?.isKey === true) return this.#texts.maskWhole('', REDACTED, KEY_RULE);
    if (depth >= this.#maxDepth) return this.#texts.maskWhole('', MAX_DEPTH, MAX_DEPTH);
    const content = opened(value);
    // A copy of the fields would lack what the object keeps private, and fail to show it: what it shows takes its place.
    if (content !== value) return this.#copy(content, name, depth + 1, copies);
    if (ArrayBuffer.isView(value)) return value instanceof Uint8Array ? this.#copyBytes(value) : value;
    return this.#copyContainer(value, name, depth, copies);
  }

  #copyContainer(value: object, name: string, depth: number, copies: Map<object, unknown>): unknown {
    if (Array.isArray(value)) {
      const copy: unknown[] = [];
      copies.set(value, copy);
      for (const item of value) copy.push(this.#copy(item, name, depth + 1, copies));
      return copy;
    }
    if (value instanceof Map) {
      const copy = new Map<unknown, unknown>();
      copies.set(value, copy);
      for (const [key, item] of value) {
        const itemName = typeof key === 'string' ? key : '';
        copy.set(this.#copy(key, '', depth + 1, copies), this.#copy(item, itemName, depth + 1, copies));
      }
      return copy;
    }
    if (value instanceof Set) {
      const copy = new Set<unknown>();
      copies.set(value, copy);
      for (const item of value) copy.add(this.#copy(item, name, depth + 1, copies));
      return copy;
    }
    return this.#copyFields(value, depth, copies);
  }

  #copyFields(value: object, depth: number, copies: Map<object, unknown>): object {
    const copy = emptyLike(value);
    copies.set(value, copy);
    for (const key of fieldNames(value)) {
      const field = this.#copy(read(value, key), fieldName(value, key), depth + 1, copies);
      const isEnumerable = !(value instanceof Error) || Object.prototype.propertyIsEnumerable.call(value, key);
      const to = freeName(copy, this.maskName(key));
      Object.defineProperty(copy, to, { value: field, enumerable: isEnumerable, writable: true, configurable: true });
    }
    return copy;
  }

  /** Bytes that are UTF-8 are read and written as text; others byte by byte, so that a secret within binary data is found. */
  #copyBytes(bytes: Uint8Array): Uint8Array {
    const text = decode(bytes);
    const masked = this.#texts.redact(text);
    if (masked === text) return bytes;
    const written = Buffer.from(masked, isUtf8(bytes) ? 'utf8' : 'latin1');
    return Buffer.isBuffer(bytes) ? written : new Uint8Array(written);
  }
}

function decode(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(isUtf8(bytes) ? 'utf8' : 'latin1');
}

/** An object without fields of the same kind: an Error stays one to those who ask the engine, not the prototype. */
function emptyLike(value: object): object {
  const prototype = Object.getPrototypeOf(value);
  if (!(value instanceof Error)) return Object.create(prototype);
  const error = new Error();
  delete error.stack;
  return Object.setPrototypeOf(error, prototype);
}

/** The fields of an object that a formatter would show; of an Error also those that are not enumerable. */
function fieldNames(value: object): string[] {
  const names = Object.keys(value);
  if (value instanceof Error) {
    for (const name of ['name', 'message', 'stack', 'cause', 'errors']) {
      if (Object.hasOwn(value, name) && !names.includes(name)) names.push(name);
    }
  }
  return names;
}

/** The name that says what stands in a field; an Error's own fields say nothing. */
function fieldName(value: object, key: string): string {
  return value instanceof Error && (key === 'message' || key === 'stack' || key === 'cause' || key === 'name')
    ? ''
    : key;
}

function read(value: object, key: string): unknown {
  try {
    return (value as Record<string, unknown>)[key];
  } catch {
    // A getter that throws shows nothing.
    return undefined;
  }
}

/** A name that is not taken yet: two names that are masked to the same one stay two. */
export function freeName(taken: object, name: string): string {
  if (!Object.hasOwn(taken, name)) return name;
  let n = 2;
  while (Object.hasOwn(taken, `${name}_${n}`)) n++;
  return `${name}_${n}`;
}
