// Looks at the lock beside a log file, without touching anything: does a process have the file?
import { readdir, realpath } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { FileLocks, LockListing } from '../../file/lock/take-lock.ts';
import { BestEffort } from '../../file/system/best-effort.ts';
import { realEnvironment } from '../../file/system/file-environment.ts';
import { runAsync } from '../../file/system/file-system.ts';

/** A process that lives has the file; one that died had it, and could not close it; nobody. */
export type FileOwner = 'live' | 'dead' | 'none';

/** The owners of log files. The locks in a directory are those of the moment when its first file was asked for. */
export class FileOwners {
  readonly #locks = new Map<string, Promise<LockListing>>();

  /** Who had a file, whose directory is listed once for all of its files. */
  async of(path: string): Promise<FileOwner> {
    const real = await realpath(path).catch(() => path);
    const directory = dirname(real);
    const locks = this.#locks.get(directory) ?? locksIn(directory);
    this.#locks.set(directory, locks);
    return (await locks).has(basename(real)) ? await this.atPresent(real) : 'none';
  }

  /** Who has a file at this moment. */
  async atPresent(path: string): Promise<FileOwner> {
    try {
      const real = await realpath(path);
      const { fs, processes } = realEnvironment;
      const locks = new FileLocks({ directory: dirname(real), exporter: '', processes, bestEffort: NOTHING });
      const state = await runAsync(fs, locks.observe(basename(real), realEnvironment.now()));
      return state === 'live' ? 'live' : state === 'free' ? 'none' : 'dead';
    } catch {
      return 'none';
    }
  }
}

/** Nothing is written here. */
const NOTHING = new BestEffort({ fsync: 'never', refused: () => undefined });

async function locksIn(directory: string): Promise<LockListing> {
  return new LockListing(await readdir(directory).catch(() => []));
}
