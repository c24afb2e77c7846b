// The locks that this thread holds, known to every copy of this module in it.
import workerThreads from 'node:worker_threads';
import type { ProcessIdentity } from './process-identity.ts';

interface HeldLocks {
  /** Paths of lock files. */
  readonly locks: Set<string>;
  /** The files that they lock, as {@link keyOf} names them. */
  readonly files: Set<string>;
}

const HELD = Symbol.for('laketrace.locks-held-by-this-thread');

/**
 * On a module of Node's, not on the global object: Jest, vitest's `vmThreads` and `node:vm` give each test file a global object
 * of its own, and the ESM and the CommonJS build may both be loaded. Each thread has its own modules.
 */
function heldLocks(): HeldLocks {
  const shared = workerThreads as { [HELD]?: HeldLocks };
  const held = shared[HELD];
  if (held !== undefined) return held;
  const none: HeldLocks = { locks: new Set(), files: new Set() };
  Object.defineProperty(shared, HELD, { value: none });
  return none;
}

/** Takes note of a lock. */
export function hold(lock: string, file: string, self: ProcessIdentity): void {
  heldLocks().locks.add(lock);
  heldLocks().files.add(keyOf(file, self));
}

/** Takes note that a lock was given up. */
export function unhold(lock: string, file: string, self: ProcessIdentity): void {
  heldLocks().locks.delete(lock);
  heldLocks().files.delete(keyOf(file, self));
}

/** Whether a lock file that names this thread as its owner is held: if not, it was left by an earlier life of the thread. */
export function isHeld(lock: string): boolean {
  return heldLocks().locks.has(lock);
}

/** Whether this thread holds a lock of a file. */
export function holdsLockOf(file: string, self: ProcessIdentity): boolean {
  return heldLocks().files.has(keyOf(file, self));
}

function keyOf(file: string, { pid, thread, start }: ProcessIdentity): string {
  return `${pid} ${thread} ${start} ${file}`;
}
