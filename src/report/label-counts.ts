// Counts what the redactor has masked, by the labels that it left in texts.
import { ENTITY_NAMES } from '../redaction/scan/entities.ts';
import { labelNamesIn } from '../redaction/scan/mask-labels.ts';

/** Counts labels by entity. */
export class MaskLabels {
  readonly #counts = new Map<string, number>(ENTITY_NAMES.map((name) => [name, 0]));

  countIn(text: string): void {
    for (const name of labelNamesIn(text)) {
      const count = this.#counts.get(name);
      if (count !== undefined) this.#counts.set(name, count + 1);
    }
  }

  /** The entities that were found, the most frequent first. */
  summary(): (readonly [string, number])[] {
    return [...this.#counts].filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1]);
  }
}
