// What a path that a user gave means: a file, the files of a directory, what matches a pattern.
import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno } from '../../foreign/shape.ts';

const PATTERN = /[*?{}[\]!]/;
/** Directories that are looked into for one path, at most: more is a whole disk, not a log. */
export const MOST_DIRECTORIES = 10_000;
/** A part of a table of a lake, as Hive, Spark and DuckDB name it: `date=2026-01-31`. */
const PARTITION = /^[^=]+=/;
/** What a lake keeps beside its data (`_delta_log`, `_temporary`), what is hidden, and packages. */
const NEVER = /^(?:[._]|node_modules$)/;

/**
 * What stands at a path.
 * @throws what the file system says, but for a pattern of which there is no file that is called so
 */
export async function kindOfPath(path: string): Promise<'file' | 'directory' | 'pattern'> {
  try {
    return (await stat(path)).isDirectory() ? 'directory' : 'file';
  } catch (error) {
    if (isErrno(error, 'ENOENT') && PATTERN.test(path)) return 'pattern';
    throw error;
  }
}

/** How many bytes some files have, of those that are there: for who waits. */
export async function bytesOfFiles(paths: readonly string[]): Promise<number> {
  let total = 0;
  for (const path of paths) total += (await stat(path).catch(() => undefined))?.size ?? 0;
  return total;
}

/** What is wanted of a directory. */
export interface WantedFiles {
  /** Whether a file is wanted, by its name; a link may lead to one that is found under its own name as well. */
  isWanted(name: string, isLink: boolean): boolean;
  /** Gets a directory that cannot be listed. */
  unreadable(directory: string, error: unknown): void;
}

/**
 * The wanted files of a directory and of the partitions in it, at any depth; where there are none, those of all directories below it.
 * Links to directories are not followed. Pipes, sockets and devices are among them: who opens them says that they are none.
 */
export async function filesBelow(directory: string, wanted: WantedFiles): Promise<string[]> {
  const failures: [directory: string, error: unknown][] = [];
  const unreadable = (path: string, error: unknown) => void failures.push([path, error]);
  let files = await walk(directory, { ...wanted, unreadable }, (name) => PARTITION.test(name));
  if (files.length === 0) {
    failures.length = 0;
    files = await walk(directory, { ...wanted, unreadable }, () => true);
  }
  for (const failure of failures) wanted.unreadable(...failure);
  return files;
}

async function walk(
  top: string,
  { isWanted, unreadable }: WantedFiles,
  isEntered: (name: string) => boolean,
): Promise<string[]> {
  const files: string[] = [];
  const directories = [top];
  // It grows while it is walked through.
  for (const directory of directories) {
    for (const entry of await entriesOf(directory, unreadable)) {
      const { name } = entry;
      const isLink = entry.isSymbolicLink();
      if (entry.isDirectory()) {
        if (!NEVER.test(name) && isEntered(name)) directories.push(join(directory, name));
      } else if (isWanted(name, isLink)) files.push(join(directory, name));
    }
    if (directories.length <= MOST_DIRECTORIES) continue;
    unreadable(top, new Error(`it has more than ${MOST_DIRECTORIES} directories in it; name those with the logs`));
    return files;
  }
  return files;
}

async function entriesOf(directory: string, unreadable: WantedFiles['unreadable']): Promise<Dirent[]> {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (error) {
    unreadable(directory, error);
    return [];
  }
}

/** The files that match a pattern, by name. */
export async function filesMatching(pattern: string): Promise<string[]> {
  const { glob } = await import('tinyglobby');
  return (await glob(pattern, { expandDirectories: false, followSymbolicLinks: false })).sort();
}
