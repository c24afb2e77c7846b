// Which logs of a directory a verb works on.
import { realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { LeftoverParts } from '../file/leftovers/leftover-files.ts';
import { type LogIdentity, logsIn } from '../file/leftovers/logs-in.ts';
import { realEnvironment } from '../file/system/file-environment.ts';
import { call, runAsync } from '../file/system/file-system.ts';
import { asError } from '../foreign/shape.ts';
import { UsageError } from './usage-error.ts';

/** What was asked for. */
export interface WantedLogs {
  readonly directories: readonly string[];
  /** Names of logs. Without any, all. */
  readonly names: readonly string[];
  readonly isDry: boolean;
  /** Whether several logs have to be named, because it is not clear that all are meant. */
  readonly mustBeNamed: boolean;
}

/**
 * The logs, each with what works on it.
 * @param warn called with what is left as it is
 * @throws UsageError where a directory is none, has no log of a name, or has several and none is named
 */
export async function leftoverLogs(
  { directories, names, isDry, mustBeNamed }: WantedLogs,
  warn: (message: string) => void,
): Promise<LeftoverParts[]> {
  const environment = realEnvironment;
  const parts: LeftoverParts[] = [];
  const seen = new Set<string>();
  for (const given of directories) {
    const directory = await givenDirectory(given);
    // Given twice, under whatever names, its files would be counted twice.
    const real = await realpath(directory);
    if (seen.has(real)) continue;
    seen.add(real);
    const listing = await runAsync(environment.fs, call('readdir', directory));
    const logs = await runAsync(environment.fs, logsIn(directory, listing));
    if (logs.length === 0 && names.length === 0) warn(`there are no log files of LakeTrace in ${given}`);
    for (const log of chosen(logs, names, given, mustBeNamed)) {
      parts.push({
        ...{ directory, log, environment, isDry },
        leftAlone: (path, why) => warn(path === '' || why.includes(path) ? why : `${path}: ${why}`),
      });
    }
  }
  return parts;
}

/**
 * The absolute path of a directory.
 * @throws UsageError where it is none
 */
export async function givenDirectory(given: string): Promise<string> {
  checkDirectoryName(given);
  const stats = await stat(given).catch((error: unknown) => {
    throw Object.assign(asError(error), { path: given });
  });
  if (stats.isDirectory()) return resolve(given);
  throw new UsageError(`${given} is no directory; name the directory of the log files`);
}

/**
 * Refuses what can be no directory that is meant.
 * @throws UsageError
 */
export function checkDirectoryName(given: string): void {
  if (given === '-') throw new UsageError('- is standard input; name the directory of the log files');
  if (given === '') throw new UsageError('the directory is empty; is a variable of the shell not set?');
}

function chosen(
  logs: readonly LogIdentity[],
  names: readonly string[],
  directory: string,
  mustBeNamed: boolean,
): readonly LogIdentity[] {
  const all = [...new Set(logs.map(({ name }) => name))];
  for (const name of names) {
    if (all.includes(name)) continue;
    const known = all.length === 0 ? 'it has none' : `it has ${all.join(', ')}`;
    throw new UsageError(`--name: ${directory} has no files of a log ${name}; ${known}`);
  }
  if (names.length > 0) return logs.filter(({ name }) => names.includes(name));
  if (mustBeNamed && all.length > 1) {
    throw new UsageError(`${directory} has several logs; choose by --name, again for more: ${all.join(', ')}`);
  }
  return logs;
}
