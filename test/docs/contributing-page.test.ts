// CONTRIBUTING.md names commands, benches, options and variables as they are.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { ROOT, repositoryFiles, tableRows, textOf } from './pages.ts';

const page = textOf('CONTRIBUTING.md') ?? '';
const { scripts } = JSON.parse(textOf('package.json') ?? '') as { readonly scripts: Record<string, string> };

/** Names in the first column of a table. */
const firstCells = (heading: string): string[] =>
  tableRows(page, heading).map(([cell = '']) => cell.replaceAll('`', ''));

test.each(['CONTRIBUTING.md', 'README.md', '.ci/run', '.github/workflows/ci.yml'])(
  'every script of npm that %s names is one',
  (path) => {
    const text = textOf(path) ?? '';
    const named = [...text.matchAll(/\bnpm (?:run (?:--silent )?([\w:-]+)|(test|start)\b)/g)];
    const names = new Set(named.map(([, script, short]) => script ?? short ?? ''));
    expect([...names].filter((name) => !(name in scripts))).toEqual([]);
    expect(names.size).toBeGreaterThan(1);
  },
);

test('the tables of checks and tests have all scripts of their kind', () => {
  const check = [...(scripts['check'] ?? '').matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => `npm run ${name}`);
  expect(firstCells('Checks').sort()).toEqual(['npm run check', ...check].sort());
  const tests = Object.keys(scripts).filter((name) => name.startsWith('test') && name !== 'test:prepare');
  expect(firstCells('Tests').sort()).toEqual(
    tests.map((name) => (name === 'test' ? 'npm test' : `npm run ${name}`)).sort(),
  );
});

test('the table of benches has all of them, and no other', () => {
  let message = '';
  try {
    execFileSync(process.execPath, [join(ROOT, 'bench/main.ts'), 'none'], { stdio: 'pipe', encoding: 'utf8' });
  } catch (error) {
    message = String((error as { stderr?: unknown }).stderr);
  }
  const names = message
    .trim()
    .replace(/^.*there are /s, '')
    .split(', ');
  expect(names.length).toBeGreaterThan(5);
  expect(firstCells('Benches').sort()).toEqual(names.sort());
});

test('its command for tests of one name runs some', () => {
  const commands = [...page.matchAll(/^npx vitest (run .* -t .*)$/gm)].map(([, rest = '']) =>
    rest.replaceAll('"', '').split(' '),
  );
  expect(commands.length).toBeGreaterThan(0);
  for (const args of commands) {
    const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:VITEST|TEST$)/.test(name)));
    const report = join(temporaryDirectory(), 'report.json');
    const reporting = ['--reporter=json', `--outputFile=${report}`];
    const { status, stdout, stderr } = spawnSync(process.execPath, [vitest, ...args, ...reporting], { cwd: ROOT, env });
    const text = existsSync(report) ? readFileSync(report, 'utf8') : '{}';
    const { numPassedTests = 0 } = JSON.parse(text) as { readonly numPassedTests?: number };
    expect(status, `${args.join(' ')}\n${stdout}\n${stderr}\n${text}`).toBe(0);
    expect({ args, isEmpty: numPassedTests === 0 }).toEqual({ args, isEmpty: false });
  }
});

describe('what it names exists', () => {
  const options = (text: string) => [...new Set([...text.matchAll(/--([a-z][\w-]*)/g)].map(([, name = '']) => name))];

  test('options of the torture', () => {
    const section = page.split('### The torture')[1]?.split('\n## ')[0] ?? '';
    const known = options((textOf('test/torture/torture.ts') ?? '').replace(/^\s*'?([\w-]+)'?: \{ type:/gm, '--$1'));
    expect(options(section).length).toBeGreaterThan(4);
    expect(options(section).filter((name) => !known.includes(name))).toEqual([]);
  });

  test('variables', () => {
    const code = repositoryFiles().filter((path) => /^(?:test|bench|src)\/.*\.ts$|^vitest\.config\.ts$/.test(path));
    const texts = code.filter((path) => !path.startsWith('test/docs/')).map((path) => textOf(path) ?? '');
    const named = [...new Set(page.match(/\b(?:LAKETRACE|TEST)_[A-Z_]+\b/g))];
    expect(named.length).toBeGreaterThan(2);
    expect(
      named.filter((name) => !texts.some((text) => text.includes(`'${name}'`) || text.includes(`env.${name}`))),
    ).toEqual([]);
  });

  test('projects of vitest', () => {
    const config = `${textOf('vitest.config.ts')} ${repositoryFiles().filter((path) => path.startsWith('test/e2e/lines/'))}`;
    const named = [...page.matchAll(/--project ([\w.-]+)/g)].map(([, name = '']) => name);
    expect(new Set(named).size).toBeGreaterThan(2);
    expect(named.filter((name) => !config.includes(`'${name}'`) && !config.includes(`/${name}/`))).toEqual([]);
  });
});
