// The tests mirror the sources: a folder of tests is a folder of sources, and each form of a credential has its own test file.
import { globSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { sourceFiles } from '../expressions/source-expressions.ts';

const ROOT = join(import.meta.dirname, '../..');
const FORMS = 'redaction/credentials/forms';
const folders = new Set(sourceFiles().map((file) => relative('src', dirname(file))));

/** The test files in folders that have the name of a folder of `src`. */
function mirroringTests(): string[] {
  const first = new Set([...folders].map((folder) => folder.split('/')[0] ?? ''));
  const files = globSync('**/*.test.ts', { cwd: join(ROOT, 'test') });
  return files.filter((file) => first.has(file.split('/')[0] ?? ''));
}

test('no test stands in a folder that the sources do not have', () => {
  const files = mirroringTests();
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((file) => !folders.has(dirname(file)))).toEqual([]);
});

test('each form of a credential has a test file, and each test file there its form', () => {
  const inFolder = (file: string) => dirname(file) === FORMS;
  const forms = sourceFiles()
    .map((file) => relative('src', file))
    .filter(inFolder)
    .map((file) => basename(file, '.ts'));
  const tests = mirroringTests()
    .filter(inFolder)
    .map((file) => basename(file, '.test.ts'));
  expect(tests.toSorted()).toEqual(forms.toSorted());
});
