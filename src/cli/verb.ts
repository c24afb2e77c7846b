// What a verb of the command is: the options that it takes, and what it does.
import type { Readable } from 'node:stream';
import type { Command } from 'commander';
import type { ExitCode } from './exit-code.ts';
import type { Output } from './output.ts';
import type { Progress } from './progress-bar.ts';

/** A command line that a reader may copy, and what it is for. */
export interface Example {
  /** Without the name of the program: `cat logs --level warn`. */
  readonly line: string;
  /** A few words: `warnings and worse`. */
  readonly meaning: string;
}

/** A verb, such as `cat`. It stands in a file of its own, which is loaded when the verb is used: see verb-list.ts. */
export interface Verb<Options = Record<string, unknown>> {
  readonly examples: readonly Example[];
  /** A paragraph for the help, where the summary of verb-list.ts is not enough. */
  readonly description?: string;
  /** What stands below the examples in the help, such as a grammar. */
  readonly notes?: string;
  /** Options of programs that do the like, of one letter, which it does not have, and what to write instead: `-r`. */
  readonly hints?: Readonly<Record<string, string>>;
  /** Options that say nothing without one of some others, by their names of several letters: `{ force: ['output'] }`. */
  readonly needs?: Readonly<Record<string, readonly string[]>>;
  /** Options that have no effect beside some others. */
  readonly clashes?: Readonly<Record<string, readonly string[]>>;
  /** Whether its output is a text to look through: on a terminal it goes to a pager then. */
  readonly isPaged?: boolean | ((options: Options) => boolean);
  /** Declares arguments and options. Those of {@link GlobalOptions} and `--help` are there already. */
  configure(command: Command): void;
  /**
   * Does it.
   * @returns the exit code
   * @throws UsageError, ConfigurationError, MissingPackageError, errors of the file system: each becomes one line on standard error
   */
  run(call: VerbCall<Options>): Promise<ExitCode>;
}

/** The options that every verb takes. */
export interface GlobalOptions {
  readonly color: 'auto' | 'always' | 'never';
  readonly pager: boolean;
}

/** One use of a verb. */
export interface VerbCall<Options = Record<string, unknown>> {
  /** What was written besides the options: files, directories, patterns. */
  readonly args: readonly string[];
  readonly options: Options;
  readonly output: Output;
  /** Of the package. */
  readonly version: string;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether the output has colours. */
  readonly colors: boolean;
  /** Aborted by Ctrl-C, and when nobody reads the output any more: the verb then stops, and returns what it would have. */
  readonly signal: AbortSignal;
  /**
   * Shows how far a long work is. Nothing is shown of what takes less than a second, nothing where standard error is no terminal, and nothing any more
   * once something is written to a terminal.
   * @param what is done, such as `reading`
   */
  progress(what: string): Promise<Progress>;
  /** The parser with all verbs and their options. To be called once. */
  wholeProgram(): Promise<Command>;
  /** Has lines be said on standard error when the verb has ended, also by Ctrl-C, and its pager has been left. */
  atEnd(lines: () => Iterable<string>): void;
  /** A line on standard error, such as one for a file that is left out. It may hold any text. */
  warn(message: string): void;
}
