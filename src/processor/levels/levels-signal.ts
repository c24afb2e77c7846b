// Turns levels down to DEBUG and back by a signal, for a process that must not be restarted.

/** The signals that may be listened to: those that nothing of Node's own listens to, and whose sense is not to end the process. */
export const LEVEL_SIGNALS = ['SIGUSR2', 'SIGHUP'] as const;
export type LevelSignal = (typeof LEVEL_SIGNALS)[number];

/** Called with whether it is DEBUG's turn. */
type Turned = (isDebug: boolean) => void;

/** On the global object: two copies of this package in one process are to turn together, and so is what is made between two signals. */
const SHARED: unique symbol = Symbol.for('laketrace.level-signals') as never;
const shared = globalThis as { [SHARED]?: Partial<Record<LevelSignal, Pick<SignalTurns, 'add'>>> };

/**
 * Calls a function at each of the signals, and at once where it is DEBUG's turn already. Threads get no signals: there nothing happens.
 * @returns a function that takes the function out again. The last one leaves the signal to its own effect
 */
export function onLevelSignal(signal: LevelSignal, turned: Turned): () => void {
  shared[SHARED] ??= {};
  shared[SHARED][signal] ??= new SignalTurns(signal);
  return shared[SHARED][signal].add(turned);
}

/** The one listener of a signal, and whose turn it is. */
class SignalTurns {
  readonly #signal: LevelSignal;
  readonly #listeners = new Set<Turned>();
  #isDebug = false;

  constructor(signal: LevelSignal) {
    this.#signal = signal;
  }

  add(turned: Turned): () => void {
    this.#listeners.add(turned);
    // Asked of the process, whose listeners may have been removed.
    if (!process.listeners(this.#signal).includes(this.#onSignal)) process.on(this.#signal, this.#onSignal);
    if (this.#isDebug) turned(true);
    return () => {
      this.#listeners.delete(turned);
      if (this.#listeners.size > 0) return;
      process.off(this.#signal, this.#onSignal);
      this.#isDebug = false;
    };
  }

  readonly #onSignal = (): void => {
    this.#isDebug = !this.#isDebug;
    for (const turned of this.#listeners) turned(this.#isDebug);
  };
}
