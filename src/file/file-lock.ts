// Owning a file: one process at a time, and never for good after a crash.
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { join } from 'node:path';
import { attempt, call, type FileSystem, lstatIfAny, runSync, type Steps, writeWhole } from './file-system.ts';
import { whyForeign } from './foreign-file.ts';
import { hasNoLinks } from './hard-links.ts';
import { hold, holdsLockOf, isHeld, unhold } from './held-locks.ts';
import type { ProcessIdentity, ProcessTable } from './process-identity.ts';

/** How often the owner of a lock shows that it lives, in milliseconds. */
export const HEARTBEAT = 30_000;
/** How long an owner that cannot be looked up (another host or container) is believed to live without a heartbeat. */
const SILENCE = 4 * HEARTBEAT;
/** How far the clock of another host is believed to be ahead, in milliseconds. */
const FARTHEST_AHEAD = 24 * 3_600_000;
/** Far more than an owner's identity takes. */
const MAXIMUM_LOCK_BYTES = 4096;
/** Where nobody gets by taking locks over: only a name that was planted has such a number. */
const LAST_GENERATION = 999_999_999_999_999;

/** What a lock file holds. */
interface LockOwner extends ProcessIdentity {
  /** The name of the exporter that holds the lock: `app` and `app.2` may mean the same file name. */
  readonly exporter: string;
}

/** A lock that is held. */
export interface FileLock {
  /** The user whom the files belong to that this process makes here. */
  readonly uid: number;
  /** Shows that the owner lives; answers whether the lock is still its own. */
  refresh(): Steps<boolean>;
  /** Gives the lock up. */
  release(): Steps<void>;
  /** Gives the lock up as a process does that dies: it stays, for anybody to take over, and tells whose the file is. */
  leave(): void;
}

/** How an attempt to lock ended. */
export type LockResult =
  | { readonly kind: 'held'; readonly lock: FileLock }
  /** Another live process, thread or exporter has it. */
  | { readonly kind: 'busy' }
  /** The file system has no hard links, on which the lock rests. */
  | { readonly kind: 'unsupported'; readonly error: Error };

/** What is known of a lock without taking it. */
export type LockState = 'free' | 'live' | { readonly deadOwnerOf: string };

/**
 * The locks of one exporter in one directory.
 *
 * The lock of `app.jsonl` is the file `.app.jsonl.<generation>.lock`. Linking a finished file to that name is atomic and
 * fails where the name exists, so a generation has one owner. A lock whose owner died is taken over by linking the next
 * generation, which again only one can do; then the older ones are removed. Who finds another live owner after its own link gives up.
 */
export class FileLocks {
  readonly #directory: string;
  readonly #exporter: string;
  readonly #processes: ProcessTable;
  // What would be left if the process ended now.
  readonly #claims = new Set<string>();
  readonly #held = new Set<HeldLock>();
  readonly #deaths = new Set<string>();

  constructor(directory: string, exporter: string, processes: ProcessTable) {
    this.#directory = directory;
    this.#exporter = exporter;
    this.#processes = processes;
  }

  /** The names of the files whose owners were found dead, because their locks were taken over here. */
  get deaths(): ReadonlySet<string> {
    return this.#deaths;
  }

