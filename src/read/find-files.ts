// Paths, directories and patterns -> the log files that they mean, each once.
import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isErrno, messageOf } from '../foreign/shape.ts';
import { compareFinished, isLogName, type LogName, parseLogName } from './bytes/log-names.ts';
import type { ReadProblem } from './read-options.ts';

/** A file to read. */
export interface FoundFile {
  /** As the user would write it. */
  readonly path: string;
  /** The same for a file and its archive, and for no other file. */
  readonly key: string;
  readonly name: LogName;
}

/** Gets what of the paths cannot be read. */
export type OnPathProblem = (problem: ReadProblem) => void;

const PATTERN = /[*?{}[\]!]/;

/** Finds the files. A file beside its own archive is the same one, and is read plain. */
export async function findFiles(paths: readonly string[], onProblem: OnPathProblem): Promise<FoundFile[]> {
  const found = new Map<string, FoundFile>();
  for (const path of paths) {
    for (const file of await filesOf(path, onProblem)) {
      const name = parseLogName(basename(file));
      const key = resolve(dirname(file), name.stem);
      if (name.suffix === '' || !found.has(key)) found.set(key, { path: file, key, name });
    }
  }
  return [...found.values()];
}

async function filesOf(path: string, onProblem: OnPathProblem): Promise<readonly string[]> {
  let isDirectory: boolean;
  try {
    isDirectory = (await stat(path)).isDirectory();
  } catch (error) {
    const isMissing = isErrno(error, 'ENOENT');
    if (isMissing && PATTERN.test(path)) return matchesOf(path, onProblem);
    onProblem({ file: path, line: 0, kind: isMissing ? 'missing' : 'unreadable', message: messageOf(error) });
    return [];
  }
  return isDirectory ? filesIn(path, onProblem) : [path];
}

/** The logs in a directory, not those in directories within it. */
async function filesIn(directory: string, onProblem: OnPathProblem): Promise<readonly string[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(directory, { withFileTypes: true });
  } catch (error) {
    onProblem({ file: directory, line: 0, kind: 'unreadable', message: messageOf(error) });
    return [];
  }
  return entries
    .filter((entry) => (entry.isFile() || entry.isSymbolicLink()) && isLogName(entry.name))
    .map((entry) => join(directory, entry.name))
    .sort(byFinish);
}

async function matchesOf(pattern: string, onProblem: OnPathProblem): Promise<readonly string[]> {
  const { glob } = await import('tinyglobby');
  const matches = await glob(pattern, { expandDirectories: false, followSymbolicLinks: false });
  const logs = matches.filter((match) => !UNFINISHED.test(match)).sort(byFinish);
  if (logs.length === 0) {
    onProblem({ file: pattern, line: 0, kind: 'missing', message: 'nothing matches the pattern' });
  }
  return logs;
}

/** A directory has no order of its own. */
function byFinish(a: string, b: string): number {
  return compareFinished(parseLogName(basename(a)), parseLogName(basename(b)));
}

/** Archives that are being written, ends that were cut off, locks. */
const UNFINISHED = /\.(?:tmp|torn|lock)$/;
