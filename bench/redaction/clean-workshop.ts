// Gives each clean-log source a scratch folder and a way to run a program and keep what it printed.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Milliseconds after which the program is stopped; what it printed until then is kept. Default 240,000. */
  readonly timeout?: number;
}

/** The place one source works in: a folder that is removed afterwards, and the programs of the machine. */
export class Workshop {
  readonly directory: string;
  /** A folder that survives, for downloads that later runs can use again. */
  readonly cache: string;
  /** The repository's root. */
  readonly root: string;

  constructor(name: string, cache: string, root: string) {
    this.directory = mkdtempSync(join(tmpdir(), `clean-${name}-`));
    // PostgreSQL refuses to run as root, so its own user must be able to enter.
    chmodSync(this.directory, 0o755);
    this.cache = cache;
    this.root = root;
  }

  write(path: string, text: string): string {
    const full = join(this.directory, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
    return full;
  }

  read(path: string): string {
    const full = path.startsWith('/') ? path : join(this.directory, path);
    return existsSync(full) ? readFileSync(full, 'utf8') : '';
  }

  /** Runs a program and returns what it wrote to both streams, also when it failed: failures make good logs. */
  run(command: string, args: readonly string[], options: RunOptions = {}): string {
    const result = spawnSync(command, args, {
      cwd: options.cwd ?? this.directory,
      env: { ...process.env, ...options.env },
      input: options.input ?? '',
      encoding: 'utf8',
      maxBuffer: 512 * 1024 * 1024,
      timeout: options.timeout ?? 240_000,
      killSignal: 'SIGKILL',
    });
    return `${result.stdout ?? ''}\n${result.stderr ?? ''}`;
  }

  /** Runs a shell line; for pipes, redirections and programs that must be started and stopped together. */
  shell(line: string, options: RunOptions = {}): string {
    return this.run('bash', ['-c', line], options);
  }

  close(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

export function has(command: string): boolean {
  return spawnSync('bash', ['-c', `command -v ${command}`]).status === 0;
}
