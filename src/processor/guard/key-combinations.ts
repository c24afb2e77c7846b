// Finds keys in a log record that are harmless alone and sensitive together.
import { isMap, isNativeError } from 'node:util/types';
import { plainForm } from '../../foreign/plain-form.ts';
import { readSafely } from '../../foreign/safe-read.ts';
import { ConfigurationError } from '../../spec/configuration-error.ts';

/** A key, or several that mean the same. Case and the separators `_ - .` and blank do not count. */
export type KeyTerm = string | readonly string[];

/** Keys that are sensitive when a record has all of them. */
export type KeyCombination = readonly KeyTerm[];

const NAME = ['name', 'fullName', 'firstName', 'lastName', 'surname', 'customerName', 'patientName', 'accountHolder'];
const SSN = ['ssn', 'socialSecurity', 'socialSecurityNumber', 'nationalId', 'nationalInsuranceNumber', 'taxId'];
const BIRTH = ['dateOfBirth', 'birthDate', 'birthday', 'dob'];
const CARD = ['card', 'cardNumber', 'creditCard', 'creditCardNumber', 'debitCard', 'ccNumber', 'pan'];
const PASSWORD = ['password', 'passwd', 'pwd', 'passphrase'];
const API_KEY = ['apiKey', 'accessKey', 'accessKeyId', 'clientId'];
const ACCOUNT = ['account', 'accountNumber', 'bankAccount', 'iban'];

/** The combinations that are looked for where none are given. */
export const DEFAULT_COMBINATIONS: readonly KeyCombination[] = [
  [NAME, SSN],
  [SSN, BIRTH],
  [CARD, ['cvv', 'cvv2', 'cvc', 'cvc2', 'securityCode', 'cardSecurityCode']],
  [CARD, ['expiry', 'expiryDate', 'expiration', 'expirationDate', 'validThru']],
  [CARD, SSN],
  [['user', 'userName', 'login', 'email'], PASSWORD],
  [PASSWORD, ['connectionString', 'connStr']],
  [API_KEY, PASSWORD],
  [API_KEY, ['secret', 'secretKey', 'secretAccessKey', 'clientSecret', 'apiSecret']],
  [['token', 'accessToken', 'authToken'], ['userId', 'user'], 'email'],
  ['privateKey', ['certificate', 'cert']],
  [ACCOUNT, ['routingNumber', 'sortCode', 'pin', 'pinCode']],
  [NAME, ['diagnosis', 'medicalRecordNumber', 'mrn', 'healthInsuranceNumber']],
];

/** A combination that a record has. */
export interface FoundCombination {
  /** The keys, as the record has them. */
  readonly keys: readonly string[];
}

interface Search {
  /** By the number of the term, the key that is one of it. */
  found: Map<number, string> | undefined;
  keysLeft: number;
}

// Keys can come from outside: what is remembered of them, and how many are looked at, is limited.
const MOST_KNOWN_KEYS = 10_000;
const MOST_KEYS_A_RECORD = 1_000;
const DEEPEST = 8;

/** Looks for combinations among the keys of attributes and of nested values. */
export class KeyCombinations {
  readonly #terms = new Map<string, number[]>();
  /** The numbers of the terms that each combination needs. */
  readonly #combinations: readonly (readonly number[])[];
  readonly #known = new Map<string, readonly number[]>();

