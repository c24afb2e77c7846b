// The real file system under audit: whose each descriptor is, and a look at each call on the thread pool, during which a test
// may do something else.
import { closeSync, fstatSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FileSystem, realFileSystem } from '../../src/file/system/file-system.ts';

/** When something else is done: before the system has done the call, or after it, while the caller does not know of it yet. */
export type CallState = 'undone' | 'done';

const CONTENT = 'not of the exporter';

/** A file system for one exporter, in a process in which others open files as well. */
export class AuditingFileSystem {
  readonly fs: FileSystem;
  /** What was done that must not be. */
  readonly problems: string[] = [];
  /** How many calls were made on the thread pool. */
  calls = 0;
  /** Whether the event loop is not to turn any more for the exporter: no call is answered. */
  isFrozen = false;
  #hasEnded = false;
  readonly #own = new Set<number>();
  readonly #foreign = new Map<number, number>();
  readonly #directory: string;
  readonly #state: CallState;
  readonly #during: (call: number) => void;

  /**
   * @param directory where foreign files are made
   * @param during called once within each call on the thread pool
   */
  constructor(directory: string, state: CallState, during: (call: number) => void) {
    this.#directory = directory;
    this.#state = state;
    this.#during = during;
    const audited: Record<string, unknown> = {};
    for (const key of Object.keys(realFileSystem) as (keyof FileSystem)[]) {
      const original = realFileSystem[key] as unknown;
      if (typeof original !== 'function') continue;
      // Nothing is looked at after a power failure.
      const substitute =
        key === 'fsync' ? realFileSystem.fstat : key === 'fsyncSync' ? realFileSystem.fstatSync : original;
      const real = substitute as (...args: unknown[]) => unknown;
      audited[key] = key.endsWith('Sync')
        ? (...args: unknown[]) => this.#blocking(key.slice(0, -'Sync'.length), real, args)
        : (...args: unknown[]) => this.#onPool(key, real, args);
    }
    this.fs = audited as unknown as FileSystem;
  }

  /** How many descriptors the exporter has open. */
  get open(): number {
    return this.#own.size;
  }

  /** Closes what is left, the foreign files as well, and reports those that were touched. */
  end(): void {
    for (const [fd, inode] of this.#foreign) {
      try {
        const { ino, size } = fstatSync(fd);
        if (ino !== inode) this.problems.push(`the descriptor ${fd} became another file's`);
        if (size !== CONTENT.length) this.problems.push(`a foreign file has ${size} bytes`);
        closeSync(fd);
      } catch (error) {
        this.problems.push(`a foreign file was closed: ${(error as Error).message}`);
      }
    }
    for (const fd of this.#own) closeSync(fd);
    // The listeners for the exit outlive an exporter that was not shut down.
    this.#hasEnded = true;
    this.#own.clear();
    this.#foreign.clear();
  }

  #blocking(name: string, real: (...args: unknown[]) => unknown, args: unknown[]): unknown {
    if (this.#hasEnded) throw new Error('there is nothing any more');
    this.#check(name, args);
    const result = real(...args);
    this.#note(name, result);
    return result;
  }

  #onPool(name: string, real: (...args: unknown[]) => unknown, args: unknown[]): void {
    if (this.#hasEnded) return;
    const call = this.calls++;
    const callback = args.pop() as (...results: unknown[]) => void;
    const carryOut = (then: (...results: unknown[]) => void) => {
      this.#check(name, args);
      real(...args, (error: Error | null, result: unknown) => {
        // What a life was frozen in the middle of may come back after its end.
        if (error === null && !this.#hasEnded) this.#note(name, result);
        then(error, result);
      });
    };
    const answer = (...results: unknown[]) => {
      if (!this.isFrozen) callback(...results);
    };
    if (this.#state === 'undone') {
      setImmediate(() => {
        if (this.isFrozen) return;
        this.#during(call);
        if (!this.isFrozen) carryOut(answer);
      });
    } else {
      carryOut((...results) => {
        if (this.isFrozen) return;
        this.#during(call);
        answer(...results);
      });
    }
  }

  #check(name: string, [first]: readonly unknown[]): void {
    if (typeof first === 'number' && !this.#own.has(first))
      this.problems.push(`${name} of a descriptor that is not open`);
    if (name === 'close') this.#own.delete(first as number);
  }

  /** Whatever number becomes free is another file's at once. */
  #note(name: string, result: unknown): void {
    if (name === 'open') this.#own.add(result as number);
    if (name !== 'close') return;
    const path = join(this.#directory, `foreign-${this.#foreign.size}`);
    writeFileSync(path, CONTENT);
    const fd = openSync(path, 'r+');
    if (this.#own.has(fd)) throw new Error('the system gave a number away that is open');
    this.#foreign.set(fd, fstatSync(fd).ino);
  }
}
