// Keeps a verb from writing over what it reads.
import { stat } from 'node:fs/promises';
import { UsageError } from './usage-error.ts';

/** Where the system shows what standard input is. */
const OPEN_STDIN = '/dev/stdin';

/**
 * Refuses an output that is one of the inputs, under whatever name: a link of either kind leads to the same file.
 * @param option that names the output, for the error
 * @param inputs paths of files, and `-` for standard input
 * @throws UsageError
 */
export async function refuseInput(path: string, option: string, inputs: readonly string[]): Promise<void> {
  const output = await identityOf(path);
  if (output === undefined) return;
  for (const input of inputs) {
    if ((await identityOf(input === '-' ? OPEN_STDIN : input)) === output)
      throw new UsageError(`${option}: ${path} is one of the files that are read; choose another name`);
  }
}

/** Which regular file it is; nothing where it is none, or cannot be looked at: reading and writing say so. */
async function identityOf(path: string): Promise<string | undefined> {
  const stats = await stat(path, { bigint: true }).catch(() => undefined);
  return stats?.isFile() ? `${stats.dev}:${stats.ino}` : undefined;
}
