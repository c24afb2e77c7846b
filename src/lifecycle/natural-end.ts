// Sends what still waits when a program ends by itself, which `beforeExit` says while the event loop can still turn.
//
// One listener serves all. It is there before the first record, which may be logged by a listener of the application.

const senders = new Set<() => void>();
let expecting = 0;
let isEnding = false;

/**
 * Has {@link isAtNaturalEnd} and {@link onNaturalEnd} work from now on.
 * @returns says that they are not needed any longer
 */
export function expectNaturalEnd(): () => void {
  // First in line: what the application's own listeners log is then known to come at the end.
  if (expecting === 0) process.prependListener('beforeExit', sendAll);
  expecting++;
  return () => {
    expecting--;
    if (expecting === 0) process.off('beforeExit', sendAll);
  };
}

/**
 * Has a function called each time the program has nothing left to do. Where it begins something, the program continues, and comes
 * to its end once more.
 * @returns takes the function out again
 */
export function onNaturalEnd(send: () => void): () => void {
  senders.add(send);
  return () => senders.delete(send);
}

/** Whether `beforeExit` has come, and the program has not continued since. */
export function isAtNaturalEnd(): boolean {
  return isEnding;
}

function sendAll(): void {
  isEnding = true;
  // Comes only where something else keeps the loop turning.
  setImmediate(() => {
    isEnding = false;
  }).unref();
  for (const send of senders) send();
}
