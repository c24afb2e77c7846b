// What becomes of a file on disk once it is at the target.
import { lstat, open, readdir, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CREATE_NEW } from '../file/system/open-flags.ts';
import { isErrno } from '../foreign/shape.ts';
import type { DirectoryLock } from './directory-lock.ts';
import type { OpenedFile } from './opened-file.ts';

const MARK = '.uploaded';
const MODE = 0o600;

/** What a mark says of its file. */
export interface Mark {
  readonly target: string;
  readonly remote: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** The path of the mark of a file. */
export function markOf(path: string): string {
  return join(dirname(path), `.${basename(path)}${MARK}`);
}

/** Marks a file: writes a sign beside it, whole or not at all. */
export async function mark(path: string, content: Mark): Promise<void> {
  const place = markOf(path);
  const temporary = `${place}.tmp`;
  // Left by a process that died here.
  await unlink(temporary).catch(() => undefined);
  const file = await open(temporary, CREATE_NEW, MODE);
  try {
    await file.writeFile(`${JSON.stringify(content)}\n`);
  } finally {
    await file.close();
  }
  await rename(temporary, place);
}

/** Removes the marks of files that are not there any more. */
export async function removeStaleMarks(directory: string): Promise<void> {
  const names = await readdir(directory);
  const present = new Set(names);
  for (const name of names) {
    if (!name.startsWith('.') || !name.endsWith(MARK)) continue;
    if (!present.has(name.slice(1, -MARK.length))) await unlink(join(directory, name)).catch(() => undefined);
  }
}

/**
 * Deletes a file that is at the target, where it is still the one that was uploaded, and nobody compresses it.
 * @returns why it was not; nothing where it is gone
 */
export async function deleteUploaded(
  file: Pick<OpenedFile, 'path' | 'isSame'>,
  lock: DirectoryLock,
): Promise<string | undefined> {
  const { path } = file;
  const removed = await lock.withFinished(basename(path), async () => {
    try {
      if (!file.isSame(await lstat(path))) return 'another file has its name by now';
      await unlink(path);
      await unlink(markOf(path)).catch(() => undefined);
      return 'deleted';
    } catch (error) {
      // Retention was quicker.
      if (isErrno(error, 'ENOENT')) return 'deleted';
      throw error;
    }
  });
  if (removed === undefined) return 'it is being compressed; the next upload deletes it';
  return removed === 'deleted' ? undefined : removed;
}
