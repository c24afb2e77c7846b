// Damaged archives of every codec, small and large: what can be unpacked before the damage is read, and the damage is told.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, createZstdCompress } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { codecNamed } from '../../src/archive/codecs.ts';
import { verifyIntegrity } from '../../src/integrity/verify/verify-integrity.ts';
import { readLogRecords } from '../../src/read/read-log-records.ts';
import { plainBytes } from '../../src/read/stream-records.ts';
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

describe('says in words what is wrong, how much was read, and what to do', () => {
  const RAW = /incorrect|unexpected|invalid|ZSTD_|Z_|error/;

  async function messagesOf(name: string, bytes: Buffer): Promise<string> {
    const { problems } = await readBack(directoryOf({ [name]: bytes }));
    return problems.map(({ message }) => message).join('\n');
  }

  test.each(Object.entries(SUFFIXES))('%s', async (codec, suffix) => {
    const whole = await archiveOf(codec, SIZES.middle);
    const cut = await messagesOf(`app.jsonl${suffix}`, whole.subarray(0, -3));
    expect(cut).toBe(
      `the ${codec} archive ends too early: the rest was not written, or not copied; its first 100 lines were read; ` +
        'take the file from a copy that is whole',
    );
    const behind = await messagesOf(`app.jsonl${suffix}`, Buffer.concat([whole, Buffer.from('garbage behind')]));
    expect(behind).toBe(
      `other bytes follow the end of the ${codec} archive; its first 100 lines were read; see what was added to it`,
    );
    const other = Buffer.from(whole);
    other.fill(0xff, whole.length >> 1, (whole.length >> 1) + 60);
    const damaged = await messagesOf(`app.jsonl${suffix}`, other);
    expect(damaged).toMatch(
      new RegExp(`^the ${codec} archive is damaged: .*lines? .*read; take the file from a copy`, 'm'),
    );
    for (const text of [cut, behind, damaged]) expect(text).not.toMatch(RAW);
  });

  test('of an archive that others can unpack: that it is not damaged', async () => {
    const stream = createZstdCompress({ params: { [constants.ZSTD_c_windowLog]: 30 } });
    stream.end(flatLine('hello', 0));
    expect(await messagesOf('app.jsonl.zst', Buffer.concat((await all(stream)) as Buffer[]))).toBe(
      'the zstd archive cannot be unpacked here: it was made with a window above 128 MiB (zstd --long); no line of it was read; ' +
        'unpack it with the program that it was made with, and read what comes of it',
    );
  });

  test('and what the codec said is the cause', async () => {
    const paths = directoryOf({ 'app.jsonl.gz': (await archiveOf('gzip', SIZES.small)).subarray(0, -3) });
    const { problems } = await readBack(paths);
    expect(problems).toMatchObject([{ cause: { code: 'Z_BUF_ERROR' } }]);
    const strict = all(readLogRecords(paths, { strict: true }));
    await expect(strict).rejects.toMatchObject({ name: 'LogReadError', cause: { code: 'Z_BUF_ERROR' } });
  });

  test('to verifyIntegrity, and to verify', async () => {
    const path = join(
      directoryOf({ 'app.jsonl.gz': (await archiveOf('gzip', SIZES.small)).subarray(0, -3) }),
      'app.jsonl.gz',
    );
    const { problems } = await verifyIntegrity([path]);
    expect(problems.map(({ kind, message }) => [kind, message])).toContainEqual([
      'unreadable',
      expect.stringMatching(/^the gzip archive ends too early: .*; \d+ bytes of it were read; take the file/),
    ]);
    expect((await inProcess(['verify', path])).stdout).toContain('its first 2 lines can be read');
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

test('what is thrown into it by who takes its bytes is no fault of the archive', async () => {
  const bytes = await archiveOf('gzip', SIZES.small);
  async function* chunks(): AsyncGenerator<Buffer> {
    yield await Promise.resolve(bytes);
  }
  const pieces = plainBytes(chunks());
  await pieces.next();
  const gone = new Error('the reader is gone');
  await expect(pieces.throw(gone)).rejects.toBe(gone);
});
