// A stream that passes parts of its input through zlib streams, and knows where in the input each of them ended.
import { Duplex } from 'node:stream';
import type { DeflateRaw, Gunzip, InflateRaw, ZstdDecompress } from 'node:zlib';
import { ignore } from '../../foreign/call.ts';

/** The zlib streams that are in use here. Their work is done by Node's thread pool. */
export type ZlibStream = DeflateRaw | Gunzip | InflateRaw | ZstdDecompress;

/** Output of zlib streams is gathered to pieces of this size: Node's default, 16 KiB, costs four times the calls. */
export const ZLIB_CHUNK_BYTES: number = 64 * 1024;

/**
 * A container format around compressed data. Its parts come after each other in {@link ZlibDuplex.takeInput}, which is
 * given the next bytes when the last ones are done with and the reader has wanted what they led to.
 */
export abstract class ZlibDuplex extends Duplex {
  #zlib: ZlibStream | undefined;
  /** Ends the open zlib stream, and puts out what it still holds. */
  #giveRest: () => void = ignore;
  #drained: Promise<void> = Promise.resolve();
  /** What waits for the reader. */
  #whenWanted: (() => void) | undefined;

  /** Takes the next bytes of the input. */
  protected abstract takeInput(bytes: Buffer): Promise<void>;
  /** Called at the end of the input. */
  protected abstract endInput(): Promise<void>;

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error) => void): void {
    this.takeInput(chunk).then(
      () => callback(),
      (error) => this.#fail(error, callback),
    );
  }

  override _final(callback: (error?: Error) => void): void {
    this.endInput().then(
      () => {
        this.push(null);
        callback();
      },
      (error) => this.#fail(error, callback),
    );
  }

  override _read(): void {
    this.#zlib?.resume();
    const proceed = this.#whenWanted;
    this.#whenWanted = undefined;
    proceed?.();
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#zlib?.destroy();
    callback(error);
  }

  /** Puts bytes out; resolves when the reader has wanted them. */
  protected emitBytes(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      if (this.push(bytes)) {
        resolve();
      } else {
        this.#whenWanted = resolve;
      }
    });
  }

  /**
   * Opens a zlib stream.
   * @param put puts its output out, and says whether the reader wants more.
   */
  protected openZlib(zlib: ZlibStream, put: (bytes: Buffer) => boolean = (bytes) => this.push(bytes)): void {
    this.#zlib = zlib;
    this.#giveRest = () => {
      // A stream that is paused gives nothing by itself; once it is destroyed, what is read from it is no event any more.
      zlib.destroy();
      for (let bytes = zlib.read(); bytes !== null; bytes = zlib.read()) put(bytes);
    };
    this.#drained = new Promise((resolve) => zlib.once('end', resolve));
    // After an error neither a write nor the end is ever called back, but then this stream is destroyed with it.
    zlib.on('error', (error) => this.#fail(error, () => this.destroy(error)));
    zlib.on('data', (bytes: Buffer) => {
      if (!put(bytes)) {
        zlib.pause();
      }
    });
  }

  /**
   * Puts bytes through the open zlib stream; resolves to the bytes that come after its end, where it ends among them.
   */
  protected async throughZlib(bytes: Buffer): Promise<Buffer> {
    const zlib = this.#zlib as ZlibStream;
    const before = zlib.bytesWritten;
    await new Promise<unknown>((resolve) => zlib.write(bytes, resolve));
    return bytes.subarray(zlib.bytesWritten - before);
  }

  /** Ends the open zlib stream, which errors if it is cut; resolves when all its output went out. */
  protected async closeZlib(): Promise<void> {
    this.#zlib?.end();
    await this.#drained;
    this.#zlib?.destroy();
    this.#zlib = undefined;
  }

  /** Ends with an error, after all that was made of the input before it. */
  #fail(error: Error, end: (error: Error) => void): void {
    this.#giveRest();
    end(error);
  }
}
