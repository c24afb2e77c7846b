// Raw texts are ASCII: a bundler may write any other character as an escape, which is another text there.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { expect, test } from 'vitest';
import { sourceFiles } from '../expressions/source-expressions.ts';

const ROOT = join(import.meta.dirname, '../..');
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
const OTHER = /[^\x00-\x7f]/;

/** The raw texts of a file that have other characters, each with its line. */
function otherRawTextsIn(file: string, source: string): string[] {
  const found: string[] = [];
  new Visitor({
    TaggedTemplateExpression({ quasi: { quasis, start } }) {
      if (quasis.some(({ value }) => OTHER.test(value.raw)))
        found.push(`${file}:${source.slice(0, start).split('\n').length}`);
    },
  }).visit(parseSync(file, source).program);
  return found;
}

test('every raw text of the source is ASCII', () => {
  expect(otherRawTextsIn('a.ts', `\nString.raw\`\u2212\``)).toEqual(['a.ts:2']);
  const all = sourceFiles().flatMap((file) => otherRawTextsIn(file, readFileSync(join(ROOT, file), 'utf8')));
  expect(all).toEqual([]);
});
