// The files of one exporter: connects the writer with what is done with finished files, and owns its timers.
import { basename, join } from 'node:path';
import { tellDiagAfterwards } from '../foreign/diagnostics.ts';
import { every } from '../lifecycle/timeout.ts';
import { unsuitableLogDirectory } from '../resource/index.ts';
import type { ErrorReporter } from '../telemetry/error-reporter.ts';
import { announce } from '../telemetry/events.ts';
import { FinishedFiles } from './finished/finished-files.ts';
import { Housekeeping } from './finished/housekeeping.ts';
import { IdleRotation } from './idle-rotation.ts';
import { HEARTBEAT } from './lock/lock-files.ts';
import { FileLocks, LockListing } from './lock/take-lock.ts';
import { FileNames } from './naming/file-names.ts';
import { RotatedNames } from './naming/rotated-names.ts';
import type { FileSettings } from './options/file-options.ts';
import { endOfChain } from './recovery/end-of-chain.ts';
import { lastFinishedLine } from './recovery/last-finished-line.ts';
import { RotationPolicy } from './rotation/rotation-policy.ts';
import { BestEffort, isRefusal } from './system/best-effort.ts';
import { isWritableByOthers, makeDirectory } from './system/directory.ts';
import { DiskWatch } from './system/disk-watch.ts';
import type { FileEnvironment } from './system/file-environment.ts';
import { attempt, call, runAsync, type Steps } from './system/file-system.ts';
import type { ForeignFileError } from './system/foreign-file.ts';
import { ROTATION_RETRY } from './writer/active-file.ts';
import { pointLinkAt } from './writer/active-link.ts';
import { ActiveName } from './writer/active-name.ts';
import type { ChunkEncoding } from './writer/chunk.ts';
import { ChunkPump, type PumpEvents } from './writer/chunk-pump.ts';
import type { ExporterCounters } from './writer/exporter-stats.ts';
import { FileChain } from './writer/file-chain.ts';
import type { LogFile } from './writer/log-file.ts';
import { RotatingWriter } from './writer/rotating-writer.ts';
import { TextEncoding } from './writer/text-encoding.ts';

const MOST_WARNINGS = 100;
// Where every call blocks, none is waited for meanwhile.
const BLOCKING: Pick<DiskWatch, 'silentFor' | 'takeLongestSilence'> = { silentFor: 0, takeLongestSilence: () => 0 };

/** What {@link LogFiles} is made of. */
export interface LogFilesParts {
  readonly settings: FileSettings;
  /** The first part of the file names. */
  readonly name: string;
  readonly environment: FileEnvironment;
  readonly reporter: ErrorReporter;
  readonly counters: ExporterCounters;
  readonly pumpEvents: PumpEvents;
  /** Called with how long each compression took. */
  compressionTook(milliseconds: number, codec: string): void;
  /** Has what is buffered written. */
  flush(): void;
}

/** The active file and the finished ones of one exporter. */
export class LogFiles {
  readonly writer: RotatingWriter;
  /** Brings chunks to the writer. */
  readonly pump: ChunkPump;
  readonly policy: RotationPolicy;
  /** What the files' lines take besides their own bytes. */
  readonly encoding: Pick<ChunkEncoding, 'overhead' | 'bytesPerLine'>;
  readonly #parts: LogFilesParts;
  readonly #rotatedNames: RotatedNames;
  readonly #activeName: ActiveName;
  readonly #locks: FileLocks;
  readonly #bestEffort: BestEffort;
  readonly #idleRotation: IdleRotation;
  readonly #housekeeping: Housekeeping;
  readonly #finishedFiles = new FinishedFiles();
  readonly #reported = new Set<string>();
  #isStarted = false;
  /** The user whom our files belong to in the directory, once it is there. */
  #uid: number | undefined;
  #endHeartbeat: (() => void) | undefined;

