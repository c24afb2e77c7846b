// A stream asks for the next chunk before it is done with the last one: none is made of chunks whose memory is used again.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sourceFiles } from '../expressions/source-expressions.ts';

const ROOT = join(import.meta.dirname, '../..');
/** What gives such chunks. */
const LENDS = /\b(?:plainChunks|fileChunks|archiveChunks|unpacked|plainBytes)\b/;
const MAKES_STREAM = /\bReadable\.from\(|\.compose\(/;

test('who reads the chunks of files makes no stream of them', () => {
  const texts = sourceFiles().map((file) => [file, readFileSync(join(ROOT, file), 'utf8')] as const);
  expect(texts.filter(([, text]) => LENDS.test(text) && MAKES_STREAM.test(text)).map(([file]) => file)).toEqual([]);
  expect(texts.filter(([, text]) => LENDS.test(text)).length).toBeGreaterThan(5);
});
