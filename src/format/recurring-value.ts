// Lines in a row are mostly alike, and so are some of their values, such as a level: what is made of one is made anew only where another comes.
import { standsAt, type WrittenLine, type WrittenRecord } from './written-fields.ts';

/** Of a longer one it takes less to make it. */
const MOST_LENGTH = 64;

/** What is made of a value of each of some lines. It depends on how the value is written, and on nothing else. */
export class RecurringValue<Made> {
  readonly #make: (line: WrittenLine, index: number) => Made;
  #written: string | undefined;
  #made: Made | undefined;

  constructor(make: (line: WrittenLine, index: number) => Made) {
    this.#make = make;
  }

  of(line: WrittenLine, index: number): Made {
    const [from, to] = [line.from(index), line.to(index)];
    const written = this.#written;
    if (written !== undefined && written.length === to - from && standsAt(line, from, written))
      return this.#made as Made;
    const made = this.#make(line, index);
    if (to - from > MOST_LENGTH) return made;
    this.#written = line.written(index);
    this.#made = made;
    return made;
  }
}

/** What is made of lines that are alike, once for all of them. Most are like the one before. */
export class MadeOfAlike<Made> {
  readonly #make: (written: WrittenRecord) => Made;
  readonly #known = new WeakMap<object, { readonly made: Made }>();
  #alike: object | undefined;
  #made: Made | undefined;

  constructor(make: (written: WrittenRecord) => Made) {
    this.#make = make;
  }

  of(written: WrittenRecord): Made {
    if (written.alike !== this.#alike) this.#take(written);
    return this.#made as Made;
  }

  #take(written: WrittenRecord): void {
    const { alike } = written;
    const known = this.#known.get(alike) ?? { made: this.#make(written) };
    this.#known.set(alike, known);
    this.#alike = alike;
    this.#made = known.made;
  }
}
