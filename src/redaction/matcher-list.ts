// Whether a name or value is one of a list of strings and patterns.
import { isRegExp } from 'node:util/types';

/** A list of strings and regular expressions. */
export class MatcherList {
  readonly #strings: ReadonlySet<string>;
  readonly #patterns: readonly RegExp[];
  readonly #isExact: boolean;

  /** Strings are compared exactly, or in any case; patterns as they are (a `g` or `y` flag does not matter). */
  constructor(matchers: readonly (string | RegExp)[], comparison: 'exact' | 'any-case') {
    this.#isExact = comparison === 'exact';
    this.#strings = new Set(
      matchers.filter((matcher) => typeof matcher === 'string').map((text) => this.#folded(text)),
    );
    this.#patterns = matchers
      .filter((matcher) => isRegExp(matcher))
      .map(({ source, flags }) => new RegExp(source, flags.replace(/[gy]/g, '')));
  }

  has(text: string): boolean {
    return this.#strings.has(this.#folded(text)) || this.#patterns.some((pattern) => pattern.test(text));
  }

  #folded(text: string): string {
    return this.#isExact ? text : text.toLowerCase();
  }
}
