// What the repository cites, a clone of it has: pages, their headings, files. Facts of the platforms have their vendors' addresses.
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { anchorsOf, ROOT, repositoryFiles, tableRows, textOf } from './pages.ts';

const files = repositoryFiles();
/** Texts that others wrote, or that are made up, and pictures. */
const isData = (path: string): boolean =>
  /^test\/redaction\/fixtures\/|^bench\/redaction\/(?:clean-|frozen\/)|package-lock\.json$|\.png$|^LICENSE$/.test(path);
const read = files.filter((path) => !isData(path) && path !== 'test/docs/citations.test.ts');
const folders = new Set(files.flatMap((path) => path.split('/').map((_, at, parts) => parts.slice(0, at).join('/'))));

/** What a text says of a page: `docs/files.md`, `docs/files.md#compression`, `../README.md`. */
const PAGE = /(?<![\w/.-])((?:\.{0,2}[\w-]+\/|\.{1,2}\/)*[\w-]+\.md)(#[\w-]+)?/g;
const ADDRESS = /https?:\/\/[^\s)'"`>]+/g;
/** Names of pages that a test makes up. */
const MADE_UP = ['docs/foo.atlasv1.md', 'atlasv1.md'];

/** The citations of a text that lead nowhere. */
function lostPages(path: string, text: string): string[] {
  return [...text.replace(ADDRESS, '').matchAll(PAGE)].flatMap(([cited, page = '', anchor = '']) => {
    if (MADE_UP.includes(page)) return [];
    const target = [normalize(join(dirname(path), page)), normalize(page.replace(/^(?:\.\.?\/)+/, ''))].find((each) =>
      files.includes(each),
    );
    const isThere = target !== undefined && (anchor === '' || anchorsOf(textOf(target) ?? '').has(anchor.slice(1)));
    return isThere ? [] : [`${path}: ${cited}`];
  });
}

/** Files of this repository that a text names by their whole path. */
const FILE = /(?<![\w/.@-])(?:src|test|bench|examples|collector-config|\.ci|\.github)\/[\w./-]*\w/g;
/** Paths in texts that are looked through for secrets. */
const SAMPLES =
  /^docs\/privacy\.md$|^test\/(?:redaction|processor|foreign)\/|^src\/redaction\/|^bench\/(?:redaction|hostile|redaction-speed)/;

function lostFiles(path: string, text: string): string[] {
  return [...text.replace(ADDRESS, '').matchAll(FILE)]
    .map(([name]) => name)
    .filter((name) => !files.includes(name) && !folders.has(name) && !existsSync(join(ROOT, name)))
    .map((name) => `${path}: ${name}`);
}

/** What stands for pages that are in no clone: notes of whoever wrote a line, sections without the name of their document. */
const ELSEWHERE = [
  /\bfacts\//,
  /\bdesign\.md|\bdesign §|\bstyle\.md/,
  /(?<!RFC \d{3,5} )§/,
  /\/work\/(?:shared|wt|main)\b/,
];

describe('a citation leads somewhere', () => {
  test('pages and their headings are there', () => {
    expect(read.flatMap((path) => lostPages(path, textOf(path) ?? ''))).toEqual([]);
  });

  test('files that are named by their path are there', () => {
    const named = read.filter((path) => !SAMPLES.test(path) && path !== 'CHANGELOG.md');
    expect(named.flatMap((path) => lostFiles(path, textOf(path) ?? ''))).toEqual([]);
  });

  test('nothing cites what is in no clone', () => {
    const found = read.flatMap((path) => {
      const lines = (textOf(path) ?? '').split('\n');
      return lines.filter((line) => ELSEWHERE.some((each) => each.test(line))).map((line) => `${path}: ${line.trim()}`);
    });
    expect(found).toEqual([]);
  });

  test.each([
    ['// see docs/absent.md', 'docs/absent.md'],
    ['// see docs/files.md#absent', 'docs/files.md#absent'],
    ['[page](absent.md)', 'absent.md'],
  ])('%s does not', (text, cited) => expect(lostPages('docs/files.md', text)).toEqual([`docs/files.md: ${cited}`]));

  test('src/absent.ts does not', () => {
    expect(lostFiles('docs/files.md', '`src/absent.ts`')).toEqual(['docs/files.md: src/absent.ts']);
  });
});

describe('the sources of docs/platforms.md', () => {
  const page = textOf('docs/platforms.md') ?? '';
  const rows = ['Sources: Databricks', 'Sources: Microsoft Fabric'].flatMap((heading) => tableRows(page, heading));

  test('each fact has an address, or it says that there is none', () => {
    expect(rows.length).toBeGreaterThan(15);
    const without = rows.filter(([, who = '']) => !/\]\(https:|not documented|the same f|as above/.test(who));
    expect(without).toEqual([]);
  });

  test('each variable and file by which the code tells a platform is among them, or in the table of Spark', () => {
    const code = files.filter((path) => /^src\/resource\/(?:databricks|fabric)\.ts$/.test(path));
    expect(code).toHaveLength(2);
    const evidence = code.flatMap((path) => [
      ...(textOf(path) ?? '').matchAll(/^const \w+ = '((?:\/|[A-Z]+_)[\w./-]+)';$/gm),
    ]);
    expect(evidence.length).toBeGreaterThan(7);
    const facts = rows.map(([fact]) => fact).join('\n');
    expect(evidence.map(([, name = '']) => name).filter((name) => !facts.includes(name))).toEqual([]);
  });
});
