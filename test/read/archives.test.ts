// Archives: whole, of several parts, cut, damaged, of other names, made to explode; and the frames of the collector's file exporter.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { constants, deflateRawSync, gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { codecNamed } from '../../src/archive/codecs.ts';
import { readLogRecords } from '../../src/index.ts';
import { inProcess } from '../cli/run-command.ts';
import { all, directoryOf, flatLine, readBack } from '../support/read-records.ts';

const messages = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => `record ${n} ${'x'.repeat(n % 50)}`);
const linesOf = (list: readonly string[]): string => list.map((message, n) => flatLine(message, n)).join('');

async function compressed(codec: string, text: string): Promise<Buffer> {
  const bytes = Buffer.from(text);
  const stream = codecNamed(codec).createCompressor({ name: 'app.jsonl', size: bytes.length, modified: new Date(0) });
  stream.end(bytes);
  return Buffer.concat((await all(stream)) as Buffer[]);
}

const SUFFIXES = { gzip: '.gz', zstd: '.zst', bz2: '.bz2', zip: '.zip' };

describe.each(Object.entries(SUFFIXES))('%s', (codec, suffix) => {
  test('a cut archive gives what it holds, and is reported', async () => {
    const list = messages(codec === 'bz2' ? 13_000 : 5000);
    const bytes = await compressed(codec, linesOf(list));
    const cut = bytes.subarray(0, Math.floor(bytes.length * (codec === 'bz2' ? 0.95 : 0.6)));
    const directory = directoryOf({ [`app.jsonl${suffix}`]: cut });
    const { messages: read, problems } = await readBack(directory);
    expect(read.length).toBeGreaterThan(codec === 'bz2' ? 0 : 1000);
    expect(read).toEqual(list.slice(0, read.length));
    expect(problems.map(({ kind, line }) => [kind, line])).toEqual([['archive', read.length]]);
    await expect(all(readLogRecords(directory, { strict: true }))).rejects.toMatchObject({
      name: 'LogReadError',
      kind: 'archive',
    });
  });

  test('its name does not matter', async () => {
    const list = messages(3);
    const { messages: read, problems } = await readBack(
      directoryOf({ 'app.log': await compressed(codec, linesOf(list)) }),
    );
    expect(problems).toEqual([]);
    expect(read).toEqual(list);
  });

  test('no archive at all, or one of another kind: read as it is, and reported', async () => {
    const other = codec === 'gzip' ? 'zstd' : 'gzip';
    const directory = directoryOf({
      [`app.jsonl${suffix}`]: flatLine('plain'),
      [`empty.jsonl${suffix}`]: '',
      [`other.jsonl${suffix}`]: await compressed(other, flatLine('other')),
    });
    const { messages: read, problems } = await readBack(directory);
    expect(read.toSorted()).toEqual(['other', 'plain']);
    const told = problems.map(({ kind, line, message }) => `${kind} ${line} ${message}`);
    expect(told.toSorted()).toEqual(
      [
        `archive 0 named as ${codec}, and empty: nothing of the archive was written`,
        `archive 0 named as ${codec}, and is ${other}`,
        `archive 0 named as ${codec}, and is no archive: it is read as it is`,
      ].toSorted(),
    );
    const path = join(directory, `app.jsonl${suffix}`);
    const sentence = `${path}: named as ${codec}, and is no archive: it is read as it is\n`;
    for (const verb of ['cat', 'tail', 'stats']) {
      expect(await inProcess([verb, path])).toMatchObject({ code: 3, stderr: `laketrace ${verb}: ${sentence}` });
    }
    expect((await inProcess(['verify', path])).code).toBe(1);
  });
});

/** Lines that hardly compress, so that a small archive has several blocks. */
const noisy = Array.from(
  { length: 2000 },
  (_, n) => `record ${n} ${createHash('sha256').update(`${n}`).digest('hex')}`,
);

test.each([0.2, 0.5, 0.9, 0.999])(
  'a gzip archive of which %d is there gives all that can be unpacked of it',
  async (part) => {
    const bytes = gzipSync(linesOf(noisy));
    const cut = bytes.subarray(0, Math.floor(bytes.length * part));
    const unpacked = gunzipSync(cut, { finishFlush: constants.Z_SYNC_FLUSH }).toString();
    const { messages: read } = await readBack(directoryOf({ 'app.jsonl.gz': cut }));
    expect(read).toEqual(noisy.slice(0, unpacked.split('\n').length - 1));
  },
);

