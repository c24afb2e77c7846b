// Writes a file as a whole or not at all: under a temporary name beside it, which then becomes its own.
import { rmSync } from 'node:fs';
import { chmod, link, lstat, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { CHANGE_OWN, CREATE_NEW } from '../file/system/open-flags.ts';
import { ownedName, removeLeavings } from '../file/system/owned-name.ts';
import { isErrno } from '../foreign/shape.ts';
import { onExit } from '../lifecycle/exit-hook.ts';
import { UsageError } from './usage-error.ts';

const PRIVATE = 0o600;
const TEMPORARY = '.tmp';

/** How a file is made. */
export interface NewFileOptions {
  /** Whether one that is there is replaced. */
  readonly mayReplace: boolean;
  readonly signal: AbortSignal;
}

/**
 * Makes a file, with mode 0600. What a process left that was killed while it made one of this name is removed.
 * @param write writes the whole content to the path that it is given, over an empty file that only this user may read
 * @throws UsageError where it is there already, the reason of the signal where that is aborted; nothing is written then
 */
export async function writeNewFile(
  path: string,
  { mayReplace, signal }: NewFileOptions,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  const target = resolve(path);
  await checkFree(target, path, mayReplace);
  const before = `.${basename(target)}.`;
  await removeLeavings(dirname(target), before, TEMPORARY);
  const temporary = join(dirname(target), ownedName(before, TEMPORARY));
  const forget = onExit(() => rmSync(temporary, { force: true }));
  try {
    await (await open(temporary, CREATE_NEW, PRIVATE)).close();
    await write(temporary);
    // It may have been made anew.
    await chmod(temporary, PRIVATE);
    await sync(temporary);
    // What was read may have ended by the same Ctrl-C, and is not all then.
    signal.throwIfAborted();
    if (mayReplace) await rename(temporary, target);
    else await renameToFree(temporary, target, path);
  } catch (error) {
    // Nobody knows the temporary name.
    if ((error as NodeJS.ErrnoException | undefined)?.path === temporary) Object.assign(error as object, { path });
    throw error;
  } finally {
    await rm(temporary, { force: true });
    forget();
  }
}

async function checkFree(target: string, path: string, mayReplace: boolean): Promise<void> {
  const stats = await lstat(target).catch(() => undefined);
  if (stats?.isDirectory()) throw new UsageError(`--output: ${path} is a directory; name a file in it`);
  if (stats !== undefined && !mayReplace) throw exists(path);
  // Over a link, a pipe or a device nothing is renamed.
  if (stats !== undefined && !stats.isFile())
    throw new UsageError(`--output: ${path} is no regular file; choose another name`);
}

/** A link never takes the place of a file, as a rename does. */
async function renameToFree(temporary: string, target: string, path: string): Promise<void> {
  try {
    await link(temporary, target);
  } catch (error) {
    if (isErrno(error, 'EEXIST')) throw exists(path);
    await rename(temporary, target);
  }
}

async function sync(path: string): Promise<void> {
  const file = await open(path, CHANGE_OWN);
  try {
    // Not every file system can.
    await file.sync().catch(() => undefined);
  } finally {
    await file.close();
  }
}

function exists(path: string): UsageError {
  return new UsageError(`--output: ${path} exists; choose another name, or give --force to replace it`);
}
