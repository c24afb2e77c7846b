// Whether archives can be read to their end: some readers, such as DuckDB, leave out what is damaged without a word.
import { codecOfFile } from '../archive/codecs.ts';
import { readLogFile } from './read-log-file.ts';

/** An archive that gives less than was put into it. */
export interface BrokenArchive {
  readonly file: string;
  readonly message: string;
}

/**
 * Reads archives to their end, one after the other.
 * @param paths files; those that are no archives are not read
 * @param signal ends it between two files
 */
export async function checkArchives(paths: readonly string[], signal: AbortSignal): Promise<BrokenArchive[]> {
  const broken: BrokenArchive[] = [];
  for (const file of paths) {
    if (signal.aborted) break;
    if (codecOfFile(file) === undefined) continue;
    const failure = await readLogFile(file, discard, () => undefined);
    if (failure !== undefined) broken.push({ file, message: failure.message });
  }
  return broken;
}

async function discard(chunks: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of chunks) void chunk;
}
