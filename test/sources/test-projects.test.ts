// The lists in vitest.config.ts name files that are there: a test that is renamed does not fall out of a list, or into the wrong one.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import config from '../../vitest.config.ts';

const ROOT = join(import.meta.dirname, '../..');

interface Project {
  readonly test: { readonly name: string; readonly include: readonly string[]; readonly exclude?: readonly string[] };
}

/** `a/{b,c}.ts` as `a/b.ts` and `a/c.ts`: each of them has to be there. */
function alternatives(pattern: string): string[] {
  const [whole, list = ''] = /\{([^{}]*)\}/.exec(pattern) ?? [];
  return whole === undefined ? [pattern] : list.split(',').flatMap((one) => alternatives(pattern.replace(whole, one)));
}

const projects = (config.test?.projects ?? []) as unknown as readonly Project[];
const patterns = projects
  .filter(({ test: { name } }) => !name.startsWith('sdk-'))
  .flatMap(({ test: { include, exclude = [] } }) => [...include, ...exclude].flatMap(alternatives));

test.each([...new Set(patterns)])('%s', (pattern) => {
  expect(globSync(pattern, { cwd: ROOT }).length).toBeGreaterThan(0);
});

/** Looks at what all files of a worker have in common: open files, memory, timers, who listens to the end or to the console. */
const OF_PROCESS =
  /\/proc\/self\/fd|process\.memoryUsage|\bvi\.getTimerCount|process\.(?:listeners|listenerCount)\('exit'\)|process\.std(?:out|err)\.listener/;

test('what looks at the whole process has one of its own', () => {
  const alone = projects.find(({ test: { name } }) => name === 'unit-alone')?.test;
  const filesOf = (list: readonly string[] = []): string[] => list.flatMap((each) => globSync(each, { cwd: ROOT }));
  const others = new Set(filesOf([...(alone?.include ?? []), ...(alone?.exclude ?? [])]));
  const looking = globSync('test/**/*.test.ts', { cwd: ROOT }).filter((file) =>
    OF_PROCESS.test(readFileSync(join(ROOT, file), 'utf8')),
  );
  expect(looking).toContain('test/upload/faults.test.ts');
  expect(looking.filter((file) => !others.has(file))).toEqual([]);
});
