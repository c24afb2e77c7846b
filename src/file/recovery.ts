// Mends at start what earlier processes left behind when they died, before anything new is written.
import type { Stats } from 'node:fs';
import { join } from 'node:path';
import type { FileLocks } from './file-lock.ts';
import type { FileNames, ParsedName } from './file-names.ts';
import { attempt, call, lstatIfAny, type Steps } from './file-system.ts';
import { ForeignFileError, whyForeign } from './foreign-file.ts';
import { endRotation } from './interrupted-rotation.ts';
import type { RotatedNames } from './rotated-names.ts';
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
  /** Ends the whole lines of a file whose process died, before it gets its rotated name. */
  end?(path: string, uid: number): Steps<void>;
  /** Told of what was kept aside. */
  warn(message: string): void;
  /** Told of what stands under a name of ours and is not touched. */
  leftAlone(error: ForeignFileError): void;
}

interface Entry {
  readonly fileName: string;
  readonly path: string;
  readonly parsed: ParsedName;
  readonly stats: Stats;
}

/**
 * Looks through the directory and
 * - ends a rotation that was cut short between the link and the removal of the old name,
 * - gives the active file of a dead process (not the plain one, which is gone on with) its rotated name, without its torn end,
 * - removes half-written archives, empty files, and locks of files that are no longer there.
 *
 * What a live process owns, and what is not exactly of this exporter, is not touched.
 * @returns the rotated files that are not compressed, or whose plain file is still beside its archive, oldest first
 */
export function* recover(parts: RecoveryParts): Steps<string[]> {
  yield* parts.locks.removeLitter((fileName) => {
    const kind = parts.names.parse(fileName)?.kind;
    return kind === undefined || kind === 'active' ? kind : 'finished';
  });
  const entries = yield* listOwnFiles(parts);
  for (const entry of entries) {
    if (entry.parsed.kind === 'temporary') yield* removeTemporary(parts, entry, entry.parsed.stem);
    if (entry.parsed.kind === 'active') yield* settleActive(parts, entry);
  }
  const plain: string[] = [];
  for (const { parsed, path, stats } of yield* listOwnFiles(parts)) {
    if (parsed.kind !== 'rotated' || parsed.suffix !== '') continue;
    if (stats.size === 0) yield* attempt(call('unlink', path));
    // Two names: its owner is just rotating it, and compresses it itself. Taken now, it would be there twice.
    else if (stats.nlink === 1) plain.push(path);
  }
  return plain.sort();
}

/** The regular files of our user whose names are exactly this exporter's. */
function* listOwnFiles({ directory, names, uid, leftAlone }: RecoveryParts): Steps<Entry[]> {
  const entries: Entry[] = [];
  for (const fileName of yield* call('readdir', directory)) {
    const parsed = names.parse(fileName);
    if (parsed === undefined) continue;
    const path = join(directory, fileName);
    const stats = yield* lstatIfAny(path);
    if (stats === undefined) continue;
    const objection = whyForeign(stats, uid);
    if (objection === undefined) entries.push({ fileName, path, parsed, stats });
    else if (parsed.kind !== 'active') leftAlone(new ForeignFileError(path, objection));
  }
  return entries;
}

/** An archive's source is locked while it is compressed: without a live lock the archive was given up half-way. */
function* removeTemporary({ locks }: RecoveryParts, { path }: Entry, stem: string): Steps<void> {
  if ((yield* locks.inspect(stem)) !== 'live') yield* attempt(call('unlink', path));
}

function* settleActive(parts: RecoveryParts, { fileName, parsed, stats }: Entry): Steps<void> {
  const { locks, exporter } = parts;
  const isPlain = parsed.kind === 'active' && parsed.owner === undefined;
  if (isPlain && stats.nlink === 1) return;
  if (!isPlain) {
    // `app.2.jsonl` is the file of process 2 of `app`, or the plain file of `app.2`: only its dead owner's lock can tell.
    const state = yield* locks.inspect(fileName);
    if (state === 'live' || state === 'free' || state.deadOwnerOf !== exporter) return;
  }
  const result = yield* locks.acquire(fileName, true);
  if (result.kind !== 'held') return;
  const path = join(parts.directory, fileName);
  const settled = yield* attempt(settleOwned(parts, path, isPlain, result.lock.uid));
  if ('value' in settled) return yield* result.lock.release();
  // A disk that is full, a file that may not be opened: no reason to write nothing. The next start tries again.
  result.lock.leave();
  parts.warn(`${path}, of a process that died, could not be finished: ${settled.error.message}`);
}

/** With the lock in hand: until then a live owner may have put another file under the name. */
function* settleOwned(parts: RecoveryParts, path: string, isPlain: boolean, uid: number): Steps<void> {
  const stats = yield* lstatIfAny(path);
  if (stats === undefined || whyForeign(stats, uid) !== undefined) return;
  if (yield* endRotation({ ...parts, path, stats, uid })) return;
  if (stats.size === 0 && !isPlain) yield* call('unlink', path);
  else if (!isPlain) yield* finishForDeadOwner(parts, path, stats.mtimeMs, uid);
}

function* finishForDeadOwner(
  { rotatedNames, end, warn }: RecoveryParts,
  path: string,
  lastChange: number,
  uid: number,
): Steps<void> {
  const fragment = yield* cutTornEnd(path, path, uid);
  if (fragment !== undefined) warn(`${path} ended in a torn line, which is kept in ${fragment}`);
  const { size } = yield* call('lstat', path);
  if (size === 0) return yield* call('unlink', path);
  if (end !== undefined) yield* end(path, uid);
  yield* rotatedNames.moveAside(path, lastChange);
}
