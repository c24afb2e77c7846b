// What `verifyIntegrity` is given -> the files that it checks: as readers find them.
import { lstat, realpath } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { kindOfPath } from '../../read/bytes/given-path.ts';
import { findFiles } from '../../read/find-files.ts';

/** A file to be checked. */
export interface GivenFile {
  /** As its user would write it. */
  readonly file: string;
  /** The same, absolute. */
  readonly path: string;
}

/**
 * The files: those that are named, as often as they are, and those of directories and patterns, each once. A path that leads to nothing stands for
 * itself, so that it is told.
 * @param given each as its user wrote it, and absolute: a change of the working directory changes nothing, but for patterns
 */
export async function givenFiles(given: readonly GivenFile[]): Promise<GivenFile[]> {
  const files: GivenFile[] = [];
  for (const { file, path } of given) {
    const kind = await kindOfPath(path).catch(() => 'file' as const);
    if (kind === 'file') files.push({ file, path });
    else if (kind === 'pattern')
      files.push(...(await listed(file)).map((found) => ({ file: found, path: resolve(found) })));
    else files.push(...(await listed(path)).map((found) => ({ file: join(file, relative(path, found)), path: found })));
  }
  return files;
}

/** What a directory has, or a pattern matches; what of it cannot be listed stands for itself. */
async function listed(path: string): Promise<string[]> {
  const unreadable: string[] = [];
  const found = await findFiles([path], ({ file }) => unreadable.push(file));
  const targets = new Map<string, string>();
  for (const file of found) {
    const isLink = (await lstat(file.path).catch(() => undefined))?.isSymbolicLink() === true;
    const target = await realpath(file.path).catch(() => file.path);
    // A link to the active file stands beside it.
    if (!isLink || !targets.has(target)) targets.set(target, file.path);
  }
  return [...targets.values(), ...unreadable];
}
