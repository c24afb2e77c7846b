// The file system calls that the exporter makes, and steps over them that run either blocking or on the thread pool.

import nodeFileSystem, { type Stats } from 'node:fs';
import { isErrno } from '../../foreign/shape.ts';
import { listShared } from './shared-listings.ts';

/** Each call exists twice in `node:fs`: `<name>Sync(...)`, and `<name>(..., callback)` on the thread pool. */
interface Calls {
  open(path: string, flags: number, mode: number): number;
  close(fd: number): void;
  read(fd: number, buffer: Uint8Array, offset: number, length: number, position: number): number;
  write(fd: number, buffer: Uint8Array, offset: number, length: number, position: number | null): number;
  fstat(fd: number): Stats;
  lstat(path: string): Stats;
  stat(path: string): Stats;
  ftruncate(fd: number, length: number): void;
  fchmod(fd: number, mode: number): void;
  fsync(fd: number): void;
  rename(from: string, to: string): void;
  link(from: string, to: string): void;
  symlink(target: string, path: string): void;
  unlink(path: string): void;
  mkdir(path: string, mode: number): void;
  readdir(path: string): string[];
}

type CallName = keyof Calls;
type Callback<T> = (error: NodeJS.ErrnoException | null, result: T) => void;
type SyncCalls = { [Name in CallName as `${Name}Sync`]: Calls[Name] };
type AsyncCalls = {
  [Name in CallName]: (...args: [...Parameters<Calls[Name]>, Callback<ReturnType<Calls[Name]>>]) => void;
};

/** The part of `node:fs` that LakeTrace uses. Tests pass one that fails when a test wants it. */
export type FileSystem = SyncCalls & AsyncCalls;

/** Each call, so that none is forgotten where all are wrapped. */
const NAMES: Readonly<Record<CallName, true>> = {
  open: true,
  close: true,
  read: true,
  write: true,
  fstat: true,
  lstat: true,
  stat: true,
  ftruncate: true,
  fchmod: true,
  fsync: true,
  rename: true,
  link: true,
  symlink: true,
  unlink: true,
  mkdir: true,
  readdir: true,
};

/** The names of the calls that exist on the thread pool and, with `Sync` at their end, blocking. */
export const callNames = Object.keys(NAMES) as readonly CallName[];

/** The file system of this process. */
export const realFileSystem: FileSystem = nodeFileSystem as unknown as FileSystem;

interface Step {
  readonly name: CallName;
  readonly args: readonly unknown[];
}

/**
 * A piece of work on files, written once and run in one of two ways: {@link runSync} blocks, {@link runAsync} leaves each
 * call to the thread pool. Errors of the calls are thrown into the steps, so that `try` and `catch` work as usual.
 */
export type Steps<T> = Generator<Step, T, unknown>;

/** One call as a step: `const fd = yield* call('open', path, flags, mode)`. */
export function* call<Name extends CallName>(
  name: Name,
  ...args: Parameters<Calls[Name]>
): Steps<ReturnType<Calls[Name]>> {
  return (yield { name, args }) as ReturnType<Calls[Name]>;
}

/** Runs steps to their end, blocking the thread. */
export function runSync<T>(fs: FileSystem, steps: Steps<T>): T {
  let next = steps.next();
  while (next.done !== true) {
    const { name, args } = next.value;
    const blocking = fs[`${name}Sync`] as (...args: readonly unknown[]) => unknown;
    let result: unknown;
    try {
      result = blocking(...args);
    } catch (error) {
      next = steps.throw(error);
      continue;
    }
    next = steps.next(result);
  }
  return next.value;
}

/** Runs steps to their end on the thread pool. */
export async function runAsync<T>(fs: FileSystem, steps: Steps<T>): Promise<T> {
  let next = steps.next();
  while (next.done !== true) {
    const { name, args } = next.value;
    let result: unknown;
    try {
      result = await callAsync(fs, name, args);
    } catch (error) {
      next = steps.throw(error);
      continue;
    }
    next = steps.next(result);
  }
  return next.value;
}

function callAsync(fs: FileSystem, name: CallName, args: readonly unknown[]): Promise<unknown> {
  if (name === 'readdir') return listShared(fs, String(args[0]));
  const deferred = fs[name] as (...args: readonly unknown[]) => void;
  return new Promise((resolve, reject) => {
    deferred(...args, (error: Error | null, result: unknown) => (error ? reject(error) : resolve(result)));
  });
}

/** Runs steps whose failure changes nothing for the caller, such as closing a file that is given up; yields the error. */
export function* attempt<T>(steps: Steps<T>): Steps<{ value: T } | { error: NodeJS.ErrnoException }> {
  try {
    return { value: yield* steps };
  } catch (error) {
    return { error: error as NodeJS.ErrnoException };
  }
}

/** The status of what a name stands for itself (a symbolic link is not followed), or nothing where there is none. */
export function* lstatIfAny(path: string): Steps<Stats | undefined> {
  try {
    return yield* call('lstat', path);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** A write that reports success but takes nothing would be repeated for ever: it counts as a full disk. */
export function progress(written: number): number {
  if (written > 0) return written;
  throw Object.assign(new Error('ENOSPC: the file system took no byte of a write'), { code: 'ENOSPC' });
}

/** Reads into a buffer, in as many calls as the file system takes for it. Answers how many bytes: fewer where the file ends. */
export function* readWhole(fd: number, buffer: Uint8Array, position: number, length: number): Steps<number> {
  let done = 0;
  while (done < length) {
    const read = yield* call('read', fd, buffer, done, length - done, position + done);
    if (read === 0) break;
    done += read;
  }
  return done;
}

/** Writes the first bytes of a buffer at the end of what was written, in as many calls as the file system takes for it. */
export function* writeWhole(fd: number, buffer: Uint8Array, length: number): Steps<void> {
  for (let done = 0; done < length; ) done += progress(yield* call('write', fd, buffer, done, length - done, null));
}
