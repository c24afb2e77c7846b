// Prints, as JSON, the expressions that the source builds with `new RegExp` while it loads and in use; run in a process of its own.
import { join } from 'node:path';
import { sourceFiles } from './source-expressions.ts';

const root = join(import.meta.dirname, '../..');
const built = new Map<string, { readonly source: string; readonly flags: string }>();

function noted(expression: RegExp): RegExp {
  const { source, flags } = expression;
  built.set(String(expression), { source, flags });
  return expression;
}

const files = sourceFiles();
const Original = globalThis.RegExp;
globalThis.RegExp = new Proxy(Original, {
  construct: (target, args: [string, string]) => noted(new target(...args)),
  apply: (target, _, args: [string, string]) => noted(target(...args)),
});
/** The worker's code is for a thread of its own, the report's page is for a browser, and the command would begin. */
const FOR_ELSEWHERE = /-worker\.ts$|^src\/report\/page\/|^src\/cli\/main\.ts$/;
for (const file of files) if (!FOR_ELSEWHERE.test(file)) await import(join(root, file));
const { fileNamePartFrom } = await import('../../src/file/options/file-options.ts');
fileNamePartFrom('app', 'main');
globalThis.RegExp = Original;
console.log(JSON.stringify([...built.values()]));
