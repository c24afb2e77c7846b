// What a logger of `getLogger` takes of memory, all told: `npm run bench -- loggers`.
import { join } from 'node:path';
import { inOwnProcess } from '../own-process.ts';
import type { LoggerMemory } from './loggers-process.ts';

const COUNT = 1000;

/** Measures a thousand loggers in one directory, without a console and with one, and prints a row for each. */
export async function run(): Promise<void> {
  const rows: Record<string, string>[] = [];
  for (const hasConsole of [false, true]) {
    const script = join(import.meta.dirname, 'loggers-process.ts');
    const task = { count: COUNT, hasConsole };
    const { heap, external } = await inOwnProcess<object, LoggerMemory>(script, task, ['--expose-gc']);
    const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} KB`;
    rows.push({
      loggers: `${COUNT}${hasConsole ? ', with a console' : ''}`,
      'heap of each': kilobytes(heap),
      'external of each': kilobytes(external),
      together: kilobytes(heap + external),
    });
  }
  console.table(rows);
}
