// What a verb reads: files, directories, patterns or standard input; how far it is, and what could not be read.
import { counted } from '../../format/counted.ts';
import type { ReadProblem } from '../../read/read-options.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { sayingOf } from '../failure.ts';
import { NoInputError } from '../no-input-error.ts';
import { UsageError } from '../usage-error.ts';
import type { VerbCall } from '../verb.ts';

/** What stands for standard input among paths. */
export const STDIN = '-';
/** What it is called where something is said of it. */
export const STDIN_NAME = 'standard input';

/** The sentence for the help of an argument `[paths...]`. */
export const PATHS = 'log files, directories of them, patterns such as "logs/*.gz", or - for standard input';

/**
 * The paths to read: standard input where there are none and something is piped in.
 * @param example of a line with paths, without the name of the program
 * @throws UsageError where there is nothing to read
 */
export function inputPaths(
  paths: readonly string[],
  { stdin }: Pick<VerbCall, 'stdin'>,
  example: string,
): readonly string[] {
  if (paths.includes('')) throw new UsageError('one of the paths is empty; is a variable of the shell not set?');
  if (paths.length > 0) return paths;
  if (stdin.isTTY === true) {
    throw new UsageError(`there is nothing to read; name files or a directory, such as laketrace ${example}`);
  }
  return [STDIN];
}

/** @throws UsageError where standard input stands beside other paths */
export function checkStdinAlone(paths: readonly string[]): void {
  if (paths.length < 2 || !paths.includes(STDIN)) return;
  throw new UsageError('- is standard input, which is read alone; leave out the other paths, or the -');
}

/** Of paths that are there, and have no log file in them. */
export function noLogFiles(paths: readonly string[]): NoInputError {
  const text = `there are no log files in ${paths.join(', ')}; name files, or a directory that has some`;
  return new NoInputError(text, EXIT.no);
}

/** What is wrong with a file, for people. */
export function sentenceOf({ file, line, message }: Pick<ReadProblem, 'file' | 'line' | 'message'>): string {
  return `${file}${line > 0 ? `:${line}` : ''}: ${sayingOf(message)}`;
}

/** How many problems of a kind have a line each: ten broken lines do not hide a damaged archive. */
const MOST_TOLD = 10;
const OF_LINES: readonly string[] = ['line', 'long-line'];

/** Says what cannot be read, and what that means for the exit code. */
export class ReadProblems {
  readonly #warn: (message: string) => void;
  readonly #counts = new Map<string, number>();
  #isIncomplete = false;

  constructor({ warn }: Pick<VerbCall, 'warn'>) {
    this.#warn = warn;
  }

  /** To be given to a reader. */
  readonly report = (problem: ReadProblem): void => {
    if (problem.kind !== 'line') this.#isIncomplete = true;
    // How many lines of a file were broken besides is said of the file.
    const kind = problem.kind === 'line' && problem.line === 0 ? 'lines' : problem.kind;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    if (count <= MOST_TOLD) this.#warn(sentenceOf(problem));
  };

  /** Says how many lines of text there were between those of JSON, such as what a program printed besides. */
  notePlainLines(count: number): void {
    if (count === 0) return;
    const [lines, are] = count === 1 ? ['line', 'is a record'] : ['lines', 'are records'];
    this.#warn(`${count} ${lines} of text between those of JSON ${are} with a body alone`);
  }

  /** Says how many records were left out because they have no time, or no level, by which others were chosen. */
  noteLeftOut(lack: 'time' | 'level', count: number): void {
    if (count === 0) return;
    const [records, were] = count === 1 ? ['record', 'was'] : ['records', 'were'];
    this.#warn(`${count} ${records} without a ${lack} ${were} left out`);
  }

  /** Says how many records have times that DuckDB has not. */
  noteTimesBeyond(count: number): void {
    const [records, their] = count === 1 ? ['record has a time', 'its'] : ['records have times', 'their'];
    this.#warn(
      `${count} ${records} before 1677-09-22 or after 2262-04-11, which DuckDB has not: ${their} time is NULL`,
    );
  }

  /** Says how many more there were, and turns an exit code into that of what could not be read as a whole. */
  end(code: ExitCode): ExitCode {
    for (const [kind, count] of this.#counts) {
      const noun = OF_LINES.includes(kind) ? 'line' : 'file';
      const more = count - MOST_TOLD;
      if (more > 0) this.#warn(`${counted(more, `more ${noun}`)} could not be read`);
    }
    return this.#isIncomplete ? EXIT.failed : code;
  }
}
