// Calls functions when a program ends by itself, which `beforeExit` says while the event loop can still turn: they send what waits.
//
// One listener serves all. It is there before the first record, which may be logged by a listener of the application.

import { asOwnWork } from '../foreign/own-work.ts';

const callbacks = new Set<() => void>();
let expecting = 0;
let isEnding = false;

/**
 * Has {@link isAtNaturalEnd} and {@link onNaturalEnd} work from now on.
 * @returns a function that says that they are not needed any longer
 */
export function expectNaturalEnd(): () => void {
  // First in line: what the application's own listeners log is then known to come at the end.
  if (expecting === 0) process.prependListener('beforeExit', callAll);
  expecting++;
  return () => {
    expecting--;
    if (expecting === 0) process.off('beforeExit', callAll);
  };
}

/**
 * Has a function called each time the program has nothing left to do. Where it begins something, the program continues, and comes
 * to its end once more.
 * @returns a function that takes the function out again
 */
export function onNaturalEnd(callback: () => void): () => void {
  callbacks.add(callback);
  return () => callbacks.delete(callback);
}

/** Whether `beforeExit` has come, and the program has not continued since. */
export function isAtNaturalEnd(): boolean {
  return isEnding;
}

function callAll(): void {
  isEnding = true;
  // Runs only where something else keeps the loop turning: then this was not the end.
  setImmediate(() => {
    isEnding = false;
  }).unref();
  asOwnWork(() => {
    for (const callback of callbacks) callback();
  });
}
