// The files that locks are made of. A claim names its owner; linked to the name of a lock, it is that lock.
import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { join } from 'node:path';
import type { BestEffort } from '../system/best-effort.ts';
import { attempt, call, type FileSystem, lstatIfAny, runSync, type Steps, writeWhole } from '../system/file-system.ts';
import { whyForeign } from '../system/foreign-file.ts';
import { hasNoLinks } from '../system/hard-links.ts';
import { CREATE_NEW, OVERWRITE_OWN, READ_OWN } from '../system/open-flags.ts';
import type { ProcessIdentity, ProcessTable } from '../system/process-identity.ts';
import { hold, isHeld, unhold } from './held-locks.ts';

/** How often the owner of a lock shows that it lives, in milliseconds. */
export const HEARTBEAT = 30_000;
/** How long an owner that cannot be looked up (another host or container) is believed to live without a heartbeat. */
const SILENCE = 4 * HEARTBEAT;
/** How far the clock of another host is believed to be ahead, in milliseconds. */
const FARTHEST_AHEAD = 24 * 3_600_000;
/** Far more than an owner's identity takes. */
const MAXIMUM_LOCK_BYTES = 4096;

/** What a lock file holds. */
export interface LockOwner extends ProcessIdentity {
  /** The name of the exporter that holds the lock: `app` and `app.2` may mean the same file name. */
  readonly exporter: string;
}

/** A lock that is held. */
export interface FileLock {
  /** The user whom the files belong to that this process makes here. */
  readonly uid: number;
  /** Whether the lock is still its own. */
  isHeld(): Steps<boolean>;
  /** Shows that the owner lives; answers whether the lock is still its own. */
  refresh(): Steps<boolean>;
  /** Removes the locks of dead owners that this one took over: what they say of the file is known, and has been dealt with. */
  confirm(): Steps<void>;
  /** Gives the lock up. Those of dead owners stay unless {@link confirm} was called. */
  release(): Steps<void>;
  /**
   * Holds the lock no longer, as a process does that dies. Its file stays, where there is one: it says whose the locked file is, and
   * anybody may take it over.
   */
  forget(): void;
}

/** A file of our own with our identity in it, to be linked to the names of locks. */
export interface Claim {
  readonly path: string;
  /** The user that files made here belong to. */
  readonly uid: number;
  readonly status: LockStatus;
  /** The present, by the clock of the file system (another host's clock may differ from ours). */
  readonly now: number;
}

/** What is to be locked. */
export interface LockTarget {
  /** The path of the lock file. */
  readonly path: string;
  /** The path of what it locks. */
  readonly file: string;
  /** Locks of dead owners that are removed before this one, in this order. */
  readonly removedOnRelease?: readonly string[];
  /** Locks of dead owners that are removed once this one is confirmed. */
  readonly removedOnConfirm?: readonly string[];
  /** Whether the lock stays until the file has been dealt with, also where this process ends: it says whose the file was. */
  readonly staysAtExit?: boolean;
}

/** How the linking of a lock ended. */
export type Linked = { readonly lock: OwnLock } | { readonly failure: NodeJS.ErrnoException };

/** What {@link LockFiles} is made of. */
export interface LockFilesParts {
  readonly directory: string;
  /** The exporter's name. */
  readonly exporter: string;
  readonly processes: ProcessTable;
  readonly bestEffort: BestEffort;
}

/** The claims and locks of one exporter in one directory. */
export class LockFiles {
  readonly directory: string;
  readonly exporter: string;
  readonly processes: ProcessTable;
  readonly #bestEffort: BestEffort;
  // What would be left if the process ended now.
  readonly #claims = new Set<string>();
  readonly #held = new Set<OwnLock>();

  constructor({ directory, exporter, processes, bestEffort }: LockFilesParts) {
    this.directory = directory;
    this.exporter = exporter;
    this.processes = processes;
    this.#bestEffort = bestEffort;
  }

