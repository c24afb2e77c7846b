// What was found out about long texts that came before: an error that comes again brings the same stack.
import { ownText } from './own-text.ts';

// A shorter text is looked at about as soon as it is looked up.
const SHORTEST = 128;
const LONGEST = 16_384;
const MOST_CHARACTERS = 65_536;
// After as many texts in a row that were new, only one of some is looked up and kept: to look it up costs a look at each character.
const NEW_IN_A_ROW = 64;
const ONE_OF = 16;

/** Remembers a finding for each of some texts, as many as fit into 64 Ki characters; with one more it starts anew. */
export class RepeatedTexts<Finding> {
  readonly #findings = new Map<string, Finding>();
  #characters = 0;
  #newInARow = 0;

  /** What was kept of a text, if it is long. */
  of(text: string): Finding | undefined {
    if (text.length < SHORTEST || text.length > LONGEST) return undefined;
    this.#newInARow++;
    const finding = this.#isPassing ? undefined : this.#findings.get(text);
    if (finding !== undefined) this.#newInARow = 0;
    return finding;
  }

  /** Keeps what was found out about a text, if it is long; {@link of} has been asked about it. */
  keep(text: string, finding: Finding): void {
    const { length } = text;
    if (length < SHORTEST || length > LONGEST || this.#isPassing) return;
    if (this.#characters + length > MOST_CHARACTERS) {
      this.#findings.clear();
      this.#characters = 0;
    }
    this.#findings.set(ownText(text), finding);
    this.#characters += length;
  }

  get #isPassing(): boolean {
    return this.#newInARow > NEW_IN_A_ROW && this.#newInARow % ONE_OF !== 0;
  }
}
