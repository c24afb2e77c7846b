// The end of a run: everything is written, closed and copied away, in the right order, within a time, whatever goes wrong.
import { wait } from '../foreign/call.ts';
import { asError, isOf, messageOf } from '../foreign/shape.ts';
import { Deadline } from '../lifecycle/deadline.ts';
import { callRoll } from '../lifecycle/roll-call.ts';
import { RUN_HANDLE, type RunHandle } from '../lifecycle/run-handle.ts';
import { within } from '../lifecycle/timeout.ts';
import type { LakeTraceLogRecordProcessor } from '../processor/log-record-processor.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { parseDuration } from '../spec/duration.ts';
import { checkKeys, isObject } from '../spec/option-checks.ts';
import type { ErrorSource } from '../telemetry/error-source.ts';
import { notify } from '../telemetry/warning.ts';
import { UploadFailedError, type UploadReport } from '../upload/upload-report.ts';
import type { UploadTarget } from '../upload/upload-target.ts';
import { globalProvider } from './global-providers.ts';
import type { RunUpload, RunUploadOptions, TargetUpload, UploadFunction } from './run-upload.ts';

/** Options of {@link finishRun}. */
export interface FinishRunOptions {
  /** A logger of `getLogger`, or what `setupLakeTrace` gave. */
  readonly logger?: object;
  /** A provider of the SDK, or a processor of LakeTrace. Default, where there is no `logger` either: the global provider. */
  readonly provider?: object;
  /**
   * Where the files of the run go: a target, such as `oneLakeTarget(…)`; options of `uploadLogs` with a target, `{ target, after: 'delete' }`; or a function
   * that copies them itself. With a target, what earlier runs of the same names left in the directory is uploaded as well.
   *
   * A function gets the absolute paths of the files, oldest first, and a signal that says when its time is over. It is not called where there are
   * no files.
   */
  readonly upload?: RunUpload;
  /**
   * For all of it together, in milliseconds or as a duration such as `'2 min'`. Default `'5 min'`. The flush takes a quarter of it at most,
   * and no more than 30 seconds; where there is an `upload`, closing takes no more than that either, and continues beside the upload.
   */
  readonly timeout?: number | string;
}

/** A step of the end of a run. */
export type RunStep = 'options' | 'flush' | 'rotate' | 'close' | 'upload';

/** What {@link finishRun} did. */
export interface RunReport<Uploaded = unknown> {
  /** Whether no step failed, and no record was lost. */
  readonly ok: boolean;
  /** The closed files of the run, compressed where that was asked for: absolute paths, oldest first. */
  readonly files: readonly string[];
  /**
   * `'done'`; `'failed'`; `'timed out'`; `'no time'`: the steps before took all of it; `'no files'`: there was nothing to copy; `'not asked
   * for'`: there is no `upload`.
   */
  readonly upload: 'done' | 'failed' | 'timed out' | 'no time' | 'no files' | 'not asked for';
  /** What `upload` resolved to; of a target, the report file by file. */
  readonly uploaded: Uploaded | undefined;
  /** What went wrong, in the order in which it did. */
  readonly errors: readonly { readonly step: RunStep; readonly error: Error }[];
  /** Records that were lost over the whole run, by where and why: `file: buffer_full`, `batch: failed`, `sink <name>`. */
  readonly lost: Readonly<Record<string, number>>;
  /** How many milliseconds each step took, of those that were begun. */
  readonly milliseconds: Readonly<Partial<Record<RunStep, number>>>;
}

const DEFAULT_TIMEOUT = '5 min';
/** The most of the whole time that may be waited for a collector, by the flush and by the close each, and the most in any case, in milliseconds. */
const PART_OF_COLLECTOR = 0.25;
const LONGEST_FOR_COLLECTOR = 30_000;
/** Nothing is lost by what they object to. */
const FINDINGS: ReadonlySet<string> = new Set(['attributes', 'leak-guard'] satisfies ErrorSource[]);
const OPTIONS = ['logger', 'provider', 'upload', 'timeout'] as const satisfies readonly (keyof FinishRunOptions)[];

const finished = new WeakMap<object, Promise<RunReport>>();

/**
 * Ends a run: flushes, finishes the active file (rotates, compresses), closes the provider, then has `upload` copy the closed files away.
 *
 * It takes no longer than `timeout`, and never throws nor rejects: what went wrong, options included, is in the report. A second call for
 * the same provider gives the report of the first, and its own `upload` is not called. What is logged after it is refused and counted.
 */
export function finishRun(
  options: FinishRunOptions & { readonly upload: UploadTarget | RunUploadOptions },
): Promise<RunReport<UploadReport>>;
export function finishRun(options?: FinishRunOptions): Promise<RunReport>;
export function finishRun(options: FinishRunOptions = {}): Promise<RunReport> {
  const end = new RunEnd();
  const asked = end.read(options);
  if (asked === undefined) {
    end.tell();
    return Promise.resolve(end.report());
  }
  const earlier = finished.get(asked.key);
  if (earlier !== undefined) return earlier;
  const report = end.run(asked);
  finished.set(asked.key, report);
  // What was refused has not been done: it may be asked for anew.
  void report.then(({ errors }) => errors[0]?.step === 'options' && finished.delete(asked.key));
  return report;
}

