// Gives a finished file a name that no file had before, and that sorts after every other.
import { join } from 'node:path';
import { isErrno } from '../../foreign/shape.ts';
import type { FileEnvironment } from '../system/file-environment.ts';
import { attempt, call, lstatIfAny, type Steps } from '../system/file-system.ts';
import { hasNoLinks } from '../system/hard-links.ts';
import { CREATE_NEW } from '../system/open-flags.ts';
import type { FileNames } from './file-names.ts';

/** Nothing sorts after the last day that a name can bear: a name of that day, planted or of a broken clock, does not count. */
const LAST_TIME = Date.parse('9999-12-31T00:00:00.000Z');
/** By how many milliseconds a clock goes back in its ordinary corrections. */
const TOLERANCE = 100;

/**
 * Hands out names by the time of the rotation, to the millisecond, but always after the newest name that is there: a clock that
 * was set back, before or while this process runs, does not make new files look older than old ones. Where a name is taken, the
 * next millisecond is tried: names then sort in the order of the rotations. A counter after the time would not give that
 * (`….1.jsonl` sorts before `….jsonl`).
 */
export class RotatedNames {
  readonly #directory: string;
  readonly #names: FileNames;
  readonly #environment: Pick<FileEnvironment, 'now' | 'monotonic'>;
  #last = 0;
  // By how much the clock was ahead of the monotonic one, at most, since the directory was listed.
  #lead = Number.NEGATIVE_INFINITY;
  // The rotated name of a file whose old name could not be removed.
  #half: string | undefined;

  constructor(directory: string, names: FileNames, environment: Pick<FileEnvironment, 'now' | 'monotonic'>) {
    this.#directory = directory;
    this.#names = names;
    this.#environment = environment;
  }

  /** Takes note of the names in the directory, also those of other processes: names from now on sort after them. */
  observe(listing: Iterable<string>): void {
    this.#last = this.#names.latestTime(listing, this.#last, LAST_TIME);
    this.#lead = this.#currentLead;
  }

  /** Looks at the clock. One that is set forward and back again is noticed only where it is looked at in between. */
  noteClock(): void {
    this.#lead = Math.max(this.#lead, this.#currentLead);
  }

  /**
   * Renames a file of the directory to a rotated name; never onto an existing file. Returns its new path.
   *
   * Where this throws the file has its old name, and perhaps a rotated one as well: that is then the one it gets the next time.
   */
  *giveRotatedName(path: string, now: number): Steps<string> {
    const half = this.#half;
    const isHalfMoved = half !== undefined && (yield* isSameFile(path, half));
    this.#half = undefined;
    if (isHalfMoved && (yield* this.#keepName(path, half))) return half;
    for (;;) {
      const target = yield* this.next(now);
      if (!(yield* this.#move(path, target))) continue;
      return target;
    }
  }

  /**
   * The next rotated path to try. The directory is not listed for it, but once after the clock went back: until then no other
   * process can have given a name that is later than the present.
   */
  *next(now: number): Steps<string> {
    if (this.#currentLead < this.#lead - TOLERANCE) {
      const listed = yield* attempt(call('readdir', this.#directory));
      this.observe('value' in listed ? listed.value : []);
    }
    this.noteClock();
    this.#last = Math.max(Math.min(Math.trunc(now), LAST_TIME), this.#last + 1);
    return join(this.#directory, this.#names.rotated(this.#last));
  }

  get #currentLead(): number {
    return this.#environment.now() - this.#environment.monotonic();
  }

  /** Whether an archive made from a file of this path exists. */
  isArchived(path: string): Steps<boolean> {
    return isArchived(path, this.#names);
  }

  /**
   * Links the file to its new name, and removes the old one: unlike renaming, a link fails where the name exists. Another process may
   * have used the same name and compressed its file: then its archive is there before the name is free again. So archives are looked
   * for last.
   */
  *#move(path: string, target: string): Steps<boolean> {
    try {
      yield* call('link', path, target);
    } catch (error) {
      if (isErrno(error, 'EEXIST')) return false;
      if (hasNoLinks(error)) return yield* this.#moveWithoutLinks(path, target);
      throw error;
    }
    return yield* this.#keepName(path, target);
  }

  /** Of a file under two names, removes the old one; or the new one where an archive has that name, which is of another file. */
  *#keepName(path: string, target: string): Steps<boolean> {
    const archived = yield* attempt(this.isArchived(target));
    if ('value' in archived && !archived.value) {
      yield* this.#removeOldName(path, target);
      return true;
    }
    yield* this.#giveBack(target);
    if ('error' in archived) throw archived.error;
    if (this.#half !== undefined) throw new Error(`${target} could not be given back`);
    return false;
  }

  *#removeOldName(path: string, target: string): Steps<void> {
    const removed = yield* attempt(call('unlink', path));
    // Taken away meanwhile by another program: nothing is left to do.
    if ('value' in removed || isErrno(removed.error, 'ENOENT')) return;
    yield* this.#giveBack(target);
    throw removed.error;
  }

  /** Removes the new name again, for a file must not stand under two. Whatever forbids to remove the one may forbid this as well. */
  *#giveBack(target: string): Steps<void> {
    if ('error' in (yield* attempt(call('unlink', target)))) this.#half = target;
  }

  /** On file systems without hard links the name is first taken by an empty file, which is then replaced. */
  *#moveWithoutLinks(path: string, target: string): Steps<boolean> {
    try {
      yield* call('close', yield* call('open', target, CREATE_NEW, 0o600));
    } catch (error) {
      if (isErrno(error, 'EEXIST')) return false;
      throw error;
    }
    const archived = yield* attempt(this.isArchived(target));
    if ('error' in archived || archived.value) {
      yield* attempt(call('unlink', target));
      if ('error' in archived) throw archived.error;
      return false;
    }
    const renamed = yield* attempt(call('rename', path, target));
    if (!('error' in renamed)) return true;
    yield* attempt(call('unlink', target));
    throw renamed.error;
  }
}

/** Whether an archive made from a file of this path exists, whoever made it. */
export function* isArchived(path: string, names: FileNames): Steps<boolean> {
  for (const archive of names.archives(path)) {
    if ((yield* lstatIfAny(archive)) !== undefined) return true;
  }
  return false;
}

function* isSameFile(path: string, other: string): Steps<boolean> {
  const [stats, otherStats] = [yield* lstatIfAny(path), yield* lstatIfAny(other)];
  return stats !== undefined && stats.ino === otherStats?.ino && stats.dev === otherStats.dev;
}
