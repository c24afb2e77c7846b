// The page on privacy says of each entity what the code says, and of the frozen corpus what is measured.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { comparedRedactors, comparisonRows } from '../../bench/redaction/comparison.ts';
import { ENTITIES, ENTITY_NAMES, redactText } from '../../src/redaction/index.ts';

const page = readFileSync('docs/privacy.md', 'utf8');
/** The cells of the rows that match. */
function rows(pattern: RegExp): string[][] {
  return page
    .split('\n')
    .filter((line) => pattern.test(line))
    .map((line) =>
      line
        .replaceAll('\\|', '\u0000')
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('\u0000', '|')),
    );
}

test('the table of entities is the one in the code', () => {
  const expected = ENTITY_NAMES.map((name) => {
    const { byDefault, finds, leaves, source } = ENTITIES[name];
    return [`\`${name}\``, byDefault ? 'yes' : 'no', finds, leaves, source];
  });
  expect(rows(/^\| `[A-Z_]+` +\| (yes|no) /)).toEqual(expected);
});

const forms = rows(/\[CREDENTIAL\].*\| `.*` +\|$/).filter((cells) => cells.length === 4);

test('the page lists the forms of a credential', () => {
  expect(forms.length).toBeGreaterThan(10);
});

test.each(forms)('%s', (_, before = '', after = '', left = '') => {
  expect(redactText(before)).toBe(after);
  expect(redactText(left)).toBe(left);
});

test('the comparison on the frozen corpus is as it is measured now', () => {
  const measured = comparisonRows(comparedRedactors()).slice(1);
  // `npm run bench -- redaction --quick --write-docs` writes the page anew.
  expect(rows(/ (\d+ of \d+|[\d.]+ %) +\| .*\|.*\|.*\|$/).filter((cells) => cells.length === 5)).toEqual(measured);
});
