// What a scan found: half-open ranges of the text, in order, overlaps merged.
import type { Rule } from './rule.ts';

/** Found ranges; reused from scan to scan. */
export class SpanList {
  size = 0;
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly rules: Rule[] = [];
  #inOrder = true;

  clear(): void {
    this.size = 0;
    this.#inOrder = true;
  }

  /** Adds a range. One that overlaps the last is merged with it: both are covered, and the longer, else the more specific, names it. */
  add(start: number, end: number, rule: Rule): void {
    let from = start;
    let to = end;
    let by = rule;
    // What does not reach the last range belongs further back: `settle` puts it there.
    while (this.#inOrder && this.size > 0) {
      const last = this.size - 1;
      const lastStart = this.starts[last] as number;
      const lastEnd = this.ends[last] as number;
      if (from >= lastEnd) break;
      if (to <= lastStart) {
        this.#inOrder = false;
        break;
      }
      by = better(lastEnd - lastStart, this.rules[last] as Rule, to - from, by);
      from = Math.min(from, lastStart);
      to = Math.max(to, lastEnd);
      this.size = last;
    }
    this.starts[this.size] = from;
    this.ends[this.size] = to;
    this.rules[this.size] = by;
    this.size++;
  }

  /** Puts the ranges in order and merges what overlaps still. */
  settle(): void {
    if (this.#inOrder) return;
    const found = this.starts.slice(0, this.size).map((start, i) => ({
      start,
      end: this.ends[i] as number,
      rule: this.rules[i] as Rule,
    }));
    found.sort((a, b) => a.start - b.start || b.end - a.end);
    this.clear();
    for (const { start, end, rule } of found) this.add(start, end, rule);
  }
}

function better(lengthA: number, a: Rule, lengthB: number, b: Rule): Rule {
  if (lengthA !== lengthB) return lengthA > lengthB ? a : b;
  return a.rank <= b.rank ? a : b;
}
