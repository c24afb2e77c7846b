// The tail of a log: the last lines, over files of all kinds, in bounded memory.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { lastLines } from '../../src/read/last-lines.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const STAMP = (n: number) => `2026-01-31T12-00-00.${String(n).padStart(3, '0')}Z`;

/** Writes files, and gives where they are. */
function place(files: Readonly<Record<string, string | Uint8Array>>) {
  const directory = temporaryDirectory();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  return { directory, name: 'app', extension: '.log', active: 'app.log' };
}

test('the active file, then finished ones, newest first; of a file beside its archive once', async () => {
  const files = place({
    'app.log': 'e\nf\n',
    [`app.${STAMP(2)}.log`]: 'c\nd\n',
    [`app.${STAMP(2)}.log.gz`]: gzipSync('c\nd\n'),
    [`app.${STAMP(1)}.log.gz`]: gzipSync('a\nb\n'),
    'other.log': 'x\n',
    'app.2.log': 'y\n',
    [`app.2.${STAMP(3)}.log`]: 'z\n',
  });
  expect(await lastLines(files, 1)).toEqual(['f']);
  expect(await lastLines(files, 3)).toEqual(['d', 'e', 'f']);
  expect(await lastLines(files, 100)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  const others = place({ [`app.${STAMP(1)}.log`]: '', [`app.${STAMP(1)}.log.gz`]: gzipSync('a\nb\n') });
  expect(await lastLines(others, 5)).toEqual(['a', 'b']);
});

test('lines longer than what is read at once, empty lines, a last line without its end', async () => {
  const long = 'ü'.repeat(100_000);
  expect(await lastLines(place({ 'app.log': `first\n${long}\n\nlast` }), 3)).toEqual([long, '', 'last']);
  expect(await lastLines(place({ 'app.log': `first\n${long}\n` }), 1)).toEqual([long]);
  const many = Array.from({ length: 50_000 }, (_, n) => String(n));
  expect(await lastLines(place({ 'app.log': `${many.join('\n')}\n` }), 20_000)).toEqual(many.slice(-20_000));
  expect(await lastLines(place({ [`app.${STAMP(1)}.log.gz`]: gzipSync(many.join('\n')) }), 20_000)).toEqual(
    many.slice(-20_000),
  );
});

test('no directory, no files, an empty file, a cut archive, a link and a directory in the place of a file', async () => {
  expect(
    await lastLines({ directory: '/nowhere/at/all', name: 'app', extension: '.log', active: 'app.log' }, 5),
  ).toEqual([]);
  expect(await lastLines(place({}), 5)).toEqual([]);
  expect(await lastLines(place({ 'app.log': '' }), 5)).toEqual([]);
  const archive = gzipSync(Array.from({ length: 5000 }, (_, n) => `${n} ${Math.sin(n)}`).join('\n'));
  const files = place({ 'app.log': 'last\n', [`app.${STAMP(1)}.log.gz`]: archive.subarray(0, archive.length - 20) });
  symlinkSync('/etc/passwd', join(files.directory, `app.${STAMP(2)}.log`));
  mkdirSync(join(files.directory, `app.${STAMP(3)}.log`));
  const lines = await lastLines(files, 5);
  expect(lines.at(-1)).toBe('last');
  expect(lines.join()).not.toContain('root');
});
