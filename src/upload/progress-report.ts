// Tells the application how far an upload is: not more often than somebody can read.
import { ignore, tell } from '../foreign/call.ts';
import type { ClosedFile } from './closed-files.ts';
import type { UploadOutcome, UploadProgress } from './upload-report.ts';

/** In milliseconds. */
const BETWEEN = 100;

/** How far an upload is. */
export class ProgressReport {
  readonly #onProgress: ((progress: UploadProgress) => void) | undefined;
  readonly #bytesOf = new Map<string, number>();
  #totalBytes = 0;
  /** Of the files that are being sent. */
  readonly #sent = new Map<string, number>();
  #done = 0;
  #doneBytes = 0;
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(files: readonly ClosedFile[], onProgress: ((progress: UploadProgress) => void) | undefined) {
    this.#onProgress = onProgress;
    this.more(files);
  }

  /** There is more to do than was known. */
  more(files: readonly ClosedFile[]): void {
    for (const { path, bytes } of files) {
      this.#bytesOf.set(path, bytes);
      this.#totalBytes += bytes;
    }
  }

  /** @param bytes how many of the file were sent so far in this try */
  sent(path: string, bytes: number): void {
    // A part that is sent again counts once.
    this.#sent.set(path, Math.min(bytes, this.#bytesOf.get(path) ?? bytes));
    const now = performance.now();
    if (now - this.#toldAt < BETWEEN) return;
    this.#toldAt = now;
    this.#tell(path, undefined);
  }

  done(path: string, outcome: UploadOutcome): void {
    this.#sent.delete(path);
    this.#done++;
    this.#doneBytes += this.#bytesOf.get(path) ?? 0;
    this.#tell(path, outcome);
  }

  #tell(file: string, outcome: UploadOutcome | undefined): void {
    const onProgress = this.#onProgress;
    if (onProgress === undefined) return;
    let bytes = this.#doneBytes;
    for (const sent of this.#sent.values()) bytes += sent;
    const progress = {
      done: this.#done,
      files: this.#bytesOf.size,
      bytes,
      totalBytes: this.#totalBytes,
      file,
      outcome,
    };
    tell(ignore, onProgress, progress);
  }
}
