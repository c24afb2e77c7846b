// What a scan found: half-open ranges of the text, in order, overlaps merged.
import type { Rule } from './rule.ts';

interface Span {
  readonly start: number;
  readonly end: number;
  readonly rule: Rule;
}

/** How many characters after its start a range may still be found, by what follows it. */
const LATEST_FIND = 1024;

/** Found ranges; reused from scan to scan. */
export class SpanList {
  size = 0;
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly rules: Rule[] = [];
  #inOrder = true;
  /** Ranges after the index at which a scan continues after {@link repeat}, the last first. */
  #held: Span[] = [];
  #heldFrom = Number.POSITIVE_INFINITY;

  clear(): void {
    this.size = 0;
    this.#inOrder = true;
    if (this.#held.length > 0) this.#hold([]);
  }

  /** Adds a range. One that overlaps the last is merged with it: both are covered, and the longer, else the more specific, names it. */
  add(start: number, end: number, rule: Rule): void {
    if (start >= this.#heldFrom) this.#addHeld(start);
    let from = start;
    let to = end;
    let by = rule;
    // What does not reach the last range belongs further back: `putInOrder` puts it there.
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

  /**
   * Adds what one period of a text has, for each of the `times` periods from `at` on; the text has repeated itself for two
   * periods and {@link LATEST_FIND} characters. The period is one for which nothing can be found any more.
   * @returns whether it could: not where the ranges do not repeat themselves as the text does
   */
  repeat(at: number, period: number, times: number): boolean {
    this.#addHeld(Number.POSITIVE_INFINITY);
    const patternEnd = at - LATEST_FIND;
    const patternStart = patternEnd - period;
    const recent = this.#takeFrom(patternStart - period);
    const before = recent.filter(({ start }) => start < patternStart);
    const pattern = recent.filter(({ start }) => start >= patternStart && start < patternEnd);
    const reachesIn = this.size > 0 && (this.ends[this.size - 1] as number) > patternStart - period;
    if (reachesIn || !areAlike(before, pattern, period)) {
      this.#addAll(recent);
      return false;
    }
    // Those up to `at` were found as well, but for what the characters after it make of them.
    const overlapping = Math.ceil(LATEST_FIND / period);
    const copies = Array.from({ length: overlapping }, (_, n) => shifted(pattern, (n + 1) * period));
    this.#addAll(inOrder([...recent, ...copies.flat()]));
    const continueAt = at + times * period;
    const held: Span[] = [];
    for (let n = overlapping + 1; patternStart + n * period < continueAt + LATEST_FIND; n++) {
      for (const { start, end, rule } of pattern) {
        const from = start + n * period;
        if (from < continueAt) this.add(from, end + n * period, rule);
        else held.push({ start: from, end: end + n * period, rule });
      }
    }
    this.#hold(held);
    return true;
  }

  /** Keeps ranges in order until the scan comes to them. */
  #hold(spans: Span[]): void {
    this.#held = spans.reverse();
    this.#heldFrom = spans.at(-1)?.start ?? Number.POSITIVE_INFINITY;
  }

  #addHeld(upTo: number): void {
    const held = this.#held;
    while (held.length > 0 && (held.at(-1) as Span).start <= upTo) {
      const { start, end, rule } = held.pop() as Span;
      this.#heldFrom = held.at(-1)?.start ?? Number.POSITIVE_INFINITY;
      this.add(start, end, rule);
    }
  }

  #addAll(spans: readonly Span[]): void {
    for (const { start, end, rule } of spans) this.add(start, end, rule);
  }

  /** Takes the ranges out that start at an index or after it, in order. */
  #takeFrom(index: number): Span[] {
    let first = this.size;
    while (first > 0 && (this.starts[first - 1] as number) >= index) first--;
    const taken = this.#spans(first);
    this.size = first;
    return inOrder(taken);
  }

  #spans(first: number): Span[] {
    return this.starts.slice(first, this.size).map((start, i) => ({
      start,
      end: this.ends[first + i] as number,
      rule: this.rules[first + i] as Rule,
    }));
  }

  /** Puts the ranges in order and merges what overlaps still. */
  putInOrder(): void {
    this.#addHeld(Number.POSITIVE_INFINITY);
    if (this.#inOrder) return;
    const found = inOrder(this.#spans(0));
    this.clear();
    this.#addAll(found);
  }
}

function areAlike(before: readonly Span[], after: readonly Span[], offset: number): boolean {
  return (
    before.length === after.length &&
    before.every(({ start, end, rule }, i) => {
      const other = after[i] as Span;
      return start + offset === other.start && end + offset === other.end && rule === other.rule;
    })
  );
}

function shifted(spans: readonly Span[], offset: number): Span[] {
  return spans.map(({ start, end, rule }) => ({ start: start + offset, end: end + offset, rule }));
}

function inOrder(spans: Span[]): Span[] {
  return spans.sort((a, b) => a.start - b.start || b.end - a.end);
}

function better(lengthA: number, a: Rule, lengthB: number, b: Rule): Rule {
  if (lengthA !== lengthB) return lengthA > lengthB ? a : b;
  return a.rank <= b.rank ? a : b;
}
