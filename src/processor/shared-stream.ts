// One writer a stream, however many sinks write to it: it keeps their order and heeds the stream's backpressure.
import { Writable } from 'node:stream';
import { withDeadline } from './deadline.ts';

/** Lines that wait for a stream that is slower than the records, in UTF-16 units; more are dropped. */
const MAXIMUM_WAITING = 16 * 1024 * 1024;

/** A sink that writes to a stream. */
export interface StreamUser {
  /** Called once for each line that {@link SharedStream.write} took. */
  readonly onWritten: (error?: Error | null) => void;
  /** Called with an error of the stream. */
  readonly onError: (error: Error) => void;
}

interface WaitingLine {
  readonly line: string;
  readonly user: StreamUser;
}

const shared = new WeakMap<Writable, SharedStream>();

/**
 * Writes lines to a stream that other sinks, of this processor or of another, may write to as well: a hundred loggers that all
 * print to stdout add one listener to it, not a hundred.
 */
export class SharedStream {
  readonly #stream: Writable;
  readonly #users = new Set<StreamUser>();
  readonly #waiting: WaitingLine[] = [];
  #waitingLength = 0;
  #isBlocked = false;
  #isStuck = false;

  /** The writer of a stream. */
  static of(stream: Writable): SharedStream {
    let writer = shared.get(stream);
    if (writer === undefined) {
      writer = new SharedStream(stream);
      shared.set(stream, writer);
    }
    return writer;
  }

  private constructor(stream: Writable) {
    this.#stream = stream;
  }

  /** Adds a user. While there is one, errors of the stream are contained. */
  attach(user: StreamUser): void {
    if (this.#users.size === 0) {
      this.#stream.on('error', this.#onError);
      this.#stream.on('drain', this.#onDrain);
      this.#stream.on('close', this.#onClose);
    }
    this.#users.add(user);
  }

  /**
   * Takes a user out, and ends the stream with the last one. Standard output and error are never ended.
   * @param timeout milliseconds that the stream may take to end
   */
  async release(user: StreamUser, timeout: number): Promise<void> {
    this.#users.delete(user);
    if (this.#users.size > 0) return;
    if (this.#stream === process.stdout || this.#stream === process.stderr) {
      this.#stream.off('error', this.#onError);
      this.#stream.off('drain', this.#onDrain);
      this.#stream.off('close', this.#onClose);
    } else if (this.#stream.writable !== false && !this.#isStuck) {
      // The listeners stay: an error that comes with the end, or after it, has nobody else to go to.
      this.#users.add(user);
      try {
        await withDeadline(this.#end(), timeout, 'the end of the stream');
      } finally {
        this.#users.delete(user);
      }
    }
  }

  /** Writes a line, after those before it. @returns false where too much waits already, or the stream is closed */
  write(line: string, user: StreamUser): boolean {
    if (this.#stream.writable === false || this.#isStuck) return false;
    if (!this.#isBlocked) {
      this.#writeNow(line, user);
      return true;
    }
    if (this.#waitingLength > 0 && this.#waitingLength + line.length > MAXIMUM_WAITING) return false;
    this.#waiting.push({ line, user });
    this.#waitingLength += line.length;
    return true;
  }

  /** Ends the stream; an error of it has been told of and ends it as well. */
  #end(): Promise<void> {
    return new Promise((resolve) => {
      this.#stream.once('error', () => resolve());
      this.#stream.end(() => resolve());
    });
  }

  #writeNow(line: string, user: StreamUser): void {
    try {
      this.#isBlocked = this.#stream.write(line, user.onWritten) === false;
    } catch (error) {
      // The `_write` of the stream threw instead of calling back: Node's Writable waits for that call for ever.
      this.#isStuck = this.#stream instanceof Writable;
      user.onWritten(error as Error);
    }
  }

  readonly #onDrain = (): void => {
    this.#isBlocked = false;
    let written = 0;
    while (!this.#isBlocked && !this.#isStuck && written < this.#waiting.length) {
      const { line, user } = this.#waiting[written++] as WaitingLine;
      this.#waitingLength -= line.length;
      this.#writeNow(line, user);
    }
    this.#waiting.splice(0, written);
    if (this.#isStuck) this.#onClose();
  };

  readonly #onClose = (): void => {
    const lost = this.#waiting.splice(0);
    this.#waitingLength = 0;
    for (const { user } of lost) user.onWritten(new Error('the stream ended before the line could be written'));
  };

  readonly #onError = (error: Error): void => {
    for (const user of this.#users) user.onError(error);
  };
}
