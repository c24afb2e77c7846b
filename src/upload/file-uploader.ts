// Brings single files to the target: what the journal knows of one, its way there, and what becomes of it on disk.
import { hostname } from 'node:os';
import { basename } from 'node:path';
import { ignore } from '../foreign/call.ts';
import { isErrno, messageOf } from '../foreign/shape.ts';
import { type Attempts, asUploadError } from './attempts.ts';
import { type ClosedFile, timeOf } from './closed-files.ts';
import type { DirectoryLock } from './directory-lock.ts';
import { isStillThere, SHORT_DIGEST, transfer } from './file-transfer.ts';
import type { JournalEntry } from './journal.ts';
import { deleteUploaded, mark } from './local-file.ts';
import { OpenedFile } from './opened-file.ts';
import type { OwnDirectory } from './own-directory.ts';
import type { TargetJournal } from './target-journal.ts';
import { isUploadError, UploadError } from './upload-error.ts';
import type { UploadSettings } from './upload-options.ts';
import type { FileUpload } from './upload-report.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** What the files of one upload share. */
export interface FileUploaderParts {
  readonly settings: UploadSettings;
  readonly attempts: Attempts;
  readonly journal: TargetJournal;
  readonly own: OwnDirectory;
  readonly lock: DirectoryLock;
  /** Called with what the application should know besides, a sentence each. */
  note(text: string): void;
  /** Called with how many bytes of a file were sent so far in this try. */
  sent(path: string, bytes: number): void;
}

/** Uploads files, each by itself. */
export class FileUploader {
  readonly #parts: FileUploaderParts;
  /** Results of files that were not there any more. */
  readonly #gone = new Set<FileUpload>();
  #sentBytes = 0;

  constructor(parts: FileUploaderParts) {
    this.#parts = parts;
  }

  /** How many bytes of files were sent and have arrived. */
  get sentBytes(): number {
    return this.#sentBytes;
  }

  /** Whether a file was not there any more when its turn came. */
  isGone(result: FileUpload | undefined): boolean {
    return result !== undefined && this.#gone.has(result);
  }

  /** What would become of a file. The target is not asked. */
  async plan(file: ClosedFile): Promise<FileUpload> {
    const { journal, attempts } = this.#parts;
    const result = untried(file);
    const known = journal.entryOf(file);
    if (known !== undefined) return { ...result, outcome: 'uploaded before', remote: known.remote };
    if (attempts.reason !== undefined) return result;
    await this.#whileOpen(file, result, async (opened) => {
      const digest = await opened.digest('sha256', attempts.signal);
      Object.assign(result, { outcome: 'planned', remote: this.#remoteOf(file, digest.slice(0, SHORT_DIGEST)) });
    });
    return result;
  }

  /** Uploads a file, and does with the one on disk what was asked for. What goes wrong is in the result. */
  async upload(file: ClosedFile): Promise<FileUpload> {
    const { journal, attempts } = this.#parts;
    const result = untried(file);
    if (attempts.reason !== undefined) return result;
    const known = journal.entryOf(file);
    if (known !== undefined) Object.assign(result, { outcome: 'uploaded before', remote: known.remote });
    if (known !== undefined && !(await this.#isForLocal(known, file, result))) return result;
    await this.#whileOpen(file, result, async (opened) => {
      const entry = known ?? (await this.#send(file, opened, result));
      if (entry !== undefined && this.#isProven(entry, file)) await this.#dealWithLocal(opened, entry, result);
    });
    return result;
  }

  /** Opens a file for some work with it. What goes wrong is in the result. */
  async #whileOpen(
    file: ClosedFile,
    result: Mutable<FileUpload>,
    work: (opened: OpenedFile) => Promise<void>,
  ): Promise<void> {
    let opened: OpenedFile | undefined;
    try {
      opened = await OpenedFile.open(file.path);
      await work(opened);
    } catch (error) {
      if (opened === undefined && isErrno(error, 'ENOENT')) this.#noteGone(file, result);
      else fail(result, asUploadError(error));
    } finally {
      await opened?.close().catch(ignore);
    }
  }

  #noteGone({ path }: ClosedFile, result: Mutable<FileUpload>): void {
    this.#gone.add(result);
    const message = `${path} is gone: retention, or somebody else, was quicker`;
    fail(result, new UploadError('unsuitable', message, { code: 'ENOENT' }));
  }

