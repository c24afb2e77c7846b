// What a verification has found: problems gathered, joined where they are of one kind and in a row, limited in number.

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
  /** Lines are missing at the end of the file, its last line is torn, or nothing is in it. */
  | 'cut'
  /** The chain ends in this file, which was not closed: it is still written, its process was killed, or it was cut. */
  | 'unclosed'
  /** Whole files are missing before this one. */
  | 'missing'
  /** The file's lines are already in another file. */
  | 'duplicate'
  /** The chain was made with a key and none is given, or the other way round. */
  | 'key'
  /** The file cannot be read, or its archive is damaged. */
  | 'unreadable';

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

interface Finding {
  readonly file: number;
  readonly line: number;
  readonly kind: IntegrityProblemKind;
  readonly detail: string;
  count: number;
}

const MOST_FINDINGS = 10_000;

/** Gathers findings by file and line. */
export class IntegrityFindings {
  readonly #findings: Finding[] = [];
  #untold = 0;

  /** Whether nothing was found. */
  get isEmpty(): boolean {
    return this.#findings.length === 0;
  }

  /**
   * Takes a finding in.
   * @param file the number of the file
   * @param count how many lines from `line` on it is about; 0: none
   */
  add(kind: IntegrityProblemKind, file: number, line: number, count: number, detail: string): void {
    const last = this.#findings.at(-1);
    const goesOn =
      last?.kind === kind && last.file === file && last.detail === detail && last.line + last.count === line;
    if (goesOn && count > 0) last.count += count;
    else if (this.#findings.length < MOST_FINDINGS) this.#findings.push({ kind, file, line, count, detail });
    else this.#untold++;
  }

  /**
   * The problems, by file and line.
   * @param files the names of the files
   */
  problems(files: readonly string[]): IntegrityProblem[] {
    const found = this.#findings.toSorted((a, b) => a.file - b.file || a.line - b.line);
    const problems = found.map(({ file, line, kind, count, detail }) => {
      const subject = count === 0 ? '' : count === 1 ? `line ${line}: ` : `lines ${line} to ${line + count - 1}: `;
      return { file: files[file] ?? '', line, kind, message: subject + detail };
    });
    const last = problems.at(-1);
    if (last !== undefined && this.#untold > 0) {
      problems[problems.length - 1] = { ...last, message: `${last.message} (and ${this.#untold} problems more)` };
    }
    return problems;
  }
}
