// Paths, directories and patterns -> the files that a verification looks at: logs, and what crashes leave beside them.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno } from '../foreign/shape.ts';
import { isLogName } from '../read/bytes/log-names.ts';
import type { FileToVerify } from './verify-logs.ts';

const PATTERN = /[*?{}[\]!]/;
const LEFTOVER = /\.(?:torn|tmp)$/;

/** The files, each once. What is not there is among them: that is to be said. */
export async function filesToVerify(paths: readonly string[]): Promise<FileToVerify[]> {
  const files = new Map<string, FileToVerify>();
  const add = (path: string, isListed: boolean): void => {
    if (files.get(path)?.isListed !== false) files.set(path, { path, isListed });
  };
  for (const path of paths) {
    const kind = await kindOf(path);
    if (kind === 'directory') for (const name of await namesIn(path)) add(join(path, name), true);
    else if (kind === 'pattern') for (const match of await matchesOf(path)) add(match, true);
    else add(path, false);
  }
  return [...files.values()];
}

async function kindOf(path: string): Promise<'directory' | 'pattern' | 'file'> {
  try {
    return (await stat(path)).isDirectory() ? 'directory' : 'file';
  } catch (error) {
    return isErrno(error, 'ENOENT') && PATTERN.test(path) ? 'pattern' : 'file';
  }
}

async function namesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && isWanted(entry.name))
    .map(({ name }) => name)
    .sort();
}

function isWanted(name: string): boolean {
  return isLogName(name.replace(LEFTOVER, ''));
}

async function matchesOf(pattern: string): Promise<string[]> {
  const { glob } = await import('tinyglobby');
  return (await glob(pattern, { expandDirectories: false, followSymbolicLinks: false, dot: false })).sort();
}
