// Standard output, or a pager in its place: what is written goes there, and it is known when nobody reads it any more.
import type { Writable } from 'node:stream';
import { isErrno } from '../foreign/shape.ts';
import type { Pager } from './pager.ts';

/** A stream that may be a terminal. */
export type OutputStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

const USUAL_COLUMNS = 80;
/** Wider than any line of ours has to be; a terminal may claim any width. */
const MOST_COLUMNS = 1000;

/** Where a verb writes. What it writes must be safe to print: `sanitizeText` makes a text so, formats do it themselves. */
export class Output {
  readonly #stdout: OutputStream;
  readonly #begin: () => Pager | undefined;
  readonly #readerGone: () => void;
  #target: Writable | undefined;
  #pager: Pager | undefined;
  #error: unknown;
  #isClosed = false;

  /**
   * @param readerGone called once when nobody reads any more
   * @param begin called before the first write; gives the pager, where one is wanted
   */
  constructor(stdout: OutputStream, readerGone: () => void, begin: () => Pager | undefined) {
    this.#stdout = stdout;
    this.#readerGone = readerGone;
    this.#begin = begin;
    stdout.on('error', this.#failed);
  }

  /** Whether people look at it, in a pager or not. */
  get isTerminal(): boolean {
    return this.#stdout.isTTY === true;
  }

  /** How many characters a line has room for; 80 where it is no terminal. */
  get columns(): number {
    const { columns = USUAL_COLUMNS } = this.#stdout;
    return Math.min(MOST_COLUMNS, columns > 0 ? columns : USUAL_COLUMNS);
  }

  /** Whether anything was written. */
  get hasBegun(): boolean {
    return this.#target !== undefined;
  }

  /** Whether nobody reads any more: what is written is lost then. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /**
   * Writes. Where there is more to come than a few lines, write chunks of some 64 KiB.
   * @returns a promise where the reader is slow: wait for it before the next write
   */
  write(content: string | Uint8Array): Promise<void> | undefined {
    if (this.#isClosed || content.length === 0) return undefined;
    this.#target ??= this.#open();
    const target = this.#target;
    if (target.write(content)) return undefined;
    // A stream that is destroyed tells nobody when it takes more.
    return target.destroyed ? undefined : this.#drained(target);
  }

  /**
   * Waits until all is written and the pager has been left.
   * @throws what writing failed with, where it was not that the reader has gone
   */
  async end(): Promise<void> {
    if (this.#pager !== undefined) await this.#pager.end();
    else if (!this.#isClosed && this.#target !== undefined) {
      await new Promise<void>((resolve) => this.#stdout.write('', () => resolve()));
    }
    // A stream tells of its error after the call back of the write.
    await new Promise((resolve) => setImmediate(resolve));
    this.#stdout.off('error', this.#failed);
    if (this.#error !== undefined) throw this.#error;
  }

  #open(): Writable {
    this.#pager = this.#begin();
    if (this.#pager === undefined) return this.#stdout;
    this.#pager.input.on('error', this.#failed);
    return this.#pager.input;
  }

  readonly #failed = (error: unknown): void => {
    const isFirst = !this.#isClosed;
    this.#isClosed = true;
    if (!isErrno(error, 'EPIPE', 'ERR_STREAM_DESTROYED', 'EOF')) this.#error ??= error;
    if (isFirst) this.#readerGone();
  };

  #drained(target: Writable): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        for (const event of ['drain', 'error', 'close']) target.off(event, done);
        resolve();
      };
      for (const event of ['drain', 'error', 'close']) target.on(event, done);
    });
  }
}
