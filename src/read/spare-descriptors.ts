// Whether there is room for the files that are opened for a moment, besides those that are held open.
import type { FileHandle } from 'node:fs/promises';
import { isOutOfDescriptors, openLog } from './open-log.ts';

/** How many are opened for a moment at most: those of one look, a directory, an archive and what it is compared with. */
const SPARE = 12;
/** Every system has more. */
const NEVER_FULL = 32;

/** Finds out by opening a file as often. */
export class SpareDescriptors {
  /** With fewer files that are held there was room, and more than is needed. */
  #enough = NEVER_FULL;

  /**
   * Whether there is room beside files that are held.
   * @param path of one that is there
   * @param held how many
   */
  async areBeside(path: string, held: number): Promise<boolean> {
    if (held < this.#enough) return true;
    const handles: FileHandle[] = [];
    try {
      while (handles.length < 2 * SPARE) handles.push((await openLog(path)).handle);
      this.#enough = held + SPARE;
      return true;
    } catch (error) {
      // One that is gone says nothing.
      return !isOutOfDescriptors(error);
    } finally {
      for (const handle of handles) await handle.close();
    }
  }
}
