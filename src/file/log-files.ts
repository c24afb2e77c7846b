// The files of one exporter: wires the writer to recovery, rotation, compression and retention, and owns their timers.
import { basename, dirname, join } from 'node:path';
import { tellDiagAfterwards } from '../foreign/diagnostics.ts';
import { unsuitableLogDirectory } from '../resource/index.ts';
import type { CompressAfterRule } from '../spec/compress-after.ts';
import type { ErrorReporter } from '../telemetry/error-reporter.ts';
import { pointLinkAt } from './active-link.ts';
import { Archiver } from './archiver.ts';
import { isWritableByOthers, makeDirectory } from './directory.ts';
import { endOfChain } from './end-of-chain.ts';
import type { ExporterCounters } from './exporter-stats.ts';
import { FileChain } from './file-chain.ts';
import { FileClaims } from './file-claims.ts';
import type { FileEnvironment } from './file-environment.ts';
import { type FileLocks, HEARTBEAT } from './file-lock.ts';
import { FileNames } from './file-names.ts';
import { attempt, call, runAsync, type Steps } from './file-system.ts';
import { FinishedFiles } from './finished-files.ts';
import type { ForeignFileError } from './foreign-file.ts';
import { readLastLineOf } from './last-line.ts';
import type { LogFile } from './log-file.ts';
import type { FileSettings } from './options.ts';
import { recover } from './recovery.ts';
import { chooseExpired, deleteRotatedFile, type ListedFile, listRotatedFiles } from './retention.ts';
import { RotatedNames } from './rotated-names.ts';
import { type ChunkEncoding, RotatingWriter } from './rotating-writer.ts';
import { RotationPolicy } from './rotation-policy.ts';
import { TextEncoding } from './text-encoding.ts';
import { every, Timer } from './timeout.ts';

const ROTATION_RETRY = 1000;
const MOST_SAID = 100;
const AT_ONCE: CompressAfterRule = { kind: 'count', count: 0 };

/** What {@link LogFiles} is made of. */
export interface LogFilesParts {
  readonly settings: FileSettings;
  /** The first part of the file names. */
  readonly name: string;
  readonly environment: FileEnvironment;
  readonly reporter: ErrorReporter;
  readonly counters: ExporterCounters;
  /** Asked for when the time of an idle file has come: what is buffered is written first. */
  rotationDue(): void;
}

/** The active file and the finished ones of one exporter. */
export class LogFiles {
  readonly writer: RotatingWriter;
  readonly policy: RotationPolicy;
  /** What the files' lines take besides their own bytes. */
  readonly encoding: Pick<ChunkEncoding, 'overhead' | 'bytesPerLine'>;
  readonly #parts: LogFilesParts;
  readonly #names: FileNames;
  readonly #rotatedNames: RotatedNames;
  readonly #claims: FileClaims;
  readonly #archiver: Archiver;
  readonly #finishedFiles = new FinishedFiles();
  readonly #background = new Set<Promise<void>>();
  readonly #said = new Set<string>();
  #locks: FileLocks | undefined;
  /** The user whom our files belong to in the directory, once it is there. */
  #uid: number | undefined;
  #retaining: Promise<void> = Promise.resolve();
  #idleTimer: Timer | undefined;
  #endHeartbeat: (() => void) | undefined;

