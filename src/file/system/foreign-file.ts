// What may not be touched in the exporter's name: anything but a regular file of its own user.
import type { Stats } from 'node:fs';

/** Why a file may not be written, read, compressed or deleted in the exporter's name; nothing where it may. */
export function whyForeign(stats: Stats, uid: number | undefined): string | undefined {
  if (stats.isSymbolicLink()) return 'is a symbolic link';
  if (!stats.isFile()) return 'is not a regular file';
  if (uid !== undefined && stats.uid !== uid) return `belongs to user ${stats.uid}, not to ${uid}`;
  return undefined;
}

/** A file may not be touched, because it is not a regular file of our user. */
export class ForeignFileError extends Error {
  override readonly name = 'ForeignFileError';

  readonly path: string;

  constructor(path: string, objection: string) {
    super(`${path} is left alone: it ${objection}`);
    this.path = path;
  }
}

/**
 * Asserts that a file may be touched. It is open already: what its name stands for may be exchanged at any time.
 * @throws ForeignFileError
 */
export function checkOwn(path: string, stats: Stats, uid: number | undefined): void {
  const objection = whyForeign(stats, uid);
  if (objection !== undefined) throw new ForeignFileError(path, objection);
}