  /** Removes what would be left of this exporter's claims and locks, for the exit of the process. */
  releaseNow(fs: FileSystem): void {
    for (const path of this.#claims) runSync(fs, attempt(call('unlink', path)));
    for (const lock of [...this.#held]) {
      if (!lock.staysAtExit) runSync(fs, attempt(lock.release()));
    }
  }

  /** Does some work with a claim. */
  *withClaim<T>(work: (claim: Claim) => Steps<T>): Steps<T> {
    const claim = yield* this.#makeClaim();
    try {
      return yield* work(claim);
    } finally {
      yield* this.#removeClaim(claim.path);
    }
  }

  /** The user whom the files belong to that this process makes in the directory: on some mounts not the process's own. */
  fileOwner(): Steps<number> {
    return this.withClaim(uidOf);
  }

  *#makeClaim(): Steps<Claim> {
    const { self } = this.processes;
    const unique = `${self.pid}-${self.thread}-${randomBytes(6).toString('hex')}`;
    const path = join(this.directory, `.${this.exporter}.${unique}.claim`);
    const owner: LockOwner = { ...self, exporter: this.exporter };
    this.#claims.add(path);
    try {
      const fd = yield* call('open', path, CREATE_NEW, 0o600);
      try {
        const content = Buffer.from(`${JSON.stringify(owner)}\n`);
        yield* writeWhole(fd, content, content.length);
        const status = yield* call('fstat', fd);
        return { path, uid: status.uid, status, now: status.mtimeMs };
      } finally {
        yield* attempt(call('close', fd));
      }
    } catch (error) {
      yield* this.#removeClaim(path);
      throw error;
    }
  }

  *#removeClaim(path: string): Steps<void> {
    yield* attempt(call('unlink', path));
    this.#claims.delete(path);
  }

  /** Removes a claim, found in the directory, whose process must have died in the middle of its work. */
  *removeOldClaim(fileName: string, claim: Claim): Steps<void> {
    const path = join(this.directory, fileName);
    const stats = yield* lstatIfAny(path);
    if (stats !== undefined && claim.now - stats.mtimeMs > SILENCE) yield* attempt(removeOwn(path, claim.uid));
  }

  /**
   * Links a claim to the name of a lock. `EACCES` may mean that the file system has no links, or that the directory has lost its
   * permissions for a while. So a link is tried once more, after another file could be made in the directory.
   * @throws where no file can be made
   */
  *link(claim: Claim, target: LockTarget): Steps<Linked> {
    const lock = new OwnLock(target, {
      uid: claim.uid,
      status: claim.status,
      self: this.processes.self,
      all: this.#held,
      bestEffort: this.#bestEffort,
    });
    let isLinked = false;
    try {
      let linked = yield* attempt(call('link', claim.path, target.path));
      if ('error' in linked && hasNoLinks(linked.error)) {
        yield* this.fileOwner();
        linked = yield* attempt(call('link', claim.path, target.path));
      }
      isLinked = 'value' in linked;
      return 'value' in linked ? { lock } : { failure: linked.error };
    } finally {
      if (!isLinked) lock.forget();
    }
  }

  /** The names in the directory. */
  list(): Steps<readonly string[]> {
    return call('readdir', this.directory);
  }

  /** Whether the owner of a lock lives. */
  *isLive(path: string, claim: Pick<Claim, 'now'>): Steps<boolean> {
    const stats = yield* lstatIfAny(path);
    // A directory or a link was planted, and is no lock.
    if (stats === undefined || !stats.isFile()) return false;
    const silence = claim.now - stats.mtimeMs;
    // A heartbeat may come from a host whose clock is ahead; but one from far in the future came before a clock was set back.
    const isFresh = silence < SILENCE && silence > -FARTHEST_AHEAD;
    const owner = yield* readOwner(path);
    // Not a lock of ours, or not readable: believed as long as somebody keeps it fresh.
    if (owner === undefined) return isFresh;
    if (isSameThread(owner, this.processes.self)) return isHeld(path);
    return this.processes.isRunning(owner) ?? isFresh;
  }
}

// biome-ignore lint/correctness/useYield: steps that make no call
function* uidOf({ uid }: Claim): Steps<number> {
  return uid;
}

/** By what a lock is known again: its number alone is soon that of another file. */
type LockStatus = Pick<Stats, 'ino' | 'dev' | 'mtimeMs'>;

interface OwnLockParts {
  readonly uid: number;
  readonly status: LockStatus;
  readonly self: ProcessIdentity;
  /** The locks of the exporter, among which this one is while it is held. */
  readonly all: Set<OwnLock>;
  readonly bestEffort: BestEffort;
}

/** A lock of this exporter, from just before it is linked: it counts as held from then on. */
export class OwnLock implements FileLock {
  readonly #target: LockTarget;
  readonly #parts: OwnLockParts;
  // The lock as it was when it was written, or read last: it is not read again at each rotation.
  #seen: LockStatus;

  constructor(target: LockTarget, parts: OwnLockParts) {
    this.#target = target;
    this.#seen = parts.status;
    this.#parts = parts;
    parts.all.add(this);
    hold(target.path, target.file, parts.self);
  }

