// gzip (RFC 1952) through zlib's streams, which work on the thread pool. The safe default: every engine of a lake reads it.
import { createGunzip, createGzip } from 'node:zlib';
import type { Codec } from './codec.ts';

/** zlib has no place for the file's name; it reads concatenated members and reports a damaged or cut archive. */
export const gzip: Codec = {
  name: 'gzip',
  suffix: '.gz',
  createCompressor: () => createGzip(),
  createDecompressor: () => createGunzip(),
};
