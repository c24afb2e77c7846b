// The text that came last under a name: programs log the same run, stage or host again and again, and what was found out about it holds.
import { ownText } from './own-text.ts';

// Longer texts seldom come twice.
const MOST_CHARACTERS = 128;
// A name whose values are all different is tried again from time to time, as each try costs a copy.
const TRIED_AT_ONCE = 4;
const TRIED_EVERY = 64;

/** Remembers one text, as a copy. */
export class LastText {
  #text: string | undefined;
  // How many texts in a row were another one.
  #misses = 0;

  /** Whether it is the remembered text. */
  is(text: string): boolean {
    if (text !== this.#text) return false;
    this.#misses = 0;
    return true;
  }

  /** Is given a text that {@link is} did not know; answers whether it is the remembered one now. */
  keep(text: string): boolean {
    const misses = this.#misses++;
    if (misses >= TRIED_AT_ONCE && misses % TRIED_EVERY !== 0) return false;
    if (text.length > MOST_CHARACTERS) return false;
    this.#text = ownText(text);
    return true;
  }
}
