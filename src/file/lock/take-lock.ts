// Owning a file: one process at a time, and no longer than it lives.
import { join } from 'node:path';
import { isRefusal } from '../system/best-effort.ts';
import { attempt, type FileSystem, lstatIfAny, type Steps } from '../system/file-system.ts';
import { hasNoLinks } from '../system/hard-links.ts';
import { holdsLockOf } from './held-locks.ts';
import { type Claim, type FileLock, LockFiles, type LockFilesParts, readOwner, removeOwn } from './lock-files.ts';

/** A generation that taking locks over never reaches: only a name that was planted has it. */
const LAST_GENERATION = 999_999_999_999_999;
/** The most locks of one finished file: not that many processes die while they compress it. */
const MOST_WORKERS = 1000;

/** How an attempt to lock ended. */
export type LockResult =
  | { readonly kind: 'held'; readonly lock: FileLock }
  /** Another live process, thread or exporter has it. */
  | { readonly kind: 'busy' }
  /** The file system has no hard links, or the directory may not be listed. Locks need both. */
  | { readonly kind: 'unsupported'; readonly error: Error };

/** What is known of a lock without taking it. */
export type LockState = 'free' | 'live' | { readonly deadOwnerOf: string };

const listings = new WeakMap<readonly string[], LockListing>();

/** The locks in a directory, as they were when it was listed. */
export class LockListing {
  readonly #generations = new Map<string, number[]>();

  /** The locks among the names in a directory: read once for all who have the same list of them. */
  static of(listing: readonly string[]): LockListing {
    let known = listings.get(listing);
    if (known === undefined) {
      known = new LockListing(listing);
      listings.set(listing, known);
    }
    return known;
  }

  /** @param listing the names in the directory */
  constructor(listing: readonly string[]) {
    for (const entry of listing) {
      if (!entry.endsWith(LOCK_END)) continue;
      // Not by an expression: in a directory of a thousand loggers, each looks at the locks of all.
      const end = entry.length - LOCK_END.length;
      const dot = entry.lastIndexOf('.', end - 1);
      const generation = entry.slice(dot + 1, end);
      if (dot < 2 || !entry.startsWith('.') || !GENERATION.test(generation)) continue;
      const fileName = entry.slice(1, dot);
      const generations = this.#generations.get(fileName);
      if (generations === undefined) this.#generations.set(fileName, [Number(generation)]);
      else generations.push(Number(generation));
    }
  }

  /** The names of the files that have locks. */
  get fileNames(): Iterable<string> {
    return this.#generations.keys();
  }

  /** Whether a file has locks. */
  has(fileName: string): boolean {
    return this.#generations.has(fileName);
  }

  /** The generations of a file's locks, oldest first. */
  of(fileName: string): readonly number[] {
    return (this.#generations.get(fileName) ?? []).sort((a, b) => a - b);
  }
}

/** How to lock an active file. */
export interface AcquireOptions {
  /** The locks in the directory, where it was listed just now. */
  readonly listing?: LockListing | undefined;
  /** Whether the lock stays until the file has been dealt with, also where this process ends: it says whose the file was. */
  readonly staysAtExit?: boolean;
}

/**
 * The locks of one exporter in one directory.
 *
 * The lock of `app.jsonl` is the file `.app.jsonl.<generation>.lock`. Linking a finished file to that name is atomic and
 * fails where the name exists, so a generation has one owner. A lock whose owner died is taken over by linking the next
 * generation, which again only one can do.
 *
 * Of an active file the older locks are removed once what they say has been dealt with, so its generations are found by listing
 * the directory. Who finds another live owner after its own link gives up.
 *
 * Finished files are many, and the directory is not listed for each of them. Their older locks stay until the newest is released,
 * and are then removed first. So the generations have no gap while a file is locked, and are found one by one from the first.
 */
export class FileLocks {
  readonly #files: LockFiles;
  readonly #deaths = new Set<string>();

  constructor(parts: LockFilesParts) {
    this.#files = new LockFiles(parts);
  }

  /** The names of the active files whose owners were found dead, because their locks were taken over here. */
  get deaths(): ReadonlySet<string> {
    return this.#deaths;
  }

  /** Removes what would be left of this exporter's locks, for the exit of the process. */
  releaseNow(fs: FileSystem): void {
    this.#files.releaseNow(fs);
  }