test('a zstd archive that is cut gives its whole blocks', async () => {
  const block = 128 * 1024;
  const bytes = zstdCompressSync(linesOf(noisy));
  const { messages: read } = await readBack(directoryOf({ 'app.jsonl.zst': bytes.subarray(0, -20) }));
  expect(read).toEqual(noisy.slice(0, read.length));
  expect(linesOf(read).length).toBeGreaterThan(block - 1000);
});

test('a gzip archive whose checksum does not fit gives all its lines, and is reported', async () => {
  const bytes = gzipSync(linesOf(noisy));
  bytes.writeUInt32LE(~bytes.readUInt32LE(bytes.length - 8) >>> 0, bytes.length - 8);
  const { messages: read, problems } = await readBack(directoryOf({ 'app.jsonl.gz': bytes }));
  expect(read).toEqual(noisy);
  expect(problems.map(({ kind, line }) => [kind, line])).toEqual([['archive', 2000]]);
});

test('a zstd archive that begins with a frame of other data', async () => {
  const skippable = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]);
  const directory = directoryOf({ 'app.jsonl.zst': Buffer.concat([skippable, zstdCompressSync(flatLine('a'))]) });
  expect(await readBack(directory)).toMatchObject({ messages: ['a'], problems: [] });
});

test('archives of several members, frames and streams', async () => {
  const list = messages(30);
  const parts = [list.slice(0, 10), list.slice(10, 20), list.slice(20)].map(linesOf);
  const bz2 = await Promise.all(parts.map((part) => compressed('bz2', part)));
  const directory = directoryOf({
    'a.jsonl.gz': Buffer.concat(parts.map((part) => gzipSync(part))),
    'b.jsonl.zst': Buffer.concat(parts.map((part) => zstdCompressSync(part))),
    'c.jsonl.bz2': Buffer.concat(bz2),
  });
  const { records, problems } = await readBack(directory);
  expect(problems).toEqual([]);
  for (const name of ['a.jsonl.gz', 'b.jsonl.zst', 'c.jsonl.bz2']) {
    expect(records.filter(({ source }) => source.file.endsWith(name)).map(({ message }) => message)).toEqual(list);
  }
});

/** As the collector's file exporter writes with `compression: zstd`: each message a frame with its length, four bytes, in front. */
function framed(texts: readonly string[]): Buffer {
  return Buffer.concat(
    texts.flatMap((text) => {
      const frame = zstdCompressSync(text);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(frame.length);
      return [length, frame];
    }),
  );
}

const otlpMessage = (body: string) =>
  JSON.stringify({
    resourceLogs: [
      { scopeLogs: [{ logRecords: [{ timeUnixNano: '1769860800000000000', body: { stringValue: body } }] }] },
    ],
  });

test("the frames of the collector's file exporter, also where the last one is cut", async () => {
  const list = messages(500);
  const bytes = framed(list.map(otlpMessage));
  const whole = await readBack(directoryOf({ 'logs.json': bytes }));
  expect(whole.problems).toEqual([]);
  expect(whole.messages).toEqual(list);
  expect(whole.records.at(-1)?.source.line).toBe(500);
  for (const missing of [1, framed([otlpMessage(list.at(-1) ?? '')]).length - 2]) {
    const cut = await readBack(directoryOf({ 'logs.json.zst': bytes.subarray(0, -missing) }));
    expect(cut.messages).toEqual(list.slice(0, -1));
    expect(cut.problems.map(({ kind }) => kind)).toEqual(['archive']);
  }
});

test('an archive of a line without an end is passed over in bounded memory', async () => {
  // 96 MiB of blanks, in gzip members of 1 MiB.
  const blanks = Buffer.concat(Array.from<Buffer>({ length: 96 }).fill(gzipSync(Buffer.alloc(1024 * 1024, ' '))));
  const directory = directoryOf({
    'app.jsonl.gz': Buffer.concat([gzipSync(flatLine('before')), blanks, gzipSync(`\n${flatLine('after', 1)}`)]),
  });
  const { messages: read, problems } = await readBack(directory);
  expect(read).toEqual(['before', 'after']);
  expect(problems.map(({ line, kind }) => [line, kind])).toEqual([[2, 'long-line']]);
});

test('a zip of several files, and one that is stored, are said to be none of ours', async () => {
  const { problems } = await readBack(
    directoryOf({ 'app.jsonl.zip': Buffer.from([0x50, 0x4b, 3, 4, ...deflateRawSync('x')]) }),
  );
  expect(problems.map(({ kind }) => kind)).toEqual(['archive']);
});
