// Writes what is buffered when the process ends: by `process.exit`, at its natural end, or by an uncaught exception.
import { atExit } from '../foreign/afterwards.ts';
import { ignore, tell } from '../foreign/call.ts';
import { asOwnWork } from '../foreign/own-work.ts';

const flushes = new Set<() => void>();

/**
 * Has a function called when the process, or the worker thread, exits. It can only do what blocks: the event loop no longer
 * turns. One listener serves all functions, and goes with the last of them.
 * @returns a function that takes the function out again
 */
export function onExit(flush: () => void): () => void {
  if (flushes.size === 0) process.on('exit', flushAll);
  flushes.add(flush);
  return () => {
    flushes.delete(flush);
    if (flushes.size === 0) process.off('exit', flushAll);
  };
}

function flushAll(): void {
  atExit();
  // Over the set itself: what a function registers meanwhile is called as well. One that throws does not stop the others.
  asOwnWork(() => {
    for (const flush of flushes) tell(ignore, flush);
  });
}
