// How `finishRun` gets from a logger to what has its records written.

/** A logger of `getLogger` has, under this symbol, its provider (or its processor). The same over copies of the package. */
export const RUN_HANDLE: unique symbol = Symbol.for('laketrace.run') as never;

/** What can be flushed and shut down: a provider, a processor, an SDK. */
export interface RunHandle {
  forceFlush(): Promise<unknown>;
  shutdown(): Promise<unknown>;
}
