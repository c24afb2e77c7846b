// The descriptor of an open file: closed once, after its last use, and then forgotten, for its number soon means another file.
import { attempt, call, type FileSystem, runSync, type Steps } from './file-system.ts';

/** Owns a descriptor. Nobody else closes it, and nobody keeps its number. */
export class Descriptor {
  readonly #fs: FileSystem;
  #fd: number | undefined;
  #uses = 0;
  #whenUnused: (() => void) | undefined;
  #closed: Promise<void> | undefined;

  constructor(fs: FileSystem, fd: number) {
    this.#fs = fs;
    this.#fd = fd;
  }

  /**
   * The number, for one call.
   * @throws EBADF where it is closed
   */
  get number(): number {
    if (this.#fd !== undefined) return this.#fd;
    throw Object.assign(new Error('EBADF: the file is closed'), { code: 'EBADF' });
  }

  /** Runs steps, before whose end the descriptor is not closed. */
  *use<T>(steps: Steps<T>): Steps<T> {
    this.hold();
    try {
      return yield* steps;
    } finally {
      this.release();
    }
  }

  /** Has the descriptor not closed before {@link release}. */
  hold(): void {
    this.#uses++;
  }

  /** Ends what {@link hold} began. */
  release(): void {
    this.#uses--;
    if (this.#uses === 0) this.#whenUnused?.();
  }

  /** Takes note that the number is not ours any more: somebody else closed it, and may have opened another file since. */
  forget(): void {
    this.#fd = undefined;
  }

  /** Closes it after the uses that are under way. Every further call gives the same promise. */
  close(): Promise<void> {
    this.#closed ??= this.#closeOnce();
    return this.#closed;
  }

  /** Closes it at once where nothing uses it. */
  closeNow(): void {
    if (this.#uses > 0 || this.#fd === undefined) return;
    const fd = this.#fd;
    this.#fd = undefined;
    runSync(this.#fs, attempt(call('close', fd)));
  }

  async #closeOnce(): Promise<void> {
    if (this.#uses > 0) await new Promise<void>((resolve) => (this.#whenUnused = resolve));
    const fd = this.#fd;
    if (fd === undefined) return;
    this.#fd = undefined;
    await new Promise<void>((resolve) => this.#fs.close(fd, () => resolve()));
  }
}
