// The files behind the paths of a command line, for verbs that work on files rather than on records.
import { findFiles } from '../../read/find-files.ts';
import { UsageError } from '../usage-error.ts';
import type { VerbCall } from '../verb.ts';
import { inputPaths, noLogFiles, type ReadProblems, STDIN } from './log-input.ts';

/**
 * The log files that paths, directories and patterns mean, or standard input alone.
 * @param example of a line with paths, without the name of the program
 * @throws UsageError where there are none
 */
export async function logFilesOf(
  paths: readonly string[],
  call: Pick<VerbCall, 'stdin'>,
  problems: ReadProblems,
  example: string,
): Promise<string[]> {
  const given = inputPaths(paths, call, example);
  if (given.includes(STDIN)) {
    if (given.length === 1) return [STDIN];
    throw new UsageError('- is standard input, which is read alone; leave out the other paths, or the -');
  }
  const found = await findFiles(given, problems.report);
  if (found.length > 0) return found.map(({ path }) => path);
  throw new UsageError(noLogFiles(given));
}
