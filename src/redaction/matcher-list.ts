// Whether a name or value is one of a list of strings and patterns.
import { isRegExp } from 'node:util/types';
import { Expression, MOST_TIME } from '../foreign/expression.ts';

/** A list of strings and regular expressions. */
export class MatcherList {
  readonly #strings: ReadonlySet<string>;
  readonly #patterns: readonly { readonly shown: string; readonly expression: Expression }[];
  readonly #isExact: boolean;
  readonly #path: string;
  readonly #onError: (error: Error) => void;
  readonly #reported = new Set<string>();

  /**
   * Strings are compared exactly, or in any case; patterns as they are (a `g` or `y` flag does not matter).
   * @param path of the option, for what is reported
   */
  constructor(
    matchers: readonly (string | RegExp)[],
    comparison: 'exact' | 'any-case',
    path: string,
    onError: (error: Error) => void,
  ) {
    this.#isExact = comparison === 'exact';
    this.#path = path;
    this.#onError = onError;
    this.#strings = new Set(
      matchers.filter((matcher) => typeof matcher === 'string').map((text) => this.#folded(text)),
    );
    this.#patterns = matchers
      .filter((matcher) => isRegExp(matcher))
      .map(({ source, flags }) => ({
        shown: `/${source}/${flags}`,
        expression: new Expression({ source, flags: flags.replace('y', '') }),
      }));
  }

  /** Whether a text is one of the list; `undefined` where no pattern is known to match and one took too long to tell. */
  has(text: string): boolean | undefined {
    if (this.#strings.has(this.#folded(text))) return true;
    let isKnown = true;
    const deadline = performance.now() + MOST_TIME;
    for (const { shown, expression } of this.#patterns) {
      const isMatch = expression.test(text, deadline);
      if (isMatch === true) return true;
      if (isMatch === undefined) {
        isKnown = false;
        this.#report(shown);
      }
    }
    return isKnown ? false : undefined;
  }

  #report(shown: string): void {
    if (this.#reported.has(shown)) return;
    this.#reported.add(shown);
    this.#onError(new Error(`${this.#path}: ${shown} took more than ${MOST_TIME} ms on one text and was stopped`));
  }

  #folded(text: string): string {
    return this.#isExact ? text : text.toLowerCase();
  }
}
