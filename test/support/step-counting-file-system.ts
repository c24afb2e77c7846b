// The machine's file system, but for a look at each call right before and right after it: where a process may be made to die.
import { type FileSystem, machineFileSystem } from '../../src/file/file-system.ts';

/** A moment in the life of a call. */
export type Moment = 'before' | 'after';

/** Told of each moment: the number of the call, from 1, in the order in which they begin. */
export type OnMoment = (moment: Moment, call: number, name: string) => void;

/** A file system that tells of each call's moments. The blocking call and the one on the thread pool count alike. */
export function fileSystemTelling(onMoment: OnMoment): FileSystem {
  const result: Record<string, unknown> = {};
  let count = 0;
  for (const key of Object.keys(machineFileSystem) as (keyof FileSystem)[]) {
    const original = machineFileSystem[key] as unknown;
    if (typeof original !== 'function') continue;
    const real = original as (...args: unknown[]) => unknown;
    if (key.endsWith('Sync')) {
      result[key] = (...args: unknown[]) => {
        const call = ++count;
        onMoment('before', call, key);
        try {
          return real(...args);
        } finally {
          onMoment('after', call, key);
        }
      };
    } else {
      result[key] = (...args: unknown[]) => {
        const call = ++count;
        const callback = args.pop() as (...results: unknown[]) => void;
        onMoment('before', call, key);
        real(...args, (...results: unknown[]) => {
          onMoment('after', call, key);
          callback(...results);
        });
      };
    }
  }
  return result as unknown as FileSystem;
}
