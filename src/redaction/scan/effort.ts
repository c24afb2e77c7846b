// Counts what rules do in one text, and makes them haste where a text would keep a program waiting.

/**
 * What rules do, in nanoseconds: fitted to the times of 958 texts, hostile ones and lines of nothing but secrets, on one machine
 * (least squares of the relative error: 9 of 10 texts took 0.8 to 2 times their sum), and rounded; the rare dear ones at the end are
 * estimates. Counted, and not measured as it is done, so that a text is always masked alike.
 */
export const COST = {
  /** One rule looks at a pair of bytes. */
  rule: 25,
  /** To look for a credential word before an index. */
  name: 30,
  /** To distinguish its letters, where they are beyond Latin-1. */
  spelling: 100,
  /** To read a value, and more for each character. */
  value: 180,
  character: 8,
  /** To judge whether a value is a secret. */
  judgement: 250,
  /** To report a hit and to mask it. */
  hit: 165,
  /** To start an expression, and more for each character that it may read. */
  expression: 55,
  readCharacter: 0.2,
  /** To read which texts in quotes are open, for each character. */
  quotes: 1.5,
  /** To look whether a command takes an argument here. */
  argument: 120,
  /** To look for what may stand beside a word: a column, a sentence, a sign. */
  neighbourhood: 50,
  /** To look for a word that says what a number is. */
  context: 250,
  /** To read a number in groups, an address of a network, an identifier. */
  number: 130,
  /** To read an account's number, with its checksum. */
  account: 300,
  /** To read a token after its prefix. */
  token: 50,
  /** To decode base64, to parse what may be no JSON, to compute a checksum that takes digests. */
  base64: 600,
  json: 5000,
  digest: 30_000,
} as const;

/**
 * How much haste rules make.
 * - 1: what is said in sentences and what commands take by its place is not looked for.
 * - 2: nor are the numbers and addresses that are looked for on request only, and what stands under the name of a secret is masked
 *   without being judged.
 * - 3: nor are secrets in pairs of quotes, tags and headers without a name, and account numbers in groups; what was encoded is not
 *   looked at any more. Cards, social security numbers, tokens, keys, the passwords of URLs, cookies and e-mail addresses are looked for
 *   as ever, and named secrets as before.
 */
export type Haste = 0 | 1 | 2 | 3;

/**
 * What rules may do in a text without haste, in nanoseconds. No text of a million characters is to take more than 50 ms: what is not
 * counted takes some 18 ns a character, and so a long text has less for what is counted.
 */
const MOST_FREE = 24_000_000;
const LEAST_FREE = 6_000_000;
const NOT_COUNTED = 18;
/** How much more by each character that was looked at: in a very long text the latter alone. */
const BY_CHARACTER = 2;
const BY_CHARACTER_OF_LONG = 8;
/** How much more by each character before there is the next haste. */
const STEP = 1.5;

/** The count for one text. */
export class Effort {
  #share = 1;
  /** What rules may do at any index of this text. */
  #free = MOST_FREE;
  #spent = 0;

  /** Begins with a text of a length, which gets a share of what a text may take. */
  restart(length: number, share: number): void {
    this.#spent = 0;
    this.#free = Math.max(LEAST_FREE, MOST_FREE - length * NOT_COUNTED);
    this.#share = 1;
    this.reduceTo(share);
  }

  /** Leaves the text a share only of what a text may take. */
  reduceTo(share: number): void {
    this.#free *= share / this.#share;
    this.#share = share;
  }

  /** Counts what a rule does, by {@link COST}. */
  spend(cost: number): void {
    this.#spent += cost;
  }

  /** Does work that is not counted, as it has a bound of its own. */
  uncounted(work: () => void): void {
    const spent = this.#spent;
    work();
    this.#spent = spent;
  }

  /** Whether there is no haste whatever the index, as in nearly every text: a cheaper question than {@link hasteAt}. */
  get isAtEase(): boolean {
    return this.#spent <= this.#free;
  }

  /** The haste that the text up to an index calls for. */
  hasteAt(at: number): Haste {
    const byCharacter = this.#share * at;
    const free = Math.max(this.#free + BY_CHARACTER * byCharacter, BY_CHARACTER_OF_LONG * byCharacter);
    const steps = (this.#spent - free) / (STEP * byCharacter);
    if (steps <= 0 || this.isAtEase) return 0;
    if (steps <= 1) return 1;
    return steps <= 2 ? 2 : 3;
  }
}
