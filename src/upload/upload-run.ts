// One upload: finishes the active file, has the directory for itself, sends each file that the journal does not know, and reports.
import { realpath, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname } from 'node:path';
import { ignore, wait } from '../foreign/call.ts';
import { asError, isErrno, isOf, messageOf } from '../foreign/shape.ts';
import { within } from '../lifecycle/timeout.ts';
import { redactText } from '../redaction/index.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { Attempts, asUploadError, UploadEndedError } from './attempts.ts';
import { fileBlocks } from './block-memory.ts';
import { type ClosedFile, closedFiles, timeOf } from './closed-files.ts';
import { BEST_EFFORT, DirectoryLock, type DirectoryLockResult } from './directory-lock.ts';
import { isStillThere, SHORT_DIGEST, transfer } from './file-transfer.ts';
import { Journal, type JournalEntry } from './journal.ts';
import { finishLeftFiles } from './left-files.ts';
import { deleteUploaded, mark, removeStaleMarks } from './local-file.ts';
import { OpenedFile } from './opened-file.ts';
import { OwnDirectory } from './own-directory.ts';
import { ProgressReport } from './progress-report.ts';
import { isUploadError, UploadError } from './upload-error.ts';
import type { UploadSettings } from './upload-options.ts';
import type { FileUpload, UploadReport } from './upload-report.ts';

