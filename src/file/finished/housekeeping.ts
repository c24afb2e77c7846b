// What is done on the thread pool with finished files, and with what earlier processes left: mending, retention, compression.
import { basename, dirname, join } from 'node:path';
import { isAtNaturalEnd } from '../../lifecycle/natural-end.ts';
import type { CompressAfterRule } from '../../spec/compress-after.ts';
import type { ErrorReporter } from '../../telemetry/error-reporter.ts';
import { announce } from '../../telemetry/events.ts';
import { type FileLocks, LockListing } from '../lock/take-lock.ts';
import type { FileNames } from '../naming/file-names.ts';
import type { RotatedNames } from '../naming/rotated-names.ts';
import type { FileSettings } from '../options/file-options.ts';
import { recover } from '../recovery/recovery.ts';
import { type BestEffort, isRefusal } from '../system/best-effort.ts';
import type { FileEnvironment } from '../system/file-environment.ts';
import { attempt, call, lstatIfAny, runAsync, runSync, type Steps } from '../system/file-system.ts';
import type { ForeignFileError } from '../system/foreign-file.ts';
import type { ExporterCounters } from '../writer/exporter-stats.ts';
import type { LogFile } from '../writer/log-file.ts';
import { Archiver } from './archiver.ts';
import { chooseExpired, deleteFile, type ListedFile } from './expired-files.ts';
import { FileInventory, rotationTime } from './file-inventory.ts';
import type { FinishedFiles } from './finished-files.ts';

const AT_ONCE: CompressAfterRule = { kind: 'count', count: 0 };

/** What {@link Housekeeping} is made of. */
export interface HousekeepingParts {
  readonly settings: FileSettings;
  /** The exporter's name. */
  readonly name: string;
  readonly environment: FileEnvironment;
  readonly reporter: ErrorReporter;
  readonly counters: ExporterCounters;
  readonly names: FileNames;
  readonly rotatedNames: RotatedNames;
  readonly locks: FileLocks;
  readonly bestEffort: BestEffort;
  readonly finishedFiles: FinishedFiles;
  /** Called with how long each compression took. */
  compressionTook(milliseconds: number, codec: string): void;
  /** Writes what ends a file whose process died, before it gets its rotated name. */
  end?(path: string, uid: number): Steps<void>;
  /** Called with each thing that the user should know. */
  warn(message: string): void;
  /** Called with what stands under a name of ours and is not touched. */
  leftAlone(error: ForeignFileError): void;
}

/** The finished files of one exporter. */
export class Housekeeping {
  readonly #parts: HousekeepingParts;
  readonly #archiver: Archiver;
  readonly #inventory: FileInventory;
  readonly #background = new Set<Promise<void>>();
  // When this process finished files, by the monotonic clock: their age is known, whatever the other clock shows.
  readonly #finishedAt = new Map<string, number>();
  // What this process finished before all leftovers were found.
  readonly #early = new Set<string>();
  // Files that retention has chosen, but left because they were in use.
  readonly #skipped = new Set<string>();
  #uid: number | undefined;
  #mended: Promise<void> | undefined;
  #retaining: Promise<void> = Promise.resolve();
  #isMended = false;
  #isRetentionDue = false;
  #hadLastWord = false;

