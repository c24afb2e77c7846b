// Which files of a directory are uploaded: those that nobody writes to any more.
import type { Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { archiveSuffixes } from '../archive/codecs.ts';
import { type FinishedName, parseFinishedName } from '../file/naming/finished-name.ts';
import { isErrno } from '../foreign/shape.ts';
import { isJournal } from './journal.ts';

/** A file to upload. */
export interface ClosedFile {
  /** Absolute path. */
  readonly path: string;
  /** The path below the directory, its parts separated by `/`. */
  readonly file: string;
  /** By which the journal knows it: plain file and archive have the same. */
  readonly key: string;
  readonly bytes: number;
  /** When its content was last changed, in milliseconds since the epoch. */
  readonly modified: number;
  /** What its name says, where it is a finished file of an exporter. */
  readonly parsed: FinishedName | undefined;
}

/** Which files are wanted. */
export interface ClosedFilesQuery {
  readonly directory: string;
  /** The names of exporters; nothing for all. */
  readonly names: ReadonlySet<string> | undefined;
  /** Glob patterns in place of the names of finished files. */
  readonly include: readonly string[] | undefined;
  /** Whether a live process has a file, given by its name: only asked for what is no finished file of LakeTrace. */
  isLive(path: string): Promise<boolean>;
  /** Called with what has the name of a closed file, and is none. */
  note(text: string): void;
}

/** The closed files of a directory with something in them, oldest first. */
export async function closedFiles(query: ClosedFilesQuery): Promise<ClosedFile[]> {
  const { directory, include } = query;
  const files = include === undefined ? await readdir(directory) : await filesMatching(directory, include);
  const found = new Map<string, ClosedFile>();
  for (const file of files) {
    const closed = await look(file, query);
    if (closed === undefined) continue;
    const known = found.get(closed.key);
    // A file beside its own archive is the same one, and the archive is whole once it has its name.
    if (known === undefined || isArchive(closed.file)) found.set(closed.key, closed);
  }
  return [...found.values()].sort((a, b) => timeOf(a) - timeOf(b) || (a.file < b.file ? -1 : 1));
}

/** The time that a file has in its layout, in milliseconds since the epoch: that in its name, else of its last change. */
export function timeOf({ parsed, modified }: ClosedFile): number {
  return parsed?.time ?? modified;
}

async function look(
  file: string,
  { directory, names, include, isLive, note }: ClosedFilesQuery,
): Promise<ClosedFile | undefined> {
  const fileName = basename(file);
  if (isJournal(fileName)) return undefined;
  const parsed = parseFinishedName(fileName);
  if (parsed === undefined && include === undefined) return undefined;
  if (names !== undefined && include === undefined && !names.has(parsed?.name ?? '')) return undefined;
  const path = join(directory, file);
  const stats = await statsOf(path);
  if (stats === undefined) return undefined;
  if (!stats.isFile()) note(`${path} is left as it is: it is a link, a pipe, a socket or a device, and no file`);
  if (!stats.isFile() || stats.size === 0) return undefined;
  if (parsed === undefined && (await isLive(path))) return undefined;
  const folder = dirname(file);
  const key = parsed?.key ?? fileName;
  return {
    path,
    file,
    key: folder === '.' ? key : `${folder}/${key}`,
    bytes: stats.size,
    modified: Math.trunc(stats.mtimeMs),
    parsed,
  };
}

/** Loaded only where patterns are used. */
async function filesMatching(directory: string, patterns: readonly string[]): Promise<string[]> {
  const { glob } = await import('tinyglobby');
  const ignore = ['**/*.tmp', '**/*.torn'];
  const files = await glob([...patterns], {
    cwd: directory,
    dot: false,
    onlyFiles: true,
    followSymbolicLinks: false,
    expandDirectories: false,
    ignore,
  });
  // A pattern that begins with a dot finds hidden files all the same: locks, journals and marks of LakeTrace among them.
  return files.filter((file) => !file.split('/').some((part) => part.startsWith('.')));
}

async function statsOf(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function isArchive(file: string): boolean {
  return archiveSuffixes.some((suffix) => file.endsWith(suffix));
}
