// The real file system, but for a look at each call right before and right after it: where a process may be made to die.
import { constants } from 'node:fs';
import { type FileSystem, realFileSystem } from '../../src/file/system/file-system.ts';

/** A moment in the life of a call. */
export type Moment = 'before' | 'after';

/** Called at each moment: the number of the call, from 1, in the order in which they begin. */
export type OnMoment = (moment: Moment, call: number) => void;

/** Calls that only look, so that a process which dies before one leaves what it leaves when it dies before the next. */
const LOOKING = new Set(['close', 'read', 'fstat', 'lstat', 'stat', 'readdir']);

/** Whether a call may change anything on the disk. */
export function mayChange(name: string, args: readonly unknown[]): boolean {
  return name === 'open' ? (Number(args[1]) & constants.O_CREAT) !== 0 : !LOOKING.has(name);
}

/**
 * A file system that reports the moments of each call. The blocking call and the one on the thread pool count alike.
 * @param isCounted which calls are counted and reported; by its name, without `Sync`, and its arguments
 */
export function fileSystemReporting(
  onMoment: OnMoment,
  isCounted: (name: string, args: readonly unknown[]) => boolean,
): FileSystem {
  const result: Record<string, unknown> = {};
  let count = 0;
  for (const key of Object.keys(realFileSystem) as (keyof FileSystem)[]) {
    const original = realFileSystem[key] as unknown;
    if (typeof original !== 'function') continue;
    const real = original as (...args: unknown[]) => unknown;
    if (key.endsWith('Sync')) {
      const name = key.slice(0, -'Sync'.length);
      result[key] = (...args: unknown[]) => {
        if (!isCounted(name, args)) return real(...args);
        const call = ++count;
        onMoment('before', call);
        try {
          return real(...args);
        } finally {
          onMoment('after', call);
        }
      };
    } else {
      result[key] = (...args: unknown[]) => {
        if (!isCounted(key, args)) return void real(...args);
        const call = ++count;
        const callback = args.pop() as (...results: unknown[]) => void;
        onMoment('before', call);
        real(...args, (...results: unknown[]) => {
          onMoment('after', call);
          callback(...results);
        });
      };
    }
  }
  return result as unknown as FileSystem;
}
