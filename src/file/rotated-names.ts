// Gives a finished file a name that no file had before.
import { constants } from 'node:fs';
import { join } from 'node:path';
import type { FileNames } from './file-names.ts';
import { attempt, call, isErrno, lstatIfAny, type Steps } from './file-system.ts';
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

  constructor(directory: string, names: FileNames) {
    this.#directory = directory;
    this.#names = names;
  }

  /** Moves a file of the directory to a rotated name; never onto an existing file. Returns its new path. */
  *moveAside(path: string, now: number): Steps<string> {
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
    yield* call('unlink', path);
    return true;
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
