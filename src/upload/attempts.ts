// How often something at a target is tried, with which waits, and for how long: bounded, with a deadline over all.
import { isErrno, messageOf } from '../foreign/shape.ts';
import { Deadline } from '../lifecycle/deadline.ts';
import { Timer } from '../lifecycle/timeout.ts';
import { redactText } from '../redaction/index.ts';
import { BROKEN_CONNECTIONS } from './broken-connections.ts';
import { isUploadError, UploadError, type UploadErrorDetails } from './upload-error.ts';
import type { UploadRetry } from './upload-options.ts';

/** The time is over, or the application wants no more. */
export class UploadEndedError extends Error {
  override readonly name = 'UploadEndedError';
}

/** One try. */
export interface Attempt {
  /** Aborted where this try is given up. */
  readonly signal: AbortSignal;
  /** Says that something has happened: a try without that is given up. */
  alive(): void;
}

/** What came of the tries. */
export interface Tried<T> {
  readonly attempts: number;
  readonly result: { readonly value: T } | { readonly error: UploadError | UploadEndedError };
}

/** The tries of one upload: they have one deadline, and wait together where the service asks for it. */
export class Attempts {
  readonly #retry: UploadRetry;
  readonly #deadline: Deadline;
  readonly #ended = new AbortController();
  readonly #timer: Timer;
  #given: AbortSignal | undefined;
  readonly #abort = (): void => this.end(new UploadEndedError('the upload was aborted by its signal'));
  /** Before that, by the monotonic clock, nothing is tried: the service has asked for it. */
  #notBefore = 0;

  /** @param milliseconds the time for all of it */
  constructor(retry: UploadRetry, milliseconds: number, signal: AbortSignal | undefined) {
    this.#retry = retry;
    this.#deadline = new Deadline(milliseconds);
    this.#timer = new Timer(
      milliseconds,
      () => this.end(new UploadEndedError(`the time of the upload is over: ${milliseconds} ms`)),
      {
        keepsAlive: false,
      },
    );
    this.#given = signal;
    if (signal?.aborted === true) this.#abort();
    else signal?.addEventListener('abort', this.#abort, { once: true });
  }

  /** Aborted once nothing is to be tried any more. */
  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  /** Why nothing is tried any more; nothing as long as something is. */
  get reason(): Error | undefined {
    return this.signal.aborted ? (this.signal.reason as Error) : undefined;
  }

  get left(): number {
    return this.#deadline.left;
  }

  /** Ends everything. */
  end(reason: Error): void {
    this.#ended.abort(reason);
  }

  /** Gives the timer and the signal up. */
  close(): void {
    this.#timer.clear();
    this.#given?.removeEventListener('abort', this.#abort);
    this.#given = undefined;
  }

