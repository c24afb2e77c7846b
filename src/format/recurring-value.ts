// Values of lines in a row that are mostly the same, such as a level: what is made of one is made anew only where another stands there.
import type { WrittenLine } from './written-fields.ts';

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
    if (this.#written !== undefined && stands(this.#written, line, from, to)) return this.#made as Made;
    const made = this.#make(line, index);
    if (to - from > MOST_LENGTH) return made;
    this.#written = line.written(index);
    this.#made = made;
    return made;
  }
}

function stands(text: string, line: WrittenLine, from: number, to: number): boolean {
  if (text.length !== to - from) return false;
  for (let i = 0; i < text.length; i++) if (line.codeAt(from + i) !== text.charCodeAt(i)) return false;
  return true;
}