interface Asked {
  /** What stands for the run. */
  readonly key: object;
  readonly handle: RunHandle;
  readonly upload: RunUpload | undefined;
  readonly timeout: number;
}

/** One end of a run, step by step: each is taken whatever came of those before. */
class RunEnd {
  readonly #errors: { step: RunStep; error: Error }[] = [];
  readonly #milliseconds: Partial<Record<RunStep, number>> = {};
  #processors: readonly LakeTraceLogRecordProcessor[] = [];
  #files: readonly string[] = [];
  #upload: RunReport['upload'] = 'not asked for';
  #uploaded: unknown;

  read(options: FinishRunOptions): Asked | undefined {
    try {
      checkKeys(options, '', OPTIONS);
      const { logger, provider, upload, timeout = DEFAULT_TIMEOUT } = options;
      if (upload !== undefined && typeof upload !== 'function' && !isObject(upload)) {
        throw ConfigurationError.ofKind('upload', upload, 'a target, options of uploadLogs with one, or a function');
      }
      const milliseconds = parseDuration(timeout, 'timeout');
      const path = logger === undefined ? 'provider' : 'logger';
      const key = logger ?? provider ?? globalProvider();
      const handle = handleOf(key);
      if (handle === undefined || key === undefined) {
        const accepted =
          'a logger of getLogger, a LoggerProvider, or a processor of LakeTrace (by default the global provider)';
        throw ConfigurationError.ofKind(path, key, accepted);
      }
      return { key: handle.key, handle: handle.handle, upload, timeout: milliseconds };
    } catch (error) {
      this.#failed('options', error);
      return undefined;
    }
  }

  async run({ handle, upload: given, timeout }: Asked): Promise<RunReport> {
    const deadline = new Deadline(timeout);
    const upload = await this.#readUpload(given);
    if (upload === 'refused') {
      this.tell();
      return this.report();
    }
    const forCollector = Math.min(LONGEST_FOR_COLLECTOR, timeout * PART_OF_COLLECTOR);
    await this.#flush(handle, forCollector);
    const before = errorsOf(this.#processors);
    await this.#step('rotate', () => this.#finishFiles(), deadline.left);
    // The files are whole by now: what else is to be closed must not take the time of the upload.
    const forClose = upload === undefined ? deadline.left : Math.min(forCollector, deadline.left);
    await this.#step('close', () => handle.shutdown(), forClose);
    // Of what was logged meanwhile a rotation may have made one more.
    await this.#listFiles(deadline);
    this.#addContained(before);
    this.#missFiles();
    if (upload !== undefined) await this.#uploadFiles(upload, deadline);
    this.tell();
    return this.report();
  }

  /** Loads what uploads to a target, where there is one, and has it check the options. */
  async #readUpload(given: RunUpload | undefined): Promise<UploadFunction | TargetUpload | undefined | 'refused'> {
    if (given === undefined || typeof given === 'function') return given;
    try {
      const { readRunUpload } = await import('./run-upload.ts');
      return readRunUpload(given);
    } catch (error) {
      this.#failed('options', error);
      return 'refused';
    }
  }

  /** Says why nothing was done, or uploaded: who does not look at the report would not learn of it. What else goes wrong `onError` is told. */
  tell(): void {
    const found = this.#errors.find(({ step }) => step === 'options' || step === 'upload');
    if (found === undefined) return;
    const { step, error } = found;
    const message = messageOf(error);
    notify(`finishRun: ${message.startsWith(`${step}: `) ? '' : `${step}: `}${message}`);
  }

  report(): RunReport {
    const lost = lostBy(this.#processors);
    return {
      ok: this.#errors.length === 0 && Object.keys(lost).length === 0,
      files: this.#files,
      upload: this.#upload,
      uploaded: this.#uploaded,
      errors: this.#errors,
      lost,
      milliseconds: this.#milliseconds,
    };
  }

  async #flush(handle: RunHandle, limit: number): Promise<void> {
    const { present, answer } = callRoll(() => this.#step('flush', () => handle.forceFlush(), limit));
    await answer;
    this.#processors = [...present].filter((one) =>
      isOf<LakeTraceLogRecordProcessor>(one, 'LakeTraceLogRecordProcessor'),
    );
    if (this.#processors.length > 0) return;
    this.#failed('flush', new Error('the provider has no LakeTraceLogRecordProcessor, or was shut down before'));
  }

  async #finishFiles(): Promise<void> {
    this.#files = (await Promise.all(this.#processors.map((processor) => processor.finishedFiles()))).flat();
  }

  async #listFiles(deadline: Deadline): Promise<void> {
    try {
      await within(this.#finishFiles(), deadline.left, 'the files could not be listed');
    } catch {
      // Those that were finished are known.
    }
  }

