// A process died between the two steps of a rotation: its file has both the new name and the old one.
import type { Stats } from 'node:fs';
import { join } from 'node:path';
import type { FileNames } from '../naming/file-names.ts';
import { isArchived } from '../naming/rotated-names.ts';
import type { BestEffort } from '../system/best-effort.ts';
import { call, lstatIfAny, type Steps } from '../system/file-system.ts';
import { cutTornEnd } from './torn-end.ts';

/** The active file of a dead process, whose lock the caller holds. */
export interface InterruptedFile {
  readonly directory: string;
  readonly names: FileNames;
  readonly path: string;
  readonly stats: Stats;
  /** The user whom our files belong to here; nothing where that is not known. */
  readonly uid: number | undefined;
  readonly bestEffort: BestEffort;
  /** Called with what was cut off and kept. */
  warn(message: string): void;
}

/**
 * Ends an interrupted rotation: only the rotated name is left. Where an archive has that name, it is another file's: two processes had
 * chosen the same, and this one died before it could give it back. Then the old name is left.
 * @returns whether the rotation had got so far that only the rotated name is left now
 */
export function* endRotation(file: InterruptedFile): Steps<boolean> {
  const { directory, names, path, stats, uid, bestEffort, warn } = file;
  const rotatedPath = yield* rotatedNameOf(stats, directory, names);
  if (rotatedPath === undefined) return false;
  if (yield* isArchived(rotatedPath, names)) {
    yield* call('unlink', rotatedPath);
    return false;
  }
  // The process may have continued to write under the old name, because it could not remove it.
  const fragment = yield* cutTornEnd(path, () => known(rotatedPath), uid, bestEffort);
  if (fragment !== undefined) warn(`${rotatedPath} ended in a torn line, which is kept in ${fragment}`);
  yield* call('unlink', path);
  return true;
}

function* rotatedNameOf({ nlink, ino, dev }: Stats, directory: string, names: FileNames): Steps<string | undefined> {
  if (nlink < 2) return undefined;
  const listing = yield* call('readdir', directory);
  // Nearly always it is the newest.
  const newestFirst = listing
    .filter((fileName) => names.parse(fileName)?.kind === 'rotated')
    .sort()
    .reverse();
  for (const fileName of newestFirst) {
    const path = join(directory, fileName);
    const stats = yield* lstatIfAny(path);
    if (stats?.ino === ino && stats.dev === dev) return path;
  }
  return undefined;
}

// biome-ignore lint/correctness/useYield: steps that make no call
function* known(path: string): Steps<string> {
  return path;
}
