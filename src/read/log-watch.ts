// Waits until something changes in the directories of some paths, or may have.
import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Timer } from '../lifecycle/timeout.ts';

/** How long nothing is looked at after the last look, in milliseconds: a busy writer changes its file thousands of times a second. */
const LEAST_WAIT = 20;
/** How long is waited for a change to be told: not every file system tells any. */
const MOST_WAIT = 250;

/** Watches directories, also those that are made later. */
export class LogWatch {
  readonly #directories: readonly string[];
  readonly #signal: AbortSignal | undefined;
  readonly #watchers = new Map<string, FSWatcher>();
  #hasChanged = false;
  #changed: () => void = () => undefined;

  /** @param paths files, directories and patterns */
  constructor(paths: readonly string[], signal: AbortSignal | undefined) {
    this.#directories = [...new Set(paths.flatMap((path) => [path, dirname(path)]))];
    this.#signal = signal;
  }

  /** Begins to watch what is there and is not watched. */
  async open(): Promise<void> {
    for (const directory of this.#directories) {
      if (this.#watchers.has(directory) || !(await isDirectory(directory))) continue;
      try {
        const watcher = watch(directory, { persistent: false }, () => this.#tell());
        this.#watchers.set(directory, watcher);
        watcher.on('error', () => this.#forget(directory));
      } catch {
        // Then it is looked at from time to time.
      }
    }
  }

  /**
   * Waits for a change.
   * @throws the reason of the signal
   */
  async wait(): Promise<void> {
    await this.#pause(LEAST_WAIT, false);
    if (!this.#hasChanged) await this.#pause(MOST_WAIT - LEAST_WAIT, true);
    this.#hasChanged = false;
    await this.open();
  }

  close(): void {
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #tell(): void {
    this.#hasChanged = true;
    this.#changed();
  }

  #forget(directory: string): void {
    this.#watchers.get(directory)?.close();
    this.#watchers.delete(directory);
    this.#tell();
  }

  async #pause(milliseconds: number, untilChange: boolean): Promise<void> {
    const signal = this.#signal;
    signal?.throwIfAborted();
    await new Promise<void>((resolve) => {
      const done = (): void => {
        timer.clear();
        signal?.removeEventListener('abort', done);
        this.#changed = () => undefined;
        resolve();
      };
      const timer = new Timer(milliseconds, done);
      signal?.addEventListener('abort', done);
      if (untilChange) this.#changed = done;
    });
    signal?.throwIfAborted();
  }
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
