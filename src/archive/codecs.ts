// The codecs by their names, and by the names of their archives.
import type { Codec } from './codec.ts';
import { gzip } from './gzip.ts';
import { zstd } from './zstd.ts';

const BY_NAME: ReadonlyMap<string, Codec> = new Map([
  ['gzip', gzip],
  ['gz', gzip],
  ['zstd', zstd],
  ['zst', zstd],
]);

const CODECS: readonly Codec[] = [gzip, zstd];

/** What archives may end in, of this version or of one that knows more codecs. */
export const archiveSuffixes: readonly string[] = ['.gz', '.zst', '.bz2', '.zip'];

/** The names that {@link codecNamed} takes. */
export const codecNames: readonly string[] = [...BY_NAME.keys()];

/**
 * The codec of a name: `gzip` or `gz`, `zstd` or `zst`.
 * @throws TypeError naming what is accepted
 */
export function codecNamed(name: string): Codec {
  const codec = BY_NAME.get(name);
  if (codec === undefined)
    throw new TypeError(`${JSON.stringify(name)} is no codec; there are ${codecNames.join(', ')}`);
  return codec;
}

/** The codec that a file's name ends in; nothing for a plain file. */
export function codecOfFile(path: string): Codec | undefined {
  return CODECS.find(({ suffix }) => path.endsWith(suffix));
}
