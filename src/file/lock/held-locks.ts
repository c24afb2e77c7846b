// The locks that this thread holds. Every copy of this module in the thread knows them.
import workerThreads from 'node:worker_threads';
import type { ProcessIdentity } from '../system/process-identity.ts';

interface HeldLocks {
  /** By the path of the lock file, how many hold it: for a moment it may be two. */
  readonly locks: Map<string, number>;
  /** The same by the locked file, as {@link keyOf} names it. */
  readonly files: Map<string, number>;
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
  const none: HeldLocks = { locks: new Map(), files: new Map() };
  Object.defineProperty(shared, HELD, { value: none });
  return none;
}

/** Takes note of a lock. */
export function hold(lock: string, file: string, self: ProcessIdentity): void {
  add(heldLocks().locks, lock, 1);
  add(heldLocks().files, keyOf(file, self), 1);
}

/** Takes note that a lock was given up. */
export function unhold(lock: string, file: string, self: ProcessIdentity): void {
  add(heldLocks().locks, lock, -1);
  add(heldLocks().files, keyOf(file, self), -1);
}

/** Whether this thread holds a lock file that names it as its owner. If not, an earlier exporter of the thread left it. */
export function isHeld(lock: string): boolean {
  return heldLocks().locks.has(lock);
}

/** Whether this thread holds a lock of a file. */
export function holdsLockOf(file: string, self: ProcessIdentity): boolean {
  return heldLocks().files.has(keyOf(file, self));
}

function add(counts: Map<string, number>, key: string, change: number): void {
  const count = (counts.get(key) ?? 0) + change;
  if (count > 0) counts.set(key, count);
  else counts.delete(key);
}

function keyOf(file: string, { pid, thread, start }: ProcessIdentity): string {
  return `${pid} ${thread} ${start} ${file}`;
}
