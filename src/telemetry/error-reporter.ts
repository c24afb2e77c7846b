// Reports contained errors to the user, without flooding: the first of its kind, then one an interval with a count.

import { afterwards } from '../foreign/afterwards.ts';
import { tell } from '../foreign/call.ts';
import { CallBudget } from '../foreign/call-budget.ts';
import { monotonic } from '../foreign/clock.ts';
import { hasDiagLogger, tellDiag } from '../foreign/diagnostics.ts';
import { readSafely } from '../foreign/safe-read.ts';
import { asError, messageOf } from '../foreign/shape.ts';
import type { ErrorSource } from './error-source.ts';
import { announceNow, type LakeTraceEvents } from './events.ts';
import { sayOnStandardError } from './standard-error.ts';

/** What an {@link ErrorHandler} gets with the error. */
export interface ErrorContext {
  /** Which part of LakeTrace contained the error. */
  readonly source: ErrorSource;
  /** The sink, file or option that it concerns, where there is one. */
  readonly target?: string;
  /** How many errors of this source and target were kept quiet since the last call. */
  readonly suppressed: number;
}

/**
 * Called with contained errors, once the work that they came up in is complete: it may log. Where it throws, or its promise is
 * rejected, the contained error goes to the `diag` logger, or to standard error.
 */
export type ErrorHandler = (error: Error, context: ErrorContext) => void;

/** Cleans errors before they are reported: what an application throws may quote what it logs, in its message or any other field. */
export interface ErrorCleaner {
  error(error: Error): Error;
  /** Cleans the name of what the error concerns. */
  text(text: string): string;
}

/** Options of {@link ErrorReporter}. */
export interface ErrorReporterOptions {
  /** Default: a line to the OpenTelemetry `diag` logger; where none is set, to standard error, unless it is only a finding. */
  readonly onError?: ErrorHandler | undefined;
  /** Milliseconds between two calls for one source and target. Default 10,000. */
  readonly interval?: number;
  /** Milliseconds by a clock that is never set. Default: that of `performance`. */
  readonly now?: () => number;
}

/** Targets may be files, of which there are always new ones. */
const MOST_EPISODES = 1000;
/** Calls in ten seconds over all targets: a handler that logs may bring about an error of a new target at each call. */
const MOST_CALLS = 200;

/** Findings: something that records hold is objected to. That is no fault, and nothing is lost that was to be kept. */
const FINDINGS: ReadonlySet<ErrorSource> = new Set(['attributes', 'leak-guard']);

interface Episode {
  quietUntil: number;
  suppressed: number;
}

/** Counts contained errors by source and hands them to the error handler, rate-limited by source and target. */
export class ErrorReporter {
  readonly #onError: ErrorHandler | undefined;
  readonly #interval: number;
  readonly #now: () => number;
  readonly #episodes = new Map<string, Episode>();
  readonly #counts: Partial<Record<ErrorSource, number>> = {};
  readonly #budget = new CallBudget(MOST_CALLS);
  #cleaner: ErrorCleaner | undefined;

  constructor({ onError, interval = 10_000, now = monotonic }: ErrorReporterOptions = {}) {
    this.#onError = onError;
    this.#interval = interval;
    this.#now = now;
  }

  /** How many errors were contained, by source. */
  get counts(): Readonly<Partial<Record<ErrorSource, number>>> {
    return this.#counts;
  }

  /** From now on errors are reported as the cleaner gives them; without one, as they are. */
  cleanWith(cleaner: ErrorCleaner): void {
    this.#cleaner = cleaner;
  }

  /**
   * Counts an error, and reports it once the work that it came up in is complete. Never throws.
   * @returns whether it is reported, or only counted
   */
  report(thrown: unknown, source: ErrorSource, target?: string): boolean {
    this.#counts[source] = (this.#counts[source] ?? 0) + 1;
    const key = keyOf(source, target);
    const now = this.#now();
    let episode = this.#episodes.get(key);
    const isQuiet = episode !== undefined && now < episode.quietUntil;
    if (isQuiet || !this.#budget.take()) {
      if (episode !== undefined) episode.suppressed++;
      return false;
    }
    const suppressed = episode?.suppressed ?? 0;
    episode = { quietUntil: now + this.#interval, suppressed: 0 };
    this.#episodes.delete(key);
    this.#episodes.set(key, episode);
    if (this.#episodes.size > MOST_EPISODES) this.#forgetOldest();
    afterwards(() => this.#hand(asError(thrown), source, target, suppressed));
    return true;
  }

  /** Has the next error of a source and target reported at once: it will be another one than those before. */
  endEpisode(source: ErrorSource, target?: string): void {
    this.#episodes.delete(keyOf(source, target));
  }

  #hand(thrown: Error, source: ErrorSource, target: string | undefined, suppressed: number): void {
    const error = this.#cleaner?.error(thrown) ?? thrown;
    const about = target === undefined ? undefined : (this.#cleaner?.text(target) ?? target);
    const context = about === undefined ? { source, suppressed } : { source, target: about, suppressed };
    if (this.#onError === undefined) toDefault(error, context);
    else tell(() => toDefault(error, context), this.#onError, error, context);
    announceNow('laketrace:error', () => ({ ...context, error: plainForm(error) }));
  }

  #forgetOldest(): void {
    for (const key of this.#episodes.keys()) {
      this.#episodes.delete(key);
      return;
    }
  }
}

/** An error as plain data. Its fields may be getters that throw. */
function plainForm(error: Error): LakeTraceEvents['laketrace:error']['error'] {
  const [name, stack, code] = (['name', 'stack', 'code'] as const).map((key) => readSafely(error, key));
  return Object.freeze({
    name: typeof name === 'string' ? name : 'Error',
    message: messageOf(error),
    ...(typeof stack === 'string' && { stack }),
    ...(['string', 'number'].includes(typeof code) && { code: String(code) }),
  });
}

function toDefault(error: Error, { source, target, suppressed }: ErrorContext): void {
  const more = suppressed > 0 ? ` (and ${suppressed} more since the last such line)` : '';
  const text = `${source}${target === undefined ? '' : ` ${target}`}: ${messageOf(error)}${more}`;
  if (hasDiagLogger()) tellDiag('error', text);
  else if (!FINDINGS.has(source)) sayOnStandardError(`${source} ${target}`, text);
}

function keyOf(source: ErrorSource, target = ''): string {
  return `${source} ${target}`;
}
