// One call of an exporter's `export`, which may throw, reject, fail, never answer or answer twice: it has one outcome, in bounded time.
import { type Context, context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { tell } from '../../foreign/call.ts';
import { failureOf } from '../../foreign/export-answer.ts';
import { asError } from '../../foreign/shape.ts';
import { Timer } from '../../lifecycle/timeout.ts';

// What the SDK's own processors export under: instrumented clients then make no spans of the exporter's requests. The key is
// that of suppressTracing() in @opentelemetry/core, which is no peer of ours; keys of one name are equal.
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');
const SUPPRESSED: Context = ROOT_CONTEXT.setValue(SUPPRESS_TRACING, true);

/** What became of an attempt. */
export type AttemptOutcome =
  | { readonly isExported: true }
  | {
      readonly isExported: false;
      readonly error: Error;
      /** The exporter threw at once: over these records, as a rule, which it could not serialize. */
      readonly isThrown: boolean;
    };

/** What an {@link ExportAttempt} works with. */
export interface AttemptParts {
  readonly exporter: LogRecordExporter;
  readonly records: readonly ReadableLogRecord[];
  /** Milliseconds in which the exporter has to answer. */
  readonly timeout: number;
  /** Whether the process stays alive for the time. */
  readonly keepsAlive: boolean;
  /** Called once. */
  readonly ended: (outcome: AttemptOutcome) => void;
  /** The exporter has exported the records after all, when the attempt had ended because its time was over. */
  readonly arrivedLate: () => void;
}

/** A call of the exporter that is under way. */
export class ExportAttempt {
  readonly #parts: AttemptParts;
  readonly #timer: Timer | undefined;
  #state: 'open' | 'ended' | 'timed out' = 'open';

  constructor(parts: AttemptParts) {
    this.#parts = parts;
    const { exporter, records, timeout, keepsAlive } = parts;
    const answer = (given: unknown): void => this.#answer(failureOf(given), false);
    let isCalling = true;
    // One that is written as an asynchronous function rejects where others answer with an error.
    const failed = (error: unknown): void => this.#answer(asError(error), isCalling);
    // The exporter gets a list of its own: it may take records out of it.
    context.with(SUPPRESSED, () => tell(failed, () => exporter.export([...records], answer)));
    isCalling = false;
    // An exporter that answers at once, as in-memory and console exporters do, costs no timer.
    if (this.#state === 'open') {
      this.#timer = new Timer(timeout, () => this.#giveUp(), { keepsAlive, ofTurningLoop: true });
    }
  }

  /** Has the process stay alive for the answer, no longer than the time for it. */
  keepAlive(): void {
    this.#timer?.keepAlive();
  }

  /** Lets the process end before the answer. */
  letGo(): void {
    this.#timer?.letGo();
  }

  #answer(error: Error | undefined, isThrown: boolean): void {
    if (this.#state === 'timed out' && error === undefined) {
      this.#state = 'ended';
      this.#parts.arrivedLate();
    }
    if (this.#state !== 'open') return;
    this.#state = 'ended';
    this.#timer?.clear();
    this.#parts.ended(error === undefined ? { isExported: true } : { isExported: false, error, isThrown });
  }

  #giveUp(): void {
    this.#state = 'timed out';
    const error = new Error(`the exporter did not answer within ${this.#parts.timeout} ms`);
    this.#parts.ended({ isExported: false, error, isThrown: false });
  }
}
