// Gives a finished file a name that no file had before.
import { constants } from 'node:fs';
import { join } from 'node:path';
import { isErrno } from '../foreign/shape.ts';
import type { FileNames } from './file-names.ts';
import { attempt, call, lstatIfAny, type Steps } from './file-system.ts';
import { hasNoLinks } from './hard-links.ts';

const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW = 0 } = constants;

/**
 * Hands out names by the time of the rotation, to the millisecond. A name that is taken makes the time move on by one: names
 * then sort in the order of the rotations, which a counter behind the time would not give (`….1.jsonl` sorts before `….jsonl`).
 */
export class RotatedNames {
  readonly #directory: string;
  readonly #names: FileNames;
  #last = 0;
  // A name that a file got in addition to its old one, which could not be removed then.
  #half: string | undefined;

  constructor(directory: string, names: FileNames) {
    this.#directory = directory;
    this.#names = names;
  }

  /**
   * Moves a file of the directory to a rotated name; never onto an existing file. Returns its new path.
   *
   * Where this throws the file has its old name, and perhaps a rotated one as well: then that is the one it gets the next time.
   */
  *moveAside(path: string, now: number): Steps<string> {
    const half = this.#half;
    this.#half = undefined;
    if (half !== undefined && (yield* isSameFile(path, half))) {
      yield* this.#removeOldName(path, half);
      return half;
    }
    for (;;) {
      const target = this.next(now);
      if (!(yield* this.#move(path, target))) continue;
      return target;
    }
  }

  /** The next rotated path to try. */
  next(now: number): string {
    this.#last = Math.max(Math.trunc(now), this.#last + 1);
    return join(this.#directory, this.#names.rotated(this.#last));
  }

  /** Whether an archive made from a file of this path exists. */
  *isArchived(path: string): Steps<boolean> {
    for (const archive of this.#names.archives(path)) {
      if ((yield* lstatIfAny(archive)) !== undefined) return true;
    }
    return false;
  }

  /**
   * A link is made, not a renaming, for a link fails where the name exists. Another process that used the same name and
   * compressed its file has an archive there by the time its own name is free again, so the archives are looked for last.
   */
  *#move(path: string, target: string): Steps<boolean> {
    try {
      yield* call('link', path, target);
    } catch (error) {
      if (isErrno(error, 'EEXIST')) return false;
      if (hasNoLinks(error)) return yield* this.#moveWithoutLinks(path, target);
      throw error;
    }
    if (yield* this.isArchived(target)) {
      yield* call('unlink', target);
      return false;
    }
    yield* this.#removeOldName(path, target);
    return true;
  }

  *#removeOldName(path: string, target: string): Steps<void> {
    const removed = yield* attempt(call('unlink', path));
    // Taken away meanwhile by another program: so much the better.
    if ('value' in removed || isErrno(removed.error, 'ENOENT')) return;
    // A file is not to stand under two names; but what forbids to remove the one may forbid to remove the other.
    if ('error' in (yield* attempt(call('unlink', target)))) this.#half = target;
    throw removed.error;
  }

  /** On file systems without hard links the name is first taken by an empty file, which is then replaced. */
  *#moveWithoutLinks(path: string, target: string): Steps<boolean> {
    try {
      yield* call('close', yield* call('open', target, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600));
    } catch (error) {
      if (isErrno(error, 'EEXIST')) return false;
      throw error;
    }
    if (yield* this.isArchived(target)) {
      yield* attempt(call('unlink', target));
      return false;
    }
    const renamed = yield* attempt(call('rename', path, target));
    if (!('error' in renamed)) return true;
    yield* attempt(call('unlink', target));
    throw renamed.error;
  }
}

function* isSameFile(path: string, other: string): Steps<boolean> {
  const [stats, otherStats] = [yield* lstatIfAny(path), yield* lstatIfAny(other)];
  return stats !== undefined && stats.ino === otherStats?.ino && stats.dev === otherStats.dev;
}
