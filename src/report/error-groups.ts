// Errors that are alike, as one: of one type and message, whatever the numbers in it.
import { foldedText } from '../tally/folded-text.ts';
import { FrequentKeys } from '../tally/frequent-keys.ts';
import { cutText } from './cut-text.ts';
import type { ErrorSummary } from './report-data.ts';

/** What is asked of a record that is an error. */
export interface ErrorRecord {
  readonly band: number;
  readonly logger: string;
  /** The record's own message, where nothing was thrown. */
  readonly message: string;
  readonly exception: { readonly type: string; readonly value: string; readonly traceback: string } | undefined;
  /** Milliseconds since 1970; NaN where it has none. */
  readonly time: number;
}

type ErrorGroup = { -readonly [K in keyof ErrorSummary]: ErrorSummary[K] };

/** Groups that are counted. */
const MOST_GROUPS = 2000;
const MOST_SHOWN = 50;
const LONGEST_MESSAGE = 2000;
const LONGEST_STACK = 32_000;

/** Counts kinds of errors, in bounded memory. */
export class ErrorGroups {
  readonly #groups = new FrequentKeys<Omit<ErrorGroup, 'count'>>(MOST_GROUPS);
  #next = 0;

  /** @returns the id of the group that the error belongs to */
  add({ band, logger, message, exception, time }: ErrorRecord): number {
    const type = exception?.type ?? '';
    const said = exception?.value || message;
    const group = this.#groups.add(JSON.stringify([type, foldedText(said)]), () => {
      const text = cutText(said, LONGEST_MESSAGE);
      return { id: this.#next++, band, type, message: text, stack: '', logger, first: null, last: null };
    });
    group.band = Math.min(group.band, band);
    group.logger = logger;
    if (exception !== undefined && exception.traceback !== '')
      group.stack = cutText(exception.traceback, LONGEST_STACK);
    if (!Number.isNaN(time)) {
      group.first = Math.min(group.first ?? time, time);
      group.last = Math.max(group.last ?? time, time);
    }
    return group.id;
  }

  /** The most frequent first, the more severe where they are equal, and how many kinds are left out. */
  summary(): { readonly errors: readonly ErrorSummary[]; readonly moreErrors: number } {
    const groups = this.#groups.top().map(({ count, info }) => ({ ...info, count }));
    groups.sort((a, b) => b.count - a.count || a.band - b.band || a.id - b.id);
    const errors = groups.slice(0, MOST_SHOWN);
    return { errors, moreErrors: groups.length - errors.length + this.#groups.forgottenKeys };
  }
}
