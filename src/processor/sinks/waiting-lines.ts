// The lines of one sink that wait for a pipe, by where they end in it: to tell exactly which it has not taken.
//
// Callbacks of writes cannot tell: what is handed over together is called back together, and when the process exits, none is called.
import type { StandardPipe } from './standard-pipe.ts';

/** Lines that have gone out whose places in the list are not yet given back. */
const MOST_GONE = 1024;

/** The lines of a sink that wait for a pipe. */
export class WaitingLines {
  readonly #pipe: StandardPipe;
  #ends: number[] = [];
  #gone = 0;

  constructor(pipe: StandardPipe) {
    this.#pipe = pipe;
  }

  /** A line has been written to the stream just now. */
  add(): void {
    const { end, position } = this.#pipe;
    this.#forgetGone(position);
    if (end > position) this.#ends.push(end);
  }

  /** Writes them, and all else that waits for the pipe: the process exits. @returns how many could not be written */
  drain(): number {
    this.#pipe.drain();
    this.#forgetGone(this.#pipe.position);
    return this.#ends.length - this.#gone;
  }

  #forgetGone(position: number): void {
    while (this.#gone < this.#ends.length && (this.#ends[this.#gone] as number) <= position) this.#gone++;
    // Copied when most of it is gone, so that a line costs the same however many wait.
    if (this.#gone === 0 || (this.#gone < this.#ends.length && this.#gone < Math.max(MOST_GONE, this.#ends.length / 2)))
      return;
    this.#ends = this.#ends.slice(this.#gone);
    this.#gone = 0;
  }
}
