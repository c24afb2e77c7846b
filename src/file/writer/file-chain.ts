// The hash chain of one exporter's files: where it goes on, and where it begins anew.

import {
  type ChainedLines,
  IntegrityChain,
  type IntegrityOptions,
  type SealedLines,
} from '../../integrity/integrity-chain.ts';
import type { Steps } from '../system/file-system.ts';
import type { LogFile } from './log-file.ts';

/** Where a chain begins and begins anew. */
export interface FileChainOptions {
  /** Finds the last line of the newest finished file, where no other process can be going on with its chain. */
  lastFinishedLine?(): Steps<Uint8Array | undefined>;
  /** Whether the process that had this file before is known to have died. Default: it is not */
  hasDied?(path: string): boolean;
  /** Whether each file has a name of its own; if not, another name means that another process goes on with the chain. */
  readonly hasChangingNames?: boolean;
}

/** An {@link IntegrityChain} over files that are opened, finished and opened again. */
export class FileChain {
  readonly #options: IntegrityOptions;
  readonly #lines: ChainedLines;
  readonly #chain: IntegrityChain;
  readonly #where: FileChainOptions;
  #path: string | undefined;
  #isInFile = false;
  #isClosed = false;
  #hasOpenEnd = false;

  /** @throws ConfigurationError where the key is not one */
  constructor(options: IntegrityOptions, lines: ChainedLines, where: FileChainOptions = {}) {
    this.#options = options;
    this.#lines = lines;
    this.#chain = new IntegrityChain(options, lines);
    this.#where = where;
  }

  /** Bytes by which each line gets longer. */
  get bytesPerLine(): number {
    return this.#chain.bytesPerLine;
  }

  /** Bytes by which each file gets longer besides. */
  get bytesPerFile(): number {
    return this.#chain.bytesPerFile;
  }

  /** Whether lines of the chain are in the file, and no line that closes it. */
  get hasOpenEnd(): boolean {
    return this.#hasOpenEnd;
  }

  /** A chain of its own with the same key, for files that are written beside the others. */
  fork(): FileChain {
    return new FileChain(this.#options, this.#lines, { hasChangingNames: true });
  }

  /**
   * Takes up the chain at the end of a file that was opened.
   * @returns whether lines may be added to the file: not to one whose last line is not of this chain and key
   */
  *enter(file: LogFile): Steps<boolean> {
    const { lastFinishedLine, hasChangingNames = false } = this.#where;
    const isFirst = this.#path === undefined;
    // Our lock was taken away: whoever has it goes on with the chain at our last line.
    if (!isFirst && this.#path !== file.path && !hasChangingNames) this.#chain.restart();
    this.#path = file.path;
    this.#isClosed = false;
    this.#hasOpenEnd = false;
    this.#isInFile = true;
    const hasDied = this.#where.hasDied?.(file.path);
    if (file.size === 0) {
      const last = isFirst ? yield* lastFinishedLine?.() ?? nothing() : undefined;
      if (last !== undefined) this.#chain.resume(last, hasDied);
      return true;
    }
    const last = yield* file.lastLine();
    this.#isInFile = last !== undefined && this.#chain.resume(last, hasDied);
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
    this.#hasOpenEnd = !isEnd;
  }
}

// biome-ignore lint/correctness/useYield: steps that make no call
function* nothing(): Steps<undefined> {
  return undefined;
}
