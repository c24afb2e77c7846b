// The files that one exporter has finished, under their present names: plain, or the archive that was made of them.
import { attempt, lstatIfAny, type Steps } from '../system/file-system.ts';

/** Keeps account of finished files from their rotation to their deletion. */
export class FinishedFiles {
  /** By the rotated path of each file: where its content is now. In the order in which they were finished. */
  readonly #paths = new Map<string, string>();

  /** A file got its rotated name. */
  add(path: string): void {
    this.#paths.set(path, path);
  }

  /** An archive took the place of a file. */
  archived(path: string, archive: string): void {
    if (this.#paths.has(path)) this.#paths.set(path, archive);
  }

  /** A file and its archive were deleted. */
  deleted(path: string): void {
    this.#paths.delete(path);
  }

  /** Those that are there, in the order in which they were finished; others may have deleted some. */
  *present(): Steps<string[]> {
    const present: string[] = [];
    for (const path of this.#paths.values()) {
      const found = yield* attempt(lstatIfAny(path));
      if ('error' in found || found.value !== undefined) present.push(path);
    }
    return present;
  }
}
