// Tells the user of contained errors, without flooding: the first of its kind at once, then one an interval with a count.

import { diag } from '@opentelemetry/api';
import { asError } from '../foreign/shape.ts';

/** Where a contained error came from. */
export type ErrorSource =
  | 'filter'
  | 'redaction'
  | 'leak-guard'
  | 'format'
  | 'sink'
  | 'batch'
  | 'attributes'
  | 'resource'
  | 'file'
  | 'rotation'
  | 'retention'
  | 'compression'
  | 'recovery'
  | 'lock';

/** What {@link ErrorHandler} is told beside the error. */
export interface ErrorContext {
  /** Which part of LakeTrace contained the error. */
  readonly source: ErrorSource;
  /** The sink, file or option that it concerns, where there is one. */
  readonly target?: string;
  /** How many errors of this source and target were kept quiet since the last call. */
  readonly suppressed: number;
}

/** Called with contained errors. What it throws is swallowed. */
export type ErrorHandler = (error: Error, context: ErrorContext) => void;

/** Cleans what is told of errors: what an application throws may quote what it logs, in its message or any other field. */
export interface ErrorCleaner {
  error(error: Error): Error;
  /** Cleans the name of what the error concerns. */
  text(text: string): string;
}

/** Options of {@link ErrorReporter}. */
export interface ErrorReporterOptions {
  /** Default: a line to the OpenTelemetry `diag` logger. */
  readonly onError?: ErrorHandler | undefined;
  /** See {@link ErrorReporter.cleanWith}. */
  readonly cleaner?: ErrorCleaner | undefined;
  /** Milliseconds between two calls for one source and target. Default 10,000. */
  readonly interval?: number;
  /** Milliseconds by a clock that is never set. Default: that of `performance`. */
  readonly now?: () => number;
}

/** Targets may be files, of which there are ever new ones. */
const MOST_EPISODES = 1000;

interface Episode {
  quietUntil: number;
  suppressed: number;
}

const TO_DIAG: ErrorHandler = (error, { source, target, suppressed }) => {
  const more = suppressed > 0 ? ` (and ${suppressed} more since the last such line)` : '';
  diag.error(`laketrace: ${source}${target === undefined ? '' : ` ${target}`}: ${error.message}${more}`);
};

/** Counts contained errors by source and hands them to the error handler, rate-limited by source and target. */
export class ErrorReporter {
  readonly #onError: ErrorHandler;
  readonly #interval: number;
  readonly #now: () => number;
  readonly #episodes = new Map<string, Episode>();
  readonly #counts: Partial<Record<ErrorSource, number>> = {};
  #cleaner: ErrorCleaner | undefined;

  constructor({ onError = TO_DIAG, cleaner, interval = 10_000, now = monotonic }: ErrorReporterOptions = {}) {
    this.#onError = onError;
    this.#cleaner = cleaner;
    this.#interval = interval;
    this.#now = now;
  }

  /** How many errors were contained, by source. */
  get counts(): Readonly<Partial<Record<ErrorSource, number>>> {
    return this.#counts;
  }

  /** From now on errors are told of as the cleaner gives them. By default they are told of as they are. */
  cleanWith(cleaner: ErrorCleaner): void {
    this.#cleaner = cleaner;
  }

  /** Reports an error; never throws. */
  report(thrown: unknown, source: ErrorSource, target?: string): void {
    this.#counts[source] = (this.#counts[source] ?? 0) + 1;
    const key = keyOf(source, target);
    const now = this.#now();
    let episode = this.#episodes.get(key);
    if (episode !== undefined && now < episode.quietUntil) {
      episode.suppressed++;
      return;
    }
    const suppressed = episode?.suppressed ?? 0;
    episode = { quietUntil: now + this.#interval, suppressed: 0 };
    this.#episodes.delete(key);
    this.#episodes.set(key, episode);
    if (this.#episodes.size > MOST_EPISODES) this.#forgetOldest();
    try {
      const error = this.#cleaner?.error(asError(thrown)) ?? asError(thrown);
      const about = target === undefined ? undefined : (this.#cleaner?.text(target) ?? target);
      this.#onError(error, about === undefined ? { source, suppressed } : { source, target: about, suppressed });
    } catch {
      // The handler is the last resort for errors: there is nobody left to tell of its own.
    }
  }

  /** Has the next error of a source and target told at once: it will be another one than those before. */
  endEpisode(source: ErrorSource, target?: string): void {
    this.#episodes.delete(keyOf(source, target));
  }

  #forgetOldest(): void {
    for (const key of this.#episodes.keys()) {
      this.#episodes.delete(key);
      return;
    }
  }
}

const monotonic = (): number => performance.now();

function keyOf(source: ErrorSource, target = ''): string {
  return `${source} ${target}`;
}
