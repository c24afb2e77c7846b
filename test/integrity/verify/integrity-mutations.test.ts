// Bytes of a small chain changed, random ones of a large, and truncations: each is named. LAKETRACE_LONG=1 takes every byte and every size, and
// changes each byte in three ways; the short form takes every third.
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { verifyIntegrity } from '../../../src/integrity/verify/verify-integrity.ts';
import { chainedFiles, sharedDirectory, writeFiles } from '../../support/chained-files.ts';
import { IS_LONG, runsOf, sampleOf } from '../../support/long-form.ts';
import { LONGEST_TEST } from '../../support/patience.ts';
import { SEED } from '../../support/seed.ts';
import { Random } from '../../torture/random.ts';

const directory = sharedDirectory();
const KEY = ['a key', 'of the', 'tests'].join(' ');

describe('mutations', () => {
  /** All positions of a small chain; the line named first is the one that was changed. */
  test.each([
    ['keyed', KEY, 'flat-json'],
    ['unkeyed', undefined, 'flat-json'],
    ['keyed', KEY, 'text'],
  ] as const)('of every byte of a small chain, %s: %s %s', { timeout: LONGEST_TEST }, async (_name, key, style) => {
    const [a = '', b = ''] = chainedFiles({ lines: [2, 1], style, key });
    const other = writeFiles(directory, { b })[0] ?? '';
    const path = join(directory, 'a');
    const bytes = Buffer.from(a);
    for (const i of sampleOf([...bytes.keys()], 3)) {
      const line = a.slice(0, i).split('\n').length;
      const changes = {
        flipped: Buffer.from(bytes.with(i, (bytes[i] ?? 0) ^ (1 << (i % 8)))),
        deleted: Buffer.concat([bytes.subarray(0, i), bytes.subarray(i + 1)]),
        inserted: Buffer.concat([bytes.subarray(0, i), Buffer.from([0x20 + (i % 90)]), bytes.subarray(i)]),
      };
      const tried = Object.entries(changes).filter((_, index) => IS_LONG || index === Math.floor(i / 3) % 3);
      for (const [change, content] of tried) {
        writeFileSync(path, content);
        const { ok, problems } = await verifyIntegrity([path, other], { key });
        const [first] = problems.filter((problem) => problem.file === path);
        expect({ i, change, ok, line: first?.line }).toEqual({ i, change, ok: false, line });
      }
    }
  });

  test('at random of a large chain over three files, one of them compressed', { timeout: LONGEST_TEST }, async () => {
    const contents = chainedFiles({ key: KEY, lines: [300, 400, 300], style: 'otlp-json' });
    const random = new Random(SEED);
    for (let round = 0; round < runsOf(30, 75); round++) {
      const index = random.integer(0, 2);
      const bytes = Buffer.from(contents[index] ?? '');
      const at = random.integer(0, bytes.length - 1);
      const length = random.integer(1, 40);
      const kind = random.integer(0, 2);
      const changed =
        kind === 0
          ? Buffer.from(bytes.with(at, (bytes[at] ?? 0) ^ random.integer(1, 255)))
          : kind === 1
            ? Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)])
            : Buffer.concat([bytes.subarray(0, at), Buffer.alloc(length, 0x41), bytes.subarray(at)]);
      const [a = '', b = '', c = ''] = contents.map((content, i) => (i === index ? changed : content));
      const paths = writeFiles(directory, { a, 'b.gz': gzipSync(b, { level: 1 }), c });
      const { ok, problems } = await verifyIntegrity(paths.toReversed(), { key: KEY });
      const line = bytes.subarray(0, at).toString('latin1').split('\n').length;
      expect({ round, ok, file: problems[0]?.file, line: problems[0]?.line }).toEqual({
        round,
        ok: false,
        file: paths[index],
        line,
      });
    }
  });

  test('truncation at every byte of the last file', { timeout: LONGEST_TEST }, async () => {
    const [a = '', b = ''] = chainedFiles({ key: KEY, lines: [1, 2] });
    const [pathA = '', pathB = ''] = writeFiles(directory, { a, b });
    const ends = [...b.matchAll(/\n/g)].flatMap(({ index }) => [index, index + 1]);
    const sizes = new Set([0, b.length - 1, ...ends, ...sampleOf([...Array(b.length).keys()], 3)]);
    for (const size of [...sizes].filter((each) => each < b.length).sort((one, two) => two - one)) {
      truncateSync(pathB, size);
      const { ok, problems } = await verifyIntegrity([pathA, pathB], { key: KEY });
      const isAtLineEnd = size > 0 && b[size - 1] === '\n';
      expect({ size, ok, kinds: problems.map(({ kind, file }) => `${kind} ${file === pathB}`) }).toEqual({
        size,
        ok: false,
        kinds: [isAtLineEnd ? 'unclosed true' : 'cut true'],
      });
    }
  });
});
