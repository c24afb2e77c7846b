// The lists in vitest.config.ts name files that are there: a test that is renamed does not fall out of a list, or into the wrong one.
import { globSync } from 'node:fs';
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
