// All codecs, by the names that users write and by the names of files.
import { bzip2 } from './bzip2/bzip2.ts';
import { gzip } from './gzip/gzip.ts';
import type { Codec } from './stream/codec.ts';
import { zip } from './zip/zip.ts';
import { zstd } from './zstd/zstd.ts';

const CODECS: readonly Codec[] = [gzip, zstd, bzip2, zip];

const CODEC_BY_NAME: ReadonlyMap<string, Codec> = new Map([
  ['gzip', gzip],
  ['gz', gzip],
  ['zstd', zstd],
  ['zst', zstd],
  ['bz2', bzip2],
  ['bzip2', bzip2],
  ['zip', zip],
]);

/** What the names of archives end in. */
export const archiveSuffixes: readonly string[] = CODECS.map(({ suffix }) => suffix);

/**
 * The codec that a user names: `gzip` or `gz`, `zstd` or `zst`, `bz2` or `bzip2`, `zip`, in any case.
 * @throws TypeError if there is none of that name.
 */
export function codecNamed(name: string): Codec {
  const codec = typeof name === 'string' ? CODEC_BY_NAME.get(name.trim().toLowerCase()) : undefined;
  if (codec === undefined) {
    const accepted = [...CODEC_BY_NAME.keys()].map((known) => `'${known}'`).join(', ');
    throw new TypeError(
      `unknown compression ${typeof name === 'string' ? `'${name}'` : String(name)}: accepted are ${accepted}`,
    );
  }
  return codec;
}

/**
 * A codec whose archives are made at a level.
 * @throws RangeError where it has no such level
 */
export function atLevel(codec: Codec, level: number): Codec {
  const { least, most } = codec.levels;
  if (!Number.isInteger(level) || level < least || level > most) {
    throw new RangeError(`${codec.name} has the levels ${least} to ${most}`);
  }
  return { ...codec, createCompressor: (entry) => codec.createCompressor(entry, level) };
}

/** The codec of an archive by its file's name, or undefined if that ends in none of {@link archiveSuffixes}. */
export function codecOfFile(path: string): Codec | undefined {
  return CODECS.find(({ suffix }) => path.endsWith(suffix));
}
