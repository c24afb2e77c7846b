// The page on privacy says of each entity what the code says.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ENTITIES, ENTITY_NAMES } from '../../src/redaction/index.ts';

const page = readFileSync('docs/privacy.md', 'utf8');
const cells = page
  .split('\n')
  .filter((line) => /^\| `[A-Z_]+` +\| (yes|no) /.test(line))
  .map((line) =>
    line
      .replaceAll('\\|', '\u0000')
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('\u0000', '|')),
  );

test('the table of entities is the one in the code', () => {
  const expected = ENTITY_NAMES.map((name) => {
    const { byDefault, finds, leaves, source } = ENTITIES[name];
    return [`\`${name}\``, byDefault ? 'yes' : 'no', finds, leaves, source];
  });
  expect(cells).toEqual(expected);
});
