// Standard output or error where it is a pipe: what it has not taken when the process exits is written then, and waited for.
//
// Node hands a chunk to libuv, keeps the rest in the stream, and forgets both when the process exits: lines are lost, and the last
// one is cut. What libuv still has of its chunk is known by size only, so each chunk is seen here on its way to it.
import { writeSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { monotonic } from '../../foreign/clock.ts';
import { readSafely } from '../../foreign/safe-read.ts';

/** How long the pipe may take nothing at all before what waits is given up, in milliseconds. */
const PATIENCE = 10_000;
/** Between two attempts to write to a pipe that is full, in milliseconds. */
const SHORTEST_PAUSE = 0.1;
const LONGEST_PAUSE = 5;
/** What may wait at most where it all came in one turn of the event loop, in which no pipe takes anything. */
function mostInATurn(): number {
  most ??= Math.min(512 * 1024 * 1024, process.getBuiltinModule('node:v8').getHeapStatistics().heap_size_limit / 4);
  return most;
}

let most: number | undefined;
/** The pipe of a stream is shared with other copies of LakeTrace in the process: seen twice, a chunk would be written twice. */
const PIPE: unique symbol = Symbol.for('laketrace.standard-pipe') as never;

interface Chunk {
  readonly chunk: string | Uint8Array;
  readonly encoding: string;
}
type Done = (error?: Error | null) => void;

/** What the stream has given away to be written: it gives no more until it hears that this is done. */
interface Underway {
  readonly chunks: readonly Chunk[];
  readonly done: Done;
  /** Whether libuv has it, and may have written a part. */
  readonly isHanded: boolean;
}

/** What Node's streams of pipes have beyond a `Writable`. */
interface PipeStream extends Writable {
  readonly _handle: { readonly fd: number; readonly writeQueueSize: number; setBlocking?(isBlocking: boolean): void };
  /** Of what is being written: its length, whether it was written at once, and what is called when it is. */
  readonly _writableState: { sync: boolean; readonly writelen: number; readonly onwrite: Done };
  [PIPE]?: StandardPipe;
}

/** Standard output or error in a pipe. */
export class StandardPipe {
  readonly #stream: PipeStream;
  readonly #write: Writable['_write'];
  readonly #writev: NonNullable<Writable['_writev']>;
  #users = 0;
  /** The length of what was on its way before we looked. */
  #unseen = 0;
  #underway: Underway | undefined;
  /** What the pipe has taken, in the unit of `writableLength`. */
  #position = 0;
  #isExiting = false;
  #isDraining = false;
  #failure: string | undefined;
  /** Whether so much has waited for longer than a turn of the event loop. */
  #isSlow = false;
  #isTurnWatched = false;

  /**
   * The pipe that a stream writes to; undefined where it is another stream, or one that writes at once by itself: files, terminals, pipes of Windows.
   * In a worker thread, the streams are those of the main thread.
   */
  static of(stream: Writable): StandardPipe | undefined {
    // Node makes its streams when they are asked for: not because of another one.
    const file = readSafely(stream, 'fd');
    if (!(file === 1 && stream === process.stdout) && !(file === 2 && stream === process.stderr)) return undefined;
    const known = (stream as PipeStream)[PIPE];
    if (known !== undefined) return known;
    return isPipe(stream) ? new StandardPipe(stream) : undefined;
  }

  private constructor(stream: PipeStream) {
    this.#stream = stream;
    this.#write = stream._write;
    this.#writev = stream._writev as NonNullable<Writable['_writev']>;
  }

  /** Begins to look at what goes to the pipe. */
  acquire(): void {
    this.#users++;
    const stream = this.#stream;
    if (stream[PIPE] === this) return;
    this.#unseen = stream._writableState.writelen;
    const hidden = { configurable: true, writable: true };
    Object.defineProperties(stream, {
      [PIPE]: { ...hidden, value: this },
      _write: { ...hidden, value: this.#takeOne },
      _writev: { ...hidden, value: this.#takeAll },
    });
  }

  /** Ends that, with the last user, where nothing is on its way. */
  release(): void {
    this.#users--;
    const stream = this.#stream;
    const isOurs = stream._write === this.#takeOne && stream._writev === this.#takeAll;
    if (this.#users > 0 || this.#underway !== undefined || !isOurs) return;
    for (const key of [PIPE, '_write', '_writev'] as const) Reflect.deleteProperty(stream, key);
  }

  /** Where what has been written to the stream until now ends. */
  get end(): number {
    return this.#position + this.#stream.writableLength;
  }

  /** Up to where the pipe has taken it. In the middle of what was handed over together it is known after {@link drain} only. */
  get position(): number {
    return this.#position;
  }

  /** Why {@link drain} has given up: the code of an error, or `'ETIMEDOUT'`. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Whether nobody can read it any more. */
  get isGone(): boolean {
    return this.#failure === 'EPIPE' || (this.#stream.errored as NodeJS.ErrnoException | null)?.code === 'EPIPE';
  }

  /**
   * Whether the stream may get more. All that comes in one turn of the event loop may wait, as the pipe has no chance to take it, within
   * what the memory of the process bears; for longer than that turn, only so much.
   */
  hasRoom(most: number): boolean {
    const { writableLength } = this.#stream;
    if (writableLength <= most) {
      this.#isSlow = false;
      return true;
    }
    if (!this.#isSlow && !this.#isTurnWatched) {
      this.#isTurnWatched = true;
      setImmediate(() => {
        this.#isTurnWatched = false;
        this.#isSlow = true;
      }).unref();
    }
    return !this.#isSlow && writableLength <= mostInATurn();
  }

  /**
   * Writes all that waits in the stream, whoever wrote it, in its order. Only when the process exits, as nothing that libuv has of it may
   * be written any more. Blocks for as long as the pipe takes something. What comes later is written at once.
   */
  drain(): void {
    // Somebody who emits `exit` on the process does not end it.
    if (this.#isDraining || this.#failure !== undefined || readSafely(process, '_exiting') === false) return;
    this.#isExiting = true;
    // After an error there is no pipe any more.
    if (this.#stream.writableLength === 0 || this.#stream.destroyed) return;
    this.#isDraining = true;
    // Whoever shares the pipe may have made it blocking: a write would then take as long as its reader likes.
    this.#stream._handle.setBlocking?.(false);
    try {
      const { end } = this;
      while (this.#stream.writableCorked > 0) this.#stream.uncork();
      if (this.#unseen > 0 && this.#stream._writableState.writelen > 0) this.#skipUnseen();
      for (let work = this.#underway; work !== undefined && this.#position < end; work = this.#underway) {
        if (!this.#finish(work)) return;
      }
    } finally {
      this.#isDraining = false;
    }
  }

  /** What the application wrote before there was a sink is cut by Node as ever. It must not cut the lines behind it. */
  #skipUnseen(): void {
    this.#failure = writeAll(this.#stream._handle.fd, Buffer.from('\n'));
    if (this.#failure === undefined) this.#goOn(this.#stream._writableState.onwrite);
  }

  readonly #takeOne: Writable['_write'] = (chunk, encoding, done) =>
    this.#take([{ chunk, encoding }], done, (ended) => this.#write.call(this.#stream, chunk, encoding, ended));

  readonly #takeAll: NonNullable<Writable['_writev']> = (chunks, done) =>
    this.#take(chunks, done, (ended) => this.#writev.call(this.#stream, chunks, ended));

  #take(chunks: readonly Chunk[], done: Done, hand: (ended: Done) => void): void {
    this.#position += this.#unseen;
    this.#unseen = 0;
    if (this.#isExiting) {
      this.#underway = { chunks, done, isHanded: false };
      this.drain();
      return;
    }
    const work: Underway = { chunks, done, isHanded: true };
    this.#underway = work;
    hand((error) => {
      if (this.#underway === work) this.#underway = undefined;
      // Where there is an error, the callbacks of the lines count them.
      for (const { chunk } of chunks) this.#position += chunk.length;
      done(error);
    });
  }

  /** Writes what is left of it, and lets the stream continue. */
  #finish(work: Underway): boolean {
    const { chunks, done, isHanded } = work;
    let gone = isHanded ? sizeOf(chunks) - this.#stream._handle.writeQueueSize : 0;
    for (const { chunk, encoding } of chunks) {
      const size = sizeOf([{ chunk, encoding }]);
      if (gone < size) this.#failure = writeAll(this.#stream._handle.fd, bytesOf(chunk, encoding).subarray(gone));
      if (this.#failure !== undefined) return false;
      gone = Math.max(0, gone - size);
      this.#position += chunk.length;
    }
    this.#underway = undefined;
    this.#goOn(done);
    return true;
  }

  /**
   * Has the stream give what is next. It takes this for written at once, and so has the callbacks of the application called later, which is
   * never, as it is without us: one of them might call `process.exit` with another code.
   */
  #goOn(done: Done): void {
    this.#stream._writableState.sync = true;
    done();
  }
}

function isPipe(stream: Writable): stream is PipeStream {
  if (process.platform === 'win32') return false;
  const handle = readSafely(stream, '_handle') as Partial<PipeStream['_handle']> | null | undefined;
  const state = readSafely(stream, '_writableState') as Partial<PipeStream['_writableState']> | null | undefined;
  return (
    Number(handle?.fd ?? -1) >= 0 &&
    typeof handle?.writeQueueSize === 'number' &&
    typeof state?.sync === 'boolean' &&
    typeof state.writelen === 'number' &&
    typeof state.onwrite === 'function' &&
    typeof stream._write === 'function' &&
    typeof stream._writev === 'function'
  );
}

function sizeOf(chunks: readonly Chunk[]): number {
  let size = 0;
  for (const { chunk, encoding } of chunks) size += Buffer.byteLength(chunk, encoding as BufferEncoding);
  return size;
}

function bytesOf(chunk: string | Uint8Array, encoding: string): Uint8Array {
  return typeof chunk === 'string' ? Buffer.from(chunk, encoding as BufferEncoding) : chunk;
}

const never = new Int32Array(new SharedArrayBuffer(4));

/**
 * Writes bytes to a pipe that may be full.
 * @returns why not all of them were written, or undefined
 */
function writeAll(file: number, bytes: Uint8Array): string | undefined {
  let takenAt = monotonic();
  let pause = SHORTEST_PAUSE;
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(file, bytes, written);
      takenAt = monotonic();
      pause = SHORTEST_PAUSE;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EINTR') continue;
      if (code !== 'EAGAIN') return code ?? 'EIO';
      if (monotonic() - takenAt > PATIENCE) return 'ETIMEDOUT';
      Atomics.wait(never, 0, 0, pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
  }
  return undefined;
}
