// Damaged archives of every codec, small and large: what can be unpacked before the damage is read, and the damage is told.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codecNamed } from '../../src/archive/codecs.ts';
import { inProcess } from '../cli/run-command.ts';
import { all, directoryOf, flatLine, readBack } from '../support/read-records.ts';

/** Lines that hardly compress, so that a large archive is read in several pieces. */
const recordsOf = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => `record ${n} ${createHash('sha256').update(`${n}`).digest('hex')}`);
const SIZES = { small: recordsOf(2), middle: recordsOf(100), large: recordsOf(2500) };
const SUFFIXES = { gzip: '.gz', zstd: '.zst', bz2: '.bz2', zip: '.zip' };

async function archiveOf(codec: string, list: readonly string[]): Promise<Buffer> {
  const bytes = Buffer.from(list.map((message, n) => flatLine(message, n)).join(''));
  const stream = codecNamed(codec).createCompressor({ name: 'app.jsonl', size: bytes.length, modified: new Date(0) });
  stream.end(bytes);
  return Buffer.concat((await all(stream)) as Buffer[]);
}

const CASES = Object.entries(SUFFIXES).flatMap(([codec, suffix]) =>
  Object.entries(SIZES).map(([size, list]) => [codec, size, suffix, list] as const),
);

describe.each(CASES)('%s, %s', (codec, _, suffix, list) => {
  test.each([
    ['one', 'x'],
    ['a few', 'garbage trailing'],
    ['many', `\n${'more '.repeat(20_000)}`],
    ['half of a magic number', '\u001f'],
  ])('bytes behind its end: %s', async (_words, behind) => {
    const bytes = Buffer.concat([await archiveOf(codec, list), Buffer.from(behind)]);
    const { messages, problems } = await readBack(directoryOf({ [`app.jsonl${suffix}`]: bytes }));
    expect(messages).toEqual(list);
    expect(problems.map(({ kind, line }) => [kind, line])).toEqual([['archive', list.length]]);
  });

  test('bytes in the middle of it that are others', async () => {
    const bytes = await archiveOf(codec, list);
    const middle = bytes.length >> 1;
    bytes.fill(0xff, middle, Math.min(middle + 300, bytes.length - 30));
    const { messages, problems } = await readBack(directoryOf({ [`app.jsonl${suffix}`]: bytes }));
    expect(problems.some(({ kind }) => kind === 'archive')).toBe(true);
    // Blocks of zstd and of bzip2 are unpacked as a whole.
    const least = codec === 'gzip' || codec === 'zip' ? Math.floor(list.length * 0.4) : 0;
    expect(messages.slice(0, least)).toEqual(list.slice(0, least));
  });
});

test('a damaged archive from standard input gives as much as its file', async () => {
  const bytes = Buffer.concat([await archiveOf('gzip', SIZES.middle), Buffer.from('garbage')]);
  const directory = directoryOf({ 'app.log.gz': bytes });
  const path = join(directory, 'app.log.gz');
  const file = await inProcess(['cat', '--json', path]);
  const stdin = await inProcess(['cat', '--json', '-'], { stdin: readFileSync(path) });
  expect(file.stdout.split('\n')).toHaveLength(SIZES.middle.length + 1);
  expect(stdin).toMatchObject({ code: 3, stdout: file.stdout });
});
