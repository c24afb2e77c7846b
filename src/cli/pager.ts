// A program that shows long texts page by page, such as `less`: which one, as git chooses its own.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import type { Writable } from 'node:stream';

type Environment = Readonly<Record<string, string | undefined>>;

/** A pager that runs. */
export interface Pager {
  /** What is written here is shown. */
  readonly input: Writable;
  /** Says that no more comes, and waits until it has been left. */
  end(): Promise<void>;
}

/** Signs of a shell, behind which a program may stand that is not the first word; an assignment or a command of a shell before it. */
const OF_SHELL = /[|&;<>()$`\n]|^\s*(?:\w+=|(?:exec|command|eval)\s)/;

/** Whether the program is there that a pager's command begins with. Of what only a shell can tell it is believed. */
export function isThere(command: string, environment: Environment): boolean {
  if (OF_SHELL.test(command)) return true;
  const found = spawnSync('sh', ['-c', `set -- ${command}; command -v -- "$1"`], {
    stdio: 'ignore',
    env: { ...environment },
  });
  return found.status === 0;
}

/** Quits where the text fits on the screen (F), shows colours (R), and leaves the text on the screen (X). */
const LESS = 'FRX';

/**
 * The pager's command, for a shell: `LAKETRACE_PAGER`, else `PAGER`, else `less` where it is installed. Nothing where one of them is
 * empty or `cat`.
 */
export function pagerCommand(environment: Environment): string | undefined {
  const command = environment.LAKETRACE_PAGER ?? environment.PAGER ?? (hasLess(environment) ? 'less' : '');
  return command.trim() === '' || command.trim() === 'cat' ? undefined : command;
}

function hasLess(environment: Environment): boolean {
  return spawnSync('less', ['--version'], { stdio: 'ignore', env: { ...environment } }).status === 0;
}

const open = new Set<ChildProcess>();

/** Whether a pager has the terminal. */
export function isPagerOpen(): boolean {
  return open.size > 0;
}

/** Has the pager end by a signal that ends us: it puts the terminal right, which it would be left alone on. */
export function endPager(signal: NodeJS.Signals): void {
  for (const pager of open) {
    pager.stdin?.destroy();
    pager.kill(signal);
  }
}

/**
 * Starts a pager on the terminal that this process has.
 * @param environment of the pager, which gets `LESS=FRX` and `LV=-c` where they are not set
 */
export function startPager(command: string, environment: Environment): Pager {
  const env = { LESS, LV: '-c', ...environment };
  // Signals are for the pager itself, not for a shell that waits for it.
  const line = OF_SHELL.test(command) ? command : `exec ${command}`;
  const child = spawn(line, { shell: true, stdio: ['pipe', 'inherit', 'inherit'], env });
  open.add(child);
  const left = new Promise<void>((resolve) => {
    child.on('error', () => resolve());
    child.on('exit', () => resolve());
  }).finally(() => open.delete(child));
  return {
    input: child.stdin,
    async end() {
      child.stdin.end();
      await left;
    },
  };
}
