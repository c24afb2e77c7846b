// The log files that there are at one moment, though they are written, rotated and compressed meanwhile.
import { stat } from 'node:fs/promises';
import { isErrno } from '../foreign/shape.ts';
import { type FoundFile, listFiles, type OnPathProblem, withoutCopies } from './find-files.ts';
import { isLogReadError } from './log-read-error.ts';
import { isOutOfDescriptors, type OpenedLog, openLog } from './open-log.ts';
import { failedToRead } from './read-failure.ts';
import type { ReadSettings } from './read-options.ts';
import { SpareDescriptors } from './spare-descriptors.ts';

/** The files of one moment. */
export interface LogSnapshot {
  /** Those that may be written and renamed, open: whatever becomes of their names, they are what they were. */
  readonly held: readonly HeldLog[];
  /** Those that are finished: their names stay, but for the suffix of a codec. */
  readonly finished: readonly FoundFile[];
}

/** A file that is open. */
export interface HeldLog {
  readonly found: FoundFile;
  readonly opened: OpenedLog;
}

/** How often the files are listed anew, where one was rotated in between. */
const MOST_TRIES = 20;
/**
 * How many files are held at most: more of them are read by their names. Not where they are followed: they stay open in any case, and of
 * one that was read by its name nobody knows up to where.
 */
const MOST_HELD = 256;

/**
 * Lists the files, opens those that may be rotated at any time, and lists them again: where one was rotated in between, it would be
 * missing, or be there twice.
 * @throws the reason of the signal
 */
export async function takeSnapshot(
  paths: readonly string[],
  onProblem: OnPathProblem,
  { follow, signal }: Pick<ReadSettings, 'follow' | 'signal'>,
): Promise<LogSnapshot> {
  const room: Room = { files: follow ? Number.POSITIVE_INFINITY : MOST_HELD };
  const settings = { follow, signal };
  for (let tries = 1; ; ) {
    const isLast = tries === MOST_TRIES;
    const { files } = room;
    const snapshot = await trySnapshot(paths, room, isLast, onProblem, settings);
    if (snapshot !== undefined) return snapshot;
    if (room.files === files) tries++;
  }
}

/** How many files may be held. */
interface Room {
  files: number;
}

async function trySnapshot(
  paths: readonly string[],
  room: Room,
  isLast: boolean,
  onProblem: OnPathProblem,
  { follow, signal }: Pick<ReadSettings, 'follow' | 'signal'>,
): Promise<LogSnapshot | undefined> {
  const problems: Parameters<OnPathProblem>[0][] = [];
  const held = new Map<string, HeldLog>();
  let isStable = true;
  let isKept = false;
  try {
    const written = (await listFiles(paths, () => undefined)).filter(mayBeRotated);
    const isFull = await hold(written.slice(0, room.files), held, (problem) => problems.push(problem));
    if (follow && (isFull || !(await isRoomBeside(held)))) throw tooFewDescriptors(written.length);
    if (isFull) {
      // Half of the descriptors are left to what else is opened meanwhile.
      room.files = held.size >> 1;
      return undefined;
    }
    const listed = await listFiles(paths, (problem) => problems.push(problem));
    isStable = (await areThere(listed, held, room.files)) && (await haveOtherContent(listed, held));
    if (!isStable && !isLast) return undefined;
    const seen = new Set(written.slice(0, room.files).map(({ key }) => key));
    const distinct = await withoutCopies(listed, signal);
    for (const { opened } of dropCopies(held, listed, distinct)) await opened.handle.close();
    for (const problem of problems) onProblem(problem);
    isKept = true;
    return {
      held: [...held.values()],
      finished: distinct.filter((found) => !mayBeRotated(found) || !seen.has(found.key)),
    };
  } finally {
    if (!isKept) for (const { opened } of held.values()) await opened.handle.close();
  }
}

