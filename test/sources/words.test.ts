// Words that had several meanings do not come back, and those that were kept have their one meaning in the glossary.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { expect, test } from 'vitest';
import { sourceFiles } from '../expressions/source-expressions.ts';

const ROOT = join(import.meta.dirname, '../..');

/** In names and comments. */
const GIVEN_UP = /(?<![a-z])(?:settl|seal|spill|fate|surroundings)|Settl|Seal|Spill|Fate|Surroundings/;
/** In comments: a plainer phrase says the same. */
const ROUNDABOUT = /\b(?:told of|so many|goes on|go on|gone on)\b/i;
/** The language's own name. */
const OF_THE_LANGUAGE = ['allSettled'];
/** Kept, with a row each under "Words" of the page. */
const KEPT = [
  'commit',
  'claim',
  'generation',
  'acknowledge',
  'hold queue',
  'side file',
  'lock',
  'chunk',
  'environment',
];

/** Names and comments of a file that say what is no longer said. */
function findIn(file: string): string[] {
  const { program, comments } = parseSync(file, readFileSync(join(ROOT, file), 'utf8'));
  const names = new Set<string>();
  new Visitor({
    Identifier: ({ name }) => void names.add(name),
    PrivateIdentifier: ({ name }) => void names.add(name),
  }).visit(program);
  const unwanted = [
    ...[...names].filter((name) => GIVEN_UP.test(name) && !OF_THE_LANGUAGE.includes(name)),
    ...comments.map(({ value }) => value).filter((text) => GIVEN_UP.test(text) || ROUNDABOUT.test(text)),
  ];
  return unwanted.map((text) => `${file}: ${text}`);
}

test('no name and no comment of the sources has a word that was given up', () => {
  expect(sourceFiles().flatMap(findIn)).toEqual([]);
});

test('each word that was kept has one row in the glossary', () => {
  const [, words = ''] = readFileSync(join(ROOT, 'docs/internals.md'), 'utf8').split('## Words\n');
  const rows = [...words.matchAll(/^\| ([\w ()-]+?) +\| /gm)].map(([, word = '']) => word);
  for (const word of KEPT) expect(rows.filter((row) => row === word)).toEqual([word]);
  expect(rows).toEqual([...new Set(rows)]);
});
