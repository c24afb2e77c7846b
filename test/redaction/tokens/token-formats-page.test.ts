// The page on the formats of tokens names every row of the table, and tokens of each published form are masked whole.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { redactText } from '../../../src/redaction/index.ts';
import { TOKEN_FORMATS } from '../../../src/redaction/tokens/token-formats.ts';

const page = readFileSync('docs/token-formats.md', 'utf8');

/** The cells of the rows of the table under the line that has a heading. */
function tableUnder(heading: string): string[][] {
  const [, table = ''] = page.split(`| ${heading}`);
  const lines = table.split('\n').slice(2);
  return lines.slice(0, lines.indexOf('')).map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  );
}

const codes = (cell: string): string[] => Array.from(cell.matchAll(/`([^`]+)`/g), ([, code = '']) => code);

/** In no order, and with capitals, small letters and digits from the beginning. */
const ORDER = 'aB3cD5eF7gH9jK2mN4pQ6rS8tU0vW1xYzAbCdEfGhJkMnPqRsTuVwXyZiIlLoO-_+/=.%,$:~';
const GUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

function charactersOf(brackets: string): string[] {
  const member = new RegExp(`[${brackets}]`);
  return Array.from(ORDER).filter((c) => member.test(c));
}

/** A text of a form: of each range of lengths the `longest`, if there is one, or the shortest. */
function textOf(form: string, longest: boolean): string {
  return form.replace(
    /\[([^\]]+)\]\{(\d+)(,?)(\d*)\}/g,
    (_, brackets: string, least: string, range: string, most: string) => {
      const length = longest && range !== '' ? Number(most === '' ? Number(least) + 100 : most) : Number(least);
      const characters = charactersOf(brackets);
      const end = characters.findIndex((c) => !/[A-Za-z0-9]/.test(c));
      const plain = end < 0 ? characters : characters.slice(0, end);
      // Marks stand within, not at the ends.
      return Array.from({ length }, (_, at) => {
        const isMark = at % 7 === 5 && at < length - 1 && end >= 0;
        return isMark ? characters[end + (Math.floor(at / 7) % (characters.length - end))] : plain[at % plain.length];
      }).join('');
    },
  );
}

const forms = tableUnder('begins with');

test('every row of the table of tokens stands on the page, and nothing else does', () => {
  const named = forms.flatMap(([name = '', prefixes = '']) =>
    codes(prefixes).map((p) => `${name} ${p.replace('␣', ' ')}`),
  );
  const rows = TOKEN_FORMATS.map(({ rule, prefix }) => `${rule.name} ${prefix}`);
  expect([...new Set(named)].sort()).toEqual([...new Set(rows)].sort());
});

test('each has a source, or says that it has none', () => {
  expect(forms.filter(([, , , source]) => source === undefined || source === '')).toEqual([]);
});

test('each whose source is its vendor has the address in the list, which has no others', () => {
  const names = new Set(forms.filter(([, , , source = '']) => /\bvendor\b/.test(source)).map(([name = '']) => name));
  const listed = [...page.matchAll(/^- ([^:\n]+): https:\S/gm)].map(([, name = '']) => name);
  expect([...names].filter((name) => !listed.includes(name))).toEqual([]);
  expect(listed.filter((name) => !forms.some(([form]) => form === name))).toEqual([]);
  expect(names.size).toBeGreaterThan(5);
});

const entityOf = (name: string): string | undefined =>
  TOKEN_FORMATS.find(({ rule }) => rule.name === name)?.rule.entity;

describe.each(forms)('%s %s %s', (name, prefixes, follows) => {
  const form = follows === 'GUID' ? GUID : (codes(follows ?? '')[0] ?? '');
  test.each(codes(prefixes ?? ''))('begins with %s', (prefix) => {
    for (const longest of [false, true]) {
      const token = prefix.replace('␣', ' ') + textOf(form, longest);
      expect(redactText(`used ${token} for it`)).toBe(`used [${entityOf(name ?? '')}] for it`);
    }
  });
});

test.each(tableUnder('form'))('%s %s', (name = '', form = '') => {
  for (const longest of [false, true]) {
    expect(redactText(`used ${textOf(codes(form)[0] ?? '', longest)} for it`)).toMatch(
      /^used \[(?:CREDENTIAL|AZURE_KEY)\] for it$/,
    );
  }
  expect(name).not.toBe('');
});
