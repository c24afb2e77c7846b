// The look at a name's last letters: no name of a secret is turned away, and most others are.
import { expect, test } from 'vitest';
import { WORDS } from '../../../../src/redaction/credentials/names/credential-words.ts';
import { NameEndings } from '../../../../src/redaction/credentials/names/name-endings.ts';
import { Scan } from '../../../../src/redaction/scan/scan.ts';

const scan = new Scan(new Set());

function mayEnd(endings: NameEndings, name: string): boolean {
  scan.load(name);
  return endings.mayBeBefore(scan, name.length);
}

const ALL = new NameEndings(['cookie']);

test('a credential word may be one, however it is joined and in any case', () => {
  const refused = WORDS.flatMap(({ word }) =>
    ['', '_', '-', '.', ' ']
      .map((joint) => word.replaceAll('~', joint))
      .flatMap((name) => [name, name.toUpperCase(), `db_${name}`, `${name}1`, `${name}_2`])
      .filter((name) => !mayEnd(ALL, name)),
  );
  expect(refused).toEqual([]);
});

test('of other names a letter of the last three tells', () => {
  expect(['loader', 'parse', 'js', 'level', 'rows'].filter((name) => mayEnd(ALL, name))).toEqual([]);
});

test('words that were asked for besides, and only those as sure as asked for', () => {
  const strong = new NameEndings(['cookie'], ['strong']);
  expect(mayEnd(strong, 'cookie')).toBe(true);
  expect(mayEnd(strong, 'password')).toBe(true);
  expect(mayEnd(strong, 'pin')).toBe(false);
  expect(mayEnd(ALL, 'pin')).toBe(true);
});
