// One upload: finishes the active file, has the directory for itself, sends each file that the journal does not know, and reports.
import { realpath, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { wait } from '../foreign/call.ts';
import { asError, isErrno, isOf } from '../foreign/shape.ts';
import { within } from '../lifecycle/timeout.ts';
import { redactText } from '../redaction/index.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { Attempts, asUploadError, UploadEndedError } from './attempts.ts';
import { fileBlocks } from './block-memory.ts';
import { type ClosedFile, closedFiles } from './closed-files.ts';
import { BEST_EFFORT, DirectoryLock, type DirectoryLockResult } from './directory-lock.ts';
import { FileUploader } from './file-uploader.ts';
import { finishLeftFiles, type LeftFilesParts, planLeftFiles } from './left-files.ts';
import { removeStaleMarks } from './local-file.ts';
import { OwnDirectory } from './own-directory.ts';
import { ProgressReport } from './progress-report.ts';
import { type JournalListeners, TargetJournal } from './target-journal.ts';
import { isUploadError } from './upload-error.ts';
import type { UploadSettings } from './upload-options.ts';
import type { FileUpload, UploadReport } from './upload-report.ts';

/** How often it is looked whether another upload of the directory has ended, in milliseconds. */
const LOOK_AGAIN = 250;
/** How long a target may take to give up what it holds, in milliseconds: all is sent by then, or given up. */
const LONGEST_CLOSING = 5000;
const LEAST_CLOSING = 200;
const JOURNALLESS = 'nothing is written into the directory, so that each upload asks the target for each file';

/** The directory of the logs, and the lock of it. */
interface DirectoryParts {
  readonly own: OwnDirectory;
  readonly lock: DirectoryLock;
}

/**
 * Uploads. What goes wrong is in the report.
 * @throws ConfigurationError (rejects) where the exporter has its files in another directory than the one that was given
 */
export function runUpload(settings: UploadSettings): Promise<UploadReport> {
  return new UploadRun(settings).run();
}

class UploadRun {
  readonly #settings: UploadSettings;
  readonly #target: string;
  readonly #attempts: Attempts;
  readonly #began = performance.now();
  readonly #errors: Error[] = [];
  readonly #notes: string[] = [];
  readonly #listeners: JournalListeners;
  #files: FileUpload[] = [];
  #directory = '';
  #uploader: FileUploader | undefined;
  #progress: ProgressReport | undefined;

  constructor(settings: UploadSettings) {
    const { retry, deadline, signal, target } = settings;
    this.#settings = settings;
    // It goes into the journal and the report: whatever it is, no secret stands there.
    this.#target = redactText(target.name);
    this.#attempts = new Attempts(retry, deadline, signal);
    this.#listeners = {
      note: (text) => void this.#notes.push(text),
      failed: (error) => this.#failed(error),
    };
  }

  async run(): Promise<UploadReport> {
    try {
      await this.#upload();
    } catch (error) {
      if (isOf(error, 'ConfigurationError')) throw error;
      this.#failed(error);
    } finally {
      await this.#closeTarget().catch((error) => this.#failed(error));
      this.#attempts.close();
      fileBlocks.clear();
    }
    return this.#report();
  }

  /** A target that never answers would keep the report of all that it has taken, and end a program that waits for it. */
  #closeTarget(): Promise<void> {
    const failed = (error: unknown) => {
      throw asUploadError(error, `${this.#target} could not be closed`);
    };
    const closed = wait(() => this.#settings.target.close()).catch(failed);
    const most = Math.max(LEAST_CLOSING, Math.min(LONGEST_CLOSING, this.#attempts.left));
    return within(closed, most, `${this.#target} could not be closed`);
  }

  #report(): UploadReport {
    const isDone = ({ outcome, error }: FileUpload) =>
      outcome !== 'failed' && outcome !== 'not tried' && error === undefined;
    return {
      ok: this.#errors.length === 0 && this.#files.every(isDone),
      target: this.#target,
      directory: this.#directory,
      files: this.#files,
      bytes: this.#uploader?.sentBytes ?? 0,
      errors: this.#errors,
      notes: this.#notes,
      milliseconds: Math.round(performance.now() - this.#began),
    };
  }

  async #upload(): Promise<void> {
    const directory = await this.#finishActive();
    if (directory === undefined) {
      this.#notes.push('there are no files: the exporter has finished none, and no directory was given');
      return;
    }
    this.#directory = directory;
    await requireDirectory(directory);
    const own = await OwnDirectory.of(directory, this.#settings.target);
    const lock = new DirectoryLock(directory);
    if (this.#settings.isDryRun) return this.#plan({ own, lock });
    const held = await this.#haveAlone(lock);
    if (held === undefined) return;
    try {
      await this.#uploadAll({ own, lock }, held.kind === 'held');
    } finally {
      if (held.kind === 'held') await held.release().catch((error) => this.#failed(error));
    }
  }

  /** @returns the directory */
  async #finishActive(): Promise<string | undefined> {
    const { exporter, directory } = this.#settings;
    if (exporter === undefined || this.#settings.isDryRun) return directory;
    const finished = wait(() => exporter.finishedFiles());
    const files = await this.#unlessEnded(finished);
    const [first] = files;
    if (first === undefined) return directory;
    if (directory !== undefined) await requireSameDirectory(directory, dirname(first));
    return directory ?? dirname(first);
  }

  /** Waits for something that does not end by the signal. */
  #unlessEnded<T>(work: Promise<T>): Promise<T> {
    const { signal } = this.#attempts;
    return new Promise((resolve, reject) => {
      const end = () => reject(signal.reason as Error);
      if (signal.aborted) end();
      signal.addEventListener('abort', end, { once: true });
      work.then(resolve, reject).finally(() => signal.removeEventListener('abort', end));
    });
  }

  /** Waits until no other upload is at work in the directory; nothing where that takes too long. */
  async #haveAlone(lock: DirectoryLock): Promise<Exclude<DirectoryLockResult, { kind: 'busy' }> | undefined> {
    for (;;) {
      const result = await lock.acquire();
      if (result.kind === 'unsupported')
        this.#notes.push(`no lock can be taken (${result.why}): two uploads at once may both send a file`);
      if (result.kind !== 'busy') return result;
      await this.#attempts.pause(LOOK_AGAIN);
      const { reason } = this.#attempts;
      if (reason === undefined) continue;
      this.#failed(new UploadEndedError(`another upload of ${this.#directory} is at work; ${reason.message}`));
      return undefined;
    }
  }

  /** Says what would be done, and does nothing: the target only looks, where it can, and nothing is written. */
  async #plan(parts: DirectoryParts): Promise<void> {
    await this.#planFiles(parts);
    if (!this.#files.some(isPlanned)) return;
    try {
      await wait(() => this.#settings.target.check?.());
    } catch (error) {
      this.#failed(asUploadError(error, `${this.#target} could not be looked at`));
      this.#files = this.#files.map((file) => (isPlanned(file) ? { ...file, outcome: 'not tried' } : file));
    }
  }

  async #planFiles(parts: DirectoryParts): Promise<void> {
    const uploader = this.#makeUploader(parts, await this.#readJournal());
    const notes = this.#notes.length;
    const closed = await this.#closedFiles(parts.own);
    for (const file of closed) this.#files.push(await uploader.plan(file));
    const left = this.#settings.include === undefined ? await planLeftFiles(this.#leftParts()) : [];
    for (const { file, isTorn } of left) {
      const { path } = file;
      const cut = isTorn ? ', and its last line, which is torn, would be cut off and kept' : '';
      this.#notes.push(`${path} would be finished first: its program has ended${cut}`);
      const planned = await uploader.plan(file);
      // What is sent is another content then.
      this.#files.push(isTorn && planned.outcome === 'planned' ? { ...planned, remote: undefined } : planned);
    }
    if (closed.length + left.length === 0) this.#noteNothing(notes);
  }

  #readJournal(): Promise<TargetJournal> {
    return TargetJournal.read(this.#directory, this.#target, this.#listeners);
  }

  #makeUploader({ own, lock }: DirectoryParts, journal: TargetJournal): FileUploader {
    this.#uploader = new FileUploader({
      settings: this.#settings,
      attempts: this.#attempts,
      journal,
      own,
      lock,
      note: this.#listeners.note,
      sent: (path, bytes) => this.#progress?.sent(path, bytes),
    });
    return this.#uploader;
  }

  async #closedFiles(own: OwnDirectory): Promise<ClosedFile[]> {
    const { names, include } = this.#settings;
    const isLive = (path: string) => new DirectoryLock(dirname(path)).isLive(basename(path));
    // The files are listed anew after the upload.
    const note = (text: string): void => {
      if (!this.#notes.includes(text)) this.#notes.push(text);
    };
    const files = await closedFiles({ directory: this.#directory, names, include, isLive, note });
    return files.filter(({ file }) => !own.hasSent(file));
  }

  /** @param isWritable whether anything may be written into the directory */
  async #uploadAll(parts: DirectoryParts, isWritable: boolean): Promise<void> {
    if (!isWritable) this.#notes.push(JOURNALLESS);
    const journal = isWritable
      ? await this.#readJournal()
      : new TargetJournal(this.#target, undefined, this.#listeners);
    try {
      const files = await this.#listFiles(parts.own, isWritable);
      this.#progress = new ProgressReport(files, this.#settings.onProgress);
      const uploader = this.#makeUploader(parts, journal);
      this.#files = await this.#uploadEach(files, uploader);
      this.#files = await this.#withArchives(files, uploader, parts.own);
      const { reason } = this.#attempts;
      if (reason !== undefined) this.#failed(reason);
      if (!isWritable) return;
      if (this.#settings.after === 'mark') await removeStaleMarks(this.#directory);
      await journal.shrink(files, Date.now());
    } finally {
      await journal.close();
    }
  }

  /** What a killed program left is finished before. */
  async #listFiles(own: OwnDirectory, isWritable: boolean): Promise<ClosedFile[]> {
    const notes = this.#notes.length;
    if (isWritable && this.#settings.include === undefined) await finishLeftFiles(this.#leftParts());
    const files = await this.#closedFiles(own);
    if (files.length === 0) this.#noteNothing(notes);
    return files;
  }

  #leftParts(): LeftFilesParts {
    const { note } = this.#listeners;
    return { directory: this.#directory, names: this.#settings.names, bestEffort: BEST_EFFORT, note };
  }

  /** @param notes how many there were before files were looked for: one that says why they stay is enough */
  #noteNothing(notes: number): void {
    const { include, names } = this.#settings;
    if (this.#notes.length > notes) return;
    const sought = include === undefined ? names && `of ${[...names].join(', ')}` : `that match ${include.join(', ')}`;
    this.#notes.push(`there are no closed files ${sought ?? 'here; what a live program writes to is left to it'}`);
  }

  async #uploadEach(files: readonly ClosedFile[], uploader: FileUploader): Promise<FileUpload[]> {
    const results: FileUpload[] = [];
    const queue = files.entries();
    const work = async () => {
      for (const [index, file] of queue) {
        const result = await uploader.upload(file);
        results[index] = result;
        this.#progress?.done(file.path, result.outcome);
      }
    };
    await Promise.all(Array.from({ length: Math.min(this.#settings.concurrency, files.length) }, work));
    return results;
  }

  /** What its program has compressed since the files were listed goes as its archive. */
  async #withArchives(files: readonly ClosedFile[], uploader: FileUploader, own: OwnDirectory): Promise<FileUpload[]> {
    const results = this.#files;
    const gone = new Set(files.filter((_, index) => uploader.isGone(results[index])).map(({ key }) => key));
    if (gone.size === 0) return results;
    const archives = (await this.#closedFiles(own)).filter(({ key }) => gone.has(key));
    this.#progress?.more(archives);
    const sent = await this.#uploadEach(archives, uploader);
    const byKey = new Map(archives.map(({ key }, index) => [key, sent[index]]));
    return files.flatMap(({ key }, index) => (gone.has(key) && byKey.get(key)) || (results[index] ?? []));
  }

  #failed(error: unknown): void {
    const safe = isUploadError(error) ? error : cleaned(asError(error));
    if (!this.#errors.includes(safe)) this.#errors.push(safe);
  }
}

function isPlanned({ outcome }: FileUpload): boolean {
  return outcome === 'planned';
}

async function requireDirectory(path: string): Promise<void> {
  // Of what may not be looked at, listing it says why.
  const stats = await stat(path).catch((error) => (isErrno(error, 'ENOENT', 'ENOTDIR') ? undefined : error));
  if (stats === undefined) throw Object.assign(new Error(`there is no directory ${path}`), { code: 'ENOENT' });
}

/** An exporter finishes its file where it is: in another directory it would be overlooked. */
async function requireSameDirectory(given: string, ofExporter: string): Promise<void> {
  const [one, other] = await Promise.all([given, ofExporter].map((path) => realpath(path).catch(() => path)));
  if (one === other) return;
  throw new ConfigurationError('directory', given, `that of the exporter, ${ofExporter}, or none`, given);
}

/** An error of ours as it is; of another only its name, its code and its message, without what looks like a secret. */
function cleaned(error: Error): Error {
  const { code } = error as NodeJS.ErrnoException;
  const message = redactText(error.message);
  if (message === error.message && error.cause === undefined) return error;
  return Object.assign(new Error(message), { name: error.name, ...(code !== undefined && { code }) });
}
