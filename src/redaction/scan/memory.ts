// What rules remember of the text they are in: each rule declares its own numbers, and a scan forgets them before the next text.

/** What a {@link Remembered} number is before a rule sets it. */
const INITIAL: number[] = [];

/** The numbers of one scan. Most texts set none, so that forgetting costs one question. */
export class Memory {
  #values = new Float64Array(0);
  #isUsed = true;

  get(slot: number): number {
    return this.#values[slot] as number;
  }

  set(slot: number, value: number): void {
    this.#values[slot] = value;
    this.#isUsed = true;
  }

  /** Gives every number its initial value again. */
  clear(): void {
    if (!this.#isUsed && this.#values.length === INITIAL.length) return;
    if (this.#values.length !== INITIAL.length) this.#values = new Float64Array(INITIAL.length);
    this.#values.set(INITIAL);
    this.#isUsed = false;
  }
}

/** A number that a rule remembers of a text, such as the index up to which it has read. */
export class Remembered {
  readonly #slot: number;

  /** To be made once, where the rule is defined. */
  constructor(initial = 0) {
    this.#slot = INITIAL.push(initial) - 1;
  }

  /** What it is in the text that is scanned. */
  of(scan: Remembering): number {
    return scan.memory.get(this.#slot);
  }

  set(scan: Remembering, value: number): void {
    scan.memory.set(this.#slot, value);
  }
}

interface Remembering {
  readonly memory: Memory;
}
