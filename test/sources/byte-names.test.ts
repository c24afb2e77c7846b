// Bytes have names in the redactor: rules read as what they ask for, and one byte has one name.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { expect, test } from 'vitest';
import * as ascii from '../../src/redaction/scan/ascii.ts';
import { sourceFiles } from '../expressions/source-expressions.ts';

const ROOT = join(import.meta.dirname, '../..');
const NAMES = 'src/redaction/scan/ascii.ts';
const BARE_BYTE = /^0x[0-9a-f]{1,2}$/i;

/** The bytes that a file writes as hexadecimal numbers, each with its line. */
function bareBytesOf(file: string): string[] {
  const source = readFileSync(join(ROOT, file), 'utf8');
  const found: string[] = [];
  new Visitor({
    Literal({ raw, start }) {
      if (raw !== null && BARE_BYTE.test(raw))
        found.push(`${file}:${source.slice(0, start).split('\n').length} ${raw}`);
    },
  }).visit(parseSync(file, source).program);
  return found;
}

test('no file of the redactor but that of the names has a byte as a number', () => {
  const files = sourceFiles().filter((file) => file.startsWith('src/redaction/') && file !== NAMES);
  expect(files.flatMap(bareBytesOf)).toEqual([]);
  expect(bareBytesOf(NAMES)).not.toEqual([]);
});

test('a name is of the character that its comment shows', () => {
  const source = readFileSync(join(ROOT, NAMES), 'utf8');
  const shown = [...source.matchAll(/\/\*\* (`+) ?(.) ?\1 \*\/\nexport const (\w+) = (\w+);/g)];
  expect(shown.length).toBeGreaterThan(20);
  for (const [, , character = '', name, value] of shown)
    expect([name, Number(value)]).toEqual([name, character.charCodeAt(0)]);
});

test('a letter or a digit is named by itself', () => {
  const digits = ['ZERO', 'ONE', 'TWO', 'THREE', 'FOUR', 'FIVE', 'SIX', 'SEVEN', 'EIGHT', 'NINE'];
  for (const [name, value] of Object.entries(ascii)) {
    const [, kind, capital = ''] = /^(UPPER|LOWER)_([A-Z])$/.exec(name) ?? [];
    const letter = kind === 'LOWER' ? capital.toLowerCase() : capital;
    if (letter !== '') expect([name, value]).toEqual([name, letter.charCodeAt(0)]);
    if (digits.includes(name)) expect([name, value]).toEqual([name, String(digits.indexOf(name)).charCodeAt(0)]);
  }
});
