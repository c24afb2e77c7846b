// Errors that are alike, as one: of one type and message, whatever the numbers in it.
import { keptText } from '../format/kept-text.ts';
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

type ErrorGroup = { -readonly [K in keyof Omit<ErrorSummary, 'count'>]: ErrorSummary[K] };

/** Groups that are counted. */
const MOST_GROUPS = 2000;
const MOST_SHOWN = 50;
const LONGEST_MESSAGE = 2000;
const LONGEST_STACK = 32_000;
/** Characters of stacks that are kept, at most: of what is shown there are fewer. */
const MOST_OF_STACKS = 2 * MOST_SHOWN * LONGEST_STACK;

/** Counts kinds of errors, in bounded memory. */
export class ErrorGroups {
  readonly #groups = new FrequentKeys<ErrorGroup>(MOST_GROUPS);
  #next = 0;
  /** No less than the stacks have that are kept. */
  #stackCharacters = 0;

  /** @returns the id of the group that the error belongs to */
  add({ band, logger, message, exception, time }: ErrorRecord): number {
    const type = exception?.type ?? '';
    const said = exception?.value || message;
    const group = this.#groups.add(JSON.stringify([type, foldedText(said)]), () => {
      const texts = { type: keptText(type), message: keptText(cutText(said, LONGEST_MESSAGE)), stack: '' };
      return { id: this.#next++, band, ...texts, logger: keptText(logger), first: null, last: null };
    });
    group.band = Math.min(group.band, band);
    group.logger = logger === group.logger ? group.logger : keptText(logger);
    if (exception !== undefined && exception.traceback !== '') this.#keepStack(group, exception.traceback);
    if (!Number.isNaN(time)) {
      group.first = Math.min(group.first ?? time, time);
      group.last = Math.max(group.last ?? time, time);
    }
    return group.id;
  }

  /** The most frequent first, the more severe where they are equal, and how many kinds are left out. */
  summary(): { readonly errors: readonly ErrorSummary[]; readonly moreErrors: number } {
    const groups = this.#inOrder();
    const errors = groups.slice(0, MOST_SHOWN).map(({ count, info }) => ({ ...info, count }));
    return { errors, moreErrors: groups.length - errors.length + this.#groups.forgottenKeys };
  }

  #inOrder() {
    return this.#groups
      .top()
      .sort(({ count: a, info: of }, { count: b, info: by }) => b - a || of.band - by.band || of.id - by.id);
  }

  /** Where there are too many stacks, those go that would not be shown; the next one of such a group is kept again. */
  #keepStack(group: ErrorGroup, traceback: string): void {
    const stack = keptText(cutText(traceback, LONGEST_STACK));
    this.#stackCharacters += stack.length - group.stack.length;
    group.stack = stack;
    if (this.#stackCharacters <= MOST_OF_STACKS) return;
    this.#stackCharacters = 0;
    for (const [place, { info }] of this.#inOrder().entries()) {
      if (place >= MOST_SHOWN) info.stack = '';
      this.#stackCharacters += info.stack.length;
    }
  }
}