/** Opens files; answers whether too many are open by then. */
async function hold(
  files: readonly FoundFile[],
  held: Map<string, HeldLog>,
  onProblem: OnPathProblem,
): Promise<boolean> {
  for (const found of files) {
    const opened = await openIfAny(found, onProblem);
    if (opened === 'full') return true;
    if (opened === undefined) continue;
    // Two names of one file: a link to the active file, or a file that is being rotated.
    if (held.has(opened.identity)) await opened.handle.close();
    else held.set(opened.identity, { found, opened });
  }
  return false;
}

async function isRoomBeside(held: ReadonlyMap<string, HeldLog>): Promise<boolean> {
  const [first] = held.values();
  return first === undefined || (await new SpareDescriptors().areBeside(first.found.path, held.size));
}

/** One that is followed stays open: of one that was read by its name, nobody knows up to where, and its records would come twice. */
function tooFewDescriptors(files: number): Error {
  return new Error(
    `${files} files are to be followed and stay open, which is more than may be open at once; raise the limit (ulimit -n), or name fewer`,
  );
}

/** Takes those out of the files that are held of which an archive holds all, and more. */
function dropCopies(
  held: Map<string, HeldLog>,
  listed: readonly FoundFile[],
  distinct: readonly FoundFile[],
): HeldLog[] {
  if (distinct.length === listed.length) return [];
  const [there, kept] = [listed, distinct].map((files) => new Set(files.map(({ path }) => path)));
  const copies = [...held].filter(
    // An empty one may still be written.
    ([, { found, opened }]) => opened.size > 0 && there?.has(found.path) === true && kept?.has(found.path) === false,
  );
  for (const [identity] of copies) held.delete(identity);
  return copies.map(([, log]) => log);
}

/** Whether a plain file has no time in its name: with the next rotation it has another name. */
export function mayBeRotated({ name }: FoundFile): boolean {
  return name.finished === undefined && name.suffix === '';
}

/** Opens a file that is there; `full` where too many files are open. */
async function openIfAny({ path }: FoundFile, onProblem: OnPathProblem): Promise<OpenedLog | 'full' | undefined> {
  try {
    return await openLog(path);
  } catch (error) {
    if (isLogReadError(error)) throw error;
    if (isErrno(error, 'ENOENT')) return undefined;
    if (isOutOfDescriptors(error)) return 'full';
    onProblem(failedToRead(path, error));
    return undefined;
  }
}

/** Whether the files that are held still have their names, and no others have come. */
async function areThere(
  listed: readonly FoundFile[],
  held: ReadonlyMap<string, HeldLog>,
  most: number,
): Promise<boolean> {
  const missing = new Set(held.keys());
  for (const { path } of listed.filter(mayBeRotated).slice(0, most)) {
    const identity = await identityOf(path);
    if (identity === undefined) continue;
    if (!held.has(identity)) return false;
    missing.delete(identity);
  }
  return missing.size === 0;
}

/**
 * Whether no file that is held has a finished name as well. While it is rotated it has both, and by the time that the finished one is read,
 * it may be compressed, and not known again.
 */
async function haveOtherContent(listed: readonly FoundFile[], held: ReadonlyMap<string, HeldLog>): Promise<boolean> {
  const finished = listed.filter(({ name }) => name.finished !== undefined && name.suffix === '');
  const newest = finished
    .sort((a, b) => (b.name.finished ?? 0) - (a.name.finished ?? 0))
    .slice(0, 2 * held.size + LEAST_LOOKED_AT);
  for (const { path } of newest) {
    const identity = await identityOf(path);
    // Gone: it is compressed already.
    if (identity === undefined || held.has(identity)) return false;
  }
  return true;
}

/** A rotation gives the newest name that there is, but for those of other programs. */
const LEAST_LOOKED_AT = 16;

/** Nothing of what is no file, or cannot be looked at: it is not held either. */
async function identityOf(path: string): Promise<string | undefined> {
  try {
    const stats = await stat(path, { bigint: true });
    return stats.isFile() ? `${stats.dev}:${stats.ino}` : undefined;
  } catch {
    return undefined;
  }
}
