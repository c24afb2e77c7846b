// A file that is being uploaded: it stays open, so that it is one and the same whatever becomes of its name.
import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { READ_OWN } from '../file/system/open-flags.ts';
import { UploadError } from './upload-error.ts';
import type { ByteRange, DigestAlgorithm } from './upload-target.ts';

/** Bytes that are read at once: what a stream holds in memory is twice that. */
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

  /** @param took called with the bytes of each block that was taken */
  read({ start, end }: ByteRange = { start: 0, end: this.bytes }, took?: (bytes: number) => void): Readable {
    return new FileRange(this.#handle, { start, end }, this.path, took);
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
    // One buffer for all of it: of a stream each block is garbage, which the collector notices late.
    const buffer = Buffer.allocUnsafe(BLOCK);
    for (let at = 0; at < this.bytes; ) {
      signal?.throwIfAborted();
      const block = await readBlock(this.#handle, buffer, { start: at, end: this.bytes }, this.path);
      hash.update(block);
      at += block.length;
      alive?.();
    }
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
  readonly #handle: FileHandle;
  readonly #end: number;
  readonly #path: string;
  readonly #took: ((bytes: number) => void) | undefined;
  #at: number;

  constructor(
    handle: FileHandle,
    { start, end }: ByteRange,
    path: string,
    took: ((bytes: number) => void) | undefined,
  ) {
    super({ highWaterMark: BLOCK });
    this.#handle = handle;
    this.#at = start;
    this.#end = end;
    this.#path = path;
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
    const range = { start: this.#at, end: this.#end };
    const block = await readBlock(this.#handle, Buffer.allocUnsafe(length), range, this.#path);
    this.#at += block.length;
    this.#took?.(block.length);
    return block;
  }
}

/** Reads the next bytes of a range: at least one, at most as many as the buffer has room for. */
async function readBlock(handle: FileHandle, buffer: Buffer, { start, end }: ByteRange, path: string): Promise<Buffer> {
  const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, end - start), start);
  if (bytesRead === 0) throw new UploadError('unsuitable', `${path} was cut while it was uploaded`);
  return buffer.subarray(0, bytesRead);
}
