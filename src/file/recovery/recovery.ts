// Mends at start what earlier processes left when they died, while new records are written already.
import type { Stats } from 'node:fs';
import { join } from 'node:path';
import { type FileLocks, LockListing } from '../lock/take-lock.ts';
import type { FileNames } from '../naming/file-names.ts';
import type { RotatedNames } from '../naming/rotated-names.ts';
import type { BestEffort } from '../system/best-effort.ts';
import { attempt, call, lstatIfAny, type Steps } from '../system/file-system.ts';
import { ForeignFileError, whyForeign } from '../system/foreign-file.ts';
import { endRotation } from './interrupted-rotation.ts';
import { cutTornEnd } from './torn-end.ts';

/** What {@link recover} works on. */
export interface RecoveryParts {
  readonly directory: string;
  /** The exporter's name. */
  readonly exporter: string;
  readonly names: FileNames;
  readonly rotatedNames: RotatedNames;
  readonly locks: FileLocks;
  /** The user whom our files belong to in the directory. */
  readonly uid: number;
  readonly bestEffort: BestEffort;
  /** Writes what ends a file whose process died, before it gets its rotated name. */
  end?(path: string, uid: number): Steps<void>;
  /** Called with what was cut off and kept. */
  warn(message: string): void;
  /** Called with what stands under a name of ours and is not touched. */
  leftAlone(error: ForeignFileError): void;
}

/**
 * Looks through the directory and
 * - ends a rotation that was cut short between the link and the removal of the old name,
 * - gives the active file of a dead process (not the plain one, which is continued) its rotated name, without its torn end,
 * - removes half-written archives, and locks of files that are no longer there.
 *
 * Files of a live process, and names that are not exactly this exporter's, are not touched. What cannot be mended stays as it is.
 */
export function* recover(parts: RecoveryParts): Steps<void> {
  const { names, locks } = parts;
  const listing = yield* call('readdir', parts.directory);
  const kindOf = (fileName: string) => {
    const kind = names.parse(fileName)?.kind;
    return kind === undefined || kind === 'active' ? kind : 'finished';
  };
  const found = LockListing.of(listing);
  yield* contained(parts, parts.directory, locks.removeLitter(listing, kindOf));
  for (const fileName of listing) {
    const parsed = names.parse(fileName);
    if (parsed === undefined) continue;
    const path = join(parts.directory, fileName);
    if (parsed.kind === 'temporary') yield* contained(parts, path, removeTemporary(parts, path, parsed.stem, found));
    if (parsed.kind === 'active')
      yield* contained(parts, path, mendActive(parts, fileName, parsed.owner === undefined, found));
  }
}

/** A failure at one file does not keep the others from being mended. The next start tries again. */
function* contained({ warn }: RecoveryParts, path: string, steps: Steps<void>): Steps<void> {
  const done = yield* attempt(steps);
  if ('error' in done) warn(`${path}, of a process that died, could not be finished: ${done.error.message}`);
}

/** An archive's source is locked while it is compressed: without a live lock the archive was given up half-way. */
function* removeTemporary(parts: RecoveryParts, path: string, stem: string, listing: LockListing): Steps<void> {
  const { locks, uid, leftAlone } = parts;
  const stats = yield* lstatIfAny(path);
  if (stats === undefined) return;
  const objection = whyForeign(stats, uid);
  if (objection !== undefined) leftAlone(new ForeignFileError(path, objection));
  else if ((yield* locks.inspect(stem, listing)) !== 'live') yield* attempt(call('unlink', path));
}

function* mendActive(parts: RecoveryParts, fileName: string, isPlain: boolean, listing: LockListing): Steps<void> {
  const { locks, exporter, directory, uid } = parts;
  if (locks.isHeldHere(fileName)) return;
  const path = join(directory, fileName);
  const stats = yield* lstatIfAny(path);
  if (stats === undefined || whyForeign(stats, uid) !== undefined) return;
  // Whoever takes the plain name looks at its file. Only where it stands under two names is it mended here too.
  if (isPlain && stats.nlink === 1) return;
  if (!isPlain) {
    // `app.2.jsonl` is the file of process 2 of `app`, or the plain file of `app.2`: only its dead owner's lock says which.
    const state = yield* locks.inspect(fileName, listing);
    if (state === 'live' || state === 'free' || state.deadOwnerOf !== exporter) return;
  }
  const result = yield* locks.acquire(fileName, { listing, staysAtExit: true });
  if (result.kind !== 'held') return;
  const mended = yield* attempt(mendOwned(parts, path, isPlain, result.lock.uid));
  // From here on our own lock says whose it was.
  yield* result.lock.confirm();
  if ('value' in mended) return yield* result.lock.release();
  // A disk that is full, a file that may not be opened. The next start tries again.
  result.lock.forget();
  throw mended.error;
}

/** Mends a file whose lock we hold. Looks at it anew: before that, a live owner may have put another file under the name. */
function* mendOwned(parts: RecoveryParts, path: string, isPlain: boolean, uid: number): Steps<void> {
  const stats = yield* lstatIfAny(path);
  if (stats === undefined || whyForeign(stats, uid) !== undefined) return;
  if (yield* endRotation({ ...parts, path, stats, uid })) return;
  if (stats.size === 0 && !isPlain) yield* call('unlink', path);
  else if (!isPlain) yield* finishForDeadOwner(parts, path, stats, uid);
}

function* finishForDeadOwner(parts: RecoveryParts, path: string, { mtimeMs }: Stats, uid: number): Steps<void> {
  const { rotatedNames, bestEffort, end, warn } = parts;
  const fragment = yield* cutTornEnd(path, () => rotatedNames.next(mtimeMs), uid, bestEffort);
  if (fragment !== undefined) warn(`${path} ended in a torn line, which is kept in ${fragment}`);
  const { size } = yield* call('lstat', path);
  if (size === 0) return yield* call('unlink', path);
  if (end !== undefined) yield* end(path, uid);
  yield* rotatedNames.giveRotatedName(path, mtimeMs);
}
