// The files behind the paths of a command line, for verbs that work on files rather than on records.
import { findFiles } from '../../read/find-files.ts';
import { UsageError } from '../usage-error.ts';
import type { VerbCall } from '../verb.ts';
import { inputPaths, type ReadProblems, STDIN } from './log-input.ts';

/**
 * The log files that paths, directories and patterns mean; standard input stays what it is.
 * @throws UsageError where there are none
 */
export async function logFilesOf(
  paths: readonly string[],
  call: Pick<VerbCall, 'stdin'>,
  problems: ReadProblems,
  verb: string,
): Promise<string[]> {
  const given = inputPaths(paths, call, `${verb} logs`);
  const found = await findFiles(
    given.filter((path) => path !== STDIN),
    problems.report,
  );
  const files = [...given.filter((path) => path === STDIN), ...found.map(({ path }) => path)];
  if (files.length > 0) return files;
  throw new UsageError(`there are no log files in ${given.join(', ')}; name files, or a directory that has some`);
}
