// The files behind the paths of a command line, for verbs that work on files rather than on records.
import { findFiles } from '../../read/find-files.ts';
import type { ReadProblem } from '../../read/read-options.ts';
import { EXIT } from '../exit-code.ts';
import { NoInputError } from '../no-input-error.ts';
import type { VerbCall } from '../verb.ts';
import { checkStdinAlone, inputPaths, noLogFiles, type ReadProblems, STDIN, sentenceOf } from './log-input.ts';

/**
 * The log files that paths, directories and patterns mean, or standard input alone.
 * @param example of a line with paths, without the name of the program
 * @throws NoInputError where there are none
 */
export async function logFilesOf(
  paths: readonly string[],
  call: Pick<VerbCall, 'stdin' | 'signal'>,
  problems: ReadProblems,
  example: string,
): Promise<string[]> {
  const given = inputPaths(paths, call, example);
  checkStdinAlone(given);
  if (given[0] === STDIN) return [STDIN];
  const met: ReadProblem[] = [];
  const found = await findFiles(given, (problem) => met.push(problem), call.signal);
  const last = found.length > 0 ? undefined : met.pop();
  for (const problem of met) problems.report(problem);
  if (found.length > 0) return found.map(({ path }) => path);
  throw last === undefined ? noLogFiles(given) : new NoInputError(sentenceOf(last), EXIT.failed);
}