  constructor(parts: LogFilesParts) {
    const { settings, name, reporter } = parts;
    const { directory, format, integrity } = settings;
    const watch = settings.enqueue ? new DiskWatch(parts.environment) : undefined;
    const environment = watch === undefined ? parts.environment : { ...parts.environment, fs: watch.fs };
    const bestEffort = new BestEffort({
      fsync: settings.fsync,
      refused: (error, path) => reporter.report(error, 'file', path),
    });
    const names = new FileNames(name, format.extension);
    const rotatedNames = new RotatedNames(directory, names, environment);
    const locks = new FileLocks({ directory, exporter: name, processes: environment.processes, bestEffort });
    const shared = {
      names,
      rotatedNames,
      locks,
      bestEffort,
      warn: (message: string) => this.#warn(message),
      leftAlone: (error: ForeignFileError) => this.#leftAlone(error),
    };
    const chain =
      integrity &&
      new FileChain(integrity, settings, {
        lastFinishedLine: () => lastFinishedLine(directory, names, format.extension),
        hasDied: (path) => locks.deaths.has(basename(path)),
      });
    const encoding = new TextEncoding(settings, chain);
    this.#parts = parts;
    this.#bestEffort = bestEffort;
    this.#rotatedNames = rotatedNames;
    this.#locks = locks;
    this.encoding = encoding;
    this.#housekeeping = new Housekeeping({
      ...parts,
      ...shared,
      finishedFiles: this.#finishedFiles,
      ...(integrity && { end: endOfChain(integrity, settings) }),
    });
    this.policy = new RotationPolicy({
      rule: settings.rotation,
      timeZone: settings.timeZone,
      onCallbackError: (error) => reporter.report(error, 'rotation', 'callback'),
    });
    this.#idleRotation = new IdleRotation({
      policy: this.policy,
      now: () => environment.now(),
      rotate: () => this.#rotateIdle(),
    });
    this.#activeName = new ActiveName({
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
      activeName: this.#activeName,
      rotatedNames,
      encoding,
      bestEffort,
      mode: settings.mode,
      isOffLoop: settings.enqueue,
      events: {
        opened: (file) => this.#opened(file),
        finished: (file, path) => this.#finished(file, path),
        rotationFailed: (error, file) => {
          reporter.report(error, 'rotation', file.path);
          this.#idleRotation.wait(ROTATION_RETRY);
        },
        endFailed: (error, file) => reporter.report(error, 'file', file.path),
      },
    });
    const disk = watch ?? BLOCKING;
    this.pump = new ChunkPump({ environment, writer: this.writer, disk, settings, events: parts.pumpEvents });
  }

  /** Resolves when rotated files are synced and closed, started compressions have ended, and retention has run. */
  idle(): Promise<void> {
    return this.#housekeeping.idle();
  }

  /** The files that this exporter has finished and that are there, as {@link idle} leaves them. */
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

  /**
   * Closes the active file at once and gives its name up, for another exporter that continues in it; the work on finished files goes its
   * way. What is between two steps on the thread pool stays where it is.
   */
  handOver(): void {
    this.#clearTimers();
    this.writer.handOver();
  }

  #clearTimers(): void {
    this.#idleRotation.clear();
    this.#endHeartbeat?.();
  }

  /** Does only what the first record needs: makes the directory and lists it. All else is begun, and continues on the thread pool. */
  *#prepare(): Steps<LockListing | undefined> {
    const { directory } = this.#parts.settings;
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
    this.#idleRotation.wait();
    if (this.#activeName.lock !== undefined && this.#endHeartbeat === undefined) {
      const beat = () => {
        this.#rotatedNames.noteClock();
        return this.writer.refreshLock().catch((error) => this.#parts.reporter.report(error, 'lock'));
      };
      this.#endHeartbeat = every(HEARTBEAT, beat);
    }
    const { symlink, directory } = this.#parts.settings;
    if (symlink === undefined) return;
    const linked = yield* attempt(pointLinkAt(directory, symlink, basename(file.path), this.#uid));
    if ('error' in linked) this.#parts.reporter.report(linked.error, 'file', join(directory, symlink));
  }

  /** What was logged before its time belongs in the old file. */
  #rotateIdle(): void {
    this.#parts.flush();
    this.writer.rotateDue().catch((error) => this.#parts.reporter.report(error, 'rotation', this.writer.file?.path));
  }

  #finished(file: LogFile, path: string | undefined): void {
    this.#idleRotation.clear();
    if (path !== undefined) {
      this.#parts.counters.rotations++;
      this.#finishedFiles.add(path);
      announce('laketrace:rotate', () => ({ name: this.#parts.name, file: path, bytes: file.size }));
    }
    this.#housekeeping.add(file, path);
  }

  #warn(message: string): void {
    if (this.#isNew(message)) tellDiagAfterwards('warn', message);
  }

  #leftAlone(error: ForeignFileError): void {
    if (this.#isNew(error.message)) this.#parts.reporter.report(error, 'recovery', error.path);
  }

  /** Each thing is reported once, and not more than N things. */
  #isNew(message: string): boolean {
    if (this.#reported.has(message) || this.#reported.size > MOST_WARNINGS) return false;
    this.#reported.add(message);
    return true;
  }
}
