// What a verification has found: gathered, joined where it is of one kind and in a row, limited in number.

/** What is wrong with a chained log. */
export type IntegrityProblemKind =
  /** A line is not what was written. */
  | 'altered'
  /** Lines are missing at this place. */
  | 'removed'
  /** A line was not written here: it has no place in the chain, or is a copy of one that has. */
  | 'inserted'
  /** Lines stand at another place than they were written. */
  | 'reordered'
  /**
   * Lines are missing at the end of the file, its last line is torn, or nothing is in it; or a process that continued it found
   * no closing line there, although none had died that should have written one.
   */
  | 'cut'
  /**
   * The chain ends in this file, which was not closed, and no lock beside it names a process: its process was killed, or it
   * was cut.
   */
  | 'unclosed'
  /** Whole files are missing before this one. */
  | 'missing'
  /** The file's lines are already in another file. */
  | 'duplicate'
  /** The chain was made with a key and none is given, or the other way round. */
  | 'key'
  /** The file cannot be read, its archive is damaged, or it is no regular file. */
  | 'unreadable'
  /** No files were given. */
  | 'nothing';

/** What is to be known of a chained log, though it is not wrong. */
export type IntegrityNoticeKind =
  /** The file is being written: a live process has it. Lines that were cut off since its last write do not show yet. */
  | 'open'
  /**
   * Its process was killed before it could close the file: what it still had in memory is missing. Lines that somebody cut off
   * before the next process continued do not show.
   */
  | 'killed'
  /** Lines that an earlier report (`since`) has seen at the front of the chain are gone: retention deletes there, and whoever can. */
  | 'expired';

/** Something to be known of a chained log. */
export interface IntegrityNotice {
  /** The file, as it was given. */
  readonly file: string;
  /** The last line before it, counted from 1 in the decompressed file; 0 where there is none. */
  readonly line: number;
  readonly kind: IntegrityNoticeKind;
  /** For people. Holds no text of the log, and no key. */
  readonly message: string;
}

/** Something that is wrong with a chained log. */
export interface IntegrityProblem {
  /** The file, as it was given. */
  readonly file: string;
  /**
   * The line it begins with, counted from 1 in the decompressed file; for lines that are missing, the one that they are
   * missing before; for a file cut at its end, the last one there is; 0 where it is not about a line.
   */
  readonly line: number;
  readonly kind: IntegrityProblemKind;
  /** For people. Holds no text of the log, and no key. */
  readonly message: string;
}

interface Finding<Kind> {
  readonly file: number;
  readonly line: number;
  readonly kind: Kind;
  readonly detail: string;
  count: number;
}

const MOST_FINDINGS = 10_000;

/** Gathers findings by file and line. */
export class IntegrityFindings<Kind> {
  readonly #findings: Finding<Kind>[] = [];
  #unreported = 0;

  /** Whether nothing was found. */
  get isEmpty(): boolean {
    return this.#findings.length === 0;
  }

  /**
   * Takes a finding in.
   * @param file the number of the file
   * @param count how many lines from `line` on it is about; 0: none
   */
  add(kind: Kind, file: number, line: number, count: number, detail: string): void {
    const last = this.#findings.at(-1);
    const continues =
      last?.kind === kind && last.file === file && last.detail === detail && last.line + last.count === line;
    if (continues && count > 0) last.count += count;
    else if (this.#findings.length < MOST_FINDINGS) this.#findings.push({ kind, file, line, count, detail });
    else this.#unreported++;
  }

  /**
   * All of them, by file and line.
   * @param files the names of the files
   */
  reported(files: readonly string[]): { file: string; line: number; kind: Kind; message: string }[] {
    const found = this.#findings.toSorted((a, b) => a.file - b.file || a.line - b.line);
    const reported = found.map(({ file, line, kind, count, detail }) => {
      const subject = count === 0 ? '' : count === 1 ? `line ${line}: ` : `lines ${line} to ${line + count - 1}: `;
      return { file: files[file] ?? '', line, kind, message: subject + detail };
    });
    const last = reported.at(-1);
    if (last !== undefined && this.#unreported > 0) {
      reported[reported.length - 1] = { ...last, message: `${last.message} (and ${this.#unreported} problems more)` };
    }
    return reported;
  }
}