  /** @throws ConfigurationError for what is no list of combinations */
  constructor(combinations: readonly KeyCombination[], option: string) {
    if (!Array.isArray(combinations)) throw new ConfigurationError(option, combinations, ACCEPTED);
    let number = 0;
    this.#combinations = combinations.map((combination, index) => {
      if (!Array.isArray(combination) || combination.length < 2) {
        throw new ConfigurationError(`${option}[${index}]`, combination, ACCEPTED);
      }
      return combination.map((term) => {
        for (const key of [term].flat()) {
          const normal = typeof key === 'string' ? normalize(key) : '';
          if (normal === '') throw new ConfigurationError(`${option}[${index}]`, term, ACCEPTED);
          this.#terms.set(normal, [...(this.#terms.get(normal) ?? []), number]);
        }
        return number++;
      });
    });
  }

  /** The combinations whose keys are all in the values. */
  find(...values: readonly unknown[]): readonly FoundCombination[] {
    const search: Search = { found: undefined, keysLeft: MOST_KEYS_A_RECORD };
    for (const value of values) this.#collect(value, search, 0);
    const { found } = search;
    if (found === undefined || found.size < 2) return NONE;
    return this.#combinations
      .map((terms) => terms.map((term) => found.get(term)))
      .filter((keys): keys is string[] => !keys.includes(undefined))
      .map((keys) => ({ keys }));
  }

  /** A copy of a value without the entries of these keys; the value itself where it has none of them. */
  without(value: unknown, keys: ReadonlySet<string>, depth = 0): unknown {
    if (depth >= DEEPEST || typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
    if (Array.isArray(value)) {
      const parts = value.map((part) => this.without(part, keys, depth + 1));
      return parts.some((part, i) => part !== value[i]) ? parts : value;
    }
    const form = formOf(value, NO_KEYS);
    if (form !== value) {
      const left = this.without(form, keys, depth + 1);
      if (left === form) return value;
      return isMap(value) ? new Map(Object.entries(left as object)) : left;
    }
    const entries = Object.keys(value).map((key) => [key, readSafely(value as Record<string, unknown>, key)] as const);
    const left = entries
      .filter(([key]) => !keys.has(key))
      .map(([key, part]) => [key, this.without(part, keys, depth + 1)] as const);
    const isSame = left.length === entries.length && left.every(([, part], i) => part === entries[i]?.[1]);
    return isSame ? value : Object.fromEntries(left);
  }

  #collect(value: unknown, search: Search, depth: number): void {
    if (typeof value !== 'object' || value === null || depth >= DEEPEST || ArrayBuffer.isView(value)) return;
    if (Array.isArray(value)) return this.#collectParts(value, search, depth);
    const form = formOf(value);
    if (form === value) {
      for (const key of Object.keys(value))
        this.#meet(key, readSafely(value as Record<string, unknown>, key), search, depth);
    } else if (search.keysLeft-- > 0) this.#collect(form, search, depth);
  }

  #collectParts(parts: readonly unknown[], search: Search, depth: number): void {
    for (let i = 0; i < parts.length && search.keysLeft-- > 0; i++) {
      this.#collect(readSafely(parts, i), search, depth + 1);
    }
  }

  #meet(key: string, value: unknown, search: Search, depth: number): void {
    if (search.keysLeft-- <= 0) return;
    const terms = this.#termsOf(key);
    if (terms.length > 0) {
      search.found ??= new Map();
      for (const term of terms) search.found.set(term, key);
    }
    if (typeof value === 'object') this.#collect(value, search, depth + 1);
  }

  /** The terms that a key is one of: by the whole of it, or by its last part (`customer.ssn` is an `ssn`). */
  #termsOf(key: string): readonly number[] {
    let terms = this.#known.get(key);
    if (terms === undefined) {
      const last = key.slice(key.lastIndexOf('.') + 1);
      terms = this.#terms.get(normalize(key)) ?? this.#terms.get(normalize(last)) ?? NO_TERMS;
      if (this.#known.size >= MOST_KNOWN_KEYS) this.#known.clear();
      this.#known.set(key, terms);
    }
    return terms;
  }
}

const ACCEPTED = "combinations of two or more keys, such as [['name', 'ssn'], ['card', ['cvv', 'cvc']]]";
const NO_TERMS: readonly number[] = [];
const NONE: readonly FoundCombination[] = [];
// The name of an error is nobody's name.
const OF_EVERY_ERROR: readonly string[] = ['name', 'message', 'stack'];
const NO_KEYS: readonly string[] = [];

function normalize(key: string): string {
  return key.replace(/[_\-. ]/g, '').toLowerCase();
}

/** What is written of an object; what throws has no keys. */
function formOf(value: object, hidden: readonly string[] = OF_EVERY_ERROR): unknown {
  try {
    const form = plainForm(value);
    if (form === value || !isNativeError(value) || typeof form !== 'object' || form === null) return form;
    return Object.fromEntries(Object.entries(form).filter(([key]) => !hidden.includes(key)));
  } catch {
    return undefined;
  }
}
