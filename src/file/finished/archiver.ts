// Compresses finished files, one after the other and on the thread pool. A kill at any moment loses and doubles nothing.
import type { Stats } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Codec } from '../../archive/stream/codec.ts';
import { wait } from '../../foreign/call.ts';
import { isErrno, isOf } from '../../foreign/shape.ts';
import { workingDirectory } from '../../spec/absolute-path.ts';
import type { CompressAfterRule } from '../../spec/compress-after.ts';
import type { FileLocks } from '../lock/take-lock.ts';
import type { CustomCompression } from '../options/file-options.ts';
import type { BestEffort } from '../system/best-effort.ts';
import type { FileEnvironment } from '../system/file-environment.ts';
import { attempt, call, lstatIfAny, runAsync, runSync, type Steps, writeWhole } from '../system/file-system.ts';
import { checkOwn } from '../system/foreign-file.ts';
import { READ_DIRECTORY } from '../system/open-flags.ts';
import {
  codecOfArchive,
  counted,
  createTemporary,
  type OpenSource,
  openSource,
  PRIVATE,
  publish,
  readBlocks,
  removeSource,
  replaceSource,
} from './archive-files.ts';
import { CompressionQueue, type Turn } from './compression-queue.ts';

/** A file that was compressed. */
export interface Compressed {
  readonly path: string;
  readonly archive: string;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  /** The name of the codec; `custom` for the user's own compression. */
  readonly codec: string;
  /** How long it took, from its turn on. */
  readonly milliseconds: number;
}

/** What an {@link Archiver} is made of. */
export interface ArchiverParts {
  readonly environment: FileEnvironment;
  /** Nothing: only compressions that an earlier process began are finished, with its codec. */
  readonly compression: Codec | CustomCompression | undefined;
  readonly compressAfter: CompressAfterRule;
  /** Permissions of archives. */
  readonly mode: number;
  readonly bestEffort: BestEffort;
  readonly locks: FileLocks;
  /** Gives an archive up: its file stays as it is. */
  readonly signal?: AbortSignal;
  /** Called with how many more bytes of a file were compressed. */
  onBytes?(bytes: number): void;
  /** Called with each archive that was made. */
  compressed(what: Compressed): void;
  /** Called when all that was due has been compressed or has failed. */
  rested(): void;
  /**
   * Called with a file that stays uncompressed. It is tried again after the next rotation and at the next start, unless it is too
   * large for the archive.
   */
  failed(error: Error, path: string): void;
}

/**
 * How much of a file is left to compress, in bytes, when the next one is locked and opened. Not earlier: the owner of a lock that cannot
 * be looked up is believed to live for a while only.
 */
const NEAR_END = 16 * 1024 * 1024;

/** Compresses finished files in the order in which they were rotated. */
export class Archiver {
  readonly #parts: ArchiverParts;
  readonly #queue: CompressionQueue;
  readonly #leftovers = new Set<string>();
  // Whether a file stood under two names when its turn came.
  #hasTwins = false;
  // The archives that are being written.
  readonly #temporaries = new Set<string>();