  /** Whether there is something to do with a file on disk that was uploaded before. */
  async #isForLocal(known: JournalEntry, file: ClosedFile, result: Mutable<FileUpload>): Promise<boolean> {
    const { settings, attempts, note } = this.#parts;
    const { target, after } = settings;
    if (after === 'keep' || !this.#isProven(known, file)) return false;
    if (after === 'mark') return true;
    const { result: answer } = await isStillThere(target, attempts, known);
    if ('error' in answer) result.error = answer.error;
    else if (!answer.value)
      note(`${file.path} stays: it was uploaded before, and ${target.name} does not have ${known.remote} any more`);
    return 'value' in answer && answer.value;
  }

  /** What was found at the target with the length of a file, and nothing more is known of it, may be something else. */
  #isProven({ isUnproven, remote }: JournalEntry, { path }: ClosedFile): boolean {
    const { settings, note } = this.#parts;
    const { target, after } = settings;
    if (isUnproven !== true) return true;
    const why = `${target.name} has ${remote}, and says its length alone: nothing says that it is the same`;
    if (after !== 'keep') note(`${path} stays${after === 'mark' ? ' without a mark' : ''}: ${why}`);
    return false;
  }

  async #send(file: ClosedFile, opened: OpenedFile, result: Mutable<FileUpload>): Promise<JournalEntry | undefined> {
    const { settings, attempts, journal, sent } = this.#parts;
    const { target, after } = settings;
    result.bytes = opened.bytes;
    const transferred = await transfer({
      file: opened,
      target,
      attempts,
      remoteOf: (digits) => this.#remoteOf(file, digits),
      isDoubted: after === 'delete',
      damaged: { has: (remote) => journal.hasDamaged(remote), add: (remote) => journal.addDamaged(remote) },
      sent: (bytes) => sent(file.path, bytes),
    });
    result.attempts = transferred.attempts;
    if ('error' in transferred.result) {
      this.#notSent(transferred.attempts, transferred.result.error, result);
      return undefined;
    }
    const { remote, outcome, isProven } = transferred.result.value;
    if (outcome === 'uploaded') this.#sentBytes += opened.bytes;
    result.remote = remote;
    result.outcome = outcome;
    return journal.add({
      file: file.file,
      key: file.key,
      bytes: opened.bytes,
      modified: opened.modified,
      sha256: await opened.digest('sha256'),
      remote,
      at: new Date().toISOString(),
      ...(!isProven && { isUnproven: true }),
    });
  }

  #notSent(tried: number, error: Error, result: Mutable<FileUpload>): void {
    const { attempts } = this.#parts;
    const hasEnded = attempts.reason !== undefined;
    if (hasEnded && tried === 0) return;
    fail(result, error);
    // What is refused is refused for all files.
    if (!hasEnded && isUploadError(error) && error.kind === 'refused') attempts.end(error);
  }

  #remoteOf(file: ClosedFile, digits: string): string {
    const { settings, own } = this.#parts;
    const { layout, service } = settings;
    const { parsed } = file;
    const fileName = basename(file.file);
    const end = parsed === undefined ? endingAt(fileName) : parsed.start.length;
    const remote = layout.remoteOf({
      service: service ?? parsed?.name ?? fileName.slice(0, endingAt(fileName)),
      host: hostname(),
      time: timeOf(file),
      file: `${fileName.slice(0, end)}.${digits}${fileName.slice(end)}`,
    });
    own.check(remote);
    return remote;
  }

  async #dealWithLocal(opened: OpenedFile, entry: JournalEntry, result: Mutable<FileUpload>): Promise<void> {
    const { settings, lock, note } = this.#parts;
    const { after } = settings;
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
      else note(`${opened.path} was uploaded and is still there: ${objection}`);
    } catch (error) {
      result.error = new Error(
        `${opened.path} was uploaded, and could not be ${after === 'mark' ? 'marked' : 'deleted'}: ${messageOf(error)}`,
      );
    }
  }
}

function untried({ path, bytes }: ClosedFile): Mutable<FileUpload> {
  return { path, remote: undefined, bytes, attempts: 0, outcome: 'not tried', local: 'kept', error: undefined };
}

function fail(result: Mutable<FileUpload>, error: Error): void {
  result.outcome = 'failed';
  result.error = error;
}

/** Where a file's extensions begin. A dot at the start begins none. */
function endingAt(fileName: string): number {
  const dot = fileName.indexOf('.', 1);
  return dot === -1 ? fileName.length : dot;
}
