// Paths, directories and patterns -> the files that a verification looks at: logs, and what crashes leave beside them.
import { filesBelow, filesMatching, kindOfPath } from '../read/bytes/given-path.ts';
import { isLogName } from '../read/bytes/log-names.ts';
import type { FileToVerify } from './verify-logs.ts';

const LEFTOVER = /\.(?:torn|tmp)$/;

/** The files, each once. What is not there, or cannot be listed, is among them: that is to be said. */
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
          ? (await filesBelow(path, { isWanted, unreadable })).sort()
          : await filesMatching(path);
    if (kind === 'file') add(path, false);
    for (const file of listed) add(file, true);
  }
  return [...files.values()];
}

function isWanted(name: string, isLink: boolean): boolean {
  return !isLink && isLogName(name.replace(LEFTOVER, ''));
}
