// What becomes of an error of a filter, a step or a sink: it is contained and reported, or thrown to the caller.
import type { ErrorReporter } from '../../telemetry/error-reporter.ts';
import type { ErrorSource } from '../../telemetry/error-source.ts';

interface PendingError {
  readonly error: unknown;
  readonly source: ErrorSource;
  readonly target: string | undefined;
}

/**
 * The two ways of the `catch` option.
 *
 * With `catch: false` an error is not thrown where it happens, because the other sinks must get the record first: the first error of
 * an emit is kept, and thrown at its end. Errors that happen outside an emit have no caller, and are reported in both ways.
 */
export class ErrorPolicy {
  readonly #reporter: ErrorReporter;
  readonly #contains: boolean;
  readonly #thrown: Partial<Record<ErrorSource, number>> = {};
  #first: PendingError | undefined;
  /** Whether an error waits to be thrown. */
  hasPending = false;

  /** @param contains the value of `catch` */
  constructor(reporter: ErrorReporter, contains: boolean) {
    this.#reporter = reporter;
    this.#contains = contains;
  }

  /** Whether errors stay inside. */
  get contains(): boolean {
    return this.#contains;
  }

  /** How many errors there were, by source: the reported and the thrown ones. */
  get counts(): Partial<Record<ErrorSource, number>> {
    const counts: Partial<Record<ErrorSource, number>> = { ...this.#reporter.counts };
    for (const [source, count] of Object.entries(this.#thrown) as [ErrorSource, number][]) {
      counts[source] = (counts[source] ?? 0) + count;
    }
    return counts;
  }

  /** Takes an error that happened while a record was on its way. */
  caught(error: unknown, source: ErrorSource, target?: string): void {
    if (this.#contains) this.#reporter.report(error, source, target);
    else if (this.hasPending) this.#count(source);
    else {
      this.hasPending = true;
      this.#first = { error, source, target };
    }
  }

  /** Takes an error that happened outside an emit. */
  report(error: unknown, source: ErrorSource, target?: string): void {
    this.#reporter.report(error, source, target);
  }

  /** Ends an emit: throws the first error of it, if there was one. */
  throwPending(): void {
    const first = this.#takeFirst();
    if (first === undefined) return;
    this.#count(first.source);
    throw first.error;
  }

  /** Ends what happened outside an emit: reports the first error of it, if there was one. */
  reportPending(): void {
    const first = this.#takeFirst();
    if (first !== undefined) this.#reporter.report(first.error, first.source, first.target);
  }

  #takeFirst(): PendingError | undefined {
    const first = this.#first;
    this.#first = undefined;
    this.hasPending = false;
    return first;
  }

  #count(source: ErrorSource): void {
    this.#thrown[source] = (this.#thrown[source] ?? 0) + 1;
  }
}