  constructor(parts: HousekeepingParts) {
    const { settings, names, rotatedNames, leftAlone } = parts;
    this.#parts = parts;
    this.#archiver = this.#createArchiver();
    this.#inventory = new FileInventory({
      directory: settings.directory,
      names,
      uid: () => this.#uid,
      listed: (listing) => rotatedNames.observe(listing),
      leftAlone,
    });
  }

  /** Begins with what earlier processes left. Called once, when the directory is there. */
  start(uid: number): void {
    this.#uid = uid;
    this.#mended = this.#mend(uid);
    this.#inBackground(this.#mended);
  }

  /** Takes a file that gets no more lines: it is synced, closed, and compressed and deleted when its time comes. */
  add(file: LogFile, path: string | undefined): void {
    const isAged = this.#parts.settings.retention.kind !== 'never';
    if (path !== undefined && isAged) this.#finishedAt.set(basename(path), this.#parts.environment.monotonic());
    if (path !== undefined && !this.#isMended) this.#early.add(basename(path));
    if (this.#mayKeepAlive()) this.#inBackground(this.#finish(file, path));
    else this.#finishNow(file, path);
  }

  /** Resolves when files are synced and closed, started compressions have ended, and retention has run. */
  async idle(): Promise<void> {
    do {
      await Promise.all(this.#background);
      await this.#archiver.idle();
      await this.#retaining;
    } while (this.#background.size > 0);
  }

  /** Lets the work end and applies retention a last time. */
  async close(): Promise<void> {
    await this.idle();
    if (this.#hadLastWord) this.#archiver.start();
    this.#archiver.startTwins();
    await this.idle();
    this.#archiver.close();
    if (this.#mended !== undefined) await this.#retain();
  }

  /** Removes what would be left of work under way, for the exit of the process. */
  closeNow(): void {
    this.#archiver.closeNow();
  }

  async #mend(uid: number): Promise<void> {
    const { settings, name, environment, reporter } = this.#parts;
    const { directory } = settings;
    try {
      await runAsync(environment.fs, recover({ ...this.#parts, directory, exporter: name, uid }));
      await this.#retainNow();
      await this.#addLeftovers();
    } catch (error) {
      this.#reportDirectory(error, 'recovery');
    }
    this.#isMended = true;
    this.#early.clear();
    if (settings.retention.kind === 'never') this.#inventory.clear();
    reporter.endEpisode('recovery', directory);
  }

  /** Has the files compressed that earlier processes left plain. */
  async #addLeftovers(): Promise<void> {
    const { environment, settings, locks } = this.#parts;
    const { fs } = environment;
    const listing = LockListing.of(await this.#inventory.refresh(fs));
    const { filled, empty } = this.#inventory.plain();
    for (const path of empty) await runAsync(fs, attempt(removeEmpty(path)));
    for (const { path, fileName, time, changed, isArchived } of filled) {
      // Without compression only those whose archive an earlier process has made, without removing them.
      if (settings.compression === undefined && !isArchived) continue;
      if (listing.has(fileName) && (await runAsync(fs, locks.inspect(fileName, listing))) === 'live') continue;
      const age = environment.now() - rotationTime(time, changed, environment.now());
      if (!this.#early.has(fileName)) this.#archiver.add(path, age, true);
    }
    this.#archiver.start();
  }

  async #finish(file: LogFile, path: string | undefined): Promise<void> {
    const { settings, environment, reporter } = this.#parts;
    if (path !== undefined) {
      await runAsync(environment.fs, file.sync()).catch((error) => reporter.report(error, 'rotation', path));
    }
    await file.close();
    if (path === undefined) return;
    // Before that, recovery could take the temporary archive for one that a dead process left.
    await this.#mended;
    if (settings.compression !== undefined) {
      this.#archiver.add(path, 0);
      this.#archiver.start();
    }
    await this.#retain();
  }

  /**
   * Whether work on the thread pool may begin. Where the program has nothing left to do it may once: it has the program come to its
   * end again, where a listener of `beforeExit` that logs may finish the next file, and so for ever.
   */
  #mayKeepAlive(): boolean {
    if (!isAtNaturalEnd()) return true;
    const hadLastWord = this.#hadLastWord;
    this.#hadLastWord = true;
    return !hadLastWord;
  }

  /** Does, blocking, what a file needs to be whole. Compression and retention come with the next file, or the next start. */
  #finishNow(file: LogFile, path: string | undefined): void {
    const { settings, environment, reporter } = this.#parts;
    if (path !== undefined) {
      const synced = runSync(environment.fs, attempt(file.sync()));
      if ('error' in synced) reporter.report(synced.error, 'rotation', path);
      if (settings.compression !== undefined) this.#archiver.add(path, 0);
    }
    file.closeNow();
    // Where a write is still under way.
    this.#inBackground(file.close());
  }

  #createArchiver(): Archiver {
    const { settings, environment, reporter, counters, locks, bestEffort, finishedFiles } = this.#parts;
    const { compressionTook, name } = this.#parts;
    const { compression, mode } = settings;
    return new Archiver({
      environment,
      compression,
      compressAfter: compression === undefined ? AT_ONCE : settings.compressAfter,
      mode,
      locks,
      bestEffort,
      compressed: ({ path, archive, bytesBefore, bytesAfter, codec, milliseconds }) => {
        finishedFiles.archived(path, archive);
        counters.compressions++;
        counters.compressedBytesBefore += bytesBefore;
        counters.compressedBytesAfter += bytesAfter;
        compressionTook(milliseconds, codec);
        announce('laketrace:compress', () => ({
          name,
          file: path,
          archive,
          codec,
          bytesBefore,
          bytesAfter,
          milliseconds,
        }));
        if (typeof compression === 'function') this.#learnSuffix(archive);
        if (this.#skipped.delete(basename(path))) this.#inBackground(this.#retain());
      },
      // Not after each of a thousand: an archive is smaller than its source, so nothing more has to be deleted for its sake.
      rested: () => this.#inBackground(this.#retain()),
      failed: (error, path) => reporter.report(error, 'compression', path),
    });
  }

  /** Has retention know the archives that the user's own compression makes, where they keep the file's name in front. */
  #learnSuffix(archive: string): void {
    const { names, settings } = this.#parts;
    const suffix = /\.[A-Za-z0-9]+$/.exec(archive)?.[0];
    const stem = suffix === undefined ? '' : basename(archive).slice(0, -suffix.length);
    if (suffix === undefined || dirname(archive) !== settings.directory) return;
    if (names.parse(stem)?.kind === 'rotated') names.learnSuffix(suffix);
  }

  /** Applies retention, after the run that is under way; calls that come before the next run begins are one. */
  #retain(): Promise<void> {
    if (this.#isRetentionDue) return this.#retaining;
    this.#isRetentionDue = true;
    this.#retaining = Promise.allSettled([this.#mended, this.#retaining]).then(() => {
      this.#isRetentionDue = false;
      return this.#retainNow();
    });
    return this.#retaining;
  }

  async #retainNow(): Promise<void> {
    const { environment, settings, counters, finishedFiles, name } = this.#parts;
    const { fs } = environment;
    if (settings.retention.kind === 'never') return;
    try {
      const listing = LockListing.of(await this.#inventory.refresh(fs));
      const now = environment.now();
      const rotated = this.#inventory.files('rotated', now);
      const torn = this.#inventory.files('torn', now);
      this.#forgetGone(rotated);
      const ageOf = (file: ListedFile) => this.#ageOf(file, now);
      for (const file of chooseExpired({ rotated, torn, ageOf }, settings.retention)) {
        if (await this.#isInUse(file, listing)) this.#skipped.add(file.stem);
        else if (await runAsync(fs, deleteFile(file, this.#uid))) {
          const path = join(settings.directory, file.stem);
          finishedFiles.deleted(path);
          counters.deletions++;
          announce('laketrace:delete', () => ({ name, file: path, bytes: file.size }));
        }
      }
    } catch (error) {
      this.#reportDirectory(error, 'retention');
    }
  }

  #ageOf({ stem, rotated }: ListedFile, now: number): number {
    const finishedAt = this.#finishedAt.get(stem);
    return finishedAt === undefined ? now - rotated : this.#parts.environment.monotonic() - finishedAt;
  }

  #forgetGone(files: readonly ListedFile[]): void {
    const stems = new Set(files.map(({ stem }) => stem));
    for (const stem of this.#finishedAt.keys()) if (!stems.has(stem)) this.#finishedAt.delete(stem);
  }

  /**
   * Whether a file is being compressed, here or by another process; whoever does applies retention again afterwards. It may also be
   * the active file of an exporter with a name such as `app.2026-01-31T12-00-00.123Z`.
   */
  async #isInUse({ stem, paths }: ListedFile, listing: LockListing): Promise<boolean> {
    if (paths.some((path) => this.#archiver.isCompressing(path))) return true;
    const { environment, locks } = this.#parts;
    return listing.has(stem) && (await runAsync(environment.fs, locks.inspect(stem, listing))) === 'live';
  }

  #reportDirectory(error: unknown, source: 'recovery' | 'retention'): void {
    const { reporter, bestEffort, settings } = this.#parts;
    if (isRefusal(error)) bestEffort.refuse('readdir', error as NodeJS.ErrnoException, settings.directory);
    else reporter.report(error, source, settings.directory);
  }

  #inBackground(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => void this.#parts.reporter.report(error, 'file'))
      .finally(() => this.#background.delete(tracked));
    this.#background.add(tracked);
  }
}

/**
 * Removes a file without content: a name that a process had taken for its file, and died. A live process may be putting its file
 * there just now. So the file is renamed first, looked at for the last time, and renamed back where it has content. Where this
 * process dies in between, the next start removes it, as it does with any temporary file.
 */
function* removeEmpty(path: string): Steps<void> {
  if ((yield* lstatIfAny(path))?.size !== 0) return;
  const temporary = `${path}.tmp`;
  yield* call('rename', path, temporary);
  const isEmpty = (yield* lstatIfAny(temporary))?.size === 0;
  if (isEmpty) yield* call('unlink', temporary);
  else if ((yield* lstatIfAny(path)) === undefined) yield* call('rename', temporary, path);
}
