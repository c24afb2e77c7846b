// What the names of finished files say.
import { expect, test } from 'vitest';
import { parseLogFileName } from '../../src/upload/log-file-name.ts';

const TIME = Date.parse('2026-01-31T12:00:00.123Z');
const STAMP = '2026-01-31T12-00-00.123Z';

test.each([
  [`app.${STAMP}.jsonl`, 'app', '.jsonl', `app.${STAMP}.jsonl`],
  [`app.${STAMP}.jsonl.gz`, 'app', '.jsonl.gz', `app.${STAMP}.jsonl`],
  [`app.${STAMP}.log.xz`, 'app', '.log.xz', `app.${STAMP}.log`],
  [`app.${STAMP}.2.jsonl`, 'app', '.2.jsonl', `app.${STAMP}.2.jsonl`],
  [`a.b.c.${STAMP}.ndjson`, 'a.b.c', '.ndjson', `a.b.c.${STAMP}.ndjson`],
])('%s', (fileName, name, ending, key) => {
  expect(parseLogFileName(fileName)).toEqual({ name, time: TIME, start: `${name}.${STAMP}`, ending, key });
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
  expect(parseLogFileName(fileName)).toBeUndefined();
});
