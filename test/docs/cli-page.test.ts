// docs/cli.md is what the command says of itself.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CLI_PAGE, cliPage } from '../../.ci/cli-page.ts';
import { VERBS } from '../../src/cli/verb-list.ts';

test('docs/cli.md has the help of every verb as it is; where it has not: npm run docs', async () => {
  const page = readFileSync(CLI_PAGE, 'utf8');
  for (const { name } of VERBS) expect(page).toContain(`\n## ${name}\n`);
  expect(page).toBe(await cliPage());
});
