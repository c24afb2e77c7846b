// Files of one name: a file beside its archive is read once, and nothing that only one of them holds is lost.
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { tailLogRecords } from '../../src/index.ts';
import { inProcess } from '../cli/run-command.ts';
import { all, directoryOf, flatLine, readBack } from '../support/read-records.ts';

const lines = (...messages: readonly string[]): string =>
  messages.map((message, second) => flatLine(message, second)).join('');
const TIME = '2026-01-31T12-00-00.000Z';
const [one, two] = [lines('a', 'b'), lines('c', 'd')];
const whole = gzipSync(one);

describe.each(['app', `app.${TIME}`])('files of the name %s', (name) => {
  test.each<[string, Record<string, string | Uint8Array>, string[]]>([
    ['a file and its archive', { jsonl: one, 'jsonl.gz': whole }, ['a', 'b']],
    ['archives of two codecs', { 'jsonl.gz': whole, 'jsonl.zst': zstdCompressSync(one) }, ['a', 'b']],
    ['an archive that is being written', { jsonl: one, 'jsonl.gz': whole.subarray(0, whole.length - 12) }, ['a', 'b']],
    ['an archive of which nothing is written', { jsonl: one, 'jsonl.gz': '' }, ['a', 'b']],
    ['a file that grew since it was compressed', { jsonl: one + flatLine('e', 5), 'jsonl.gz': whole }, ['a', 'b', 'e']],
    ['a file that was cut', { jsonl: flatLine('a', 0), 'jsonl.gz': whole }, ['a', 'b']],
    ['an empty file beside an archive', { jsonl: '', 'jsonl.gz': whole }, ['a', 'b']],
    [
      'an empty archive beside an archive',
      { 'jsonl.gz': gzipSync(''), 'jsonl.zst': zstdCompressSync(two) },
      ['c', 'd'],
    ],
    ['another file', { jsonl: two, 'jsonl.gz': whole }, ['a', 'b', 'c', 'd']],
    ['other archives', { 'jsonl.gz': whole, 'jsonl.zst': zstdCompressSync(two) }, ['a', 'b', 'c', 'd']],
    ['three', { jsonl: one, 'jsonl.gz': whole, 'jsonl.zst': zstdCompressSync(two) }, ['a', 'b', 'c', 'd']],
  ])('%s', async (_, contents, expected) => {
    const files = Object.entries(contents).map(([extension, content]) => [`${name}.${extension}`, content] as const);
    const directory = directoryOf(Object.fromEntries(files));
    const { messages, problems } = await readBack(directory);
    expect([messages.toSorted(), problems]).toEqual([expected, []]);
    const last = await all(tailLogRecords(directory));
    expect(last.map(({ message }) => message).toSorted()).toEqual(expected);
    const paths = files.map(([file]) => join(directory, file)).reverse();
    expect((await readBack(paths)).messages.toSorted()).toEqual(expected);
  });
});

test('all verbs find the same', async () => {
  const directory = directoryOf({
    'app.jsonl': two,
    'app.jsonl.gz': whole,
    [`app.${TIME}.jsonl`]: one,
    [`app.${TIME}.jsonl.gz`]: whole,
    'web.jsonl': '',
    'web.jsonl.gz': gzipSync(lines('e')),
  });
  const run = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await inProcess(args);
    expect([code, stderr]).toEqual([0, '']);
    return stdout;
  };
  const expected = ['a', 'a', 'b', 'b', 'c', 'd', 'e'];
  const shown = await run('cat', directory, '--json');
  const messages = shown
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { message: string }).message);
  expect(messages.toSorted()).toEqual(expected);
  expect(JSON.parse(await run('stats', directory, '--json'))).toMatchObject({ records: expected.length });
  const rows = await run('query', 'select body from logs order by 1', directory, '--csv');
  expect(rows.split('\r\n').slice(1, -1)).toEqual(expected);
  const { notices, problems } = JSON.parse(await run('verify', directory, '--json'));
  expect(problems).toEqual([]);
  expect(
    notices.map(({ file, kind }: { file: string; kind: string }) => [file.slice(directory.length + 1), kind]),
  ).toEqual([
    [`app.${TIME}.jsonl`, 'twin'],
    ['app.jsonl', 'namesake'],
  ]);
});

test('an archive that is written while its file is followed is not read', async () => {
  const directory = directoryOf({ 'app.log.1': '2026-01-31 12:00:00 one\n' });
  const stop = new AbortController();
  const messages: string[] = [];
  for await (const { message } of tailLogRecords(directory, { follow: true, signal: stop.signal })) {
    messages.push(message);
    if (message === 'one') {
      writeFileSync(join(directory, 'app.log.1.gz'), gzipSync('2026-01-31 12:00:00 one\n').subarray(0, 20));
      appendFileSync(join(directory, 'app.log.1'), '2026-01-31 12:00:01 two\n');
    } else break;
  }
  expect(messages).toEqual(['one', 'two']);
});
