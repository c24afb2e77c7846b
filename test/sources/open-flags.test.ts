// Files are opened with named sets of flags: nobody forgets the one that follows no planted link.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sourceFiles } from '../expressions/source-expressions.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Where flags are put together, and why there. */
const COMPOSERS = {
  'src/file/system/open-flags.ts': 'the one place',
  'src/resource/environment.ts': 'reads files of the platform, and imports nothing of the file exporter',
};

test('only one file puts the flags of `open` together', () => {
  const composers = sourceFiles().filter((file) => /\bO_[A-Z]+/.test(readFileSync(join(ROOT, file), 'utf8')));
  expect(composers.sort()).toEqual(Object.keys(COMPOSERS).sort());
});

test('none opens a file by the letters of a mode', () => {
  const openers = sourceFiles().filter((file) =>
    /\b(?:open|openSync|createReadStream|createWriteStream)\([^()]*, '/.test(readFileSync(join(ROOT, file), 'utf8')),
  );
  expect(openers).toEqual([]);
});
