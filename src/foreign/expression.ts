// A regular expression of the application, run so that no text keeps the thread: directly where that is proven, else for a limited time.
import { costOf, type ExpressionCost, stepsOn } from './expression-cost.ts';
import { type Outcome, TimeLimit } from './time-limit.ts';

/** Milliseconds that the application's own code may take for one text. */
export const MOST_TIME = 50;

/** Up to this many steps of the engine, of one or two nanoseconds each, an expression runs without a time limit. */
const MOST_STEPS = 2_000_000;
/** Of a text up to this length the steps are counted before they are taken: that is cheaper than a time limit. */
const LONGEST_COUNTED = 512;
/** Up to this many steps: beyond them counting is not cheaper any more. */
const MOST_COUNTED_STEPS = 100_000;
/** Where an expression runs for a limited time, it begins its matches within this many characters at a time. */
const WINDOW = 4096;
/** It sees this many more on either side. */
const MARGIN = 512;

/**
 * One expression, without its memory between texts. With the flag `y` it matches at the beginning of a text only.
 *
 * What it may take is counted out once (see `costOf`). A text is read directly where the expression takes few steps of any text as
 * long, as most expressions do of all they meet, or few of this one. It runs under a time limit where that is not so: where ways
 * through it multiply (`(a|a){22}b`, `(?:a?){24}b`), and where it takes the square of a long text. One that is stopped rests, and
 * answers nothing meanwhile for texts that it cannot read directly.
 */
export class Expression {
  readonly #expression: RegExp;
  readonly #cost: ExpressionCost;
  readonly #limit = new TimeLimit();
  readonly #isUnicode: boolean;

  constructor({ source, flags }: Pick<RegExp, 'source' | 'flags'>) {
    const own = flags.replace(/[gd]/g, '');
    this.#isUnicode = /[uv]/.test(own);
    this.#expression = new RegExp(source, `${own}g`);
    this.#cost = costOf(source, own);
  }

  /** Whether a text matches; `undefined` where that could not be found out by `deadline`, a time of `performance.now()`. */
  test(text: string, deadline?: number): boolean | undefined {
    let isMatch = false;
    const work = (): void => {
      this.#expression.lastIndex = 0;
      isMatch = this.#expression.test(text);
    };
    return this.#run(work, this.#isDirect(text), deadline) === 'done' ? isMatch : undefined;
  }

  /**
   * The matches in a text that take characters, in order: start, end, start, end, …; `undefined` where they could not be found by
   * `deadline`, a time of `performance.now()`.
   */
  matchesIn(text: string, deadline?: number): readonly number[] | undefined {
    const found: number[] = [];
    const isDirect = this.#isDirect(text);
    const work = (): void => {
      found.length = 0;
      if (isDirect) this.#findIn(text, 0, text.length, found);
      else this.#findByWindows(text, found);
    };
    return this.#run(work, isDirect, deadline) === 'done' ? found : undefined;
  }

  /** Whether few steps are taken for a text. */
  #isDirect(text: string): boolean {
    const { length } = text;
    const { perStart, perCharacter, automaton } = this.#cost;
    if (Math.min(perCharacter * length, (perStart * length * length) / 2) <= MOST_STEPS) return true;
    if (automaton === undefined || length > LONGEST_COUNTED) return false;
    return stepsOn(automaton, this.#isUnicode, text, MOST_COUNTED_STEPS) <= MOST_COUNTED_STEPS;
  }

  #run(work: () => void, isDirect: boolean, deadline = performance.now() + MOST_TIME): Outcome {
    if (!isDirect) return this.#limit.run(work, deadline);
    work();
    return 'done';
  }

  /** Adds the matches that begin from `from` to before `to`; the end of the last one. */
  #findIn(text: string, from: number, to: number, found: number[], offset = 0): number {
    const expression = this.#expression;
    expression.lastIndex = from;
    let reached = from;
    for (let match = expression.exec(text); match !== null && match.index < to; match = expression.exec(text)) {
      const { length } = match[0];
      if (length === 0) {
        expression.lastIndex++;
        continue;
      }
      reached = match.index + length;
      found.push(offset + match.index, offset + reached);
    }
    return reached;
  }

  #findByWindows(text: string, found: number[]): void {
    let size = WINDOW;
    for (let from = 0; from < text.length; ) {
      const base = Math.max(0, from - MARGIN);
      const window = text.slice(base, from + size + MARGIN);
      const isLast = base + window.length === text.length;
      const before = found.length;
      const to = isLast ? window.length : from - base + size;
      const reached = this.#findIn(window, from - base, to, found, base);
      if (!isLast && reached === window.length && found.length > before) {
        // The last match may continue after what was seen.
        from = found[found.length - 2] as number;
        found.length -= 2;
        size *= 2;
        continue;
      }
      from = Math.max(from + size, base + reached);
      size = WINDOW;
    }
  }
}
