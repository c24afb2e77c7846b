// What an upload did, file by file.

/**
 * What became of a file:
 *
 * - `'uploaded'`: it was sent, and what arrived was compared with it.
 * - `'already there'`: the target had the same content under its name, and it was not sent.
 * - `'uploaded before'`: the journal says so; the target was not asked.
 * - `'failed'`: see its `error`. The next upload tries again.
 * - `'not tried'`: the time was over, the signal was aborted, or the target refused everything.
 * - `'planned'`: it would have been sent, had it been no dry run.
 */
export type UploadOutcome = 'uploaded' | 'already there' | 'uploaded before' | 'failed' | 'not tried' | 'planned';

/** What became of one file. */
export interface FileUpload {
  /** Its absolute path. */
  readonly path: string;
  /** Where it is below the target's root; nothing where it was not decided. */
  readonly remote: string | undefined;
  /** Its size. */
  readonly bytes: number;
  /** How often it was tried. */
  readonly attempts: number;
  readonly outcome: UploadOutcome;
  /** What became of it on disk. */
  readonly local: 'kept' | 'deleted' | 'marked';
  /** Why it failed, or was not deleted or marked. Without secrets. */
  readonly error: Error | undefined;
}

/** What an upload did. */
export interface UploadReport {
  /** Whether every closed file is at the target, and nothing else went wrong. */
  readonly ok: boolean;
  /** The target's name. */
  readonly target: string;
  /** The absolute path of the directory. */
  readonly directory: string;
  /** All closed files, oldest first. */
  readonly files: readonly FileUpload[];
  /** How many bytes of files were sent by this upload; those of attempts that failed do not count. */
  readonly bytes: number;
  /** What went wrong beside single files, in the order in which it did. Without secrets. */
  readonly errors: readonly Error[];
  /** What is to be known besides, a sentence each. */
  readonly notes: readonly string[];
  /** How long it took. */
  readonly milliseconds: number;
}

/** How far an upload is. */
export interface UploadProgress {
  /** How many files are done with, of how many. */
  readonly done: number;
  readonly files: number;
  /** How many bytes were sent or are done with, of how many. */
  readonly bytes: number;
  readonly totalBytes: number;
  /** The path of the file that it is about. */
  readonly file: string;
  /** What became of it, once it is done with. */
  readonly outcome: UploadOutcome | undefined;
}

/** An upload that was asked to throw did not succeed. */
export class UploadFailedError extends Error {
  override readonly name = 'UploadFailedError';
  /** What was done all the same. */
  readonly report: UploadReport;

  constructor(report: UploadReport) {
    const first = report.errors[0] ?? report.files.find(({ error }) => error !== undefined)?.error;
    const missing = report.files.filter(({ outcome }) => outcome === 'failed' || outcome === 'not tried').length;
    const what =
      missing === 0 ? 'the upload did not end well' : `${missing} of ${report.files.length} files were not uploaded`;
    super(first === undefined ? what : `${what}: ${first.message}`);
    this.report = report;
  }
}
