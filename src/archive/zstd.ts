// Zstandard (RFC 8878) through zlib's streams, which work on the thread pool. In Node since 22.15.
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';
import type { Codec } from './codec.ts';

/** Each frame ends in a checksum of its content, so that a reader notices damage. */
export const zstd: Codec = {
  name: 'zstd',
  suffix: '.zst',
  createCompressor: () => createZstdCompress({ params: { [constants.ZSTD_c_checksumFlag]: 1 } }),
  createDecompressor: () => createZstdDecompress(),
};
