// What was masked, by the labels that stand in its place.
import type { RecordView } from '../format/record-view.ts';
import { ENTITY_NAMES } from '../redaction/scan/entities.ts';
import { labelNamesIn, REDACTED } from '../redaction/scan/mask-labels.ts';

const LABELS: ReadonlySet<string> = new Set([...ENTITY_NAMES, REDACTED]);
/** How deep labels are looked for in maps and lists. */
const MOST_DEPTH = 8;

/** Counts the labels in records. */
export class MaskCounts {
  readonly #counts = new Map<string, number>();
  #total = 0;
  #records = 0;

  add({ message, extra, exception }: Pick<RecordView, 'message' | 'extra' | 'exception'>): void {
    const before = this.#total;
    this.#countIn(message);
    this.#look(extra, 0);
    if (exception !== undefined) {
      const { value, traceback } = exception;
      if (value !== message) this.#countIn(value);
      // A stack begins with what was said.
      this.#countIn(traceback.includes(value) ? traceback.replace(value, '') : traceback);
    }
    if (this.#total > before) this.#records++;
  }

  /** In how many records something was masked. */
  get records(): number {
    return this.#records;
  }

  /** The labels, the most frequent first. */
  counts(): (readonly [string, number])[] {
    return [...this.#counts].sort(([, a], [, b]) => b - a);
  }

  #look(value: unknown, depth: number): void {
    if (typeof value === 'string') this.#countIn(value);
    else if (typeof value === 'object' && value !== null && depth < MOST_DEPTH) {
      for (const key of Object.keys(value)) {
        this.#countIn(key);
        this.#look((value as Record<string, unknown>)[key], depth + 1);
      }
    }
  }

  #countIn(text: string): void {
    for (const name of labelNamesIn(text)) {
      if (!LABELS.has(name)) continue;
      this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
      this.#total++;
    }
  }
}
