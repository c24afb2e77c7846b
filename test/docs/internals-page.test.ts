// docs/internals.md is true of the sources: its files, its functions, its map.
import { join } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { describe, expect, test } from 'vitest';
import { FOLDER_IMPORTS } from '../sources/folder-imports.ts';
import { repositoryFiles, tableRows, textOf } from './pages.ts';

const page = textOf('docs/internals.md') ?? '';
const files = new Set(repositoryFiles());

/** The rows, items and paragraphs of a page: what is said in one breath. */
function unitsOf(text: string): string[] {
  const blocks = text.split(/\n\n/).flatMap((block) => block.split(/\n(?=\| |\d+\. |- |#)/));
  return blocks.map((block) => block.replaceAll('\n', ' '));
}

const codesIn = (unit: string): string[] => Array.from(unit.matchAll(/`([^`]+)`/g), ([, code = '']) => code);

/** A path as the page has it: below `src/` unless it says another folder. */
const resolved = (path: string): string => (files.has(path) ? path : join('src', path));
const isFile = (code: string): boolean => /^[\w/-]+(?:\.[\w-]+)*\.(?:ts|md|json)$/.test(code);
const isFunction = (code: string): boolean => /^\w+\($/.test(code);

const declared = new Map<string, ReadonlySet<string>>();

/** The names of what can be called in a file: functions, methods, those of interfaces and of objects. */
function declaredIn(path: string): ReadonlySet<string> {
  const known = declared.get(path);
  if (known !== undefined) return known;
  const names = new Set<string>();
  const note = (key: unknown): void => {
    const { name } = (key ?? {}) as { readonly name?: unknown };
    if (typeof name === 'string') names.add(name);
  };
  new Visitor({
    FunctionDeclaration: ({ id }) => note(id),
    MethodDefinition: ({ key }) => note(key),
    TSMethodSignature: ({ key }) => note(key),
    Property: ({ key, value }) => {
      if (/Function/.test(value.type)) note(key);
    },
  }).visit(parseSync(path, textOf(path) ?? '').program);
  declared.set(path, names);
  return names;
}

/** The functions of a text that stand in none of the files that it names beside them. */
function lostFunctions(text: string): string[] {
  return unitsOf(text).flatMap((unit) => {
    const codes = codesIn(unit);
    const sources = codes.filter((code) => code.endsWith('.ts')).map(resolved);
    return codes
      .filter(isFunction)
      .filter((code) => !sources.some((path) => files.has(path) && declaredIn(path).has(code.slice(0, -1))))
      .map((code) => `${code} in ${sources.join(', ')}`);
  });
}

const lostFiles = (text: string): string[] =>
  unitsOf(text)
    .flatMap(codesIn)
    .filter((code) => isFile(code) && !files.has(resolved(code)));

test('each file that it names is there', () => {
  expect(lostFiles(page)).toEqual([]);
});

test('each function that it names stands in a file that is named beside it', () => {
  expect(unitsOf(page).flatMap(codesIn).filter(isFunction).length).toBeGreaterThan(60);
  expect(lostFunctions(page)).toEqual([]);
});

describe('the map', () => {
  const rows = tableRows(page, 'The map');
  const folderOf = (cell: string): string => cell.replaceAll('`', '').replace(/^src$/, '');

  test('has each folder once', () => {
    const folders = rows.map(([folder = '']) => folderOf(folder));
    expect(folders.toSorted()).toEqual(Object.keys(FOLDER_IMPORTS).toSorted());
  });

  test.each(rows)('%s: %s', (folder = '', _what = '', imports = '') => {
    expect(codesIn(imports).toSorted()).toEqual((FOLDER_IMPORTS[folderOf(folder)] ?? []).toSorted());
  });

  test('says of each folder what it is for', () => {
    expect(rows.filter(([, what = '']) => what.length < 4)).toEqual([]);
  });
});

test('what is looked for has a place, and each word that has one a file or a folder', () => {
  const places = tableRows(page, 'Where is …?');
  expect(places.length).toBeGreaterThan(20);
  expect(
    places.filter(([, where = '']) => !codesIn(where).some((code) => isFile(code) || code in FOLDER_IMPORTS)),
  ).toEqual([]);
  const words = tableRows(page, 'Words').flatMap(([, , where = '']) => codesIn(where));
  expect(words.filter((code) => !files.has(resolved(code)) && !(code in FOLDER_IMPORTS))).toEqual([]);
});

test.each([
  ['`file/absent.ts`', ['file/absent.ts'], []],
  ['| `rotate(` in `file/lock/take-lock.ts` |', [], ['rotate( in src/file/lock/take-lock.ts']],
  ['1. `acquire(` in\n   `file/lock/take-lock.ts`\n2. `acquire(`', [], ['acquire( in ']],
])('%s is not true', (text, noFiles, noFunctions) => {
  expect(lostFiles(text)).toEqual(noFiles);
  expect(lostFunctions(text)).toEqual(noFunctions);
});
