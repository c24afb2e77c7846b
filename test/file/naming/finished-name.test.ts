// What the names of finished files say.
import { expect, test } from 'vitest';
import { parseFinishedName, parseNameBesideFinished } from '../../../src/file/naming/finished-name.ts';

const TIME = Date.parse('2026-01-31T12:00:00.123Z');
const STAMP = '2026-01-31T12-00-00.123Z';

test.each([
  [`app.${STAMP}.jsonl`, 'app', '.jsonl', `app.${STAMP}.jsonl`],
  [`app.${STAMP}.jsonl.gz`, 'app', '.jsonl.gz', `app.${STAMP}.jsonl`],
  [`app.${STAMP}.log.xz`, 'app', '.log.xz', `app.${STAMP}.log`],
  [`app.${STAMP}.2.jsonl`, 'app', '.2.jsonl', `app.${STAMP}.2.jsonl`],
  [`a.b.c.${STAMP}.ndjson`, 'a.b.c', '.ndjson', `a.b.c.${STAMP}.ndjson`],
  // Of the log that is called as a finished file of `app` is.
  [`app.${STAMP}.${STAMP}.jsonl`, `app.${STAMP}`, '.jsonl', `app.${STAMP}.${STAMP}.jsonl`],
])('%s', (fileName, name, ending, key) => {
  const extension = ending.replace(/^\.2|\.[gx]z$/g, '');
  expect(parseFinishedName(fileName)).toEqual({ name, time: TIME, start: `${name}.${STAMP}`, ending, extension, key });
});

test.each([
  [`app.${STAMP}.jsonl.gz.tmp`, '.jsonl'],
  [`app.${STAMP}.jsonl.torn`, '.jsonl'],
  [`app.${STAMP}.jsonl.1.torn`, '.jsonl'],
])('%s lies beside one', (fileName, extension) => {
  expect(parseNameBesideFinished(fileName)).toMatchObject({ name: 'app', extension });
});

test.each([
  'app.jsonl',
  'app.123-4.jsonl',
  `${STAMP}.jsonl`,
  `app.${STAMP}`,
  `app.${STAMP}.jsonl.gz.tmp`,
  `app.${STAMP}.jsonl.torn`,
  `.app.${STAMP}.jsonl.1.lock`,
  `.app.${STAMP}.jsonl.uploaded`,
  'app.2026-13-31T12-00-00.123Z.jsonl',
  '',
])('%s is no finished file', (fileName) => {
  expect(parseFinishedName(fileName)).toBeUndefined();
});
