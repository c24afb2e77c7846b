// Counts what the redactor has masked, by the labels that it left in texts: `[EMAIL]`, `[EMAIL:0123456789abcdef]`.
import { ENTITY_NAMES } from '../redaction/scan/entities.ts';

const LONGEST_ENTITY = Math.max(...ENTITY_NAMES.map((name) => name.length));
const HASH_DIGITS = 16;
const IS_HASH = /^[\da-f]{16}$/;

/** Counts labels by entity. Other mask styles leave no name behind, and the labels of custom patterns look like any word in brackets. */
export class MaskLabels {
  readonly #counts = new Map<string, number>(ENTITY_NAMES.map((name) => [name, 0]));

  countIn(text: string): void {
    for (let open = text.indexOf('['); open !== -1; open = text.indexOf('[', open + 1)) {
      const label = text.slice(open + 1, open + 2 + LONGEST_ENTITY + HASH_DIGITS + 1);
      const close = label.indexOf(']');
      if (close === -1) continue;
      const colon = label.indexOf(':');
      const isHashed = colon !== -1 && colon < close;
      if (isHashed && !IS_HASH.test(label.slice(colon + 1, close))) continue;
      const entity = label.slice(0, isHashed ? colon : close);
      const count = this.#counts.get(entity);
      if (count !== undefined) this.#counts.set(entity, count + 1);
    }
  }

  /** The entities that were found, the most frequent first. */
  summary(): (readonly [string, number])[] {
    return [...this.#counts].filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1]);
  }
}
