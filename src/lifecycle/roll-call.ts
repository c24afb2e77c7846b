// Finds which of our processors a provider has: those that are flushed while the provider is asked to flush.
//
// The SDK has no public way to see the processors of a provider, and a provider may be wrapped (NodeSDK, a proxy). What a flush calls, in
// whatever way and however late, is known by the asynchronous context that it runs in.
import { AsyncLocalStorage } from 'node:async_hooks';

/** On the global object: the two builds of this package may both be loaded. */
const SHARED: unique symbol = Symbol.for('laketrace.roll-call') as never;
const shared = globalThis as { [SHARED]?: AsyncLocalStorage<Set<unknown>> };

/** Says that one is there, where a roll is called. */
export function answerRollCall(one: object): void {
  shared[SHARED]?.getStore()?.add(one);
}

/** Calls the roll while `flush` runs: what it gives is filled as it goes. */
export function callRoll<Answer>(flush: () => Answer): { readonly present: ReadonlySet<unknown>; answer: Answer } {
  shared[SHARED] ??= new AsyncLocalStorage();
  const present = new Set<unknown>();
  return { present, answer: shared[SHARED].run(present, flush) };
}