  /** Whether another exporter of this thread holds the lock of a file, as far as is known without a look. */
  isHeldHere(fileName: string): boolean {
    return holdsLockOf(join(this.#directory, fileName), this.#processes.self);
  }

  /**
   * Tries to lock a file of the directory, given by its name.
   * @param isOfTheDead whether the lock is to tell whose the file was as long as it is not settled, also where this process ends
   */
  *acquire(fileName: string, isOfTheDead = false): Steps<LockResult> {
    const claim = yield* this.#makeClaim();
    try {
      for (;;) {
        const result = yield* this.#tryToLink(fileName, claim, isOfTheDead);
        if (result !== undefined) return result;
      }
    } finally {
      yield* this.#removeClaim(claim);
    }
  }

  /** Removes what would be left of this exporter's locks, for the exit of the process. */
  releaseNow(fs: FileSystem): void {
    for (const path of this.#claims) runSync(fs, attempt(call('unlink', path)));
    for (const lock of [...this.#held]) {
      if (!lock.isOfTheDead) runSync(fs, attempt(lock.release()));
    }
  }

  /** Links the claim to the next generation's name; nothing where another did so at the same moment. */
  *#tryToLink(fileName: string, claim: Claim, isOfTheDead: boolean): Steps<LockResult | undefined> {
    const locks = yield* this.#list(fileName);
    for (const { path } of locks) {
      if (yield* this.#isLive(path, claim)) return { kind: 'busy' };
    }
    const generation = (locks.at(-1)?.generation ?? 0) + 1;
    if (generation > LAST_GENERATION) return { kind: 'busy' };
    const path = this.#path(fileName, generation);
    const file = join(this.#directory, fileName);
    const lock = new HeldLock({ path, file, uid: claim.uid, self: this.#processes.self, isOfTheDead, all: this.#held });
    const failure = yield* this.#whyNotLinked(claim, path);
    if (failure !== undefined) {
      lock.leave();
      if (failure.code === 'EEXIST') return undefined;
      if (hasNoLinks(failure)) return { kind: 'unsupported', error: failure };
      throw failure;
    }
    if (yield* this.#isBeaten(fileName, path, claim)) {
      yield* lock.release();
      return { kind: 'busy' };
    }
    if (locks.length > 0) this.#deaths.add(fileName);
    for (const older of locks) yield* attempt(removeOwn(older.path, claim.uid));
    return { kind: 'held', lock };
  }

  /**
   * Links a claim; answers why that failed, where it did. A directory that loses its permissions for a while refuses a link as a
   * file system may that has none (`EACCES`): the answer is that of a second try, after another file could be made in it.
   */
  *#whyNotLinked(claim: Claim, path: string): Steps<NodeJS.ErrnoException | undefined> {
    const linked = yield* attempt(call('link', claim.path, path));
    if ('value' in linked) return undefined;
    if (!hasNoLinks(linked.error)) return linked.error;
    yield* this.fileOwner();
    const again = yield* attempt(call('link', claim.path, path));
    return 'value' in again ? undefined : again.error;
  }

  /** Looks at the lock of a file, given by its name. */
  *inspect(fileName: string): Steps<LockState> {
    const locks = yield* this.#list(fileName);
    if (locks.length === 0) return 'free';
    const claim = yield* this.#makeClaim();
    try {
      return yield* this.#stateOf(locks, claim);
    } finally {
      yield* this.#removeClaim(claim);
    }
  }

  /**
   * As {@link inspect}, but nothing is written to the directory for it.
   * @param now the present, by a clock that should be that of the file system
   */
  *observe(fileName: string, now: number): Steps<LockState> {
    const locks = yield* this.#list(fileName);
    return locks.length === 0 ? 'free' : yield* this.#stateOf(locks, { now });
  }

  *#stateOf(locks: readonly { path: string }[], claim: Pick<Claim, 'now'>): Steps<LockState> {
    let deadOwnerOf = '';
    for (const { path } of locks) {
      if (yield* this.#isLive(path, claim)) return 'live';
      deadOwnerOf = (yield* readOwner(path))?.exporter ?? deadOwnerOf;
    }
    return { deadOwnerOf };
  }

  /** The user whom the files belong to that this process makes in the directory: on some mounts not the process's own. */
  *fileOwner(): Steps<number> {
    const claim = yield* this.#makeClaim();
    yield* this.#removeClaim(claim);
    return claim.uid;
  }

  /**
   * Removes what dead processes left: claims, and their locks, but for those of active files that are there, which tell whose
   * these were.
   * @param kindOf what a file name is to this exporter; nothing where it is none of its own
   */
  *removeLitter(kindOf: (fileName: string) => 'active' | 'finished' | undefined): Steps<void> {
    const claim = yield* this.#makeClaim();
    try {
      for (const entry of yield* call('readdir', this.#directory)) {
        const [, fileName] = /^\.(.+)\.[1-9]\d*\.lock$/.exec(entry) ?? [];
        const kind = fileName === undefined ? undefined : kindOf(fileName);
        if (fileName !== undefined && kind !== undefined) yield* this.#removeDead(fileName, kind);
        if (!entry.startsWith(`.${this.#exporter}.`) || !/\.\d+-\d+-[0-9a-f]{12}\.claim$/.test(entry)) continue;
        const path = join(this.#directory, entry);
        const stats = yield* lstatIfAny(path);
        if (stats !== undefined && claim.now - stats.mtimeMs > SILENCE) yield* attempt(removeOwn(path, claim.uid));
      }
    } finally {
      yield* this.#removeClaim(claim);
    }
  }

  /** Takes the lock of a file, which removes those of dead owners, and gives it up. */
  *#removeDead(fileName: string, kind: 'active' | 'finished'): Steps<void> {
    if (kind === 'active' && (yield* lstatIfAny(join(this.#directory, fileName))) !== undefined) return;
    const result = yield* this.acquire(fileName);
    if (result.kind === 'held') yield* result.lock.release();
  }

  /** A file of our own with our identity in it, to be linked to the lock's name. */
  *#makeClaim(): Steps<Claim> {
    const { self } = this.#processes;
    const unique = `${self.pid}-${self.thread}-${randomBytes(6).toString('hex')}`;
    const path = join(this.#directory, `.${this.#exporter}.${unique}.claim`);
    const owner: LockOwner = { ...self, exporter: this.#exporter };
    this.#claims.add(path);
    const fd = yield* call('open', path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
    try {
      const content = Buffer.from(`${JSON.stringify(owner)}\n`);
      yield* writeWhole(fd, content, content.length);
      const { uid, mtimeMs } = yield* call('fstat', fd);
      return { path, uid, now: mtimeMs };
    } catch (error) {
      yield* this.#removeClaim({ path });
      throw error;
    } finally {
      yield* attempt(call('close', fd));
    }
  }

  *#removeClaim({ path }: Pick<Claim, 'path'>): Steps<void> {
    yield* attempt(call('unlink', path));
    this.#claims.delete(path);
  }

  /** The lock files of a file, oldest generation first. */
  *#list(fileName: string): Steps<{ generation: number; path: string }[]> {
    const prefix = `.${fileName}.`;
    const generations: number[] = [];
    for (const entry of yield* call('readdir', this.#directory)) {
      if (!entry.startsWith(prefix) || !entry.endsWith('.lock')) continue;
      const generation = entry.slice(prefix.length, -'.lock'.length);
      if (/^[1-9]\d{0,14}$/.test(generation)) generations.push(Number(generation));
    }
    return generations
      .sort((a, b) => a - b)
      .map((generation) => ({ generation, path: this.#path(fileName, generation) }));
  }

  /**
   * Whether, after our link, another live owner shows: our look at the directory had missed it. Of two that find each other
   * both give up, and neither writes where the other does.
   */
  *#isBeaten(fileName: string, path: string, claim: Claim): Steps<boolean> {
    for (const other of yield* this.#list(fileName)) {
      if (other.path !== path && (yield* this.#isLive(other.path, claim))) return true;
    }
    return false;
  }

  *#isLive(path: string, claim: Pick<Claim, 'now'>): Steps<boolean> {
    const stats = yield* lstatIfAny(path);
    // What is no file was planted, and is no lock.
    if (stats === undefined || !stats.isFile()) return false;
    const silence = claim.now - stats.mtimeMs;
    // A heartbeat may come from a host whose clock is ahead; but one from far in the future came before a clock was set back.
    const isFresh = silence < SILENCE && silence > -FARTHEST_AHEAD;
    const owner = yield* readOwner(path);
    // Not a lock of ours, or not readable: believed as long as somebody keeps it fresh.
    if (owner === undefined) return isFresh;
    if (isSameThread(owner, this.#processes.self)) return isHeld(path);
    return this.#processes.isRunning(owner) ?? isFresh;
  }

  #path(fileName: string, generation: number): string {
    return join(this.#directory, `.${fileName}.${generation}.lock`);
  }
}

interface Claim {
  readonly path: string;
  /** The user that files made here belong to. */
  readonly uid: number;
  /** The present, by the clock of the file system (another host's clock may differ from ours). */
  readonly now: number;
}

interface HeldLockParts {
  readonly path: string;
  /** The path of what is locked. */
  readonly file: string;
  readonly uid: number;
  readonly self: ProcessIdentity;
  readonly isOfTheDead: boolean;
  /** The locks of the exporter, among which this one is while it is held. */
  readonly all: Set<HeldLock>;
}

/** A lock from just before it is linked. */
class HeldLock implements FileLock {
  readonly #path: string;
  readonly #file: string;
  readonly #self: ProcessIdentity;
  readonly #all: Set<HeldLock>;
  readonly uid: number;
  readonly isOfTheDead: boolean;

  constructor({ path, file, uid, self, isOfTheDead, all }: HeldLockParts) {
    this.#path = path;
    this.#file = file;
    this.#self = self;
    this.#all = all;
    this.uid = uid;
    this.isOfTheDead = isOfTheDead;
    all.add(this);
    hold(path, file, self);
  }

  *refresh(): Steps<boolean> {
    const result = yield* attempt(lstatIfAny(this.#path));
    // Believed where the disk does not say.
    if ('error' in result) return true;
    if (result.value === undefined || whyForeign(result.value, this.uid) !== undefined) return false;
    const owner = yield* readOwner(this.#path);
    if (owner !== undefined && !isSameThread(owner, this.#self)) return false;
    const now = new Date();
    yield* attempt(call('utimes', this.#path, now, now));
    return true;
  }

  leave(): void {
    if (this.#all.delete(this)) unhold(this.#path, this.#file, this.#self);
  }

  /** Held until it is gone: a process that ends meanwhile releases it again, and nobody takes it over before. */
  *release(): Steps<void> {
    if (!this.#all.has(this)) return;
    try {
      const owner = yield* readOwner(this.#path);
      // What cannot be read is left: a lock of this thread that it does not hold counts as given up.
      if (owner !== undefined && isSameThread(owner, this.#self)) yield* attempt(removeOwn(this.#path, this.uid));
    } finally {
      this.leave();
    }
  }
}

function isSameThread(owner: LockOwner, self: ProcessIdentity): boolean {
  return (['pid', 'thread', 'start', 'namespace'] as const).every((part) => owner[part] === self[part]);
}

/** The owner that a lock file names, where it can be read and names one. */
function* readOwner(path: string): Steps<LockOwner | undefined> {
  try {
    const fd = yield* call('open', path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK, 0);
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

/** Removes a file of our own that has served its time; what else may stand under the name stays. */
function* removeOwn(path: string, uid: number): Steps<void> {
  const stats = yield* lstatIfAny(path);
  if (stats !== undefined && whyForeign(stats, uid) === undefined) yield* call('unlink', path);
}

/** What was read from a lock, where it is what a lock holds: anybody who may write in the directory may have written it. */
function asOwner(value: unknown): LockOwner | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { pid, thread, start, task = '', namespace, exporter } = value as Partial<LockOwner>;
  const isOwner =
    Number.isSafeInteger(pid) &&
    Number.isSafeInteger(thread) &&
    [start, task, namespace, exporter].every((part) => typeof part === 'string');
  return isOwner ? (value as LockOwner) : undefined;
}
