// Runs the application's code for a limited time: what does not come back is stopped.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context, Script } from 'node:vm';
import { ignore, tell } from './call.ts';

/** What became of a piece of work: done, stopped as it took too long, or not begun as it was stopped shortly before. */
export type Outcome = 'done' | 'stopped' | 'resting';

/** After it was stopped, work rests for this many times as long as it ran: it cannot take more than a twentieth of a thread's time. */
const REST = 20;

/** How many times work is begun at most, where it was the machine that had no time for it. */
const MOST_TRIES = 2;

/** How many pieces of work run for a limited time right now, each called by the one before. */
let running = 0;
/** How often the time was limited until now, where it was not before. */
let limits = 0;
const putOff: (() => void)[] = [];

/**
 * Whether code runs for a limited time right now. It may log: what may be stopped in the middle then must not be begun, for it would
 * stay as it is.
 */
export function isLimited(): boolean {
  return running > 0;
}

/** Has something done as soon as the time is not limited any more, with the asynchronous context of now. It is put off as a whole, or not at all. */
export function afterLimit(work: () => void): void {
  putOff.push(AsyncLocalStorage.bind(work));
}

/** Does something now; where the time is limited, as soon as it is not any more. */
export function unlimited<Result>(work: () => Promise<Result>): Promise<Result> {
  return isLimited() ? new Promise((resolve) => afterLimit(() => resolve(work()))) : work();
}

/** Says that something is under way. Where that was stopped in the middle it is over, though nothing could say so. */
export class UnderWay {
  /** In which limit it began: none is 0. */
  #since: number | undefined;

  /** Whether it is under way. */
  get is(): boolean {
    return this.#since !== undefined && (this.#since === 0 || (running > 0 && this.#since === limits));
  }

  begin(): void {
    this.#since = running > 0 ? limits : 0;
  }

  end(): void {
    this.#since = undefined;
  }
}

/** The script through which work runs, as only a script can be stopped. Made when first needed, as a context takes a millisecond. */
let runner: { readonly script: Script; readonly context: Context } | undefined;

/**
 * Runs one kind of work, such as one function or expression of the application, each time for a limited time.
 *
 * `node:vm` stops whatever JavaScript runs, a regular expression or a loop, for which it starts a thread: that takes some 0.15 ms a
 * time, so that what is known to end is better run directly. What is stopped does not get to its `finally` either.
 */
export class TimeLimit {
  #restsUntil = Number.NEGATIVE_INFINITY;

  /**
   * Runs `work`, which must not throw and may be begun anew, until it is done or the time is `deadline`, by `performance.now()`.
   * On a machine that is too busy to run it, it gets its time once more.
   */
  run(work: () => void, deadline: number): Outcome {
    const started = performance.now();
    if (started < this.#restsUntil) return 'resting';
    const left = Math.ceil(deadline - started);
    for (let tries = 0; left > 0 && tries < MOST_TRIES; tries++) {
      const before = cpuTime();
      if (isDoneWithin(work, left)) return 'done';
      if (cpuTime() - before > left / 5) break;
    }
    this.#restsUntil = performance.now() + REST * (performance.now() - started);
    return 'stopped';
  }
}

/** Milliseconds of processor time, of this thread where the platform has it, else of the process. */
function cpuTime(): number {
  const { user, system } = (process.threadCpuUsage ?? process.cpuUsage).call(process);
  return (user + system) / 1000;
}

function makeRunner(): { readonly script: Script; readonly context: Context } {
  const { Script, createContext } = process.getBuiltinModule('node:vm');
  return { script: new Script('work()'), context: createContext({ work: undefined }) };
}

/** Runs work for at most `timeout` milliseconds. */
function isDoneWithin(work: () => void, timeout: number): boolean {
  runner ??= makeRunner();
  const { script, context } = runner;
  let isDone = false;
  context['work'] = () => {
    work();
    isDone = true;
  };
  if (running === 0) limits++;
  // What was stopped may itself have run others, and has not counted down.
  const before = running++;
  try {
    script.runInContext(context, { timeout });
  } catch {
    // It was stopped.
  }
  running = before;
  context['work'] = undefined;
  while (running === 0 && putOff.length > 0) tell(ignore, putOff.shift() as () => void);
  return isDone;
}
