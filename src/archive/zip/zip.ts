// zip: for people, not for engines. An archive of one file, under its name and with its time.
import { DEFLATE_LEVELS } from '../gzip/gzip.ts';
import type { Codec } from '../stream/codec.ts';
import { ZipCompressor } from './zip-compressor.ts';
import { ZipDecompressor } from './zip-decompressor.ts';

/** The records state sizes and places in 32 bits, and the highest value stands for "elsewhere". */
const LARGEST = 0xffff_fffe;

/** zip with deflate, in fflate's container. Archives of several files, and those of Zip64, are not read. */
export const zip: Codec = zipUpTo(LARGEST);

/** zip whose records hold sizes up to a number of bytes: what is larger cannot be compressed. */
export function zipUpTo(largest: number): Codec {
  return {
    name: 'zip',
    suffix: '.zip',
    levels: DEFLATE_LEVELS,
    createCompressor: (entry, level = DEFLATE_LEVELS.usual) => new ZipCompressor(entry, { largest, level }),
    createDecompressor: () => new ZipDecompressor(),
  };
}
