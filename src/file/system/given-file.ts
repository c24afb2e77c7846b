// Opens a file that the user named: it must be a regular one, whatever its name leads to.
import type { Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { READ_GIVEN } from './open-flags.ts';

/**
 * Opens a file for reading. Looks before it opens, and again: to open a pipe waits for its writer, and a device may never end.
 * @throws where it is no regular file, or cannot be opened
 */
export async function openGivenFile(path: string): Promise<FileHandle> {
  checkRegular(await stat(path));
  const handle = await open(path, READ_GIVEN);
  try {
    checkRegular(await handle.stat());
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function checkRegular(stats: Stats): void {
  if (stats.isFile()) return;
  throw new Error(`not a regular file but ${stats.isDirectory() ? 'a directory' : 'a pipe, a socket or a device'}`);
}
