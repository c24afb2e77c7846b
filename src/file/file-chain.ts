// The hash chain of one exporter's files: where it goes on, and where it begins anew.
import type { Steps } from './file-system.ts';
import { type ChainedLines, IntegrityChain, type IntegrityOptions, type SealedLines } from './integrity-chain.ts';
import type { LogFile } from './log-file.ts';

/** Finds the last line of the newest finished file, where no other process can be going on with its chain. */
export type LastFinishedLine = () => Steps<Uint8Array | undefined>;

/** An {@link IntegrityChain} over files that are opened, finished and opened again. */
export class FileChain {
  readonly #options: IntegrityOptions;
  readonly #lines: ChainedLines;
  readonly #chain: IntegrityChain;
  readonly #lastFinishedLine: LastFinishedLine | undefined;
  #path: string | undefined;
  #isInFile = false;
  #isClosed = false;

  /** @throws ConfigurationError where the key is not one */
  constructor(options: IntegrityOptions, lines: ChainedLines, lastFinishedLine?: LastFinishedLine) {
    this.#options = options;
    this.#lines = lines;
    this.#chain = new IntegrityChain(options, lines);
    this.#lastFinishedLine = lastFinishedLine;
  }

  /** Bytes by which each line gets longer. */
  get bytesPerLine(): number {
    return this.#chain.bytesPerLine;
  }

  /** Bytes by which each file gets longer besides. */
  get bytesPerFile(): number {
    return this.#chain.bytesPerFile;
  }

  /** A chain of its own with the same key, for a file that is written beside the others. */
  fork(): FileChain {
    return new FileChain(this.#options, this.#lines);
  }

  /**
   * Takes up the chain at the end of a file that was opened.
   * @returns whether lines may be added to the file: not to one whose last line is not of this chain and key
   */
  *enter(file: LogFile): Steps<boolean> {
    // Under another name because our lock was taken away: whoever has it goes on with the chain at our last line.
    if (this.#path !== undefined && this.#path !== file.path) this.#chain.restart();
    const isFirst = this.#path === undefined;
    this.#path = file.path;
    this.#isClosed = false;
    this.#isInFile = true;
    if (file.size === 0) {
      const last = isFirst ? yield* this.#lastFinishedLine?.() ?? nothing() : undefined;
      if (last !== undefined) this.#chain.resume(last);
      return true;
    }
    const last = yield* file.lastLine();
    this.#isInFile = last !== undefined && this.#chain.resume(last);
    return this.#isInFile;
  }

  /** Gives lines their marks; see {@link IntegrityChain.seal}. */
  seal(lines: string, isFileStart: boolean): SealedLines {
    return this.#chain.seal(lines, isFileStart);
  }

  /** The line that closes the file; nothing where the chain is not in it, or has closed it already. */
  end(): SealedLines | undefined {
    return this.#isInFile && !this.#isClosed ? this.#chain.end() : undefined;
  }

  /** Takes note of what is in the file now. */
  commit(lines: SealedLines, isEnd: boolean): void {
    this.#chain.commit(lines);
    this.#isClosed = isEnd;
  }
}

// biome-ignore lint/correctness/useYield: steps that make no call
function* nothing(): Steps<undefined> {
  return undefined;
}
