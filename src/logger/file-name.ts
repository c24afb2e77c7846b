// The first part of a file's name, by the name of its logger: two loggers never have the same.
import { createHash } from 'node:crypto';
import { fileNamePartFrom } from '../file/options/file-options.ts';

/** Of the hash that tells names apart, in hexadecimal digits. */
const DIGITS = 8;
/** In bytes, so that the hash fits into the longest name of a file. */
const LONGEST = 100;

/**
 * The name of the logger where that can be the name of a file. Where something had to be replaced (`a/b`, `a:b`), a hash of the name
 * follows: such loggers would otherwise be in each other's files, rotation and retention.
 */
export function fileNameOf(name: string): string {
  const safe = fileNamePartFrom(name, 'laketrace');
  if (safe === name) return safe;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, DIGITS);
  const { read } = new TextEncoder().encodeInto(safe, new Uint8Array(LONGEST));
  return `${safe.slice(0, read)}-${hash}`;
}
