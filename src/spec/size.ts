// Sizes in bytes: 1024, "500 MB", "1.5 GB", "2 GiB".
import { ConfigurationError } from './configuration-error.ts';
import { DECIMAL, multiplyDecimal } from './decimal.ts';

/** What a size may look like, for error messages. */
export const SIZE_FORMS = 'a size of at least one byte such as 1048576, "500 KB", "1.5 GB" or "2 GiB"';

const SIZE = new RegExp(`^(${DECIMAL})\\s*(?:(?:([kmgtpezy])i?)?b|bytes?)?$`, 'i');
const PREFIXES = 'kmgtpezy';

function withinLimits(bytes: number): number | undefined {
  return bytes >= 1 && bytes <= Number.MAX_SAFE_INTEGER ? bytes : undefined;
}

/** Returns the bytes of a size, or undefined where the value is none. See {@link parseSize}. */
export function readSize(value: unknown): number | undefined {
  if (typeof value === 'number') return withinLimits(Math.floor(value));
  if (typeof value !== 'string') return undefined;
  const [, amount, prefix] = SIZE.exec(value.trim()) ?? [];
  if (amount === undefined) return undefined;
  const power = prefix === undefined ? 0 : PREFIXES.indexOf(prefix.toLowerCase()) + 1;
  return withinLimits(Number(multiplyDecimal(amount, 1024n ** BigInt(power))));
}

/**
 * Parses a size into bytes.
 *
 * A number, and a string without a unit, counts bytes. Units are `B`, `byte`, `bytes`, `KB`, `MB`, `GB`, `TB`, `PB`, `EB`, `ZB`,
 * `YB` and their `KiB` ... `YiB` forms, in any case, with or without a blank before them. All of them are powers of 1024, as in
 * the Python LakeTrace: `1 KB` and `1 KiB` are both 1024 bytes, and `Mb` is megabytes, never megabits. Decimals (`1.5 GB`, `.5 MB`,
 * `1e3 KB`) are exact; the result is rounded down to whole bytes.
 *
 * Refused: zero, negative, infinite and NaN sizes, less than one byte, more than `Number.MAX_SAFE_INTEGER` bytes (8 PiB), signs,
 * thousands separators, decimal commas, digits other than `0` to `9`, and a prefix without its `B` (`10M` is ten minutes to
 * some, ten megabytes to others).
 *
 * @param value the size.
 * @param option the option's path for the error message. Default `size`.
 * @returns whole bytes, at least 1.
 * @throws {ConfigurationError} naming the option, the value and what is accepted.
 */
export function parseSize(value: string | number, option = 'size'): number {
  const bytes = readSize(value);
  if (bytes === undefined) throw new ConfigurationError(option, value, `${SIZE_FORMS}, up to 2^53 - 1 bytes`);
  return bytes;
}
