// Finds Azure's keys that have a shape of their own: storage keys, identifiable keys, client secrets of Entra ID.
import { DOT, EQUALS, TILDE } from '../scan/ascii.ts';
import { ALNUM, BASE64, DIGIT, TOKEN } from '../scan/byte-classes.ts';
import { byteTable } from '../scan/byte-table.ts';
import { type Detector, pairsOf } from '../scan/detector.ts';
import { defineRule } from '../scan/rule.ts';
import type { Scan } from '../scan/scan.ts';

const STORAGE = defineRule('AZURE_KEY', '64-byte key', '88 characters of base64 ending in ==, no sha512 digest');
const SIGNED = defineRule('AZURE_KEY', 'identifiable key', "the service's signature at its fixed offset");
const CLIENT_SECRET = defineRule(
  'AZURE_KEY',
  'Entra ID client secret',
  'three characters, 7Q~ or 8Q~, 31 to 34 characters',
);

/** 64 bytes in base64 without padding. */
const LONG_KEY = 86;

/** Keys of 64 bytes are recognised by their length: storage, Cosmos DB, Batch, API Management. */
export const azureStorageKeys: Detector = {
  name: 'azure-storage-keys',
  entities: ['AZURE_KEY'],
  pairs: pairsOf('=', '='),
  before: BASE64,
  find(scan, at) {
    const start = scan.skipBack(at, BASE64, at - LONG_KEY - 1);
    if (at - start !== LONG_KEY || scan.at(at + 2) === EQUALS || isDigest(scan, start)) return at + 1;
    scan.add(start, at + 2, STORAGE);
    return at + 2;
  },
};

/** `sha512-…==` is what npm and browsers call a digest of the same length. */
function isDigest(scan: Scan, start: number): boolean {
  return (
    scan.hasWordAt('sha512', start - 7) || scan.hasWordAt('sha-512', start - 8) || scan.hasWordAt('sha3-512', start - 9)
  );
}

interface Signature {
  readonly text: string;
  /** Characters of the key before the signature. */
  readonly before: number;
  /** Characters of the key after it, with padding. */
  readonly after: number;
}

/** Microsoft Security Utilities, "identifiable keys": where each service's signature stands. */
export const SIGNATURES: readonly Signature[] = [
  { text: '+ASt', before: 76, after: 8 },
  { text: 'ACDb', before: 76, after: 8 },
  { text: '+ABa', before: 76, after: 8 },
  { text: 'APIM', before: 76, after: 8 },
  { text: 'AIoT', before: 33, after: 7 },
  { text: '+ASb', before: 33, after: 7 },
  { text: '+AEh', before: 33, after: 7 },
  { text: '+ARm', before: 33, after: 7 },
  { text: 'AzCa', before: 33, after: 7 },
  { text: 'AzFu', before: 44, after: 8 },
  { text: 'AzSe', before: 42, after: 6 },
  { text: '+ACR', before: 42, after: 6 },
  { text: 'JQQJ', before: 52, after: 28 },
  { text: 'AZDO', before: 76, after: 4 },
];

/** Whether a byte is the third of a signature. */
const IS_THIRD: Uint8Array = byteTable(SIGNATURES.map(({ text }) => text.charAt(2)).join(''));

export const azureSignedKeys: Detector = {
  name: 'azure-signed-keys',
  entities: ['AZURE_KEY'],
  pairs: [...new Set(SIGNATURES.map(({ text }) => (text.charCodeAt(0) << 8) | text.charCodeAt(1)))],
  find(scan, at) {
    const third = scan.at(at + 2);
    if (IS_THIRD[third] === 0) return at + 1;
    for (let i = 0; i < SIGNATURES.length; i++) {
      const { text, before, after } = SIGNATURES[i] as Signature;
      if (text.charCodeAt(2) !== third || !scan.hasExactlyAt(text, at)) continue;
      const start = at - before;
      const end = at + text.length + after;
      const body = scan.skip(at, BASE64 | TOKEN, end);
      const padded = scan.at(body) === EQUALS ? body + (scan.at(body + 1) === EQUALS ? 2 : 1) : body;
      if (padded !== end || (scan.classAt(end) & ALNUM) !== 0) continue;
      // What is before the signature is longer: it is read last.
      if (start < 0 || !scan.startsToken(start) || scan.skipBack(at, BASE64 | TOKEN, start) !== start) continue;
      scan.add(start, end, SIGNED);
      return end;
    }
    return at + 1;
  },
};

export const entraSecrets: Detector = {
  name: 'entra-secrets',
  entities: ['AZURE_KEY'],
  pairs: pairsOf('Q', '~'),
  find(scan, at) {
    const start = at - 4;
    if ((scan.classAt(at - 1) & DIGIT) === 0 || start < 0 || !areSecretCharacters(scan, start, at - 1)) return at + 1;
    let end = at + 2;
    while (end < at + 37 && isSecretCharacter(scan, end)) end++;
    if (scan.at(end - 1) === DOT) end--;
    const length = end - at - 2;
    if (length >= 31 && length <= 34) {
      scan.add(start, end, CLIENT_SECRET);
      return end;
    }
    return at + 1;
  },
};

function areSecretCharacters(scan: Scan, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (!isSecretCharacter(scan, at)) return false;
  return true;
}

function isSecretCharacter(scan: Scan, at: number): boolean {
  const byte = scan.at(at);
  return (scan.classAt(at) & TOKEN) !== 0 || byte === TILDE || byte === DOT;
}
