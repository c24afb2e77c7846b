// The command as users run it: in a pipe, on a terminal, and, for what needs neither, in this process.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { runCommand } from '../../src/cli/program.ts';

const ROOT = join(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'src/cli/main.ts');

/** What a run of the command has come to. */
export interface CommandRun {
  readonly code: number;
  readonly stdout: string;
  /** On a terminal all is in `stdout`, as on the screen. */
  readonly stderr: string;
}

/** How it is run. */
export interface RunOptions {
  readonly cwd?: string;
  /** Besides PATH and HOME; nothing else of this process's environment gets there. */
  readonly env?: Readonly<Record<string, string>>;
  /** What stands on standard input. Default: nothing. */
  readonly stdin?: string | Uint8Array;
}

function environment(env: Readonly<Record<string, string>>): Record<string, string> {
  // Programs of tests find their compiled code (vitest.config.ts), and an older Node reads TypeScript only by an option.
  const { PATH = '', HOME = '', NODE_COMPILE_CACHE = '', NODE_OPTIONS = '' } = process.env;
  return { PATH, HOME, NODE_COMPILE_CACHE, NODE_OPTIONS, TERM: 'xterm-256color', TZ: 'UTC', ...env };
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
/** The program and its first arguments, for who starts it himself. */
export const MAIN_ARGS: readonly string[] = [process.execPath, '--disable-warning=ExperimentalWarning', MAIN];

/** The command as a shell knows it, to be put before arguments in a pipeline of {@link inShell}. */
export const LAKETRACE: string = MAIN_ARGS.map(quoted).join(' ');

/** Runs a line of a shell, such as `${LAKETRACE} cat logs | head -1`; its code is that of the command, not of what it is piped into. */
export function inShell(line: string, { cwd = ROOT, env = {}, stdin = '' }: RunOptions = {}): CommandRun {
  const { status, stdout, stderr } = spawnSync('bash', ['-o', 'pipefail', '-c', line], {
    ...{ cwd, env: environment(env), input: stdin, encoding: 'utf8' },
  });
  return { code: status ?? -1, stdout, stderr };
}

/** Runs the command with pipes. */
export function inPipe(args: readonly string[], options: RunOptions = {}): CommandRun {
  return inShell(`${LAKETRACE} ${args.map(quoted).join(' ')}`, options);
}

/** What shows how far a long work is, and takes it away again: on a slow machine any work may be long. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the bar is drawn by escapes
const BAR = /\x1b7\x1b\[\?25l[^\n]*\x1b\[\?25h\x1b\[\?7h\x1b8\x1b\[1G\x1b\[2K/g;

/** Runs the command on a pseudo terminal of 80 columns. */
export function inTerminal(args: readonly string[], { cwd = ROOT, env = {}, stdin = '' }: RunOptions = {}): CommandRun {
  const line = `stty cols 80 rows 24; ${LAKETRACE} ${args.map(quoted).join(' ')}`;
  const { status, stdout, stderr } = spawnSync('script', ['-qec', line, '/dev/null'], {
    ...{ cwd, env: environment({ PAGER: '', ...env }), input: stdin, encoding: 'utf8' },
  });
  // The lines of a terminal end in CR LF.
  return { code: status ?? -1, stdout: stdout.replaceAll('\r\n', '\n').replace(BAR, ''), stderr };
}

/** Runs the command in this process: no process is started, and so many runs take no time. */
export async function inProcess(
  args: readonly string[],
  { env = {}, stdin = '', columns }: RunOptions & { readonly columns?: number } = {},
): Promise<CommandRun> {
  const [stdout, stderr] = [new Collected(columns), new Collected()];
  const input: Readable = stdin === '' ? new PassThrough().end() : Readable.from([Buffer.from(stdin)]);
  const code = await runCommand(args, '1.2.3', {
    ...{ stdin: input, stdout, stderr, environment: env },
    interrupted: new AbortController().signal,
  });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** Keeps what is written to it. */
class Collected extends Writable {
  readonly isTTY: boolean;
  readonly columns: number;
  readonly #chunks: Buffer[] = [];

  /** @param columns of a terminal; without them it is none */
  constructor(columns?: number) {
    super();
    this.isTTY = columns !== undefined;
    this.columns = columns ?? 80;
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString();
  }

  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.#chunks.push(Buffer.from(chunk));
    done();
  }
}
