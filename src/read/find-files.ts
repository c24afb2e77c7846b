// Paths, directories and patterns -> the log files that they mean, each once.
import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isErrno, messageOf } from '../foreign/shape.ts';
import { isLogName, type LogName, parseLogName } from './bytes/log-names.ts';
import type { ReadProblem } from './read-options.ts';

/** A file to read. */
export interface FoundFile {
  /** As the user would write it. */
  readonly path: string;
  readonly name: LogName;
}

const PATTERN = /[*?{}[\]!]/;

/** Finds the files. A file beside its own archive is the same one. */
export async function findFiles(
  paths: readonly string[],
  onProblem: (problem: ReadProblem) => void,
): Promise<FoundFile[]> {
  const found = new Map<string, FoundFile>();
  for (const path of paths) {
    for (const file of await filesOf(path, onProblem)) {
      const name = parseLogName(basename(file));
      const key = join(dirname(file), name.stem);
      if (name.suffix === '' || !found.has(key)) found.set(key, { path: file, name });
    }
  }
  return [...found.values()];
}

async function filesOf(path: string, onProblem: (problem: ReadProblem) => void): Promise<string[]> {
  let isDirectory: boolean;
  try {
    isDirectory = (await stat(path)).isDirectory();
  } catch (error) {
    if (isErrno(error, 'ENOENT') && PATTERN.test(path)) return matchesOf(path, onProblem);
    onProblem({
      file: path,
      line: 0,
      kind: isErrno(error, 'ENOENT') ? 'missing' : 'unreadable',
      message: messageOf(error),
    });
    return [];
  }
  return isDirectory ? filesIn(path, onProblem) : [path];
}

async function filesIn(directory: string, onProblem: (problem: ReadProblem) => void): Promise<string[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(directory, { withFileTypes: true });
  } catch (error) {
    onProblem({ file: directory, line: 0, kind: 'unreadable', message: messageOf(error) });
    return [];
  }
  return entries
    .filter((entry) => (entry.isFile() || entry.isSymbolicLink()) && isLogName(entry.name))
    .map((entry) => join(directory, entry.name));
}

async function matchesOf(pattern: string, onProblem: (problem: ReadProblem) => void): Promise<string[]> {
  const { glob } = await import('tinyglobby');
  const matches = await glob(pattern, { expandDirectories: false, followSymbolicLinks: false, dot: false });
  const logs = matches.filter((match) => !/\.(?:tmp|torn)$/.test(match));
  if (logs.length === 0) {
    onProblem({ file: pattern, line: 0, kind: 'missing', message: 'nothing matches the pattern' });
  }
  return logs.sort();
}
