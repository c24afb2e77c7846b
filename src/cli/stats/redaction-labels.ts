// What was redacted, by the labels that stand in its place.
import type { StoredLogRecord } from '../../read/record/stored-record.ts';
import { ENTITY_NAMES } from '../../redaction/scan/entities.ts';
import { labelNamesIn, REDACTED } from '../../redaction/scan/mask-labels.ts';

const LABELS: ReadonlySet<string> = new Set([...ENTITY_NAMES, REDACTED]);
/** How deep labels are looked for in maps and lists. */
const MOST_DEPTH = 8;

/** Counts the labels in records. */
export class RedactionLabels {
  readonly #counts = new Map<string, number>();
  #records = 0;

  add(record: StoredLogRecord): void {
    const before = this.#total;
    this.#look(record.body, 0);
    this.#look(record.attributes, 0);
    if (this.#total > before) this.#records++;
  }

  /** In how many records something was redacted. */
  get records(): number {
    return this.#records;
  }

  /** The labels, the most frequent first. */
  counts(): (readonly [string, number])[] {
    return [...this.#counts].sort(([, a], [, b]) => b - a);
  }

  #total = 0;

  #look(value: unknown, depth: number): void {
    if (typeof value === 'string') {
      this.#count(value);
    } else if (typeof value === 'object' && value !== null && depth < MOST_DEPTH) {
      for (const key in value) this.#look((value as Record<string, unknown>)[key], depth + 1);
    }
  }

  #count(text: string): void {
    for (const name of labelNamesIn(text)) {
      if (!LABELS.has(name)) continue;
      this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
      this.#total++;
    }
  }
}
