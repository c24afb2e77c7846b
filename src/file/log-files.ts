// The files of one exporter: wires the writer to what is done with finished files, and owns its timers.
import { basename, join } from 'node:path';
import { tellDiagAfterwards } from '../foreign/diagnostics.ts';
import { every, Timer } from '../lifecycle/timeout.ts';
import { unsuitableLogDirectory } from '../resource/index.ts';
import type { ErrorReporter } from '../telemetry/error-reporter.ts';
import { FinishedFiles } from './finished/finished-files.ts';
import { Housekeeping } from './finished/housekeeping.ts';
import { FileLocks, LockListing } from './lock/file-lock.ts';
import { HEARTBEAT } from './lock/lock-files.ts';
import { FileNames } from './naming/file-names.ts';
import { RotatedNames } from './naming/rotated-names.ts';
import type { FileSettings } from './options/file-options.ts';
import { endOfChain } from './recovery/end-of-chain.ts';
import { readLastLineOf } from './recovery/last-line.ts';
import { RotationPolicy } from './rotation/rotation-policy.ts';
import { BestEffort, isRefusal } from './system/best-effort.ts';
import { isWritableByOthers, makeDirectory } from './system/directory.ts';
import { DiskWatch } from './system/disk-watch.ts';
import type { FileEnvironment } from './system/file-environment.ts';
import { attempt, call, runAsync, type Steps } from './system/file-system.ts';
import type { ForeignFileError } from './system/foreign-file.ts';
import { FileClaims } from './writer/active-file.ts';
import { pointLinkAt } from './writer/active-link.ts';
import type { ChunkEncoding } from './writer/chunk.ts';
import type { ExporterCounters } from './writer/exporter-stats.ts';
import { FileChain } from './writer/file-chain.ts';
import type { LogFile } from './writer/log-file.ts';
import { RotatingWriter } from './writer/rotating-writer.ts';
import { TextEncoding } from './writer/text-encoding.ts';