/** How often it is looked whether another upload of the directory has ended, in milliseconds. */
const LOOK_AGAIN = 250;
/** How long a target may take to give up what it holds, in milliseconds: all is sent by then, or given up. */
const LONGEST_CLOSING = 5000;
const LEAST_CLOSING = 200;
const JOURNALLESS = 'nothing is written into the directory, so that each upload asks the target for each file';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

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
  /** Results of files that were not there any more. */
  readonly #gone = new Set<FileUpload | undefined>();
  /** Under which names at the target something damaged is. */
  readonly #damaged = new Set<string>();
  #files: FileUpload[] = [];
  #directory = '';
  #own: OwnDirectory | undefined;
  #bytes = 0;
  #journal: Journal | undefined;
  #progress: ProgressReport | undefined;

  constructor(settings: UploadSettings) {
    const { retry, deadline, signal, target } = settings;
    this.#settings = settings;
    // It goes into the journal and the report: whatever it is, no secret stands there.
    this.#target = redactText(target.name);
    this.#attempts = new Attempts(retry, deadline, signal);
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
      bytes: this.#bytes,
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
    this.#own = await OwnDirectory.of(directory, this.#settings.target);
    const lock = new DirectoryLock(directory);
    if (this.#settings.isDryRun) return this.#plan();
    const held = await this.#haveAlone(lock);
    if (held === undefined) return;
    try {
      await this.#uploadAll(lock, held.kind === 'held');
    } finally {
      await this.#journal?.close().catch((error) => this.#failed(error));
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

  /** One that cannot be used is no reason to upload nothing. */
  async #readJournal(): Promise<Journal | undefined> {
    try {
      const journal = await Journal.read(this.#directory);
      for (const remote of journal.damagedAt(this.#target)) this.#damaged.add(remote);
      return journal;
    } catch (error) {
      this.#notes.push(`the journal cannot be used, so that the target is asked for each file: ${messageOf(error)}`);
      return undefined;
    }
  }

  /** Says what would be done, and does nothing: neither is the target asked, nor is anything written. */
  async #plan(): Promise<void> {
    this.#journal = await this.#readJournal();
    for (const file of await this.#closedFiles()) {
      const result = untried(file);
      this.#files.push(result);
      const known = this.#knownEntry(file);
      if (known !== undefined) Object.assign(result, { outcome: 'uploaded before', remote: known.remote });
      else if (this.#attempts.reason === undefined) await this.#planOne(file, result);
    }
  }

  async #planOne(file: ClosedFile, result: Mutable<FileUpload>): Promise<void> {
    const opened = await this.#open(file, result);
    if (opened === undefined) return;
    try {
      const digest = await opened.digest('sha256', this.#attempts.signal);
      Object.assign(result, { outcome: 'planned', remote: this.#remoteOf(file, digest.slice(0, SHORT_DIGEST)) });
    } finally {
      await opened.close();
    }
  }

  async #closedFiles(): Promise<ClosedFile[]> {
    const { names, include } = this.#settings;
    const isLive = (path: string) => new DirectoryLock(dirname(path)).isLive(basename(path));
    const files = await closedFiles({ directory: this.#directory, names, include, isLive });
    return files.filter(({ file }) => this.#own?.hasSent(file) !== true);
  }

  async #uploadAll(lock: DirectoryLock, isWritable: boolean): Promise<void> {
    const { include, after } = this.#settings;
    if (isWritable) this.#journal = await this.#readJournal();
    else this.#notes.push(JOURNALLESS);
    const notes = this.#notes.length;
    if (isWritable && include === undefined) await this.#finishLeft();
    const files = await this.#closedFiles();
    const { names } = this.#settings;
    const sought = include === undefined ? names && `of ${[...names].join(', ')}` : `that match ${include.join(', ')}`;
    // A note that says why files stay is enough.
    if (files.length === 0 && sought !== undefined && this.#notes.length === notes)
      this.#notes.push(`there are no closed files ${sought}`);
    this.#progress = new ProgressReport(files, this.#settings.onProgress);
    this.#files = await this.#withArchives(files, await this.#uploadEach(files, lock), lock);
    const { reason } = this.#attempts;
    if (reason !== undefined) this.#failed(reason);
    if (!isWritable) return;
    if (after === 'mark') await removeStaleMarks(this.#directory);
    await this.#journal?.shrink(new Set(files.map(({ key }) => key)), Date.now());
  }

  async #uploadEach(files: readonly ClosedFile[], lock: DirectoryLock): Promise<FileUpload[]> {
    const results: FileUpload[] = [];
    const queue = files.entries();
    const work = async () => {
      for (const [index, file] of queue) {
        const result = await this.#uploadOne(file, lock);
        results[index] = result;
        this.#progress?.done(file.path, result.outcome);
      }
    };
    await Promise.all(Array.from({ length: Math.min(this.#settings.concurrency, files.length) }, work));
    return results;
  }

  /** What its program has compressed since the files were listed goes as its archive. */
  async #withArchives(
    files: readonly ClosedFile[],
    results: readonly FileUpload[],
    lock: DirectoryLock,
  ): Promise<FileUpload[]> {
    if (this.#gone.size === 0) return [...results];
    const gone = new Set(files.filter((_, index) => this.#gone.has(results[index])).map(({ key }) => key));
    const archives = (await this.#closedFiles()).filter(({ key }) => gone.has(key));
    this.#progress?.more(archives);
    const sent = await this.#uploadEach(archives, lock);
    const byKey = new Map(archives.map(({ key }, index) => [key, sent[index]]));
    return files.flatMap(({ key }, index) => (gone.has(key) && byKey.get(key)) || (results[index] ?? []));
  }

  #finishLeft(): Promise<void> {
    const note = (text: string) => void this.#notes.push(text);
    return finishLeftFiles({
      directory: this.#directory,
      names: this.#settings.names,
      bestEffort: BEST_EFFORT,
      note,
    });
  }

  async #uploadOne(file: ClosedFile, lock: DirectoryLock): Promise<FileUpload> {
    const result = untried(file);
    if (this.#attempts.reason !== undefined) return result;
    let opened: OpenedFile | undefined;
    try {
      const known = this.#knownEntry(file);
      if (known !== undefined) Object.assign(result, { outcome: 'uploaded before', remote: known.remote });
      if (known !== undefined && !(await this.#isForLocal(known, file, result))) return result;
      opened = await this.#open(file, result);
      if (opened === undefined) return result;
      const entry = known ?? (await this.#send(file, opened, result));
      if (entry === undefined || !this.#isProven(entry, file)) return result;
      await this.#dealWithLocal(opened, entry, lock, result);
    } catch (error) {
      this.#failFile(result, asUploadError(error));
    } finally {
      await opened?.close().catch(ignore);
    }
    return result;
  }

  /** What the journal says of a file: under the same name it has to have the same content, under another it is its archive. */
  #knownEntry(file: ClosedFile): JournalEntry | undefined {
    const entries = this.#journal?.entriesOf(this.#target, file.key) ?? [];
    const isSame = (entry: JournalEntry) =>
      entry.file !== file.file || (entry.bytes === file.bytes && entry.modified === file.modified);
    return entries.findLast(isSame);
  }

  /** Whether there is something to do with a file on disk that was uploaded before. */
  async #isForLocal(known: JournalEntry, file: ClosedFile, result: Mutable<FileUpload>): Promise<boolean> {
    const { target, after } = this.#settings;
    if (after === 'keep' || !this.#isProven(known, file)) return false;
    if (after === 'mark') return true;
    const { result: answer } = await isStillThere(target, this.#attempts, known);
    if ('error' in answer) result.error = answer.error;
    else if (!answer.value) {
      this.#notes.push(
        `${file.path} stays: it was uploaded before, and ${target.name} does not have ${known.remote} any more`,
      );
    }
    return 'value' in answer && answer.value;
  }

  /** What was found at the target with the length of a file, and nothing more is known of it, may be something else. */
  #isProven({ isUnproven, remote }: JournalEntry, { path }: ClosedFile): boolean {
    const { target, after } = this.#settings;
    if (isUnproven !== true) return true;
    const why = `${target.name} has ${remote}, and says its length alone: nothing says that it is the same`;
    if (after !== 'keep') this.#notes.push(`${path} stays${after === 'mark' ? ' without a mark' : ''}: ${why}`);
    return false;
  }

  async #open(file: ClosedFile, result: Mutable<FileUpload>): Promise<OpenedFile | undefined> {
    try {
      return await OpenedFile.open(file.path);
    } catch (error) {
      if (!isErrno(error, 'ENOENT')) throw error;
      this.#gone.add(result);
      const message = `${file.path} is gone: retention, or somebody else, was quicker`;
      this.#failFile(result, new UploadError('unsuitable', message, { code: 'ENOENT' }));
      return undefined;
    }
  }

  async #send(file: ClosedFile, opened: OpenedFile, result: Mutable<FileUpload>): Promise<JournalEntry | undefined> {
    const { target, after } = this.#settings;
    result.bytes = opened.bytes;
    const sent = await transfer({
      file: opened,
      target,
      attempts: this.#attempts,
      remoteOf: (digits) => this.#remoteOf(file, digits),
      isDoubted: after === 'delete',
      damaged: { has: (remote) => this.#damaged.has(remote), add: (remote) => this.#rememberDamaged(remote) },
      sent: (bytes) => this.#progress?.sent(file.path, bytes),
    });
    result.attempts = sent.attempts;
    if ('error' in sent.result) {
      this.#notSent(sent.attempts, sent.result.error, result);
      return undefined;
    }
    const { remote, outcome, isProven } = sent.result.value;
    if (outcome === 'uploaded') this.#bytes += opened.bytes;
    result.remote = remote;
    result.outcome = outcome;
    const entry: JournalEntry = {
      target: this.#target,
      file: file.file,
      key: file.key,
      bytes: opened.bytes,
      modified: opened.modified,
      sha256: await opened.digest('sha256'),
      remote,
      at: new Date().toISOString(),
      ...(!isProven && { isUnproven: true }),
    };
    await this.#writeDown((journal) => journal.add(entry));
    return entry;
  }

  #notSent(attempts: number, error: Error, result: Mutable<FileUpload>): void {
    const hasEnded = this.#attempts.reason !== undefined;
    if (hasEnded && attempts === 0) return;
    result.outcome = 'failed';
    result.error = error;
    // What is refused is refused for all files.
    if (!hasEnded && isUploadError(error) && error.kind === 'refused') this.#attempts.end(error);
  }

  /** A file that is not in the journal is compared with the target the next time: that is no reason for it to fail. */
  async #writeDown(write: (journal: Journal) => Promise<void>): Promise<void> {
    try {
      if (this.#journal !== undefined) await write(this.#journal);
    } catch (error) {
      this.#failed(new Error(`the journal could not be written: ${messageOf(error)}`));
    }
  }

  async #rememberDamaged(remote: string): Promise<void> {
    if (this.#damaged.has(remote)) return;
    this.#damaged.add(remote);
    await this.#writeDown((journal) => journal.addDamaged(this.#target, remote));
  }

  #remoteOf(file: ClosedFile, digits: string): string {
    const { layout, service } = this.#settings;
    const { parsed } = file;
    const fileName = basename(file.file);
    const end = parsed === undefined ? endingAt(fileName) : parsed.start.length;
    const remote = layout.remoteOf({
      service: service ?? parsed?.name ?? fileName.slice(0, endingAt(fileName)),
      host: hostname(),
      time: timeOf(file),
      file: `${fileName.slice(0, end)}.${digits}${fileName.slice(end)}`,
    });
    this.#own?.check(remote);
    return remote;
  }

  async #dealWithLocal(
    opened: OpenedFile,
    entry: JournalEntry,
    lock: DirectoryLock,
    result: Mutable<FileUpload>,
  ): Promise<void> {
    const { after } = this.#settings;
    if (after === 'keep') return;
    try {
      if (after === 'mark') {
        const { target, remote, bytes, sha256 } = entry;
        await mark(opened.path, { target, remote, bytes, sha256 });
        result.local = 'marked';
        return;
      }
      const objection = await deleteUploaded(opened, lock);
      if (objection === undefined) result.local = 'deleted';
      else this.#notes.push(`${opened.path} was uploaded and is still there: ${objection}`);
    } catch (error) {
      result.error = new Error(
        `${opened.path} was uploaded, and could not be ${after === 'mark' ? 'marked' : 'deleted'}: ${messageOf(error)}`,
      );
    }
  }

  #failFile(result: Mutable<FileUpload>, error: UploadError): void {
    result.outcome = 'failed';
    result.error = error;
  }

  #failed(error: unknown): void {
    const safe = isUploadError(error) ? error : cleaned(asError(error));
    if (!this.#errors.includes(safe)) this.#errors.push(safe);
  }
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

function untried({ path, bytes }: ClosedFile): Mutable<FileUpload> {
  return { path, remote: undefined, bytes, attempts: 0, outcome: 'not tried', local: 'kept', error: undefined };
}

/** An error of ours as it is; of another only its name, its code and its message, without what looks like a secret. */
function cleaned(error: Error): Error {
  const { code } = error as NodeJS.ErrnoException;
  const message = redactText(error.message);
  if (message === error.message && error.cause === undefined) return error;
  return Object.assign(new Error(message), { name: error.name, ...(code !== undefined && { code }) });
}

/** Where a file's extensions begin. A dot at the start begins none. */
function endingAt(fileName: string): number {
  const dot = fileName.indexOf('.', 1);
  return dot === -1 ? fileName.length : dot;
}
