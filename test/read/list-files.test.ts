// Which files a look lists: those that were read before need not be looked at again, however many they are.
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { stemOf } from '../../src/read/bytes/log-names.ts';
import { listFiles } from '../../src/read/find-files.ts';
import { directoryOf } from '../support/read-records.ts';

test('old ones are left out, compressed or not', async () => {
  const [old, other] = ['app.2026-01-31T12-00-00.000Z.jsonl', 'app.2026-01-31T12-00-01.000Z.jsonl'];
  const directory = directoryOf({ [old]: '', [`${old}.gz`]: '', [`${other}.zst`]: '', 'app.jsonl': '' });
  const paths = new Set([join(directory, old)]);
  const listed = await listFiles(
    [directory],
    () => undefined,
    (path) => paths.has(stemOf(path)),
  );
  expect(listed.map(({ path }) => basename(path))).toEqual([`${other}.zst`, 'app.jsonl']);
});
