// The command: finds the verb, reads its options, runs it, and says what went wrong.
import type { Readable } from 'node:stream';
import { Command, Option } from 'commander';
import { ignore } from '../foreign/call.ts';
import { isErrno } from '../foreign/shape.ts';
import { sanitizeText } from '../format/sanitize-text.ts';
import { hasColors } from '../format/terminal-colors.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { failureOf } from './failure.ts';
import { exampleText, exitCodeText, helpStyle } from './help-text.ts';
import { checkEffects } from './option-effects.ts';
import { Output, type OutputStream } from './output.ts';
import { isThere, type Pager, pagerCommand, startPager } from './pager.ts';
import { isOfParser, nameOf, type ParsedLine, parserSentence } from './parser-errors.ts';
import { NO_PROGRESS, type Progress, startProgress } from './progress-bar.ts';
import { UsageError } from './usage-error.ts';
import type { GlobalOptions, Verb, VerbCall } from './verb.ts';
import { VERBS } from './verb-list.ts';

/** What the command is connected to. */
export interface Streams {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborted by Ctrl-C, or by who ends the process. */
  readonly interrupted: AbortSignal;
}

/**
 * Runs the command.
 * @param args what was written after its name
 * @returns the exit code; whatever was to be said is written
 */
export async function runCommand(args: readonly string[], version: string, streams: Streams): Promise<ExitCode> {
  const { stdout, stderr, environment, interrupted } = streams;
  // Who reads may have enough of the help as well.
  for (const stream of [stdout, stderr]) stream.on('error', ignore);
  let code: ExitCode = EXIT.done;
  let used: Pick<ParsedLine, 'command' | 'verb'> | undefined;
  const program = createProgram(version, streams, {
    found(verb, command) {
      used = { command, verb };
    },
    async run(verb, command) {
      code = await runVerb(verb, command, program, streams);
    },
  });
  try {
    await program.parseAsync(asHelp(args), { from: 'user' });
    return interrupted.aborted ? EXIT.interrupted : code;
  } catch (error) {
    if (isOfParser(error) && error.exitCode === 0) return EXIT.done;
    const line = { args, ...(used ?? { command: program, verb: undefined, verbs: await allVerbs(program) }) };
    const failure = isOfParser(error) ? { code: EXIT.usage, message: parserSentence(error, line) } : failureOf(error);
    stderr.write(`${nameOf(line)}: ${failure.message}\n`);
    if (environment.LAKETRACE_DEBUG) stderr.write(`${(error as Error).stack}\n`);
    return failure.code;
  }
}

/** All verbs, with their options. */
async function allVerbs(program: Command): Promise<readonly Command[]> {
  for (const verb of program.commands) await loadVerb(verb);
  return program.commands;
}

/** What is done with the verb of a command line. */
interface VerbUse {
  /** Called before its options are read. */
  found(verb: Verb, command: Command): void;
  run(verb: Verb, command: Command): Promise<void>;
}

/** The command with all its verbs, each without its options until it is used or {@link loadVerb} has loaded it. */
export function createProgram(
  version: string,
  { stdout, stderr, environment }: Pick<Streams, 'stdout' | 'stderr' | 'environment'>,
  use: VerbUse,
): Command {
  const program = new Command('laketrace');
  program
    .description('Looks into log files: those of LakeTrace, and any other OTLP/JSON.')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print the help')
    .helpCommand(false)
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
    .option('--no-pager', 'write to the terminal itself, not to a pager')
    .configureHelp(helpStyle)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      // It is said by `runCommand`, in one line with what to do.
      outputError: ignore,
      getOutHasColors: () => hasColors(stdout.isTTY === true, environment),
      getErrHasColors: () => hasColors(stderr.isTTY === true, environment),
    })
    .addHelpText('after', `\n${exitCodeText()}`);
  for (const { name, summary } of VERBS) program.command(name).summary(summary).copyInheritedSettings(program);
  program.hook('preSubcommand', async (_, command) => {
    const verb = await loadVerb(command);
    use.found(verb, command);
    command.action(() => use.run(verb, command));
  });
  return program;
}

