// Writes what is buffered when the process ends: by `process.exit`, at its natural end, or by an uncaught exception.

const atExit = new Set<() => void>();

/**
 * Has a function called when the process, or the worker thread, exits. It can only do what blocks: the event loop no longer
 * turns. One listener serves all functions, and goes with the last of them.
 * @returns takes the function out again
 */
export function onExit(flush: () => void): () => void {
  if (atExit.size === 0) process.on('exit', flushAll);
  atExit.add(flush);
  return () => {
    atExit.delete(flush);
    if (atExit.size === 0) process.off('exit', flushAll);
  };
}

function flushAll(): void {
  // Over the set itself: what a function registers meanwhile is called as well.
  for (const flush of atExit) flush();
}
