// Secrets without a form of their own: passwords, random keys, PEM blocks. Only the place they stand in tells them.
import { generateKeyPairSync } from 'node:crypto';
import { ALPHABET, type SeededRandom } from './seeded-random.ts';

const WORDS = [
  'Winter',
  'falcon',
  'Copper',
  'lantern',
  'Quarry',
  'meadow',
  'Harbor',
  'sesame',
  'Tundra',
  'velvet',
  'orchid',
  'Granite',
];
/** Safe in every format and every shell. */
const PLAIN = `${ALPHABET.base62}_.-`;
const SYMBOLS = `${ALPHABET.base62}!#%*+-_.^~`;
const HARD = `${ALPHABET.base62}!#$%&*+-=?@^_~()[]{}|:,/`;

/** How rich a password may be in the place it goes to. */
export type Richness = 'plain' | 'symbols' | 'hard';

export function password(r: SeededRandom, richness: Richness = 'symbols'): string {
  const alphabet = { plain: PLAIN, symbols: SYMBOLS, hard: HARD }[richness];
  const mark = richness === 'plain' ? '_' : r.pick(['!', '#', '*', '+', '~']);
  return r.pick<() => string>([
    () => `${r.pick(WORDS)}${r.int(1990, 2029)}${mark}`,
    () => `${r.pick(WORDS)}-${r.pick(WORDS).toLowerCase()}-${r.int(10, 99)}`,
    () => `${r.chars(ALPHABET.lower, r.int(4, 6))}${r.int(10, 9999)}`,
    () => ALPHABET.upper[r.int(0, 25)] + r.chars(alphabet, r.int(9, 22)) + r.chars(ALPHABET.base62, 1),
    () => ALPHABET.upper[r.int(0, 25)] + r.chars(alphabet, r.int(9, 22)) + r.chars(ALPHABET.base62, 1),
    () => r.chars(ALPHABET.base62, r.int(12, 32)),
  ])();
}

/** What a service hands out as a key: letters and digits, hexadecimal, base64 or a GUID. */
export function opaque(r: SeededRandom): string {
  return r.pick<() => string>([
    () => r.hex(r.pick([32, 40, 64])),
    () => r.chars(ALPHABET.base62, r.int(20, 48)),
    () => r.chars(ALPHABET.base64url, r.int(24, 64)),
    () => r.bytes(r.pick([16, 24, 32, 48])).toString('base64'),
    () => r.guid(),
  ])();
}

/** 64 random bytes in base64, the form of storage and Cosmos keys before they were signed. */
export const accountKey = (r: SeededRandom): string => r.bytes(64).toString('base64');
export const awsSecret = (r: SeededRandom): string => r.chars(ALPHABET.base64, 40);

export interface Pem {
  readonly variant: string;
  readonly begin: string;
  readonly body: string;
  readonly end: string;
}

const PEM_KINDS: readonly (readonly [string, number, string])[] = [
  ['RSA PRIVATE KEY', 1192, 'MII'],
  ['EC PRIVATE KEY', 121, 'MHc'],
  ['PRIVATE KEY', 1218, 'MII'],
  ['ENCRYPTED PRIVATE KEY', 1328, 'MII'],
  ['OPENSSH PRIVATE KEY', 399, 'b3BlbnNzaC1rZXktdjEA'],
  ['DSA PRIVATE KEY', 447, 'MII'],
  ['PGP PRIVATE KEY BLOCK', 900, 'lQV'],
];

/** A private key block: the header, the wrapped body, the footer (RFC 7468, RFC 4880, OpenSSH PROTOCOL.key). */
export function pem(r: SeededRandom): Pem {
  const [kind, bytes, start] = r.pick(PEM_KINDS);
  const dashes = '-'.repeat(5);
  const text = start + r.bytes(bytes).toString('base64').slice(start.length);
  const lines = (text.match(/.{1,64}/g) ?? []).join('\n');
  const headers =
    kind === 'RSA PRIVATE KEY' && r.chance(0.2)
      ? `Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,${r.chars(ALPHABET.HEX, 32)}\n\n`
      : '';
  const lead = kind.startsWith('PGP') ? '\n' : headers;
  return {
    variant: kind,
    begin: `${dashes}BEGIN ${kind}${dashes}\n${lead}`,
    body: lines,
    end: `\n${dashes}END ${kind}${dashes}`,
  };
}

/** A real key of this run, for one sample that a parser would accept. */
export function realPem(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
