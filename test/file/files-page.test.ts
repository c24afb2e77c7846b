// The page on files and the README say of the options what the code takes.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FILE_OPTIONS } from '../../src/file/options/file-options.ts';
import { RotatingFileLogRecordExporter } from '../../src/file/rotating-file-log-record-exporter.ts';

/** The cells of the table rows of a Markdown section. */
function rows(page: string, heading: string): string[][] {
  const section =
    readFileSync(page, 'utf8')
      .split(/^## /m)
      .find((each) => each.startsWith(heading)) ?? '';
  const lines = section.split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(2).map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()));
}

describe.each([
  ['rotation', 'Rotation recipes'],
  ['retention', 'Retention recipes'],
] as const)('the recipes of %s', (option, heading) => {
  const recipes = rows('docs/files.md', heading).flatMap(([wish = '', text = '']) =>
    [...text.matchAll(/`([^`]+)`/g)]
      .map(([, code = '']) => code.replace(/^rotation: |^retention: /, ''))
      .filter((code) => /^['[({\d]|^false/.test(code))
      .map((code) => [wish, code] as const),
  );

  test('are there', () => expect(recipes.length).toBeGreaterThan(7));

  test.each(recipes)('%s: %s', (_, code) => {
    const value: unknown = new Function(`return (${code})`)();
    expect(() => new RotatingFileLogRecordExporter({ [option]: value })).not.toThrow();
  });
});

test('the README lists every option of the exporter, and no other', () => {
  const listed = rows('README.md', 'Options of the file exporter').flatMap(([names = '']) =>
    [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name),
  );
  expect(listed.sort()).toEqual([...FILE_OPTIONS].sort());
});