  get uid(): number {
    return this.#parts.uid;
  }

  get staysAtExit(): boolean {
    return this.#target.staysAtExit === true;
  }

  *isHeld(): Steps<boolean> {
    // Believed to be ours where the disk does not say.
    return (yield* this.#look()) !== 'lost';
  }

  /** What the file of the lock says: that it is ours or not; nothing where it cannot be looked at, or read. */
  *#look(): Steps<'ours' | 'lost' | undefined> {
    const { path } = this.#target;
    const { uid, self } = this.#parts;
    const result = yield* attempt(lstatIfAny(path));
    if ('error' in result) return undefined;
    const stats = result.value;
    if (stats === undefined || whyForeign(stats, uid) !== undefined) return 'lost';
    if (isUnchanged(stats, this.#seen)) return 'ours';
    const owner = yield* readOwner(path);
    if (owner === undefined) return undefined;
    if (!isSameThread(owner, self)) return 'lost';
    this.#seen = stats;
    return 'ours';
  }

  *refresh(): Steps<boolean> {
    if (!(yield* this.isHeld())) return false;
    const { path } = this.#target;
    yield* this.#parts.bestEffort.attempt('heartbeat', beat(path), path);
    return true;
  }

  *confirm(): Steps<void> {
    for (const each of this.#target.removedOnConfirm ?? []) yield* attempt(removeOwn(each, this.uid));
  }

  forget(): void {
    const { all, self } = this.#parts;
    if (all.delete(this)) unhold(this.#target.path, this.#target.file, self);
  }

  /** Counts as held until it is gone: nobody takes it over before, and a process that ends meanwhile releases it again. */
  *release(): Steps<void> {
    const { path, removedOnRelease = [] } = this.#target;
    const { all, uid } = this.#parts;
    if (!all.has(this)) return;
    try {
      for (const each of removedOnRelease) yield* attempt(removeOwn(each, uid));
      // What cannot be read is left: a lock of this thread that it does not hold counts as given up.
      if ((yield* this.#look()) === 'ours') yield* attempt(call('unlink', path));
    } finally {
      this.forget();
    }
  }
}

function isUnchanged(stats: LockStatus, seen: LockStatus): boolean {
  return stats.ino === seen.ino && stats.dev === seen.dev && stats.mtimeMs === seen.mtimeMs;
}

function isSameThread(owner: LockOwner, self: ProcessIdentity): boolean {
  return (['pid', 'thread', 'start', 'namespace'] as const).every((part) => owner[part] === self[part]);
}

/** The owner that a lock file names, where it can be read and names one. */
export function* readOwner(path: string): Steps<LockOwner | undefined> {
  try {
    const fd = yield* call('open', path, READ_OWN, 0);
    try {
      const buffer = Buffer.alloc(MAXIMUM_LOCK_BYTES);
      const length = yield* call('read', fd, buffer, 0, buffer.length, 0);
      return asOwner(JSON.parse(buffer.toString('utf8', 0, length)));
    } finally {
      yield* attempt(call('close', fd));
    }
  } catch {
    return undefined;
  }
}

/** The first byte of every lock, which is JSON. */
const FIRST_BYTE = Buffer.from('{');

/**
 * Has the file system set the time of a lock, by writing its first byte again: our own clock may be minutes off the one by which
 * others tell whether we live.
 */
function* beat(path: string): Steps<void> {
  const fd = yield* call('open', path, OVERWRITE_OWN, 0);
  try {
    yield* call('write', fd, FIRST_BYTE, 0, FIRST_BYTE.length, 0);
  } finally {
    yield* attempt(call('close', fd));
  }
}

/** Removes a file of our own that has served its time; what else may stand under the name stays. */
export function* removeOwn(path: string, uid: number): Steps<void> {
  const stats = yield* lstatIfAny(path);
  if (stats !== undefined && whyForeign(stats, uid) === undefined) yield* call('unlink', path);
}

/** What was read from a lock, where it has the form of an owner: anybody who may write in the directory may have written it. */
function asOwner(value: unknown): LockOwner | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { pid, thread, start, task = '', namespace, exporter } = value as Partial<LockOwner>;
  const isOwner =
    Number.isSafeInteger(pid) &&
    Number.isSafeInteger(thread) &&
    [start, task, namespace, exporter].every((part) => typeof part === 'string');
  return isOwner ? (value as LockOwner) : undefined;
}
