// Tells what LakeTrace does from what the application does: what our own work prints must not be logged again, or it would never end.
//
// A sink that prints, an exporter that fails and says so by `diag`, an `onError` that calls `console.error`: all of them are called,
// at once or much later, by what a record brought about. They are known by the asynchronous context that the record was emitted in.
import { AsyncLocalStorage } from 'node:async_hooks';

const ownWork = new AsyncLocalStorage<true>();

/** Whether the code that asks was called by what LakeTrace does. */
export function isOwnWork(): boolean {
  return ownWork.getStore() === true;
}

/** Does something as work of our own. */
export function asOwnWork<Result>(work: () => Result): Result {
  return ownWork.run(true, work);
}