  /** Whether an exporter of this thread holds the lock of a file; the directory is not looked at. */
  isHeldHere(fileName: string): boolean {
    return holdsLockOf(this.#pathOf(fileName), this.#files.processes.self);
  }

  /** Tries to lock an active file, given by its name. */
  acquire(fileName: string, options: AcquireOptions = {}): Steps<LockResult> {
    return this.#files.withClaim((claim) => this.#acquireWith(claim, fileName, options));
  }

  *#acquireWith(claim: Claim, fileName: string, { listing, staysAtExit = false }: AcquireOptions): Steps<LockResult> {
    for (let names = listing; ; names = undefined) {
      const result = yield* this.#tryToLink(fileName, claim, staysAtExit, names);
      if (result !== undefined) return result;
    }
  }

  /** Links the claim to the next generation's name; nothing where another did so at the same moment. */
  *#tryToLink(
    fileName: string,
    claim: Claim,
    staysAtExit: boolean,
    listing: LockListing | undefined,
  ): Steps<LockResult | undefined> {
    const listed = yield* attempt(this.#list(fileName, listing));
    if ('error' in listed) {
      if (isRefusal(listed.error)) return { kind: 'unsupported', error: listed.error };
      throw listed.error;
    }
    const locks = listed.value;
    for (const { path } of locks) {
      if (yield* this.#files.isLive(path, claim)) return { kind: 'busy' };
    }
    const generation = (locks.at(-1)?.generation ?? 0) + 1;
    if (generation > LAST_GENERATION) return { kind: 'busy' };
    const path = this.#lockPath(fileName, generation);
    const removedOnConfirm = locks.map((each) => each.path);
    const linked = yield* this.#files.link(claim, {
      path,
      file: this.#pathOf(fileName),
      staysAtExit,
      removedOnConfirm,
    });
    if ('failure' in linked) return failed(linked.failure);
    if (yield* this.#isBeaten(fileName, path, claim)) {
      yield* linked.lock.release();
      return { kind: 'busy' };
    }
    if (locks.length > 0) this.#deaths.add(fileName);
    return { kind: 'held', lock: linked.lock };
  }