  constructor(parts: ArchiverParts) {
    this.#parts = parts;
    this.#queue = new CompressionQueue({
      compressAfter: parts.compressAfter,
      monotonic: () => parts.environment.monotonic(),
      compress: (path, turn) => this.#compressOrReport(path, turn),
      rested: () => parts.rested(),
    });
  }

  /** Whether a file is being compressed. */
  isCompressing(path: string): boolean {
    return this.#queue.isUnderWay(path);
  }

  /**
   * Takes a finished file in.
   * @param age for how many milliseconds it has been finished; where a clock is wrong it may be anything
   * @param isLeftover whether another process finished it, which may be compressing it now
   */
  add(path: string, age: number, isLeftover = false): void {
    if (isLeftover) this.#leftovers.add(path);
    this.#queue.add(path, age);
  }

  /** Resolves when the compressions that have started, or may start now, have ended. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  /** What is not due yet is left to the next start. */
  close(): void {
    this.#queue.close();
  }

  /** Removes what would be left of the archives that are being written, for the exit of the process. */
  closeNow(): void {
    for (const path of this.#temporaries) runSync(this.#parts.environment.fs, attempt(call('unlink', path)));
  }

  /** Compresses the files that were put off because they stood under two names: their rotation had not ended. */
  startTwins(): void {
    if (this.#hasTwins) this.start();
    this.#hasTwins = false;
  }

  /** Compresses what `compressAfter` lets be compressed, and the rest once it does. */
  start(): void {
    this.#queue.start();
  }

  async #compressOrReport(path: string, turn: Turn): Promise<void> {
    try {
      if ((await this.#compress(path, turn)) === 'done') this.#forget(path);
      else this.#hasTwins = true;
    } catch (error) {
      // Compressed, or deleted by retention, by another process: nothing is left to do.
      if (isErrno(error, 'ENOENT') && (await this.#isGone(path))) this.#forget(path);
      else this.#parts.failed(error as Error, path);
      if (isOf(error, 'ArchiveLimitError')) this.#forget(path);
    }
  }

  #forget(path: string): void {
    this.#queue.forget(path);
    this.#leftovers.delete(path);
  }

  async #compress(path: string, turn: Turn): Promise<'done' | 'later'> {
    const { fs } = this.#parts.environment;
    // Two names: its rotation has not ended. Compressed now, it would be there twice.
    if (this.#leftovers.has(path) && (await runAsync(fs, call('lstat', path))).nlink > 1) return 'later';
    const { locks } = this.#parts;
    const result = await runAsync(fs, locks.acquireFinished(basename(path)));
    // Another process is compressing it.
    if (result.kind === 'busy') return 'done';
    try {
      const uid = result.kind === 'held' ? result.lock.uid : await runAsync(fs, locks.fileOwner());
      await this.#compressLocked(path, uid, turn);
      return 'done';
    } finally {
      if (result.kind === 'held') await runAsync(fs, result.lock.release());
    }
  }

  /** A process that died before it removed its source may have used another codec: its archive is as good. */
  async #compressLocked(path: string, uid: number, turn: Turn): Promise<void> {
    const { compression } = this.#parts;
    const earlier = await codecOfArchive(this.#parts.environment.fs, path);
    if (typeof compression !== 'function') {
      const codec = earlier?.name === compression?.name ? compression : (earlier ?? compression);
      return codec && this.#compressWith(codec, path, uid, turn, codec.name === earlier?.name);
    }
    if (earlier !== undefined) {
      // It may also be a part of an archive, which a function that was interrupted has made.
      const isFinished = await this.#compressWith(earlier, path, uid, turn, true).then(
        () => true,
        () => false,
      );
      if (isFinished) return;
    }
    await this.#compressBy(compression, path, uid, turn);
  }

  /** The archive that the user's function makes is not read; but it must be there before the plain file goes. */
  async #compressBy(compression: CustomCompression, path: string, uid: number, turn: Turn): Promise<void> {
    const { fs } = this.#parts.environment;
    const began = await this.#turnOf(turn);
    const before = await runAsync(fs, call('lstat', path));
    checkOwn(path, before, uid);
    // A relative path is below the working directory at the time of the call, which may change meanwhile.
    const directory = workingDirectory();
    const made: unknown = await wait(compression, path);
    if (typeof made !== 'string') {
      throw new TypeError(`compression resolved to ${typeof made}, not to the path of the archive`);
    }
    const archive = directory === undefined ? made : resolve(directory, made);
    const after = await runAsync(fs, call('stat', archive));
    if (!after.isFile() || after.size === 0) throw new Error(`compression resolved to ${archive}, which holds nothing`);
    if (after.ino !== before.ino || after.dev !== before.dev) {
      const removed = await runAsync(fs, attempt(removeSource(path, before)));
      // The function may have done it already.
      if ('error' in removed && !isErrno(removed.error, 'ENOENT')) throw removed.error;
    }
    this.#compressed({ path, archive, bytesBefore: before.size, bytesAfter: after.size, codec: 'custom' }, began);
  }

  /** The order is what makes it safe: write `.tmp`, check, fsync, rename, fsync the directory, and only then unlink the source. */
  async #compressWith(codec: Codec, path: string, uid: number, turn: Turn, isMade: boolean): Promise<void> {
    const { fs } = this.#parts.environment;
    const archive = path + codec.suffix;
    const temporary = `${archive}.tmp`;
    const source = await runAsync(fs, openSource(path, uid));
    if (source.stats.size <= NEAR_END) turn.nearsEnd();
    try {
      if (isMade) {
        return await this.#finishEarlier(codec, path, archive, source, uid, turn);
      }
      const began = await this.#turnOf(turn);
      const written = await this.#writeArchive(codec, path, temporary, source, uid, turn);
      await runAsync(fs, publish(temporary, archive, written));
      this.#temporaries.delete(temporary);
      await runAsync(fs, attempt(this.#syncDirectory(dirname(archive))));
      await runAsync(fs, replaceSource(path, source.stats, archive));
      const sizes = { bytesBefore: source.stats.size, bytesAfter: written.size };
      this.#compressed({ path, archive, ...sizes, codec: codec.name }, began);
    } finally {
      this.#temporaries.delete(temporary);
      await runAsync(fs, attempt(call('close', source.fd)));
    }
  }

  /** Writes the whole archive to the disk, under its temporary name; gives the status of the file. */
  async #writeArchive(
    codec: Codec,
    path: string,
    temporary: string,
    source: OpenSource,
    uid: number,
    turn: Turn,
  ): Promise<Stats> {
    const { environment, mode, bestEffort, signal } = this.#parts;
    const { fs } = environment;
    const { size, mtime } = source.stats;
    this.#temporaries.add(temporary);
    const target = await runAsync(fs, createTemporary(temporary, uid));
    let bytesIn = 0;
    try {
      await pipeline(
        counted(readBlocks(fs, source.fd), (bytes) => {
          bytesIn += bytes;
          this.#parts.onBytes?.(bytes);
          if (size - bytesIn <= NEAR_END) turn.nearsEnd();
        }),
        codec.createCompressor({ name: basename(path), size, modified: mtime }),
        async (blocks: AsyncIterable<Uint8Array>) => {
          for await (const block of blocks) {
            await runAsync(fs, writeWhole(target, block, block.length));
          }
        },
        signal === undefined ? {} : { signal },
      );
      turn.ended();
      const now = await runAsync(fs, call('fstat', source.fd));
      if (bytesIn !== now.size) throw new Error(`${path} has ${now.size} bytes, of which ${bytesIn} were compressed`);
      if (mode !== PRIVATE) await runAsync(fs, bestEffort.attempt('fchmod', call('fchmod', target, mode), temporary));
      await runAsync(fs, bestEffort.sync(target, temporary));
      return await runAsync(fs, call('fstat', target));
    } catch (error) {
      await runAsync(fs, attempt(call('unlink', temporary)));
      throw error;
    } finally {
      await runAsync(fs, attempt(call('close', target)));
    }
  }

  /** A process died between renaming the archive and removing its source. The source goes only if the archive holds all of it. */
  async #finishEarlier(
    codec: Codec,
    path: string,
    archive: string,
    source: OpenSource,
    uid: number,
    turn: Turn,
  ): Promise<void> {
    const { fs } = this.#parts.environment;
    const began = await this.#turnOf(turn);
    const opened = await runAsync(fs, openSource(archive, uid));
    try {
      const original = readBlocks(fs, source.fd);
      let rest: Uint8Array = new Uint8Array();
      const isNext = async (block: Uint8Array): Promise<boolean> => {
        for (let left = block; left.length > 0; ) {
          if (rest.length === 0) {
            const next = await original.next();
            if (next.done === true) return false;
            rest = next.value;
          }
          const length = Math.min(left.length, rest.length);
          if (Buffer.compare(left.subarray(0, length), rest.subarray(0, length)) !== 0) return false;
          left = left.subarray(length);
          rest = rest.subarray(length);
        }
        return true;
      };
      await pipeline(
        readBlocks(fs, opened.fd),
        codec.createDecompressor(),
        async (blocks: AsyncIterable<Uint8Array>) => {
          for await (const block of blocks) {
            if (!(await isNext(block))) throw new Error(`${archive} exists and holds other bytes than ${path}`);
          }
        },
      );
      if (rest.length > 0 || !(await original.next()).done)
        throw new Error(`${archive} exists and holds only a part of ${path}`);
      await runAsync(fs, removeSource(path, source.stats));
      const sizes = { bytesBefore: source.stats.size, bytesAfter: opened.stats.size };
      this.#compressed({ path, archive, ...sizes, codec: codec.name }, began);
    } finally {
      await runAsync(fs, attempt(call('close', opened.fd)));
    }
  }

  /** Waits for the turn of a file; the time at which it came, by the monotonic clock. */
  async #turnOf({ came }: Turn): Promise<number> {
    await came;
    return this.#parts.environment.monotonic();
  }

  #compressed(what: Omit<Compressed, 'milliseconds'>, began: number): void {
    this.#parts.compressed({ ...what, milliseconds: this.#parts.environment.monotonic() - began });
  }

  /** Has the new name reach the disk before the source's name goes (fsync(2): syncing a file does not sync its directory entry). */
  *#syncDirectory(path: string): Steps<void> {
    const fd = yield* call('open', path, READ_DIRECTORY, 0);
    try {
      yield* this.#parts.bestEffort.sync(fd, path);
    } finally {
      yield* attempt(call('close', fd));
    }
  }

  async #isGone(path: string): Promise<boolean> {
    const result = await runAsync(this.#parts.environment.fs, attempt(lstatIfAny(path)));
    return 'value' in result && result.value === undefined;
  }
}
