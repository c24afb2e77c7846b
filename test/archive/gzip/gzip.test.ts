// gzip's own: members after each other, padding, and what Node's stream would drop silently.
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { gzip } from '../../../src/archive/gzip/gzip.ts';
import { decompress } from '../streams.ts';

const MEMBERS = Buffer.concat([gzipSync('one\n'), gzipSync(''), gzipSync('two\n')]);

test.each([1, 7, 25, 65_536])('all members are read, in pieces of %i bytes', async (piece) => {
  expect((await decompress(gzip, MEMBERS, piece)).toString()).toBe('one\ntwo\n');
});

test.each([1, 65_536])('zeros after the end are padding, in pieces of %i bytes', async (piece) => {
  expect((await decompress(gzip, Buffer.concat([MEMBERS, Buffer.alloc(100)]), piece)).toString()).toBe('one\ntwo\n');
});

test.each([1, 65_536])('a member whose first bytes were zeroed is damage, in pieces of %i bytes', async (piece) => {
  const damaged = Buffer.concat([MEMBERS, Buffer.alloc(4), gzipSync('three\n').subarray(4)]);
  await expect(decompress(gzip, damaged, piece)).rejects.toThrow(
    'gzip: damaged: other bytes than zeros follow the end',
  );
});