const ROTATION_RETRY = 1000;
const MOST_SAID = 100;
// Where every call blocks, none is waited for meanwhile.
const BLOCKING: LogFiles['disk'] = { silentFor: 0, takeLongestSilence: () => 0 };

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
  /** Whether the disk answers the writer. */
  readonly disk: Pick<DiskWatch, 'silentFor' | 'takeLongestSilence'>;
  readonly policy: RotationPolicy;
  /** What the files' lines take besides their own bytes. */
  readonly encoding: Pick<ChunkEncoding, 'overhead' | 'bytesPerLine'>;
  readonly #parts: LogFilesParts;
  readonly #names: FileNames;
  readonly #rotatedNames: RotatedNames;
  readonly #claims: FileClaims;
  readonly #locks: FileLocks;
  readonly #bestEffort: BestEffort;
  readonly #housekeeping: Housekeeping;
  readonly #finishedFiles = new FinishedFiles();
  readonly #said = new Set<string>();
  #isStarted = false;
  /** The user whom our files belong to in the directory, once it is there. */
  #uid: number | undefined;
  #idleTimer: Timer | undefined;
  #endHeartbeat: (() => void) | undefined;

  constructor(parts: LogFilesParts) {
    const { settings, name } = parts;
    const { directory, format } = settings;
    const { integrity } = settings;
    const encoding = new TextEncoding(
      settings,
      integrity &&
        new FileChain(integrity, settings, {
          lastFinishedLine: () => this.#lastFinishedLine(),
          hasDied: (path) => this.#locks.deaths.has(basename(path)),
        }),
    );
    const watch = settings.enqueue ? new DiskWatch(parts.environment) : undefined;
    const environment = watch === undefined ? parts.environment : { ...parts.environment, fs: watch.fs };
    this.disk = watch ?? BLOCKING;
    this.#parts = parts;
    this.encoding = encoding;
    this.#names = new FileNames(name, format.extension);
    this.#rotatedNames = new RotatedNames(directory, this.#names, environment);
    const bestEffort = new BestEffort({
      fsync: settings.fsync,
      refused: (error, path) => parts.reporter.report(error, 'file', path),
    });
    this.#bestEffort = bestEffort;
    this.#locks = new FileLocks({ directory, exporter: name, processes: environment.processes, bestEffort });
    const told = {
      warn: (message: string) => this.#warn(message),
      leftAlone: (error: ForeignFileError) => this.#leftAlone(error),
    };
    const shared = { names: this.#names, rotatedNames: this.#rotatedNames, locks: this.#locks, bestEffort, ...told };
    this.#housekeeping = new Housekeeping({
      ...parts,
      ...shared,
      finishedFiles: this.#finishedFiles,
      ...(integrity && { end: endOfChain(integrity, settings) }),
    });
    this.policy = new RotationPolicy({
      rule: settings.rotation,
      timeZone: settings.timeZone,
      onCallbackError: (error) => parts.reporter.report(error, 'rotation', 'callback'),
    });
    this.#claims = new FileClaims({
      environment,
      directory,
      exporter: name,
      mode: settings.mode,
      recognizes: (head) => format.recognizes(head.toString(settings.encoding)),
      prepare: () => this.#prepare(),
      ...shared,
    });
    this.writer = new RotatingWriter({
      environment,
      policy: this.policy,
      claims: this.#claims,
      rotatedNames: this.#rotatedNames,
      encoding,
      bestEffort,
      mode: settings.mode,
      isOffLoop: settings.enqueue,
      events: {
        opened: (file) => this.#opened(file),
        finished: (file, path) => this.#closed(file, path),
        rotationFailed: (error) => {
          parts.reporter.report(error, 'rotation', this.writer.file?.path);
          this.#armIdleTimer(ROTATION_RETRY);
        },
        endFailed: (error, file) => parts.reporter.report(error, 'file', file.path),
      },
    });
  }

  /** The directory of the files. */
  get directory(): string {
    return this.#parts.settings.directory;
  }

  /** Resolves when rotated files are synced and closed, started compressions have ended, and retention has run. */
  settle(): Promise<void> {
    return this.#housekeeping.settle();
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
  closeFinished(): Promise<void> {
    return this.#housekeeping.close();
  }

  /** Closes the active file at once, for the exit of the process; the next start does what is left. */
  closeNow(): void {
    this.#clearTimers();
    this.writer.closeNow();
    this.#housekeeping.closeNow();
  }

  #clearTimers(): void {
    this.#idleTimer?.clear();
    this.#endHeartbeat?.();
  }

  /** Only what the first record needs: the directory, and what is in it. All else is begun, and goes on off the loop. */
  *#prepare(): Steps<LockListing | undefined> {
    const { directory } = this;
    yield* makeDirectory(directory);
    if (this.#isStarted) return undefined;
    yield* this.#warnOfDirectory();
    const uid = yield* this.#locks.fileOwner();
    const listed = yield* attempt(call('readdir', directory));
    if ('error' in listed && !isRefusal(listed.error)) throw listed.error;
    if ('error' in listed) this.#bestEffort.refuse('readdir', listed.error, directory);
    const names = 'value' in listed ? listed.value : [];
    this.#rotatedNames.observe(names);
    this.#uid = uid;
    this.#isStarted = true;
    this.#housekeeping.start(uid);
    return 'value' in listed ? new LockListing(names) : undefined;
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
      const beat = () => {
        this.#rotatedNames.noteClock();
        return this.writer.refreshClaim().catch((error) => this.#parts.reporter.report(error, 'lock'));
      };
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

  #closed(file: LogFile, path: string | undefined): void {
    this.#idleTimer?.clear();
    if (path !== undefined) {
      this.#parts.counters.rotations++;
      this.#finishedFiles.add(path);
    }
    this.#housekeeping.add(file, path);
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
