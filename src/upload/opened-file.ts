// A file that is being uploaded: it stays open, so that it is one and the same whatever becomes of its name.
import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { READ_OWN } from '../file/system/open-flags.ts';
import { Timer } from '../lifecycle/timeout.ts';
import { fileBlocks } from './block-memory.ts';
import { UploadError } from './upload-error.ts';
import type { ByteRange, DigestAlgorithm } from './upload-target.ts';

/** Bytes that a stream reads at once: it holds twice that. */
const BLOCK = 128 * 1024;

/** An open file, of the size that it had when it was opened. */
export class OpenedFile {
  readonly path: string;
  readonly #handle: FileHandle;
  readonly #stats: Stats;
  readonly #digests = new Map<DigestAlgorithm, Promise<string>>();

  private constructor(path: string, handle: FileHandle, stats: Stats) {
    this.path = path;
    this.#handle = handle;
    this.#stats = stats;
  }

  /** @throws errors of the file system, and an UploadError for what is no regular file */
  static async open(path: string): Promise<OpenedFile> {
    const handle = await open(path, READ_OWN);
    try {
      const stats = await handle.stat();
      if (stats.isFile()) return new OpenedFile(path, handle, stats);
      throw new UploadError('unsuitable', `${path} is no regular file`);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  get bytes(): number {
    return this.#stats.size;
  }

  /** When its content was last changed, in milliseconds since the epoch. */
  get modified(): number {
    return Math.trunc(this.#stats.mtimeMs);
  }

  /** Whether these are the status of the same file. */
  isSame({ dev, ino, size }: Stats): boolean {
    return dev === this.#stats.dev && ino === this.#stats.ino && size === this.#stats.size;
  }

  /**
   * Reads bytes into memory of the caller, up to the end of the memory or of the file.
   * @returns how many; 0 at the end of the file
   */
  async readInto(memory: Uint8Array, position: number): Promise<number> {
    const length = Math.min(memory.length, this.bytes - position);
    if (length <= 0) return 0;
    const { bytesRead } = await this.#handle.read(memory, 0, length, position);
    if (bytesRead === 0) throw new UploadError('unsuitable', `${this.path} was cut while it was uploaded`);
    return bytesRead;
  }

  /** @param took called with the bytes of each block that was taken */
  read({ start, end }: ByteRange = { start: 0, end: this.bytes }, took?: (bytes: number) => void): Readable {
    return new FileRange(this, { start, end }, took);
  }

  /**
   * The digest of its content; computed once.
   * @param alive called with each block that was read
   */
  digest(algorithm: DigestAlgorithm, signal?: AbortSignal, alive?: () => void): Promise<string> {
    const known = this.#digests.get(algorithm);
    if (known !== undefined) return known;
    const digest = this.#digestOf(algorithm, signal, alive);
    this.#digests.set(algorithm, digest);
    // One that failed, or was aborted, is computed anew the next time.
    digest.catch(() => this.#digests.delete(algorithm));
    return digest;
  }

  async #digestOf(
    algorithm: DigestAlgorithm,
    signal: AbortSignal | undefined,
    alive: (() => void) | undefined,
  ): Promise<string> {
    const hash = createHash(algorithm);
    await fileBlocks.lend(async (block) => {
      for (let at = 0; at < this.bytes; ) {
        signal?.throwIfAborted();
        const length = await this.readInto(block, at);
        hash.update(block.subarray(0, length));
        at += length;
        alive?.();
      }
    });
    return hash.digest('hex');
  }

  /**
   * Whether its content is what it was when it was opened.
   * @throws UploadError where somebody still writes to it
   */
  async checkUnchanged(): Promise<void> {
    const { size, mtimeMs } = await this.#handle.stat();
    if (size === this.#stats.size && mtimeMs === this.#stats.mtimeMs) return;
    throw new UploadError('unsuitable', `${this.path} was changed while it was uploaded: somebody still writes to it`);
  }

  /** Waits for reads that were begun. */
  close(): Promise<void> {
    return this.#handle.close();
  }
}

/** A range of an open file. It fails where the file ends before it. */
class FileRange extends Readable {
  readonly #file: OpenedFile;
  readonly #end: number;
  readonly #took: ((bytes: number) => void) | undefined;
  #at: number;

  constructor(file: OpenedFile, { start, end }: ByteRange, took: ((bytes: number) => void) | undefined) {
    super({ highWaterMark: BLOCK });
    this.#file = file;
    this.#at = start;
    this.#end = end;
    this.#took = took;
  }

  override _read(): void {
    this.#next().then(
      (block) => this.push(block),
      (error: Error) => this.destroy(error),
    );
  }

  async #next(): Promise<Buffer | null> {
    const length = Math.min(BLOCK, this.#end - this.#at);
    if (length <= 0) return null;
    await garbage.paced(length);
    const memory = Buffer.allocUnsafe(length);
    const block = memory.subarray(0, await this.#file.readInto(memory, this.#at));
    this.#at += block.length;
    this.#took?.(block.length);
    return block;
  }
}

/**
 * The blocks of streams are garbage once they are sent, and cannot be used anew: nobody knows who has them. Where they are made faster than the engine
 * collects them they pile up. So after some of them all streams wait a moment, in which it does: measured with ten files of 2 GB and a target that only
 * reads, 90 MB of garbage in place of 190 MB.
 */
class Garbage {
  #bytes = 0;
  #pause: Promise<void> | undefined;

  async paced(length: number): Promise<void> {
    this.#bytes += length;
    if (this.#bytes >= BETWEEN_PAUSES) {
      this.#bytes = 0;
      this.#pause ??= new Promise<void>((resolve) => new Timer(PAUSE, resolve)).then(() => {
        this.#pause = undefined;
      });
    }
    await this.#pause;
  }
}

const BETWEEN_PAUSES = 16 * 1024 ** 2;
/** In milliseconds. */
const PAUSE = 10;
const garbage = new Garbage();
