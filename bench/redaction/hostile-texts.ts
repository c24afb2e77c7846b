// Texts that are made to keep a redactor busy: the words of its rules, with runs of each kind of byte before, between and after them.
import { broken } from './hostile.ts';
import { ruleWords } from './rule-words.ts';
import type { SeededRandom } from './seeded-random.ts';

/** One of each class of bytes, and what is written in one stroke. */
const RUNS: readonly string[] = [
  ...'aA0 \t\n.,:;=/\\"\'-_+@%$()[]{}<>|&#*~!?`',
  ...'\u00e9\u00a0\u200b\u5bc6',
  ...['aB3', 'aB', '0a', 'a ', 'a=', 'a:', '12 ', '1.', '+1', '%41', '%2541', '%00s', '\\n', '\\"', '\u001b[31m', '""'],
];
/** What stands between a name and its value. */
const SEPARATORS: readonly string[] = ['', '', ' ', '=', ': ', ':', '="', '":"', ' is '];
const LENGTHS: readonly number[] = [1, 1, 2, 4, 8, 20, 45, 60, 100];
const LONGEST_SHORT = 300;

/** A text of any length, and how it came about. */
export interface HostileText {
  readonly name: string;
  readonly make: (size: number) => string;
}

/** Makes texts of the rules' words, by chance. */
export class HostileTexts {
  readonly #words: readonly string[] = ruleWords();
  readonly #random: SeededRandom;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  /** A text of at most 300 characters. */
  short(): string {
    let text = this.#random.chance(0.2) ? this.#run() : '';
    for (let parts = this.#random.int(1, 3); parts > 0; parts--) text += this.#part();
    return text.slice(0, LONGEST_SHORT);
  }

  /** A text that grows: a unit again and again, two in turn by chance, or one at the end of others, with breaks. */
  long(): HostileText {
    const unit = this.#part() + (this.#random.chance(0.5) ? this.#part() : '');
    const shape = this.#random.int(0, 2);
    if (shape === 0) return { name: `repeated ${JSON.stringify(unit)}`, make: (size) => broken(repeated(unit, size)) };
    const other = this.#part();
    if (shape === 1)
      return {
        name: `${JSON.stringify(other)}, then repeated ${JSON.stringify(unit)}`,
        make: (size) => broken(other + repeated(unit, size - other.length)),
      };
    const turns = Array.from({ length: 64 }, () => (this.#random.chance(0.5) ? unit + other : other + unit)).join('');
    return {
      name: `in turn ${JSON.stringify(unit)} and ${JSON.stringify(other)}`,
      make: (size) => broken(repeated(turns, size)),
    };
  }

  /** A word, a separator and runs. */
  #part(): string {
    const runs = this.#random.int(0, 2);
    let text = this.#random.pick(this.#words) + this.#random.pick(SEPARATORS);
    for (let i = 0; i < runs; i++) text += this.#run();
    return text;
  }

  #run(): string {
    return this.#random.pick(RUNS).repeat(this.#random.pick(LENGTHS));
  }
}

function repeated(unit: string, size: number): string {
  return unit.repeat(Math.ceil(size / unit.length)).slice(0, size);
}