  /**
   * Whether there is another live owner after our link: the first look at the directory had missed it. Two that find each other both
   * give up, so that they never write to one file.
   */
  *#isBeaten(fileName: string, path: string, claim: Claim): Steps<boolean> {
    for (const other of yield* this.#list(fileName)) {
      if (other.path !== path && (yield* this.#files.isLive(other.path, claim))) return true;
    }
    return false;
  }

  /**
   * Looks at the lock of a file, given by its name.
   * @param listing the locks in the directory, where it was listed just now
   */
  *inspect(fileName: string, listing?: LockListing): Steps<LockState> {
    const locks = yield* this.#list(fileName, listing);
    if (locks.length === 0) return 'free';
    return yield* this.#files.withClaim((claim) => this.#stateOf(locks, claim));
  }

  /**
   * As {@link inspect}, but nothing is written to the directory for it.
   * @param now the present, by a clock that should be that of the file system
   */
  *observe(fileName: string, now: number): Steps<LockState> {
    const locks = yield* this.#list(fileName);
    return locks.length === 0 ? 'free' : yield* this.#stateOf(locks, { now });
  }

  /** Tries to lock a finished file, given by its name. */
  acquireFinished(fileName: string): Steps<LockResult> {
    const self = this;
    return this.#files.withClaim(function* (claim) {
      for (;;) {
        const result = yield* self.#tryToLinkFinished(fileName, claim);
        if (result !== undefined) return result;
      }
    });
  }

  *#tryToLinkFinished(fileName: string, claim: Claim): Steps<LockResult | undefined> {
    const older = yield* this.#existing(fileName);
    if (older.length >= MOST_WORKERS || (yield* this.#hasLive(older, claim))) return { kind: 'busy' };
    const path = this.#lockPath(fileName, older.length + 1);
    const linked = yield* this.#files.link(claim, { path, file: this.#pathOf(fileName), removedOnRelease: older });
    if ('failure' in linked) return failed(linked.failure);
    // Others may have come and gone since we looked: the older locks must still be there, and the owner of none may live.
    const now = yield* this.#existing(fileName);
    const others = now.filter((each) => each !== path);
    if (older.every((each) => now.includes(each)) && !(yield* this.#hasLive(others, claim))) {
      // After ours: left by a process that died while it released its own.
      for (const each of now.slice(older.length + 1)) yield* attempt(removeOwn(each, claim.uid));
      return { kind: 'held', lock: linked.lock };
    }
    // Only our own: somebody may count on the others.
    yield* attempt(removeOwn(path, claim.uid));
    linked.lock.forget();
    return { kind: 'busy' };
  }

  /** The lock files of a finished file, from the first up to where one is missing. */
  *#existing(fileName: string): Steps<string[]> {
    const paths: string[] = [];
    while (paths.length < MOST_WORKERS) {
      const path = this.#lockPath(fileName, paths.length + 1);
      if ((yield* lstatIfAny(path)) === undefined) break;
      paths.push(path);
    }
    return paths;
  }

  *#hasLive(paths: readonly string[], claim: Claim): Steps<boolean> {
    for (const path of paths) if (yield* this.#files.isLive(path, claim)) return true;
    return false;
  }

  *#stateOf(locks: readonly { path: string }[], claim: Pick<Claim, 'now'>): Steps<LockState> {
    let deadOwnerOf = '';
    for (const { path } of locks) {
      if (yield* this.#files.isLive(path, claim)) return 'live';
      deadOwnerOf = (yield* readOwner(path))?.exporter ?? deadOwnerOf;
    }
    return { deadOwnerOf };
  }

  /** The user whom the files belong to that this process makes in the directory: on some mounts not the process's own. */
  fileOwner(): Steps<number> {
    return this.#files.fileOwner();
  }

  /**
   * Removes what dead processes left: claims and locks. The locks of active files that are there stay: they say whose these were.
   * @param listing the names in the directory
   * @param kindOf what a file name is to this exporter; nothing where it is none of its own
   */
  *removeLitter(
    listing: readonly string[],
    kindOf: (fileName: string) => 'active' | 'finished' | undefined,
  ): Steps<void> {
    const own = `.${this.#files.exporter}.`;
    const names = new Set(listing);
    const locks = LockListing.of(listing);
    for (const fileName of locks.fileNames) {
      const kind = kindOf(fileName);
      if (kind === 'finished') yield* this.#removeDeadOfFinished(fileName, locks);
      if (kind === 'active' && !names.has(fileName)) yield* this.#removeDead(fileName, locks);
    }
    const claims = listing.filter((entry) => entry.startsWith(own) && CLAIM.test(entry));
    if (claims.length === 0) return;
    const files = this.#files;
    yield* files.withClaim(function* (claim) {
      for (const entry of claims) yield* files.removeOldClaim(entry, claim);
    });
  }

  /** Takes the lock of an active file that is not there, which removes those of dead owners, and gives it up. */
  *#removeDead(fileName: string, listing: LockListing): Steps<void> {
    if ((yield* lstatIfAny(this.#pathOf(fileName))) === undefined) {
      yield* this.#release(yield* this.acquire(fileName, { listing }));
    }
  }

  /** Removes also those after a gap, which a process left that died while it released its own. */
  *#removeDeadOfFinished(fileName: string, listing: LockListing): Steps<void> {
    const result = yield* this.acquireFinished(fileName);
    if (result.kind !== 'held') return;
    const files = this.#files;
    const others = listing.of(fileName).map((generation) => this.#lockPath(fileName, generation));
    yield* files.withClaim(function* (claim) {
      for (const path of others) if (!(yield* files.isLive(path, claim))) yield* attempt(removeOwn(path, claim.uid));
    });
    yield* result.lock.release();
  }

  *#release(result: LockResult): Steps<void> {
    if (result.kind !== 'held') return;
    yield* result.lock.confirm();
    yield* result.lock.release();
  }

  /** The lock files of an active file, oldest generation first. */
  *#list(fileName: string, listing?: LockListing): Steps<{ generation: number; path: string }[]> {
    const locks = listing ?? new LockListing(yield* this.#files.list());
    return locks.of(fileName).map((generation) => ({ generation, path: this.#lockPath(fileName, generation) }));
  }

  #lockPath(fileName: string, generation: number): string {
    return join(this.#files.directory, `.${fileName}.${generation}.lock`);
  }

  #pathOf(fileName: string): string {
    return join(this.#files.directory, fileName);
  }
}

const LOCK_END = '.lock';
const GENERATION = /^[1-9]\d{0,14}$/;
const CLAIM = /\.\d+-\d+-[0-9a-f]{12}\.claim$/;

/** What a failed link means; nothing where another was quicker. */
function failed(failure: NodeJS.ErrnoException): LockResult | undefined {
  if (failure.code === 'EEXIST') return undefined;
  if (hasNoLinks(failure)) return { kind: 'unsupported', error: failure };
  throw failure;
}
