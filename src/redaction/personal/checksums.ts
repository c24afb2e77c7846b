// The checksums that tell a number with a meaning from a number: pure functions.

import { createHash } from 'node:crypto';
import { digitValue } from '../scan/ascii.ts';

/** Luhn's mod 10 (ISO/IEC 7812-1 annex B) over the first `count` digits, each 0 to 9. */
export function isLuhn(digits: Uint8Array, count: number): boolean {
  let sum = 0;
  for (let i = count - 1, double = false; i >= 0; i--, double = !double) {
    const digit = digits[i] as number;
    sum += double ? (digit > 4 ? 2 * digit - 9 : 2 * digit) : digit;
  }
  return sum % 10 === 0;
}

/** ISO 7064 mod 97-10 over an IBAN without separators: ASCII codes of letters in any case and digits. */
export function isIbanChecksum(codes: Uint8Array, count: number): boolean {
  return mod97(codes, 0, 4, mod97(codes, 4, count, 0)) === 1;
}

function mod97(codes: Uint8Array, from: number, to: number, start: number): number {
  let rest = start;
  for (let i = from; i < to; i++) {
    const code = codes[i] as number;
    const value = digitValue(code);
    rest = rest * (value > 9 ? 100 : 10) + value;
    // A division costs as much as ten multiplications: it is put off while the number is small.
    if (rest > 10_000_000) rest %= 97;
  }
  return rest % 97;
}

/** The checksum of an ABA routing number: weights 3, 7, 1 over nine digits. */
export function isAbaChecksum(digits: Uint8Array): boolean {
  let sum = 0;
  for (let i = 0; i < 9; i++) sum += (digits[i] as number) * ([3, 7, 1][i % 3] as number);
  return sum !== 0 && sum % 10 === 0;
}

/** The mod 11 check digit of an NHS number of ten digits. */
export function isNhsChecksum(digits: Uint8Array): boolean {
  let sum = 0;
  for (let i = 0; i < 9; i++) sum += (digits[i] as number) * (10 - i);
  const check = 11 - (sum % 11);
  return (check === 11 ? 0 : check) === digits[9];
}

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** Base58Check (BIP 13): 25 bytes, the last four of which are the start of the double SHA-256 of the others. */
export function isBase58Check(address: string): boolean {
  const bytes = new Uint8Array(25);
  for (const character of address) {
    let carry = BASE58.indexOf(character);
    if (carry < 0) return false;
    for (let i = 24; i >= 0; i--) {
      carry += 58 * (bytes[i] as number);
      bytes[i] = carry & 255;
      carry >>= 8;
    }
    if (carry !== 0) return false;
  }
  const once = createHash('sha256').update(bytes.subarray(0, 21)).digest();
  const twice = createHash('sha256').update(once).digest();
  return twice.subarray(0, 4).equals(bytes.subarray(21));
}

const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const BECH32_GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** Bech32 (BIP 173) or Bech32m (BIP 350) of the prefix `bc` or `tb`, lower case. */
export function isBech32(address: string): boolean {
  const separator = address.lastIndexOf('1');
  const prefix = address.slice(0, separator);
  const values = [...prefix].map((c) => c.charCodeAt(0) >> 5);
  values.push(0, ...[...prefix].map((c) => c.charCodeAt(0) & 31));
  for (const character of address.slice(separator + 1)) {
    const value = BECH32.indexOf(character);
    if (value < 0) return false;
    values.push(value);
  }
  let check = 1;
  for (const value of values) {
    const top = check >>> 25;
    check = ((check & 0x1ffffff) << 5) ^ value;
    for (let i = 0; i < 5; i++) if ((top >>> i) & 1) check ^= BECH32_GENERATOR[i] as number;
  }
  return check === 1 || check === 0x2bc830a3;
}
