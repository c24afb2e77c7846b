// The hash chain of one exporter's files: where it continues, and where it begins anew.

import {
  IntegrityChain,
  type IntegrityOptions,
  type LinesToChain,
  type MarkedLines,
} from '../../integrity/integrity-chain.ts';
import type { Steps } from '../system/file-system.ts';
import type { LogFile } from './log-file.ts';

/** Where a chain begins and begins anew. */
export interface FileChainOptions {
  /** Finds the last line of the newest finished file, where no other process can be continuing its chain. */
  lastFinishedLine?(): Steps<Uint8Array | undefined>;
  /** Whether the process that had this file before is known to have died. Default: it is not. */
  hasDied?(path: string): boolean;
  /** Whether each file has a name of its own; if not, another name means that another process continues the chain. Default: not. */
  readonly hasChangingNames?: boolean;
}

/** An {@link IntegrityChain} over files that are opened, finished and opened again. */
export class FileChain {
  readonly #integrity: IntegrityOptions;
  readonly #lines: LinesToChain;
  readonly #chain: IntegrityChain;
  readonly #options: FileChainOptions;
  #path: string | undefined;
  #isInFile = false;
  #isClosed = false;
  #hasOpenEnd = false;
  #hasSideFiles = false;

  /** @throws ConfigurationError where the key is not one */
  constructor(integrity: IntegrityOptions, lines: LinesToChain, options: FileChainOptions = {}) {
    this.#integrity = integrity;
    this.#lines = lines;
    this.#chain = new IntegrityChain(integrity, lines);
    this.#options = options;
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

  /** A chain of its own with the same key, for the side files. */
  forSideFile(): FileChain {
    this.#hasSideFiles = true;
    return new FileChain(this.#integrity, this.#lines, { hasChangingNames: true });
  }

  /**
   * Continues the chain at the end of a file that was opened.
   * @param isSecond whether its name is not the plain one: only the owner of the plain one continues the chain of finished files
   * @returns whether lines may be added to the file: not to one whose last line is not of this chain and key
   */
  *enter(file: LogFile, isSecond: boolean): Steps<boolean> {
    const { lastFinishedLine, hasChangingNames = false } = this.#options;
    const isFirst = this.#path === undefined;
    // Our lock was taken away: whoever has it continues the chain at our last line.
    if (!isFirst && this.#path !== file.path && !hasChangingNames) this.#chain.restart();
    this.#path = file.path;
    this.#isClosed = false;
    this.#hasOpenEnd = false;
    this.#isInFile = true;
    const hasDied = this.#options.hasDied?.(file.path);
    if (file.size === 0) {
      const last = isFirst && !isSecond && lastFinishedLine !== undefined ? yield* lastFinishedLine() : undefined;
      // The newest finished file may be a side file by now, of another chain.
      if (last !== undefined && !this.#hasSideFiles) this.#chain.resume(last, hasDied);
      if (isFirst && file.wasEmptied && hasDied !== true) this.#chain.foundCut();
      return true;
    }
    const last = yield* file.lastLine();
    this.#isInFile = last !== undefined && this.#chain.resume(last, hasDied);
    return this.#isInFile;
  }

  /** Gives lines their marks; see {@link IntegrityChain.mark}. */
  mark(lines: Uint8Array, isFileStart: boolean): MarkedLines {
    return this.#chain.mark(lines, isFileStart);
  }

  /** The line that closes the file; nothing where the chain is not in it, or has closed it already. */
  end(): MarkedLines | undefined {
    return this.#isInFile && !this.#isClosed ? this.#chain.end() : undefined;
  }

  /** Takes note that lines are in the file now. */
  written(lines: MarkedLines, isEnd: boolean): void {
    this.#chain.written(lines);
    this.#isClosed = isEnd;
    this.#hasOpenEnd = !isEnd;
  }
}
