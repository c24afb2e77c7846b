// The benches find what a logger has lost or written twice: by the numbers of the records in its files, however those are compressed.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { countIn } from '../../bench/contenders/count-back.ts';
import { SHAPES, type Shape } from '../../bench/contenders/samples.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const lines = (shape: Shape, numbers: readonly number[]): Buffer =>
  Buffer.from(numbers.map((number) => `${JSON.stringify(SHAPES[shape].of(number))}\n`).join(''));

test.each(Object.keys(SHAPES) as Shape[])('of %s records', (shape) => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'app.1.jsonl.gz'), gzipSync(lines(shape, [0, 1, 2])));
  writeFileSync(join(directory, 'app.2.jsonl.zst'), zstdCompressSync(lines(shape, [3, 5])));
  writeFileSync(join(directory, 'app.jsonl'), lines(shape, [6, 7]));
  // Not the logger's: its lock, its torn ends.
  writeFileSync(join(directory, '.app.lock'), lines(shape, [4]));
  expect(countIn(directory, 9)).toMatchObject({ lost: 2, doubled: 0 });
  writeFileSync(join(directory, 'app.3.jsonl'), lines(shape, [4, 8, 0]));
  expect(countIn(directory, 9)).toMatchObject({ lost: 0, doubled: 1 });
});

test('the typical body is as long as the pages say', () => {
  expect(SHAPES.typical.of(0).body).toHaveLength(83);
  expect(Object.keys(SHAPES.typical.of(0).attributes)).toHaveLength(6);
  expect(SHAPES.large.of(0).body).toHaveLength(4096);
  expect(SHAPES.short.of(0).body).toHaveLength(24);
});
