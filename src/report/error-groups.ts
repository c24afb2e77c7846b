// Errors that are alike, as one: of one type and message, whatever the numbers in it.
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

/** Groups that are counted. When there are more, the rarest half goes: what is frequent has been counted by then, and stays. */
const MOST_GROUPS = 2000;
const MOST_SHOWN = 50;
const LONGEST_MESSAGE = 2000;
const LONGEST_STACK = 32_000;
/** Of a message, what tells kinds of errors apart. */
const LONGEST_KEY = 300;

/** Counts kinds of errors, in bounded memory. */
export class ErrorGroups {
  readonly #groups = new Map<string, ErrorGroup>();
  #next = 0;
  #dropped = 0;

  /** @returns the id of the group that the error belongs to */
  add({ band, logger, message, exception, time }: ErrorRecord): number {
    const type = exception?.type ?? '';
    const said = exception?.value || message;
    const key = JSON.stringify([type, foldNumbers(said.slice(0, LONGEST_KEY))]);
    let group = this.#groups.get(key);
    if (group === undefined) {
      if (this.#groups.size >= MOST_GROUPS) this.#dropRarest();
      const text = cutText(said, LONGEST_MESSAGE);
      group = { id: this.#next++, band, type, message: text, stack: '', logger, count: 0, first: null, last: null };
      this.#groups.set(key, group);
    }
    group.count++;
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
    const groups = [...this.#groups.values()].sort((a, b) => b.count - a.count || a.band - b.band || a.id - b.id);
    const errors = groups.slice(0, MOST_SHOWN);
    return { errors, moreErrors: groups.length - errors.length + this.#dropped };
  }

  #dropRarest(): void {
    const byCount = [...this.#groups].sort(([, a], [, b]) => a.count - b.count || a.id - b.id);
    for (const [key] of byCount.slice(0, MOST_GROUPS / 2)) this.#groups.delete(key);
    this.#dropped += MOST_GROUPS / 2;
  }
}

const SHORTEST_ID = 8;

/** A text with `#` for its numbers, for longer words with digits in them, such as ids and digests, and for what is in double quotes. */
export function foldNumbers(text: string): string {
  return text.replace(/"[^"]*"/g, '"#"').replace(/[\da-z]+/gi, (word) => {
    if (!/\d/.test(word)) return word;
    return word.length >= SHORTEST_ID ? '#' : word.replace(/\d+/g, '#');
  });
}
