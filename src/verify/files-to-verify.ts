// Paths, directories and patterns -> the files that a verification looks at: logs, and what crashes leave beside them.
import { lstat, stat } from 'node:fs/promises';
import { filesBelow, filesMatching, kindOfPath } from '../read/bytes/given-path.ts';
import { isLogName } from '../read/bytes/log-names.ts';
import type { FileToVerify } from './verify-logs.ts';

const LEFTOVER = /\.(?:torn|tmp)$/;

/**
 * The files, each once, also where a link leads to one of them. What is not there, cannot be listed, or has the name of a log and is no file
 * is among them: that is to be said.
 */
export async function filesToVerify(paths: readonly string[]): Promise<FileToVerify[]> {
  const files = new Map<string, FileToVerify>();
  const add = (path: string, isListed: boolean): void => {
    if (files.get(path)?.isListed !== false) files.set(path, { path, isListed });
  };
  const unreadable = (path: string): void => add(path, false);
  for (const path of paths) {
    const kind = await kindOfPath(path).catch(() => 'file' as const);
    const listed =
      kind === 'file'
        ? []
        : kind === 'directory'
          ? (await filesBelow(path, { isWanted: isLogOrLeftover, unreadable })).sort()
          : await filesMatching(path);
    // What a pattern does not match is not there either.
    if (kind === 'file' || (kind === 'pattern' && listed.length === 0)) add(path, false);
    for (const file of listed) add(file, true);
  }
  return withoutSecondNames([...files.values()]);
}

function isLogOrLeftover(name: string): boolean {
  return isLogName(name.replace(LEFTOVER, ''));
}

/** Leaves out links in directories that lead to files which are looked at anyway, as that to the active file does. */
async function withoutSecondNames(files: readonly FileToVerify[]): Promise<FileToVerify[]> {
  const links = new Set<FileToVerify>();
  for (const file of files) if (file.isListed && (await isLink(file.path))) links.add(file);
  if (links.size === 0) return [...files];
  const known = new Set<string>();
  for (const file of files) if (!links.has(file)) known.add((await identityOf(file.path)) ?? '');
  const kept: FileToVerify[] = [];
  for (const file of files) {
    const identity = links.has(file) ? await identityOf(file.path) : undefined;
    if (identity !== undefined && known.has(identity)) continue;
    if (identity !== undefined) known.add(identity);
    kept.push(file);
  }
  return kept;
}

async function isLink(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined))?.isSymbolicLink() === true;
}

/** Which file a path leads to; nothing where it leads to none that is there. */
async function identityOf(path: string): Promise<string | undefined> {
  const stats = await stat(path, { bigint: true }).catch(() => undefined);
  return stats && `${stats.dev}:${stats.ino}`;
}
