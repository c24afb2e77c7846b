// Paths, directories and patterns -> the log files that they mean, each once.
import { basename, dirname, resolve } from 'node:path';
import { isErrno } from '../foreign/shape.ts';
import { filesBelow, filesMatching, kindOfPath } from './bytes/given-path.ts';
import { compareFinished, isLogName, type LogName, parseLogName } from './bytes/log-names.ts';
import { holderOf } from './bytes/shared-content.ts';
import { failedToRead } from './read-failure.ts';
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

/**
 * Finds the files. Of a file and its archives, which have the same in them, one is given; those that have something of their own all are.
 * @throws the reason of the signal
 */
export async function findFiles(
  paths: readonly string[],
  onProblem: OnPathProblem,
  signal?: AbortSignal,
): Promise<FoundFile[]> {
  return withoutCopies(await listFiles(paths, onProblem), signal);
}

/**
 * Lists the files, those that are copies of others too.
 * @param isOld says of a path that it need not be listed
 */
export async function listFiles(
  paths: readonly string[],
  onProblem: OnPathProblem,
  isOld?: (path: string) => boolean,
): Promise<FoundFile[]> {
  const found = new Map<string, FoundFile>();
  for (const path of paths) {
    for (const file of await filesOf(path, onProblem, isOld)) {
      const place = file.key + file.name.suffix;
      if (!found.has(place)) found.set(place, file);
    }
  }
  return [...found.values()];
}

/**
 * Leaves out the files all of which another of the same name holds: the archive beside what it was made of, which a crash between the two
 * leaves, or one that is being written. Only files of one name are looked into, up to where they differ.
 * @throws the reason of the signal
 */
export async function withoutCopies(files: readonly FoundFile[], signal?: AbortSignal): Promise<FoundFile[]> {
  const copies = new Set<FoundFile>();
  for (const group of Map.groupBy(files, ({ key }) => key).values()) {
    // Of files with the same in them the plain one is read, which takes the least.
    const kept: FoundFile[] = [];
    for (const file of group.sort((a, b) => a.name.suffix.length - b.name.suffix.length)) {
      if (await isKept(file, kept, copies, signal)) kept.push(file);
      signal?.throwIfAborted();
    }
  }
  return files.filter((file) => !copies.has(file));
}

async function isKept(
  file: FoundFile,
  kept: FoundFile[],
  copies: Set<FoundFile>,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  for (const other of [...kept]) {
    const holder = await holderOf(other.path, file.path, signal);
    if (holder === 'first') {
      copies.add(file);
      return false;
    }
    if (holder === 'second') {
      copies.add(other);
      kept.splice(kept.indexOf(other), 1);
    }
  }
  return true;
}

/** What a path means; of several files the first to be finished first, as a directory has no order of its own. */
async function filesOf(
  path: string,
  onProblem: OnPathProblem,
  isOld: (path: string) => boolean = () => false,
): Promise<readonly FoundFile[]> {
  const paths = (await pathsOf(path, onProblem)).filter((file) => !isOld(file));
  const files = paths.map((file): FoundFile => {
    const name = parseLogName(basename(file));
    return { path: file, key: resolve(dirname(file), name.stem), name };
  });
  return files.sort((a, b) => compareFinished(a.name, b.name));
}

async function pathsOf(path: string, onProblem: OnPathProblem): Promise<readonly string[]> {
  const unreadable = (file: string, error: unknown): void =>
    onProblem({ ...failedToRead(file, error), ...(isErrno(error, 'ENOENT') && { kind: 'missing' as const }) });
  let kind: Awaited<ReturnType<typeof kindOfPath>>;
  try {
    kind = await kindOfPath(path);
  } catch (error) {
    unreadable(path, error);
    return [];
  }
  if (kind === 'file') return [path];
  if (kind === 'directory') return filesBelow(path, { isWanted: isLogName, unreadable });
  const matches = (await filesMatching(path)).filter((match) => !UNFINISHED.test(match));
  if (matches.length === 0) onProblem({ file: path, line: 0, kind: 'missing', message: 'nothing matches the pattern' });
  return matches;
}

/** Archives that are being written, ends that were cut off, locks. */
const UNFINISHED = /\.(?:tmp|torn|lock)$/;
