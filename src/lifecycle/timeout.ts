// How long things are waited for: the only place that calls `setTimeout` and `setInterval`.

// The longest delay of `setTimeout`, in milliseconds (24.8 days): a longer one, and `Infinity`, would fire after 1 ms.
const LONGEST_DELAY = 2 ** 31 - 1;
// Of the slices in which the turns of the loop are counted, in milliseconds.
const LONGEST_SLICE = 250;
// A time is cut into at least this many slices: no more than one of them passes in a single turn of the loop.
const LEAST_SLICES = 4;

/** How a {@link Timer} counts. */
export interface TimerOptions {
  /** Whether the process stays alive for it. Default `true`. */
  readonly keepsAlive?: boolean;
  /**
   * Whether only time counts in which the event loop turns. What is waited for may have come while the loop was kept busy, or the
   * process was stopped; it is then seen only afterwards. Default `false`.
   */
  readonly ofTurningLoop?: boolean;
}

/** Calls a function once, after any time: also one that is too long for `setTimeout`. */
export class Timer {
  readonly #elapsed: () => void;
  readonly #ofTurningLoop: boolean;
  readonly #slice: number;
  #keepsAlive: boolean;
  #timeout: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;

  /** @param milliseconds `Infinity`: never */
  constructor(
    milliseconds: number,
    elapsed: () => void,
    { keepsAlive = true, ofTurningLoop = false }: TimerOptions = {},
  ) {
    this.#elapsed = elapsed;
    this.#keepsAlive = keepsAlive;
    this.#ofTurningLoop = ofTurningLoop;
    const slice = Math.min(LONGEST_SLICE, Math.max(1, Math.ceil(milliseconds / LEAST_SLICES)));
    this.#slice = ofTurningLoop ? slice : LONGEST_DELAY;
    this.#wait(milliseconds);
  }

  /** Has the function not called any more. */
  clear(): void {
    clearTimeout(this.#timeout);
    clearImmediate(this.#immediate);
  }

  /** Has the process stay alive for it from now on. */
  keepAlive(): void {
    this.#keepsAlive = true;
    this.#timeout?.ref();
  }

  /** Lets the process end before it from now on. */
  letGo(): void {
    this.#keepsAlive = false;
    this.#timeout?.unref();
  }

  #wait(left: number): void {
    const delay = Math.min(left, this.#slice);
    this.#timeout = setTimeout(() => {
      // However late this is called: no more than the delay has passed in turns of the loop.
      if (left > delay) this.#wait(left - delay);
      else if (this.#ofTurningLoop) this.#endAfterTurn();
      else this.#elapsed();
    }, delay);
    if (!this.#keepsAlive) this.#timeout.unref();
  }

  /**
   * In the turn that calls timers, what has come is seen only after them. For that one turn the process stays alive in any case: an
   * immediate that does not keep it alive is called only once something else happens, which in an idle program may be never.
   */
  #endAfterTurn(): void {
    this.#immediate = setImmediate(this.#elapsed);
  }
}

/**
 * Calls a function again and again, without keeping the process alive.
 * @param milliseconds between two calls, less than 2^31
 * @returns ends it
 */
export function every(milliseconds: number, work: () => void): () => void {
  const interval = setInterval(work, milliseconds).unref();
  return () => clearInterval(interval);
}

/** Something did not come about in its time. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

/** How {@link within} counts the time. */
export type WaitOptions = Pick<TimerOptions, 'ofTurningLoop'>;

/**
 * Waits for work no longer than it is given; the work itself continues.
 * @param milliseconds `Infinity`: as long as it takes
 * @param late what did not come about, such as `the file could not be synced`; the error says after how long
 * @param options by default only time counts in which the event loop turns
 * @throws TimeoutError, and what the work rejects with
 */
export function within<T>(
  work: Promise<T>,
  milliseconds: number,
  late: string,
  { ofTurningLoop = true }: WaitOptions = {},
): Promise<T> {
  const limit = Math.max(0, Math.round(milliseconds));
  return new Promise((resolve, reject) => {
    const elapsed = () => reject(new TimeoutError(`${late} within ${limit} ms`));
    const timer = new Timer(limit, elapsed, { ofTurningLoop });
    work.then(resolve, reject).finally(() => timer.clear());
  });
}
