// The environment of a file exporter: files, clocks, processes, variables. A parameter, so that tests can give another one.
import { parse } from 'node:path';
import type { LakeMount } from '../../resource/index.ts';
import { type FileSystem, realFileSystem } from './file-system.ts';
import { type ProcessTable, RealProcessTable } from './process-identity.ts';

/** The environment of a file exporter. */
export interface FileEnvironment {
  readonly fs: FileSystem;
  /** The present, in milliseconds since the epoch. */
  now(): number;
  /** Milliseconds from any moment on, by a clock that is never set: what durations are measured by. */
  monotonic(): number;
  readonly processes: ProcessTable;
  /** The file name of the program that runs, without its extension. */
  readonly program: string;
  /** The environment variables. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** The mounts of lakes, where log files should not lie. Default: those of the platforms that are known. */
  readonly mounts?: readonly LakeMount[];
}

/** The environment of this process. */
export const realEnvironment: FileEnvironment = {
  fs: realFileSystem,
  // Not the functions themselves: a clock that tests replace later must be seen.
  now: () => Date.now(),
  monotonic: () => performance.now(),
  processes: new RealProcessTable(),
  // `node -e` has no file: its name is then that of Node itself.
  program: parse(process.argv[1] ?? process.execPath).name,
  variables: process.env,
};