/** Loads a verb, and has it declare its options on its command. */
export async function loadVerb(command: Command): Promise<Verb> {
  const listed = VERBS.find(({ name }) => name === command.name());
  if (listed === undefined) throw new Error(`there is no verb ${command.name()}`);
  const verb = await listed.load();
  command.description(verb.description ?? listed.summary);
  command.addHelpText('after', `\n${exampleText(verb.examples)}`);
  if (verb.notes !== undefined) command.addHelpText('after', `\n${verb.notes}`);
  verb.configure(command);
  for (const option of command.options) refuseEmpty(option);
  return verb;
}

/** What may be empty: a text that is looked at. */
const MAY_BE_EMPTY = '--text';

/** An empty value is that of a shell's variable which is not set: what it was to do would not be done, without a word. */
function refuseEmpty(option: Option): void {
  const { parseArg, required, variadic, long } = option;
  if (!required || variadic || long === MAY_BE_EMPTY) return;
  option.argParser((value: string, earlier: unknown) => {
    if (value === '') throw new UsageError(`${long}: the value is empty`);
    return parseArg === undefined ? value : parseArg(value, earlier);
  });
}

/** `help cat` is `cat --help`. Of a verb that there is not no help is given, but that it is none. */
function asHelp(args: readonly string[]): string[] {
  const [first, ...rest] = args;
  if (first === undefined) return ['--help'];
  const asked = first === 'help' ? [...rest.slice(0, 1), '--help'] : [...args];
  const [verb = ''] = asked;
  return verb.startsWith('-') || VERBS.some(({ name }) => name === verb) ? asked : [verb];
}

async function runVerb(verb: Verb, command: Command, program: Command, streams: Streams): Promise<ExitCode> {
  const { color, pager: mayPage } = program.opts<GlobalOptions>();
  const { stdin, stdout, stderr, environment, interrupted } = streams;
  checkEffects(verb, command);
  const options = command.opts();
  const { isPaged = false } = verb;
  const isLong = typeof isPaged === 'function' ? isPaged(options) : isPaged;
  const readerGone = new AbortController();
  const openPager = (): Pager | undefined => {
    const pager = pagerCommand(environment);
    if (pager === undefined) return undefined;
    if (isThere(pager, environment)) return startPager(pager, environment);
    call.warn(`there is no pager ${pager}; set PAGER to one that is installed, or give --no-pager`);
    return undefined;
  };
  const isTerminal = stdout.isTTY === true;
  const bars: Progress[] = [];
  const endBars = (): void => {
    for (const bar of bars) bar.end();
  };
  const output = new Output(
    stdout,
    () => readerGone.abort(),
    () => {
      // They would stand among the lines, or on the page of the pager.
      if (isTerminal) endBars();
      return isLong && mayPage && isTerminal ? openPager() : undefined;
    },
  );
  const last: (() => Iterable<string>)[] = [];
  const call: VerbCall = {
    args: command.args,
    options,
    output,
    version: command.parent?.version() ?? '',
    stdin,
    environment,
    colors: color === 'auto' ? hasColors(stdout.isTTY === true, environment) : color === 'always',
    signal: AbortSignal.any([interrupted, readerGone.signal]),
    async progress(what) {
      const isShown = stderr.isTTY === true && !(isTerminal && output.hasBegun);
      const progress = isShown ? await startProgress(what, stderr) : NO_PROGRESS;
      bars.push(progress);
      return progress;
    },
    async wholeProgram() {
      for (const other of program.commands) if (other !== command) await loadVerb(other);
      return program;
    },
    atEnd(lines) {
      last.push(lines);
    },
    warn(message) {
      stderr.write(`laketrace ${command.name()}: ${sanitizeText(message)}\n`);
    },
  };
  try {
    return await verb.run(call);
  } catch (error) {
    // The reader of files rejects with the reason, other work by what it meets with.
    const isEnd = call.signal.aborted && (error === call.signal.reason || isErrno(error, 'ABORT_ERR', 'EPIPE'));
    if (!isEnd) throw error;
    return EXIT.done;
  } finally {
    endBars();
    await output.end();
    for (const lines of last) for (const line of lines()) call.warn(line);
  }
}
