// Each folder imports the folders that it may, and none imports, by whatever way round, one that imports it.
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseSync } from 'oxc-parser';
import { expect, test } from 'vitest';
import { sourceFiles } from '../expressions/source-expressions.ts';
import { FOLDER_IMPORTS } from './folder-imports.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The files of this package that a file imports, for their types alone as well. */
function importsOf(file: string): string[] {
  const { module } = parseSync(file, readFileSync(join(ROOT, file), 'utf8'));
  const exported = module.staticExports.flatMap(({ entries }) => entries.flatMap((entry) => entry.moduleRequest ?? []));
  const requests = [...module.staticImports.map(({ moduleRequest }) => moduleRequest), ...exported];
  return requests
    .map(({ value }) => value)
    .filter((request) => request.startsWith('.'))
    .map((request) => join(dirname(file), request));
}

const folderOf = (file: string) => relative('src', dirname(file));

/** Which folder imports which others. */
function foundImports(): Record<string, string[]> {
  const found = new Map<string, Set<string>>();
  for (const file of sourceFiles()) {
    const folder = folderOf(file);
    const others = found.get(folder) ?? new Set();
    found.set(folder, others);
    for (const other of importsOf(file).map(folderOf)) if (other !== folder) others.add(other);
  }
  return Object.fromEntries([...found].map(([folder, others]) => [folder, [...others].sort()]));
}

test('the folders import what the table says, no more and no less', () => {
  const allowed = Object.entries(FOLDER_IMPORTS).map(([folder, others]) => [folder, others.toSorted()]);
  expect(foundImports()).toEqual(Object.fromEntries(allowed));
});

test('no folder imports itself by way of others', () => {
  const cycles: string[] = [];
  const visit = (folder: string, way: readonly string[]): void => {
    if (way.includes(folder)) cycles.push([...way.slice(way.indexOf(folder)), folder].join(' > '));
    else for (const other of FOLDER_IMPORTS[folder] ?? []) visit(other, [...way, folder]);
  };
  visit('', []);
  expect(cycles).toEqual([]);
});

test('no two files of the sources have one name, but the doors of folders', () => {
  const names = sourceFiles().map((file) => file.slice(file.lastIndexOf('/') + 1));
  const twice = names.filter((name, index) => names.indexOf(name) !== index && name !== 'index.ts');
  expect(twice).toEqual([]);
});