  /** Waits; ends early, without an error, where everything ends. */
  pause(milliseconds: number): Promise<void> {
    if (milliseconds <= 0 || this.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        timer.clear();
        this.signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = new Timer(milliseconds, done);
      this.signal.addEventListener('abort', done, { once: true });
    });
  }

  /**
   * Tries something until it succeeds, fails for good, or was tried often enough. Never rejects.
   * @param before how often the same was tried before
   */
  async run<T>(work: (attempt: Attempt) => Promise<T>, before = 0): Promise<Tried<T>> {
    for (let attempts = before; ; ) {
      const pause = this.#notBefore - performance.now();
      if (pause > this.left) this.end(this.#tooLong('the service asked for a wait', pause));
      await this.pause(pause);
      if (this.reason !== undefined) return { attempts, result: { error: asEnded(this.reason) } };
      attempts++;
      const error = await this.#once(work).then(
        (value) => ({ value }),
        (thrown: unknown) => ({ thrown }),
      );
      if ('value' in error) return { attempts, result: error };
      if (this.reason !== undefined) return { attempts, result: { error: asEnded(this.reason) } };
      const failure = asUploadError(error.thrown);
      if (failure.kind !== 'retryable' || attempts >= this.#retry.attempts)
        return { attempts, result: { error: failure } };
      const wait = this.#waitAfter(failure, attempts);
      if (wait > this.left) {
        const error = this.#tooLong(failure.message, wait, failure);
        // What the service asks of one request it means for all: they would wait until the time is over, and not be tried.
        if ((failure.retryAfter ?? 0) > this.left) this.end(error);
        return { attempts, result: { error } };
      }
      await this.pause(wait);
    }
  }

  /** One try, which ends with everything, and where nothing happens in it: also where the target does not heed the signal. */
  #once<T>(work: (attempt: Attempt) => Promise<T>): Promise<T> {
    const ended = new AbortController();
    const { stall } = this.#retry;
    return new Promise<T>((resolve, reject) => {
      const stop = (error: Error) => {
        reject(error);
        ended.abort(error);
      };
      const endWithAll = () => stop(this.signal.reason as Error);
      this.signal.addEventListener('abort', endWithAll, { once: true });
      const isStalled = () =>
        stop(new UploadError('retryable', `nothing was sent for ${stall} ms`, { code: 'STALLED' }));
      let timer = new Timer(stall, isStalled);
      let restarted = performance.now();
      const alive = () => {
        // Not for every block: a timer costs more than a look at the clock.
        if (ended.signal.aborted || performance.now() - restarted < Math.min(1000, stall / 4)) return;
        restarted = performance.now();
        timer.clear();
        timer = new Timer(stall, isStalled);
      };
      const finish = () => {
        timer.clear();
        this.signal.removeEventListener('abort', endWithAll);
      };
      work({ signal: ended.signal, alive }).then(resolve, reject).finally(finish);
      ended.signal.addEventListener('abort', finish, { once: true });
    });
  }

  #tooLong(why: string, wait: number, details: UploadErrorDetails = {}): UploadError {
    const { retryAfter, status, code } = details;
    const message = `${why}; the next try would be in ${Math.ceil(wait / 1000)} s, and no such time is left`;
    return new UploadError('retryable', message, { retryAfter, status, code });
  }

  #waitAfter({ retryAfter = 0 }: UploadError, attempts: number): number {
    const { delay, longestDelay } = this.#retry;
    const most = Math.min(longestDelay, delay * 2 ** (attempts - 1));
    const jittered = most * (0.5 + Math.random() / 2);
    // What the service asks of one request it means for all.
    if (retryAfter > 0) this.#notBefore = Math.max(this.#notBefore, performance.now() + retryAfter);
    return retryAfter > 0 ? retryAfter + jittered / 2 : jittered;
  }
}

/**
 * What a target threw, as an error of uploads, its text without what looks like a secret. Of anything else than an UploadError only message and
 * code are kept: errors of HTTP clients hold the whole request.
 * @param doing what the target did: errors that are none of ours seldom say it
 */
export function asUploadError(thrown: unknown, doing?: string): UploadError {
  const message = redactText(messageOf(thrown));
  if (isUploadError(thrown)) {
    if (message === thrown.message) return thrown;
    const { retryAfter, status, code } = thrown;
    return new UploadError(thrown.kind, message, { retryAfter, status, code });
  }
  const isBroken = isErrno(thrown, ...BROKEN_CONNECTIONS) || isErrno(causeOf(thrown), ...BROKEN_CONNECTIONS);
  const code = codeOf(thrown) ?? codeOf(causeOf(thrown));
  const said = doing === undefined ? message : `${redactText(doing)}: ${message}`;
  return new UploadError(isBroken ? 'retryable' : 'refused', said, { code });
}

function asEnded(reason: Error): UploadEndedError | UploadError {
  return isUploadError(reason) ? reason : new UploadEndedError(redactText(messageOf(reason)));
}

/** `fetch` puts what happened below its own error. */
function causeOf(thrown: unknown): unknown {
  try {
    return (thrown as { readonly cause?: unknown } | null | undefined)?.cause;
  } catch {
    return undefined;
  }
}

function codeOf(thrown: unknown): string | undefined {
  try {
    const code = (thrown as { readonly code?: unknown } | null | undefined)?.code;
    return typeof code === 'string' ? code : undefined;
  } catch {
    return undefined;
  }
}
