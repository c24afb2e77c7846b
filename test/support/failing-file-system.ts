// The real file system, but for the calls that a test wants to fail, to be slow, or to be counted.
import { type FileSystem, realFileSystem } from '../../src/file/system/file-system.ts';
import { turn } from './turn.ts';

type Name = Exclude<keyof FileSystem, `${string}Sync`>;

/** How a call is made. */
export interface Call {
  /** Whether it blocks, or is left to the thread pool. */
  readonly isBlocking: boolean;
}

/** Decides about one call: an error to fail with, or nothing to let it through. */
export type Verdict = (
  name: Name,
  args: readonly unknown[],
  call: Call,
) => Error | undefined | Promise<Error | undefined>;

/** An error as the system gives it. */
export function errno(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: injected`), { code });
}

/** How many calls the thread pool works on: those that a verdict holds back are not among them. */
let underWay = 0;

/** Turns of the loop in which nobody asks the disk for anything, after which nobody will before a timer elapses. */
const IDLE_TURNS = 10;

/** Waits, by no clock, until the disk has done all that it was asked for, and those who asked have gone on as far as they can. */
export async function untilDiskIsIdle(): Promise<void> {
  for (let idle = 0; idle < IDLE_TURNS; idle = underWay === 0 ? idle + 1 : 0) await turn();
}

/** A file system whose every call is first put to a verdict; the blocking calls see only immediate verdicts. */
export function fileSystemThat(verdict: Verdict): FileSystem {
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(realFileSystem) as (keyof FileSystem)[]) {
    const original = realFileSystem[key] as unknown;
    if (typeof original !== 'function') continue;
    const real = original as (...args: unknown[]) => unknown;
    if (key.endsWith('Sync')) {
      result[key] = (...args: unknown[]) => {
        const failure = verdict(key.slice(0, -'Sync'.length) as Name, args, { isBlocking: true });
        if (failure instanceof Error) throw failure;
        return real(...args);
      };
    } else {
      result[key] = (...args: unknown[]) => {
        const callback = args.at(-1) as (error: Error | null) => void;
        void Promise.resolve(verdict(key as Name, args.slice(0, -1), { isBlocking: false })).then((failure) => {
          if (failure !== undefined) return callback(failure);
          underWay++;
          const done = (...answer: unknown[]) => {
            underWay--;
            (callback as (...answer: unknown[]) => void)(...answer);
          };
          real(...args.slice(0, -1), done);
        });
      };
    }
  }
  return result as unknown as FileSystem;
}
