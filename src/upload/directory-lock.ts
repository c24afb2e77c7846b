// Keeps uploads of one directory apart, also those of other processes, and asks who has a file.

import { HEARTBEAT } from '../file/lock/lock-files.ts';
import { FileLocks } from '../file/lock/take-lock.ts';
import { BestEffort, isRefusal } from '../file/system/best-effort.ts';
import { realEnvironment } from '../file/system/file-environment.ts';
import { runAsync, type Steps } from '../file/system/file-system.ts';
import { every } from '../lifecycle/timeout.ts';
import { JOURNAL_NAME } from './journal.ts';

const NAME = 'laketrace-uploads';

/** How an attempt to have a directory for oneself ended. */
export type DirectoryLockResult =
  | { readonly kind: 'held'; release(): Promise<void> }
  | { readonly kind: 'busy' }
  /** The directory takes no locks: it is read-only, or its file system has no hard links. */
  | { readonly kind: 'unsupported'; readonly why: string };

/** Nothing is synced for locks, and what they are refused is no news here. */
export const BEST_EFFORT: BestEffort = new BestEffort({ fsync: 'never', refused: () => undefined });

/** The locks in a directory, as an upload needs them. */
export class DirectoryLock {
  readonly #locks: FileLocks;

  /** @param directory absolute path */
  constructor(directory: string) {
    const { processes } = realEnvironment;
    this.#locks = new FileLocks({ directory, exporter: NAME, processes, bestEffort: BEST_EFFORT });
  }

  /** Tries to have the directory for this upload alone. */
  async acquire(): Promise<DirectoryLockResult> {
    try {
      const result = await run(this.#locks.acquire(JOURNAL_NAME));
      if (result.kind === 'busy') return result;
      if (result.kind === 'unsupported') return { kind: 'unsupported', why: result.error.message };
      const { lock } = result;
      await run(lock.confirm());
      const endHeartbeat = every(HEARTBEAT, () => void run(lock.refresh()).catch(() => undefined));
      const release = async () => {
        endHeartbeat();
        await run(lock.release());
      };
      return { kind: 'held', release };
    } catch (error) {
      if (isRefusal(error) || isReadOnly(error)) return { kind: 'unsupported', why: (error as Error).message };
      throw error;
    }
  }

  /** Whether a live process has a file, given by its name: writes to it, or compresses it. */
  async isLive(fileName: string): Promise<boolean> {
    return (await run(this.#locks.observe(fileName, realEnvironment.now()))) === 'live';
  }

  /**
   * Does some work on a finished file that nobody compresses meanwhile.
   * @returns nothing where somebody does
   */
  async withFinished<T>(fileName: string, work: () => Promise<T>): Promise<T | undefined> {
    const result = await run(this.#locks.acquireFinished(fileName));
    if (result.kind === 'busy') return undefined;
    try {
      return await work();
    } finally {
      if (result.kind === 'held') await run(result.lock.release());
    }
  }
}

function run<T>(steps: Steps<T>): Promise<T> {
  return runAsync(realEnvironment.fs, steps);
}

function isReadOnly(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === 'EROFS';
}
