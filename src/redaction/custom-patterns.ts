// Finds what the application's own patterns match, each for a limited time.
import { ask } from '../foreign/call.ts';
import { Expression, MOST_TIME } from '../foreign/expression.ts';
import { asError } from '../foreign/shape.ts';
import { TimeLimit, UnderWay } from '../foreign/time-limit.ts';
import type { CustomPattern, RedactionErrorHandler } from './redaction-options.ts';

/** A match of a custom pattern. */
export interface PatternMatch {
  readonly start: number;
  readonly end: number;
}

/** One custom pattern, made safe to run on any text: what it cannot tell in time counts as matched. */
export class GuardedPattern {
  readonly name: string;
  readonly #expression: Expression;
  readonly #validate: ((match: string) => boolean) | undefined;
  readonly #validations = new TimeLimit();
  readonly #onError: RedactionErrorHandler;
  #isReported = false;
  readonly #validating = new UnderWay();

  constructor({ name, pattern, validate }: CustomPattern, onError: RedactionErrorHandler) {
    this.name = name;
    const { source, flags } = new RegExp(pattern);
    this.#expression = new Expression({ source, flags: flags.replace('y', '') });
    this.#validate = validate;
    this.#onError = onError;
  }

  /** The matches in `text`, in order; `undefined` where they could not be found by `deadline`, so that the text must not leave. */
  find(text: string, deadline: number): readonly PatternMatch[] | undefined {
    const found = this.#expression.matchesIn(text, deadline);
    if (found === undefined) {
      this.#report('text, which was masked whole');
      return undefined;
    }
    const matches: PatternMatch[] = [];
    for (let i = 0; i < found.length; i += 2) matches.push({ start: found[i] as number, end: found[i + 1] as number });
    return this.#validate === undefined || matches.length === 0
      ? matches
      : this.#validated(text, matches, this.#validate, deadline);
  }

  #validated(
    text: string,
    matches: readonly PatternMatch[],
    validate: (match: string) => boolean,
    deadline: number,
  ): readonly PatternMatch[] {
    // A function that logs what it is asked about would be asked about that as well, without end: better masked.
    if (this.#validating.is) return matches;
    this.#validating.begin();
    const valid: PatternMatch[] = [];
    let judged = 0;
    const outcome = this.#validations.run(() => {
      valid.length = 0;
      judged = 0;
      for (const match of matches) {
        if (this.#isValid(text.slice(match.start, match.end), validate)) valid.push(match);
        judged++;
      }
    }, deadline);
    // Not in a `finally`: what is stopped in the middle runs none.
    this.#validating.end();
    if (outcome === 'done') return valid;
    this.#report('match, which was masked: its validate was stopped');
    return [...valid, ...matches.slice(judged)];
  }

  #isValid(match: string, validate: (match: string) => boolean): boolean {
    try {
      return ask('validate', validate, match) !== false;
    } catch (error) {
      this.#onError(asError(error));
      return true;
    }
  }

  /** Once: a text that does this to a pattern comes again and again. */
  #report(what: string): void {
    if (this.#isReported) return;
    this.#isReported = true;
    this.#onError(new Error(`redaction pattern ${this.name} took more than ${MOST_TIME} ms on one ${what}`));
  }
}