  /** What went wrong at the end and was contained: a file that was not compressed, a directory that is gone. */
  #addContained(before: ReadonlyMap<string, number>): void {
    for (const [source, count] of errorsOf(this.#processors)) {
      const more = count - (before.get(source) ?? 0);
      if (more === 0) continue;
      const what = more === 1 ? 'an error' : `${more} errors`;
      this.#failed('close', new Error(`${source}: ${what} came up as the run ended, and went to onError`));
    }
  }

  /** Nobody says that a directory is gone: the file in it is written to as before, and has no name any more. */
  #missFiles(): void {
    const isKnown = this.#errors.every(({ step }) => step !== 'rotate');
    if (this.#files.length > 0 || !isKnown) return;
    const files = this.#processors.map((processor) => processor.stats().file);
    if (files.every((file) => file === undefined || file.records.written === 0 || file.deletions > 0)) return;
    this.#failed('rotate', new Error('records were written, and no file is there: was the directory removed?'));
  }

  async #uploadFiles(upload: UploadFunction | TargetUpload, deadline: Deadline): Promise<void> {
    const files = [...this.#files];
    const isNeeded = files.length > 0 || (typeof upload === 'object' && upload.hasDirectory);
    if (!isNeeded) this.#upload = 'no files';
    else if (deadline.left === 0) this.#upload = 'no time';
    else {
      const ended = new AbortController();
      const { signal } = ended;
      const copy = () =>
        typeof upload === 'function' ? wait(upload, files, { signal }) : upload.run(files, signal, deadline.left);
      const outcome = await this.#step('upload', copy, deadline.left);
      ended.abort();
      this.#upload = outcome.state;
      this.#uploaded = outcome.value;
      if (typeof upload === 'object' && outcome.value !== undefined) this.#addUpload(outcome.value as UploadReport);
    }
    if (this.#upload === 'no time') this.#failed('upload', new Error('no time was left for the upload'));
  }

  /** What a target did not take is in its report, file by file; here it is said once. */
  #addUpload(report: UploadReport): void {
    if (report.ok) return;
    const isLate = report.errors.some(({ name }) => name === 'UploadEndedError');
    this.#upload = isLate ? 'timed out' : 'failed';
    this.#failed('upload', new UploadFailedError(report));
  }

  /** Takes a step, for no longer than it is given: what goes wrong in it is kept for the report. */
  async #step(
    step: RunStep,
    take: () => Promise<unknown>,
    limit: number,
  ): Promise<{ readonly state: 'done' | 'failed' | 'timed out'; readonly value?: unknown }> {
    const began = performance.now();
    let hasEnded = false;
    const work = wait(take).finally(() => {
      hasEnded = true;
    });
    try {
      return { state: 'done', value: await within(work, limit, `${step}: it had not ended`) };
    } catch (error) {
      this.#failed(step, error);
      return { state: hasEnded ? 'failed' : 'timed out' };
    } finally {
      this.#milliseconds[step] = Math.round(performance.now() - began);
    }
  }

  #failed(step: RunStep, error: unknown): void {
    this.#errors.push({ step, error: asError(error) });
  }
}

/** What can be flushed of what was given, and what stands for it. */
function handleOf(given: unknown): { readonly key: object; readonly handle: RunHandle } | undefined {
  if (!isObject(given)) return undefined;
  const handle = (given as { readonly [RUN_HANDLE]?: unknown })[RUN_HANDLE] ?? given;
  return isHandle(handle) ? { key: handle, handle } : undefined;
}

function isHandle(value: unknown): value is RunHandle {
  return isObject(value) && typeof value['forceFlush'] === 'function' && typeof value['shutdown'] === 'function';
}

/** How many errors were contained so far, by source. */
function errorsOf(processors: readonly LakeTraceLogRecordProcessor[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { errors } of processors.map((processor) => processor.stats())) {
    for (const [source, count] of Object.entries(errors)) {
      if (!FINDINGS.has(source)) counts.set(source, (counts.get(source) ?? 0) + count);
    }
  }
  return counts;
}

function lostBy(processors: readonly LakeTraceLogRecordProcessor[]): Record<string, number> {
  const lost: Record<string, number> = {};
  const add = (reason: string, count: number) => {
    if (count > 0) lost[reason] = (lost[reason] ?? 0) + count;
  };
  for (const { file, batch, sinks } of processors.map((processor) => processor.stats())) {
    for (const [reason, count] of Object.entries(file?.records.dropped ?? {})) add(`file: ${reason}`, count);
    add('file: not written', file?.records.waiting ?? 0);
    add('batch: dropped', batch?.dropped ?? 0);
    add('batch: failed', batch?.failed ?? 0);
    add('batch: not sent', batch?.waiting ?? 0);
    // What a file loses is said above.
    for (const { name, failed } of Object.values(sinks)) if (name !== 'file') add(`sink ${name}`, failed);
  }
  return lost;
}
