// Runs the application's own patterns, on a capped length and for a capped time.

import { createContext, Script } from 'node:vm';
import { ask } from '../foreign/call.ts';
import { asError } from '../foreign/shape.ts';
import type { CustomPattern, RedactionErrorHandler } from './options.ts';

/** A pattern sees so many characters at a time, which bounds what a quadratic one costs. */
const WINDOW = 4096;
/** The end of a window is seen again at the start of the next, so that a match on the border is found. */
const OVERLAP = 512;
/** Milliseconds for one text; a pattern that takes longer is not run again. */
const BUDGET = 50;

/** A match of a custom pattern. */
export interface PatternMatch {
  readonly start: number;
  readonly end: number;
}

/** What a pattern may take without the watchdog, in steps of about a nanosecond: half of the budget. */
const MOST_STEPS = 25_000_000;

/** The loop over matches, as a script that node:vm can stop. */
interface Watchdog {
  readonly script: Script;
  readonly context: { expression: RegExp; text: string; found: number[] };
}

const LOOP = `
  expression.lastIndex = 0;
  for (let match = expression.exec(text); match !== null; match = expression.exec(text)) {
    found.push(match.index, match.index + match[0].length);
    if (match[0] === '') expression.lastIndex++;
  }`;

/**
 * One custom pattern, made safe to run on any text.
 *
 * A regular expression of JavaScript cannot be interrupted from the thread that runs it. So a pattern whose shape can take
 * exponential time (a quantified group that itself has a quantifier or alternatives, or a back-reference) runs under the
 * watchdog of `node:vm`, which stops it for about 0.1 ms a text, and so does one with several quantifiers (`\w*\w*\w*!` takes
 * the fourth power of the length) on a text that is long for it; the others run directly. Either sees 4,096 characters at a time.
 * One that exceeds 50 ms on a text is reported once and not run again.
 */
export class GuardedPattern {
  readonly name: string;
  readonly #expression: RegExp;
  readonly #validate: ((match: string) => boolean) | undefined;
  readonly #onError: RedactionErrorHandler;
  readonly #watchdog: Watchdog | undefined;
  /** Texts of so many characters take bounded time even without the watchdog. */
  readonly #longestDirect: number;
  #isSuspended = false;

  constructor({ name, pattern, validate }: CustomPattern, onError: RedactionErrorHandler) {
    const { source, flags } = new RegExp(pattern);
    this.name = name;
    this.#expression = new RegExp(source, `${flags.replace(/[gy]/g, '')}g`);
    this.#validate = validate;
    this.#onError = onError;
    this.#longestDirect = mayExplode(source) ? 0 : Math.floor(MOST_STEPS ** (1 / (1 + quantifiersIn(source))));
    if (this.#longestDirect < WINDOW) {
      const context = { expression: this.#expression, text: '', found: [] as number[] };
      createContext(context);
      this.#watchdog = { script: new Script(LOOP), context };
    }
  }

  /** Whether the pattern took too long once, and is not run any more. */
  get isSuspended(): boolean {
    return this.#isSuspended;
  }

  /** The matches in `text`, in order. */
  find(text: string): PatternMatch[] {
    const matches: PatternMatch[] = [];
    if (this.#isSuspended) return matches;
    const deadline = performance.now() + BUDGET;
    let reached = 0;
    for (let from = 0; from < text.length; from += WINDOW - OVERLAP) {
      const window = text.length <= WINDOW ? text : text.slice(from, from + WINDOW);
      const found = this.#findInWindow(window, deadline);
      if (found === undefined) break;
      for (let i = 0; i < found.length; i += 2) {
        const start = from + (found[i] as number);
        const end = from + (found[i + 1] as number);
        if (end > start && start >= reached && this.#isValid(text.slice(start, end))) {
          matches.push({ start, end });
          reached = end;
        }
      }
      if (from + WINDOW >= text.length) break;
    }
    return matches;
  }

  #findInWindow(window: string, deadline: number): number[] | undefined {
    const left = Math.ceil(deadline - performance.now());
    if (left <= 0) return this.#suspend();
    const found =
      this.#watchdog === undefined || window.length <= this.#longestDirect
        ? this.#findDirectly(window)
        : this.#findWatched(this.#watchdog, window, left);
    // A slow pattern is suspended even when this text ends here: the next may not.
    if (found !== undefined && performance.now() > deadline) this.#suspend();
    return found;
  }

  #findDirectly(window: string): number[] {
    const found: number[] = [];
    const expression = this.#expression;
    expression.lastIndex = 0;
    for (let match = expression.exec(window); match !== null; match = expression.exec(window)) {
      found.push(match.index, match.index + match[0].length);
      if (match[0] === '') expression.lastIndex++;
    }
    return found;
  }

  #findWatched({ script, context }: Watchdog, window: string, timeout: number): number[] | undefined {
    context.text = window;
    context.found = [];
    try {
      script.runInContext(context, { timeout });
      return context.found;
    } catch {
      return this.#suspend();
    }
  }

  #suspend(): undefined {
    if (!this.#isSuspended) {
      this.#isSuspended = true;
      this.#onError(
        new Error(`redaction pattern ${this.name} took more than ${BUDGET} ms on one text and is not run any more`),
      );
    }
    return undefined;
  }

  #isValid(match: string): boolean {
    if (this.#validate === undefined) return true;
    try {
      return ask('validate', this.#validate, match) !== false;
    } catch (error) {
      this.#onError(asError(error));
      return true;
    }
  }
}

/** How many of a pattern's quantifiers can match more or less of one text; each takes the length once more, in the worst case. */
function quantifiersIn(source: string): number {
  const plain = source.replace(/\\./g, 'x').replace(/\[[^\]]*\]?/g, 'x');
  return plain.match(/[*+]|\{\d+,\d*\}/g)?.length ?? 0;
}

/** Whether a pattern can take exponential time: a quantified group with a quantifier or alternatives inside, or a back-reference. */
function mayExplode(source: string): boolean {
  const plain = source.replace(/\\[^1-9k]/g, 'x').replace(/\[[^\]]*\]?/g, 'x');
  if (/\\[1-9k]/.test(plain)) return true;
  const groups: boolean[] = [];
  for (let i = 0; i < plain.length; i++) {
    const character = plain.charAt(i);
    if (character === '(') groups.push(false);
    else if (character === ')') {
      const isRisky = groups.pop() ?? false;
      const isQuantified = /^(?:[*+]|\{\d+,)/.test(plain.slice(i + 1));
      if (isRisky && isQuantified) return true;
      if ((isRisky || isQuantified) && groups.length > 0) groups[groups.length - 1] = true;
    } else if (
      (character === '*' || character === '+' || character === '|' || /^\{\d+,/.test(plain.slice(i))) &&
      groups.length > 0
    ) {
      groups[groups.length - 1] = true;
    }
  }
  return false;
}
