// A reading as its user sees it: the records that are wanted, one by one, and how far it is.
import { ask, type Failed, ignore, tell } from '../foreign/call.ts';
import type { DiagLevel } from '../foreign/diagnostics.ts';
import { messageOf } from '../foreign/shape.ts';
import { isAbsent } from '../format/time-pattern.ts';
import type { LineFilter } from './line-filter.ts';
import type { RecordBatches } from './log-file-records.ts';
import type { FileReading } from './log-lines.ts';
import { LogReadError, problemText } from './log-read-error.ts';
import type { ReadProgress, ReadSettings } from './read-options.ts';
import type { StoredRecord } from './record/stored-record.ts';

/** Milliseconds between two reports of the progress. */
const PROGRESS_EVERY = 100;

/** What the files of a reading have in common, and what its user hears of. */
export class RecordReading implements FileReading {
  readonly lineFilter: LineFilter | undefined;
  readonly isPassing: boolean | undefined;
  readonly onPlainBytes: ((file: string, bytes: number) => void) | undefined;
  readonly signal: AbortSignal | undefined;
  atOnce = 0;
  readonly #settings: ReadSettings;
  /** What `diag` has heard of, each once: a callback by its option, what could not be read by its kind. */
  readonly #told = new Set<string>();
  /** The files that could not be opened or read. */
  readonly #unreadable = new Set<string>();
  #bytes = 0;
  #totalBytes = 0;
  #files = 0;
  #plainLines = 0;
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(settings: ReadSettings) {
    this.#settings = settings;
    this.signal = settings.signal;
    this.lineFilter = settings.lineFilter;
    this.isPassing = settings.isPassing;
    this.onPlainBytes = settings.onPlainBytes;
  }

