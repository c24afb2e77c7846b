// Writes and sends what is pending when the platform stops the process with SIGTERM, as Databricks Apps do, and lets it end as ever.

/** What is done when SIGTERM arrives. */
export interface TerminationWork {
  /** The application has listeners of its own and goes on logging while they work: what is pending goes out, nothing closes. */
  flush(): Promise<unknown>;
  /** Nobody else listens: the process ends right after this. */
  shutdown(): Promise<unknown>;
}

/** The part of `process` that is used. */
export interface TerminationProcess {
  readonly pid: number;
  prependListener(event: 'SIGTERM', listener: () => void): unknown;
  off(event: 'SIGTERM', listener: () => void): unknown;
  listeners(event: 'SIGTERM'): readonly unknown[];
  kill(pid: number, signal: 'SIGTERM'): unknown;
}

/** Options of {@link onTermination}. */
export interface TerminationOptions {
  /** Milliseconds after which the process ends even if the work has not. Default 4,500: Apps are killed after 15 s. */
  readonly limit?: number;
  /** Default: `process`. */
  readonly process?: TerminationProcess;
}

const LIMIT = 4_500;

/** Marks our listeners: two copies of this package in one process must not take each other for the application. */
const OURS: unique symbol = Symbol.for('laketrace.termination') as never;

const isForeign = (listener: unknown): boolean => !(listener as { [OURS]?: true })[OURS];

/**
 * Does the work when SIGTERM arrives, without changing how the process ends.
 *
 * A listener for SIGTERM switches off the signal's own effect, so this one repeats the signal after its work, or after the
 * limit, and the process ends by it. Where the application has listeners, the end is theirs: then nothing is repeated.
 * @returns takes the listener away
 */
export function onTermination(work: TerminationWork, options: TerminationOptions = {}): () => void {
  const { limit = LIMIT, process: target = process as TerminationProcess } = options;
  let signalled = false;
  const listener = Object.assign(
    (): void => {
      // The work is under way, and whoever sends the signal twice gets no second round of it.
      if (signalled) return;
      signalled = true;
      const isAlone = !target.listeners('SIGTERM').some(isForeign);
      void within(limit, () => (isAlone ? work.shutdown() : work.flush())).then(() => {
        if (isAlone) end(target, listener);
        else signalled = false;
      });
    },
    { [OURS]: true as const },
  );
  // First in line: a `once` listener of the application that has run already would not be seen any more.
  target.prependListener('SIGTERM', listener);
  return () => target.off('SIGTERM', listener);
}

/** Ends the process by the signal, unless others listen: another of ours, still at work, or one that came meanwhile. */
function end(target: TerminationProcess, listener: () => void): void {
  target.off('SIGTERM', listener);
  if (target.listeners('SIGTERM').length === 0) target.kill(target.pid, 'SIGTERM');
}

/** Waits for the work, but not longer than the limit, and not for its success: its errors are reported where they happen. */
async function within(limit: number, work: () => Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limit);
  });
  try {
    await Promise.race([work(), late]);
  } catch {
    // The process ends all the same.
  } finally {
    clearTimeout(timer);
  }
}
