// zip: for people, not for engines. An archive of one file, under its name and with its time.
import type { Codec } from './codec.ts';
import { ZipCompressor } from './zip-compressor.ts';
import { ZipDecompressor } from './zip-decompressor.ts';

/** zip with deflate; Zip64 where the file's size asks for it. Archives of several files are not read. */
export const zip: Codec = {
  name: 'zip',
  suffix: '.zip',
  createCompressor: (entry) => new ZipCompressor(entry),
  createDecompressor: () => new ZipDecompressor(),
};
