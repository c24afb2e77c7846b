// Opens log files for reading: regular files only, found again where they were renamed or compressed meanwhile.
import type { BigIntStats, Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { archiveSuffixes } from '../archive/codecs.ts';
import { READ_GIVEN } from '../file/system/open-flags.ts';
import { isErrno } from '../foreign/shape.ts';
import type { FoundFile } from './find-files.ts';

/** A file that is open for reading. */
export interface OpenedLog {
  readonly handle: FileHandle;
  /** The path under which it was found. */
  readonly path: string;
  /** The same for all names of a file, and for no other file as long as this one is open. */
  readonly identity: string;
  /** In bytes, when it was opened. */
  readonly size: number;
  /** When it was changed last, in milliseconds since the epoch. */
  readonly changed: number;
}

/**
 * Opens a file. Looks before it opens, and again: to open a pipe waits for its writer, and a device may never end.
 * @throws what is wrong, such as that it is no regular file
 */
export async function openLog(path: string): Promise<OpenedLog> {
  checkRegular(await stat(path));
  const handle = await open(path, READ_GIVEN);
  try {
    const stats = await handle.stat({ bigint: true });
    checkRegular(stats);
    return {
      handle,
      path,
      identity: `${stats.dev}:${stats.ino}`,
      size: Number(stats.size),
      changed: Number(stats.mtimeMs),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Opens a finished file, which may have been compressed, or its archive renamed, since it was found. */
export async function openFinished({ path, name }: FoundFile): Promise<OpenedLog> {
  try {
    return await openLog(path);
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error;
    const stem = name.suffix === '' ? path : path.slice(0, -name.suffix.length);
    for (const suffix of archiveSuffixes) {
      const found = await openIfAny(stem + suffix);
      if (found !== undefined) return found;
    }
    throw error;
  }
}

/** Whether no file can be opened until another one is closed. */
export function isOutOfDescriptors(error: unknown): boolean {
  return isErrno(error, 'EMFILE', 'ENFILE');
}

async function openIfAny(path: string): Promise<OpenedLog | undefined> {
  try {
    return await openLog(path);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function checkRegular(stats: Stats | BigIntStats): void {
  if (stats.isFile()) return;
  throw new Error(`not a regular file but ${stats.isDirectory() ? 'a directory' : 'a pipe, a socket or a device'}`);
}