  readonly problem: FileReading['problem'] = (problem) => {
    const { strict, onProblem } = this.#settings;
    if (strict) throw new LogReadError(problem);
    // Where files are followed, it is looked for them again and again.
    if (problem.kind === 'unreadable' && this.#unreadable.has(problem.file)) return;
    if (problem.kind === 'unreadable') this.#unreadable.add(problem.file);
    if (onProblem !== undefined) return tell(this.#callbackFailed('onProblem'), onProblem, problem);
    const text = problemText(problem);
    this.#tellOnce('warn', problem.kind, `${text}; onProblem of a reading gets all of what cannot be read`);
  };

  /** Takes note of a file that is to be read. */
  expect(bytes: number): void {
    this.#files++;
    this.#totalBytes += bytes;
  }

  plainLine(): void {
    this.#plainLines++;
  }

  readonly read: FileReading['read'] = (bytes) => {
    this.#bytes += bytes;
    const { onProgress } = this.#settings;
    if (onProgress === undefined) return;
    const now = performance.now();
    if (now - this.#toldAt < PROGRESS_EVERY) return;
    this.#toldAt = now;
    this.tellProgress();
  };

  /** Tells how far the reading is. */
  tellProgress(): void {
    const { onProgress } = this.#settings;
    // What grew or was compressed since it was looked at.
    const totalBytes = Math.max(this.#totalBytes, this.#bytes);
    const progress: ReadProgress = {
      ...{ bytes: this.#bytes, totalBytes, files: this.#files },
      plainLines: this.#plainLines,
    };
    if (onProgress !== undefined) tell(this.#callbackFailed('onProgress'), onProgress, progress);
  }

  /** The reading continues, and `diag` hears of it once: what ends a reading is its signal. */
  #callbackFailed(option: string): Failed {
    return (error) =>
      this.#tellOnce('error', option, `${option} of a reading threw ${messageOf(error)}; the reading continues`);
  }

  #tellOnce(level: DiagLevel, about: string, text: string): void {
    if (this.#told.has(about)) return;
    this.#told.add(about);
    void import('../foreign/diagnostics.ts').then(({ tellDiag }) => tellDiag(level, text), ignore);
  }
}

/** Whether a record is wanted: by its time and severity first, which are known without the rest of it. */
export function isWanted(record: StoredRecord, settings: ReadSettings): boolean {
  const { from, to, minimumSeverity, filters } = settings;
  const severity = record.severityNumber ?? 0;
  if (from !== Number.NEGATIVE_INFINITY || to !== Number.POSITIVE_INFINITY) {
    const { when } = record;
    // Of what has no time nobody knows that it lies in between.
    if (isAbsent(when)) {
      if (severity === 0 || severity >= minimumSeverity) tellLeftOut(record, 'time', settings);
      return false;
    }
    const [seconds, nanoseconds] = when;
    const time = seconds * 1000 + nanoseconds / 1e6;
    if (time < from || time >= to) return false;
  }
  if (severity < minimumSeverity) {
    if (severity === 0) tellLeftOut(record, 'level', settings);
    return false;
  }
  return passes(record, filters);
}

function passes(record: StoredRecord, filters: ReadSettings['filters']): boolean {
  for (const filter of filters) if (!ask('filter', filter, record)) return false;
  return true;
}

function tellLeftOut(record: StoredRecord, lack: 'time' | 'level', { filters, onLeftOut }: ReadSettings): void {
  if (onLeftOut !== undefined && passes(record, filters)) onLeftOut(record, lack);
}

/**
 * The wanted records of some batches, one by one. Written out, for a generator takes a microsecond a record.
 */
export class WantedRecords implements AsyncIterableIterator<StoredRecord, undefined, undefined> {
  readonly #batches: RecordBatches;
  readonly #settings: ReadSettings;
  readonly #ended: () => void;
  #batch: readonly StoredRecord[] = [];
  #next = 0;
  #left: number;
  #isOver = false;
  /** The call before: they are answered in their order. */
  #last: Promise<unknown> = Promise.resolve();
  /** How many calls are not answered. */
  #pending = 0;

  /** @param ended called once, when there are no more */
  constructor(batches: RecordBatches, settings: ReadSettings, limit: number, ended: () => void) {
    this.#batches = batches;
    this.#settings = settings;
    this.#left = limit;
    this.#ended = ended;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /**
   * Hands over all wanted records, one by one, to a function: a promise for each, as `for await` has it, takes as long as to read it.
   * @param take gives a promise where it has to be waited for, and `false` where it wants no more
   */
  async each(take: (record: StoredRecord) => Promise<void> | boolean | undefined): Promise<void> {
    try {
      while (this.#left > 0) {
        this.#settings.signal?.throwIfAborted();
        const { value, done } = await this.#batches.next();
        // What is aborted ends before its end.
        this.#settings.signal?.throwIfAborted();
        if (done === true) return;
        [this.#batch, this.#next] = [value, 0];
        for (let record = this.#fromBatch(); record !== undefined; record = this.#fromBatch()) {
          const answer = take(record);
          if (answer === false) return;
          if (typeof answer === 'object') await answer;
          if (this.#left === 0) return;
        }
      }
    } finally {
      await this.#close();
    }
  }

  next(): Promise<IteratorResult<StoredRecord, undefined>> {
    if (this.#pending === 0 && !this.#isOver && this.#left > 0) {
      try {
        const record = this.#fromBatch();
        if (record !== undefined) return Promise.resolve({ value: record, done: false });
      } catch (error) {
        return this.#fail(error);
      }
    }
    this.#pending++;
    const answer = this.#last.then(() => this.#read());
    this.#last = answer.catch(ignore);
    return answer;
  }

  async return(): Promise<IteratorResult<StoredRecord, undefined>> {
    await this.#close();
    return { value: undefined, done: true };
  }

  /** The next one of the batch; what a filter throws is thrown. */
  #fromBatch(): StoredRecord | undefined {
    while (this.#next < this.#batch.length) {
      const record = this.#batch[this.#next++] as StoredRecord;
      if (!isWanted(record, this.#settings)) continue;
      this.#left--;
      return record;
    }
    return undefined;
  }

  async #read(): Promise<IteratorResult<StoredRecord, undefined>> {
    try {
      while (!this.#isOver && this.#left > 0) {
        this.#settings.signal?.throwIfAborted();
        const record = this.#fromBatch();
        if (record !== undefined) return { value: record, done: false };
        const { value, done } = await this.#batches.next();
        if (!this.#isOver) this.#settings.signal?.throwIfAborted();
        if (done === true) break;
        this.#batch = value;
        this.#next = 0;
      }
      await this.#close();
      return { value: undefined, done: true };
    } catch (error) {
      return await this.#fail(error);
    } finally {
      this.#pending--;
    }
  }

  async #fail(error: unknown): Promise<never> {
    await this.#close();
    throw error;
  }

  async #close(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#batch = [];
    await this.#batches.return();
    this.#ended();
  }
}
