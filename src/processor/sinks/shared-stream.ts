// One set of listeners a stream, however many sinks write to it, and one end: with the last of them.
import type { Writable } from 'node:stream';
import { follow } from '../../foreign/call.ts';
import { within } from '../../lifecycle/timeout.ts';
import { StandardPipe } from './standard-pipe.ts';

/** Called with each error of the stream. */
type ErrorListener = (error: Error) => void;

const shared = new WeakMap<Writable, SharedStream>();

/**
 * A stream that several sinks, of one processor or of many, may write to: a hundred loggers that all print to standard output
 * add one listener to it, not a hundred.
 */
export class SharedStream {
  readonly #stream: Writable;
  readonly #users = new Set<ErrorListener>();
  /** Where the stream is standard output or error, in a pipe. */
  readonly pipe: StandardPipe | undefined;

  /** What is shared of a stream. */
  static of(stream: Writable): SharedStream {
    let found = shared.get(stream);
    if (found === undefined) {
      found = new SharedStream(stream);
      shared.set(stream, found);
    }
    return found;
  }

  private constructor(stream: Writable) {
    this.#stream = stream;
    this.pipe = StandardPipe.of(stream);
  }

  /** Begins to use the stream. Its error events are contained from now on: without a listener they would end the process. */
  acquire(user: ErrorListener): void {
    if (this.#users.size === 0) {
      this.#stream.on('error', this.#onError);
      this.pipe?.acquire();
    }
    this.#users.add(user);
  }

  /**
   * Ends the use. The last user ends the stream, but not standard output or error.
   * @param timeout milliseconds that the stream may take to end
   * @param isStuck whether it never would
   */
  async release(user: ErrorListener, timeout: number, isStuck: boolean): Promise<void> {
    const isLast = this.#users.size === 1 && this.#users.has(user);
    if (isLast) this.pipe?.release();
    if (isLast && isStandard(this.#stream)) this.#stream.off('error', this.#onError);
    // Another stream's listener stays: an error at its end, or after it, has nobody else to go to.
    else if (isLast && isStuck) this.#stream.destroy();
    else if (isLast && this.#stream.writable !== false) await this.#end(timeout);
    this.#users.delete(user);
  }

  /** Resolves at the end of the stream, or at an error, which has been reported and ends it as well. */
  #end(timeout: number): Promise<void> {
    const ended = new Promise<void>((resolve, reject) => {
      this.#stream.once('error', () => resolve());
      // What is no Writable of Node's may be asynchronous, and reject instead of calling back.
      follow(
        this.#stream.end(() => resolve()),
        reject,
      );
    });
    return within(ended, timeout, 'the end of the stream did not finish');
  }

  readonly #onError = (error: Error): void => {
    for (const user of this.#users) user(error);
  };
}

function isStandard(stream: Writable): boolean {
  return stream === process.stdout || stream === process.stderr;
}
