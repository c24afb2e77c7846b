// Two hundred values that must not leave: assembled here, so that nobody's scanner finds a secret in the repository.
import { createHash } from 'node:crypto';

/** A value to be looked for in all that leaves. */
export interface PlantedValue {
  readonly value: string;
  /** What is logged: the value itself, or a text that says what it is. */
  readonly text: string;
  /** The attribute, named in the option `keys`, that it is logged under; such a value says nothing by itself. */
  readonly key?: string;
  readonly isCard?: boolean;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const ALNUM = `${LETTERS}${LETTERS.toUpperCase()}0123456789`;

/** Characters of an alphabet, ever the same for a seed. */
function drawn(seed: string, length: number, alphabet: string = ALNUM): string {
  let text = '';
  for (let block = 0; text.length < length; block++) {
    const bytes = createHash('sha512').update(`${seed} ${block}`).digest();
    text += [...bytes].map((byte) => alphabet[byte % alphabet.length]).join('');
  }
  return text.slice(0, length);
}

function luhn(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, i) => {
    const doubled = Number(digit) * (i % 2 === 0 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

function iban(account: string): string {
  const check = 98n - (BigInt(`${account}131400`) % 97n);
  return `DE${String(check).padStart(2, '0')}${account}`;
}

const token = (prefix: string, length: number, alphabet?: string) => (seed: string) =>
  `${prefix}${drawn(seed, length, alphabet)}`;
const itself = (value: string) => value;
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const DASHES = '-'.repeat(5);
const pem = (line: string) =>
  [`${DASHES}BEGIN PRIVATE`, `KEY${DASHES}\n${line}\n${line.slice(1)}\n${DASHES}END PRIVATE`, `KEY${DASHES}`].join(' ');

/** How the values of a kind are made from a seed, and how each is logged. */
const KINDS: readonly (readonly [make: (seed: string) => string, log: (value: string) => string])[] = [
  [
    (seed) => `${drawn(seed, 8, LETTERS)}.${drawn(`${seed}b`, 5, LETTERS)}@${drawn(`${seed}c`, 9, LETTERS)}.com`,
    itself,
  ],
  [(seed) => luhn(`4${drawn(seed, 14, '0123456789')}`), itself],
  [
    (seed) =>
      `5${drawn(seed, 1, '12345')}${drawn(seed, 1, '12345')}-4${drawn(`${seed}b`, 1, '1234')}-1${drawn(seed, 3, '123456789')}`,
    itself,
  ],
  [(seed) => iban(drawn(seed, 18, '0123456789')), itself],
  [(seed) => [base64url({ alg: 'HS256' }), base64url({ sub: seed }), drawn(seed, 43)].join('.'), itself],
  [(seed) => drawn(seed, 60), pem],
  [token('AKIA', 16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'), itself],
  [token('ghp_', 36), itself],
  [token('glpat-', 20), itself],
  [(seed) => `xoxb-${drawn(seed, 12, '0123456789')}-${drawn(`${seed}b`, 24)}`, itself],
  [token('sk_live_', 24), itself],
  [token('AIza', 35), itself],
  [token('npm_', 36), itself],
  [token('dapi', 32, '0123456789abcdef'), itself],
  [token('', 18), (value) => `postgres://app:${value}@db.internal/orders`],
  [token('', 24), (value) => `Authorization: Bearer ${value}`],
  [token('', 16), (value) => `password=${value}`],
];
const OF_EACH = 10;
const KEYED = 30;

/** The values. */
export function plantedValues(): PlantedValue[] {
  const found = KINDS.flatMap(([make, log], kind) =>
    Array.from({ length: OF_EACH }, (_, i) => {
      const value = make(`kind ${kind} value ${i}`);
      return { value, text: log(value), isCard: kind === 1 };
    }),
  );
  const keyed = Array.from({ length: KEYED }, (_, i) => {
    const value = `${drawn(`word ${i}`, 7, LETTERS)} of ${drawn(`name ${i}`, 9, LETTERS)}`;
    return { value, text: value, key: `internal_note_${i}` };
  });
  return [...found, ...keyed];
}

/** The forms in which a value may stand in bytes: as it is, in base64 at any of three offsets, percent-encoded, in JSON, in hexadecimal. */
function formsOf(value: string): string[] {
  const base64 = [0, 1, 2].map((offset) => {
    const text = Buffer.from(`${'x'.repeat(offset)}${value}`).toString('base64');
    // Characters at the ends depend on the neighbours.
    return text.slice(offset === 0 ? 0 : 4, text.length - 4);
  });
  const hexadecimal = Buffer.from(value).toString('hex');
  const json = JSON.stringify(value).slice(1, -1);
  const url = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  return [...new Set([value, ...base64, ...url, encodeURIComponent(value), json, hexadecimal])];
}

// Each form is known by four of its bytes, behind the first, which are the same for many.
const KEY_AT = 3;
const HASH_BITS = 24;

/** Makes a search for values, in all their forms, that takes one pass over the bytes. */
export function searchFor(values: readonly string[]): (bytes: Buffer) => Set<string> {
  const marked = new Uint8Array(2 ** HASH_BITS);
  const forms = new Map<number, { form: Buffer; value: string }[]>();
  for (const value of values) {
    for (const form of formsOf(value).map((text) => Buffer.from(text))) {
      const key = form.readUInt32LE(KEY_AT);
      marked[hashOf(key)] = 1;
      forms.set(key, [...(forms.get(key) ?? []), { form, value }]);
    }
  }
  return (bytes) => {
    const found = new Set<string>();
    let key = 0;
    for (let end = 0; end < bytes.length; end++) {
      key = (key >>> 8) | ((bytes[end] as number) << 24);
      if (marked[hashOf(key)] === 0) continue;
      const start = end - KEY_AT - 3;
      for (const { form, value } of forms.get(key >>> 0) ?? []) {
        if (start >= 0 && form.equals(bytes.subarray(start, start + form.length))) found.add(value);
      }
    }
    return found;
  };
}

function hashOf(key: number): number {
  return Math.imul(key, 0x9e3779b1) >>> (32 - HASH_BITS);
}
