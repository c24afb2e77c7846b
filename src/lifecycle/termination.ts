// Writes and sends what is pending when a signal stops the process (SIGTERM, as Databricks Apps do; SIGINT), and lets it end as it would have.

import { ignore, wait } from '../foreign/call.ts';
import { asOwnWork } from '../foreign/own-work.ts';
import { Deadline } from './deadline.ts';
import { within } from './timeout.ts';

/** The signals that are waited for. */
export type TerminationSignal = 'SIGTERM' | 'SIGINT';

/** What is done when the signal arrives. */
export interface TerminationWork {
  /** The application has listeners of its own and continues to log while they work: what is pending goes out, nothing closes. */
  flush(): Promise<unknown>;
  /** Nobody else listens: the process ends right after this. */
  shutdown(): Promise<unknown>;
}

/** Milliseconds after which the process ends even if the work has not. Apps are killed after 15 s. */
const LIMIT = 12_000;

/** Milliseconds: npm and the like pass on what the terminal has sent to the program already, so that one Ctrl-C arrives twice. */
const SAME_SIGNAL = 500;

/** On the global object: two copies of this package in one process must wait for each other, and not take each other for the application. */
const SHARED: Readonly<Record<TerminationSignal, symbol>> = {
  SIGTERM: Symbol.for('laketrace.termination'),
  SIGINT: Symbol.for('laketrace.termination.SIGINT'),
};
const shared = globalThis as unknown as Record<symbol, Pick<SharedTermination, 'add'> | undefined>;

/**
 * Has work done when a signal arrives, without changing how the process ends.
 *
 * A listener for a signal switches off the signal's own effect, so ours repeats the signal when all work is done, or after the
 * limit, and the process ends by it. Where the application has listeners, the end is theirs: then nothing is repeated.
 * @param limit milliseconds; default and most: 12,000
 * @param signal default SIGTERM
 * @returns a function that takes the work away, for when there is nothing left to do. Work that is under way is waited for all the same
 */
export function onTermination(
  work: TerminationWork,
  limit: number = LIMIT,
  signal: TerminationSignal = 'SIGTERM',
): () => void {
  const key = SHARED[signal];
  const termination = shared[key] ?? new SharedTermination(signal);
  shared[key] = termination;
  return termination.add(work, limit);
}

interface Registered {
  readonly work: TerminationWork;
  readonly limit: number;
}

/** The one listener of the process for a signal, and all that it waits for. */
class SharedTermination {
  readonly #signal: TerminationSignal;
  readonly #registered = new Set<Registered>();
  #isWorking = false;
  /** When the work began that ends the process. */
  #ending: number | undefined;

  constructor(signal: TerminationSignal) {
    this.#signal = signal;
  }

  add(work: TerminationWork, limit: number): () => void {
    const registered = { work, limit };
    this.#registered.add(registered);
    // Asked of the process, whose listeners may have been removed. First in line: a `once` listener of the application
    // that has run already would not be seen any more.
    if (!process.listeners(this.#signal).includes(this.#onSignal))
      process.prependListener(this.#signal, this.#onSignal);
    return () => {
      this.#registered.delete(registered);
      this.#leaveWhenDone();
    };
  }

  readonly #onSignal = (): void => {
    // The work is under way: whoever sends the signal twice gets no second round of it, and does not want to wait.
    if (this.#isWorking) {
      if (this.#ending !== undefined && performance.now() - this.#ending >= SAME_SIGNAL) this.#end();
      return;
    }
    this.#isWorking = true;
    const isAlone = process.listeners(this.#signal).every((listener) => listener === this.#onSignal);
    if (isAlone) this.#ending = performance.now();
    void this.#work(isAlone ? 'shutdown' : 'flush').then(() => {
      this.#isWorking = false;
      if (isAlone) this.#end();
      else this.#leaveWhenDone();
    });
  };

  /** Waits for all: also for what is registered meanwhile, which has its turn after the others. */
  async #work(what: keyof TerminationWork): Promise<void> {
    const deadline = new Deadline(LIMIT);
    const begun = new Set<Registered>();
    for (;;) {
      const due = [...this.#registered].filter((registered) => !begun.has(registered));
      if (due.length === 0) return;
      for (const registered of due) begun.add(registered);
      const { left } = deadline;
      await Promise.all(
        due.map(({ work, limit }) => ended(() => asOwnWork(() => work[what]()), Math.min(limit, left))),
      );
    }
  }

  /** Ends the process by the signal. Where the application has begun to listen meanwhile, it gets the signal that it has missed. */
  #end(): void {
    process.off(this.#signal, this.#onSignal);
    process.kill(process.pid, this.#signal);
  }

  #leaveWhenDone(): void {
    if (this.#registered.size === 0 && !this.#isWorking) process.off(this.#signal, this.#onSignal);
  }
}

/**
 * Waits for the work, but not longer than the limit, and not for its success: its errors are reported where they happen. The
 * platform counts all time, also that in which the event loop does not turn.
 */
function ended(work: () => Promise<unknown>, limit: number): Promise<unknown> {
  return within(wait(work), limit, 'the work had not ended', { ofTurningLoop: false }).catch(ignore);
}
