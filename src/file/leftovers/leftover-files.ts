// The files of one log as somebody sees them who is not its exporter: names, locks, inventory.
import { join } from 'node:path';
import type { ListedFile } from '../finished/expired-files.ts';
import { FileInventory } from '../finished/file-inventory.ts';
import { FileLocks, LockListing } from '../lock/take-lock.ts';
import { FileNames } from '../naming/file-names.ts';
import { RotatedNames } from '../naming/rotated-names.ts';
import { BestEffort } from '../system/best-effort.ts';
import type { FileEnvironment } from '../system/file-environment.ts';
import { runAsync } from '../system/file-system.ts';
import type { LogIdentity } from './logs-in.ts';

/** Whose files are looked at, and how. */
export interface LeftoverParts {
  readonly directory: string;
  readonly log: LogIdentity;
  readonly environment: FileEnvironment;
  /** Whether nothing is written to the directory, not even for a moment. */
  readonly isDry: boolean;
  /** Called with what is left as it is, and why. */
  leftAlone(path: string, why: string): void;
}

/** The files of one log. */
export class LeftoverFiles {
  readonly names: FileNames;
  readonly rotatedNames: RotatedNames;
  readonly locks: FileLocks;
  readonly bestEffort: BestEffort;
  readonly inventory: FileInventory;
  readonly #parts: LeftoverParts;
  #uid: number | undefined = process.getuid?.();
  #listing = new LockListing([]);

  constructor(parts: LeftoverParts) {
    const { directory, log, environment, leftAlone } = parts;
    this.#parts = parts;
    this.names = new FileNames(log.name, log.extension);
    this.rotatedNames = new RotatedNames(directory, this.names, environment);
    this.bestEffort = new BestEffort({ fsync: 'rotate', refused: (error, path) => leftAlone(path, error.message) });
    const { processes } = environment;
    this.locks = new FileLocks({ directory, exporter: log.name, processes, bestEffort: this.bestEffort });
    this.inventory = new FileInventory({
      directory,
      names: this.names,
      uid: () => this.#uid,
      listed: (listing) => this.rotatedNames.observe(listing),
      leftAlone: (error) => leftAlone(error.path, error.message),
    });
  }

  /** The user whom our files belong to in the directory; nothing where that is not known. */
  get uid(): number | undefined {
    return this.#uid;
  }

  /** Lists the directory anew. */
  async refresh(): Promise<void> {
    const { environment, isDry } = this.#parts;
    const { fs } = environment;
    // On some mounts files belong to another user than the process that makes them: only a file shows it.
    if (!isDry) this.#uid = await runAsync(fs, this.locks.fileOwner());
    this.#listing = new LockListing(await this.inventory.refresh(fs));
  }

  /** Whether a live process has a file: it is writing or compressing it. */
  async isInUse(stem: string): Promise<boolean> {
    if (!this.#listing.has(stem)) return false;
    const { environment, isDry } = this.#parts;
    const state = isDry ? this.locks.observe(stem, environment.now()) : this.locks.inspect(stem, this.#listing);
    return (await runAsync(environment.fs, state)) === 'live';
  }

  /** The path of a plain file. */
  pathOf({ stem }: Pick<ListedFile, 'stem'>): string {
    return join(this.#parts.directory, stem);
  }
}