  constructor(parts: LogFilesParts) {
    const { settings, environment, name } = parts;
    const { directory, format } = settings;
    const { integrity } = settings;
    const encoding = new TextEncoding(
      settings,
      integrity &&
        new FileChain(integrity, settings, {
          lastFinishedLine: () => this.#lastFinishedLine(),
          hasDied: (path) => this.#locks?.deaths.has(basename(path)) === true,
        }),
    );
    this.#parts = parts;
    this.encoding = encoding;
    this.#names = new FileNames(name, format.extension);
    this.#rotatedNames = new RotatedNames(directory, this.#names);
    this.policy = new RotationPolicy({
      rule: settings.rotation,
      timeZone: settings.timeZone,
      onCallbackError: (error) => parts.reporter.report(error, 'rotation', 'callback'),
    });
    this.#claims = new FileClaims({
      environment,
      directory,
      exporter: name,
      names: this.#names,
      mode: settings.mode,
      recognizes: (head) => format.recognizes(head.toString(settings.encoding)),
      warn: (message) => this.#warn(message),
      leftAlone: (error) => this.#leftAlone(error),
      prepare: (locks) => this.#prepare(locks),
    });
    this.writer = new RotatingWriter({
      environment,
      policy: this.policy,
      claims: this.#claims,
      rotatedNames: this.#rotatedNames,
      encoding,
      mode: settings.mode,
      positioned: settings.enqueue,
      events: {
        opened: (file) => this.#opened(file),
        finished: (file, path) => this.#finished(file, path),
        rotationFailed: (error) => {
          parts.reporter.report(error, 'rotation', this.writer.file?.path);
          this.#armIdleTimer(ROTATION_RETRY);
        },
        endFailed: (error, file) => parts.reporter.report(error, 'file', file.path),
      },
    });
    this.#archiver = this.#createArchiver();
  }

  /** The directory of the files. */
  get directory(): string {
    return this.#parts.settings.directory;
  }

  /** Resolves when rotated files are synced and closed, started compressions have ended, and retention has run. */
  async settle(): Promise<void> {
    do {
      await Promise.all(this.#background);
      await this.#archiver.idle();
      await this.#retaining;
    } while (this.#background.size > 0);
  }

  /** The files that this exporter has finished and that are there, as {@link settle} leaves them. */
  finishedFiles(): Promise<string[]> {
    return runAsync(this.#parts.environment.fs, this.#finishedFiles.present());
  }

  /** Closes the active file and gives its name up. */
  async closeActive(): Promise<void> {
    this.#clearTimers();
    await this.writer.close();
  }

  /** Lets the work on finished files end and applies retention a last time. */
  async closeFinished(): Promise<void> {
    await this.settle();
    this.#archiver.close();
    if (this.#locks !== undefined) await this.#retain();
  }

  /** Closes the active file at once, for the exit of the process; the next start does what is left. */
  closeNow(): void {
    this.#clearTimers();
    this.writer.closeNow();
  }

  #clearTimers(): void {
    this.#idleTimer?.clear();
    this.#endHeartbeat?.();
  }

  *#prepare(locks: FileLocks): Steps<void> {
    const { settings } = this.#parts;
    const { directory } = settings;
    yield* makeDirectory(directory);
    if (this.#locks !== undefined) return;
    yield* this.#warnOfDirectory();
    const uid = yield* locks.fileOwner();
    this.#uid = uid;
    const leftovers = yield* recover({
      directory,
      exporter: this.#parts.name,
      names: this.#names,
      rotatedNames: this.#rotatedNames,
      locks,
      uid,
      ...(settings.integrity && { end: endOfChain(settings.integrity, settings) }),
      warn: (message) => this.#warn(message),
      leftAlone: (error) => this.#leftAlone(error),
    });
    this.#locks = locks;
    this.#archiver.add(settings.compression === undefined ? yield* this.#besideArchives(leftovers) : leftovers);
    this.#inBackground(this.#retain());
  }

  /**
   * The last line of the newest finished file. Only the owner of the plain name goes on with it, and only where no other
   * process has an active file whose chain it could be. An archive is not unpacked for it: the chain then begins anew.
   */
  *#lastFinishedLine(): Steps<Buffer | undefined> {
    const { directory } = this;
    const names = yield* call('readdir', directory);
    const parsed = names.map((name) => ({ name, kind: this.#names.parse(name) }));
    const isAlone = !parsed.some(({ kind }) => kind?.kind === 'active' && kind.owner !== undefined);
    const newest = parsed
      .filter(({ kind }) => kind?.kind === 'rotated')
      .map(({ name }) => name)
      .sort()
      .at(-1);
    if (!isAlone || newest === undefined || !newest.endsWith(this.#parts.settings.format.extension)) return undefined;
    const line = yield* attempt(readLastLineOf(join(directory, newest)));
    // Its chain may also be our own, of the chunks that could not wait for the active file.
    return this.#claims.isSecond || this.writer.hasSpilled || 'error' in line ? undefined : line.value;
  }

  *#warnOfDirectory(): Steps<void> {
    const { mounts, variables } = this.#parts.environment;
    const { directory, writtenDirectory } = this.#parts.settings;
    const unsuitable = unsuitableLogDirectory(writtenDirectory, { env: variables, ...(mounts && { mounts }) });
    if (unsuitable !== undefined)
      this.#warn(`log directory ${unsuitable.reason}; a local disk would be ${unsuitable.alternative}`);
    const shared = yield* attempt(isWritableByOthers(directory));
    if ('value' in shared && shared.value) {
      this.#warn(`other users may write in ${directory}: they can remove log files and plant others`);
    }
  }

  *#opened(file: LogFile): Steps<void> {
    this.#armIdleTimer();
    if (this.#claims.lock !== undefined && this.#endHeartbeat === undefined) {
      const beat = () => this.writer.refreshClaim().catch((error) => this.#parts.reporter.report(error, 'lock'));
      this.#endHeartbeat = every(HEARTBEAT, beat);
    }
    const { symlink, directory } = this.#parts.settings;
    if (symlink === undefined) return;
    const linked = yield* attempt(pointLinkAt(directory, symlink, basename(file.path), this.#uid));
    if ('error' in linked) this.#parts.reporter.report(linked.error, 'file', join(directory, symlink));
  }

  #armIdleTimer(shortest = 0): void {
    this.#idleTimer?.clear();
    const { dueAt } = this.policy;
    if (dueAt === Number.POSITIVE_INFINITY) return;
    const delay = Math.max(shortest, dueAt - this.#parts.environment.now());
    const elapsed = () => {
      if (this.#parts.environment.now() < dueAt) this.#armIdleTimer();
      else this.#parts.rotationDue();
    };
    this.#idleTimer = new Timer(delay, elapsed, { keepsAlive: false });
  }

  #finished(file: LogFile, path: string | undefined): void {
    this.#idleTimer?.clear();
    if (path !== undefined) {
      this.#parts.counters.rotations++;
      this.#finishedFiles.add(path);
    }
    this.#inBackground(this.#finish(file, path));
  }

  async #finish(file: LogFile, path: string | undefined): Promise<void> {
    const { settings, environment, reporter } = this.#parts;
    if (path !== undefined && settings.fsync !== 'never') {
      await runAsync(environment.fs, file.sync()).catch((error) => reporter.report(error, 'rotation', path));
    }
    await file.close();
    if (path === undefined) return;
    if (settings.compression !== undefined) this.#archiver.add([path]);
    await this.#retain();
  }

  /** Those of some files that an earlier process, with another configuration, has compressed but not removed. */
  *#besideArchives(paths: readonly string[]): Steps<string[]> {
    const found: string[] = [];
    for (const path of paths) if (yield* this.#rotatedNames.isArchived(path)) found.push(path);
    return found;
  }

  #createArchiver(): Archiver {
    const { settings, environment, reporter, counters } = this.#parts;
    const { compression, mode } = settings;
    const compressAfter = compression === undefined ? AT_ONCE : settings.compressAfter;
    return new Archiver({
      environment,
      compression,
      compressAfter,
      mode,
      rotationTime: (path) => {
        const parsed = this.#names.parse(basename(path));
        return parsed?.kind === 'rotated' ? parsed.time : environment.now();
      },
      locks: () => {
        if (this.#locks === undefined) throw new Error('nothing can be compressed before the directory exists');
        return this.#locks;
      },
      compressed: (path, archive, bytesBefore, bytesAfter) => {
        this.#finishedFiles.archived(path, archive);
        counters.compressions++;
        counters.compressedBytesBefore += bytesBefore;
        counters.compressedBytesAfter += bytesAfter;
        if (typeof compression === 'function') this.#learnSuffix(archive);
        this.#inBackground(this.#retain());
      },
      failed: (error, path) => reporter.report(error, 'compression', path),
    });
  }

  /** Has retention know the archives that the user's own compression makes, where they keep the file's name in front. */
  #learnSuffix(archive: string): void {
    const suffix = /\.[A-Za-z0-9]+$/.exec(archive)?.[0];
    const stem = suffix === undefined ? '' : basename(archive).slice(0, -suffix.length);
    if (suffix === undefined || dirname(archive) !== this.directory) return;
    if (this.#names.parse(stem)?.kind === 'rotated') this.#names.learnSuffix(suffix);
  }

  #retain(): Promise<void> {
    if (this.#parts.settings.retention.kind === 'never') return Promise.resolve();
    this.#retaining = this.#retaining.then(() => this.#applyRetention());
    return this.#retaining;
  }

  async #applyRetention(): Promise<void> {
    const { environment, settings, reporter, counters } = this.#parts;
    const { directory, retention } = settings;
    try {
      const place = { directory, names: this.#names, uid: this.#uid };
      const files = await runAsync(environment.fs, listRotatedFiles(place));
      for (const file of chooseExpired(files, retention, environment.now())) {
        if (await this.#isInUse(file)) continue;
        if (!(await runAsync(environment.fs, deleteRotatedFile(file)))) continue;
        this.#finishedFiles.deleted(join(directory, file.stem));
        counters.deletions++;
      }
    } catch (error) {
      reporter.report(error, 'retention', directory);
    }
  }

  /**
   * Whether a file is being compressed, here or by another process, whose retention then comes again; or is the active file of
   * an exporter whose name is as strange as `app.2026-01-31T12-00-00.123Z`.
   */
  async #isInUse({ stem, paths }: ListedFile): Promise<boolean> {
    if (this.#archiver.current !== undefined && paths.includes(this.#archiver.current)) return true;
    const state = this.#locks && (await runAsync(this.#parts.environment.fs, this.#locks.inspect(stem)));
    return state === 'live';
  }

  #inBackground(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => this.#parts.reporter.report(error, 'file'))
      .finally(() => this.#background.delete(tracked));
    this.#background.add(tracked);
  }

  #warn(message: string): void {
    if (this.#isNew(message)) tellDiagAfterwards('warn', `${message}`);
  }

  #leftAlone(error: ForeignFileError): void {
    if (this.#isNew(error.message)) this.#parts.reporter.report(error, 'recovery', error.path);
  }

  /** Each thing is said once, and not more than so many. */
  #isNew(message: string): boolean {
    if (this.#said.has(message) || this.#said.size > MOST_SAID) return false;
    this.#said.add(message);
    return true;
  }
}
