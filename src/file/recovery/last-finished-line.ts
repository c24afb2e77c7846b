// Finds the line at which the hash chain of an earlier process ended.
import { join } from 'node:path';
import type { FileNames } from '../naming/file-names.ts';
import { attempt, call, type Steps } from '../system/file-system.ts';
import { readLastLineOf } from './last-line.ts';

/**
 * The last line of an exporter's newest finished file; nothing where another process has an active file, whose chain it may be. An
 * archive is not unpacked for it.
 * @param extension of files that are not compressed
 */
export function* lastFinishedLine(directory: string, names: FileNames, extension: string): Steps<Buffer | undefined> {
  const listing = yield* call('readdir', directory);
  const parsed = listing.map((fileName) => ({ fileName, name: names.parse(fileName) }));
  if (parsed.some(({ name }) => name?.kind === 'active' && name.owner !== undefined)) return undefined;
  const newest = parsed
    .filter(({ name }) => name?.kind === 'rotated')
    .map(({ fileName }) => fileName)
    .sort()
    .at(-1);
  if (newest === undefined || !newest.endsWith(extension)) return undefined;
  const line = yield* attempt(readLastLineOf(join(directory, newest)));
  return 'value' in line ? line.value : undefined;
}
