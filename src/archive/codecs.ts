import type { Codec } from './codec.ts';
import { gzip } from './gzip.ts';
export const archiveSuffixes: readonly string[] = ['.gz', '.zst', '.bz2', '.zip'];
export function codecNamed(_name: string): Codec {
  return gzip;
}
export function codecOfFile(path: string): Codec | undefined {
  return path.endsWith('.gz') ? gzip : undefined;
}
