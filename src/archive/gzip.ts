import { createGunzip, createGzip } from 'node:zlib';
import type { Codec } from './codec.ts';
export const gzip: Codec = {
  name: 'gzip',
  suffix: '.gz',
  createCompressor: () => createGzip(),
  createDecompressor: () => createGunzip(),
};
