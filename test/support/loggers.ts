// Loggers in directories of their own, read back as their users would, and programs that log by them.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import { getLogger, type LakeTraceLogger, type LoggerConfig } from '../../src/index.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** A line of JSON, as it was written. */
export interface JsonLine {
  readonly [key: string]: unknown;
  readonly timestamp: string;
  readonly level: string;
  readonly message: string;
  readonly logger_name: string;
}

/** A logger, and what it has written. */
export interface OpenLogger {
  readonly logger: LakeTraceLogger;
  readonly directory: string;
  /** The name of the logger: no other has it. */
  readonly name: string;
  /** The same logger, by another call. */
  again(config?: LoggerConfig, runId?: string): LakeTraceLogger;
  /** The lines of its active file, once all is flushed. */
  lines(): Promise<string[]>;
  /** These as JSON. */
  records(): Promise<JsonLine[]>;
}

let count = 0;

/** A name that no logger of this process has. */
export function newName(): string {
  count++;
  return `logger-${count}`;
}

/** Makes a logger, without a console where the configuration has none, and closes it after the test. */
export function openLogger(config: LoggerConfig = {}, runId?: string): OpenLogger {
  const directory = temporaryDirectory();
  const name = newName();
  const own = 'stdout' in config || 'console' in config ? {} : { stdout: false };
  const all = (options: LoggerConfig) => ({ logDir: directory, ...own, ...options }) as LoggerConfig;
  const logger = getLogger(name, all(config), runId);
  onTestFinished(async () => {
    await logger.close();
  });
  const lines = async () => {
    await logger.flush();
    const path = logger.logFilePath ?? '';
    return readFileSync(path, 'utf8').split('\n').slice(0, -1);
  };
  return {
    logger,
    directory,
    name,
    again: (options, run) => getLogger(name, options && all(options), run),
    lines,
    records: async () => (await lines()).map((line) => JSON.parse(line) as JsonLine),
  };
}

/** What a program has done. */
export interface ProgramResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const index = pathToFileURL(join(import.meta.dirname, '../../src/index.ts')).href;

/** Runs a program in which `getLogger` and all else of the package is at hand, in a directory of its own. */
export function runProgram(
  code: string,
  env: Readonly<Record<string, string>> = {},
  cwd: string = temporaryDirectory(),
): ProgramResult {
  const program = `import * as laketrace from ${JSON.stringify(index)};\nconst { getLogger } = laketrace;\n${code}`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', ...env },
  });
  return { status, stdout, stderr };
}

/** The names of the files in a directory, without the locks. */
export function filesIn(directory: string): string[] {
  return readdirSync(directory)
    .filter((name) => !name.startsWith('.'))
    .sort();
}
