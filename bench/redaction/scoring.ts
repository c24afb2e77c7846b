// Judges a redactor by its output alone, so that ours and the rivals are measured by one rule.
import type { Planted, Sample } from './sample.ts';

/** The shortest run of a planted value that counts as a leak; a shorter value leaks only as a whole. */
const LEAK = 6;

/** What a redactor is to the bench. */
export type Redact = (text: string) => string;

/**
 * Whether a planted value is gone from the output: no run of six of its characters occurs there more often than the
 * rest of the sample accounts for (a host name may stand both in an address and beside it).
 */
export function isFound(sample: Sample, planted: Planted, output: string): boolean {
  const value = sample.text.slice(planted.start, planted.end);
  const rest = `${sample.text.slice(0, planted.start)}\u0000${sample.text.slice(planted.end)}`;
  const size = Math.min(LEAK, value.length);
  const seen = new Set<string>();
  for (let i = 0; i + size <= value.length; i++) {
    const run = value.slice(i, i + size);
    if (seen.has(run)) continue;
    seen.add(run);
    if (output.includes(run) && occurrences(output, run) > occurrences(rest, run)) return false;
  }
  return true;
}

function occurrences(text: string, run: string): number {
  let count = 0;
  for (let at = text.indexOf(run); at >= 0; at = text.indexOf(run, at + 1)) count++;
  return count;
}

/** Letters and digits of whole words outside the planted values that the output no longer has. */
export function overMasked(sample: Sample, output: string): { readonly lost: number; readonly outside: number } {
  let rest = '';
  let at = 0;
  for (const { start, end } of sample.secrets) {
    rest += `${sample.text.slice(at, start)}\u0000`;
    at = end;
  }
  rest += sample.text.slice(at);
  const left = wordCounts(output);
  let lost = 0;
  let outside = 0;
  for (const word of rest.match(/[\p{L}\p{N}]+/gu) ?? []) {
    outside += word.length;
    const count = left.get(word) ?? 0;
    if (count === 0) lost += word.length;
    else left.set(word, count - 1);
  }
  return { lost, outside };
}

function wordCounts(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of text.match(/[\p{L}\p{N}]+/gu) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

export interface EntityScore {
  planted: number;
  found: number;
}

export interface Score {
  readonly byEntity: ReadonlyMap<string, EntityScore>;
  readonly planted: number;
  /** Letters and digits outside planted values that were masked with them, as a share of all outside. */
  readonly overMasking: number;
  readonly misses: readonly Miss[];
  /** The samples that lost something beside what was planted. */
  readonly beside: readonly Beside[];
}

export interface Miss {
  readonly entity: string;
  readonly variant: string;
  readonly container: string;
  readonly value: string;
  readonly text: string;
  readonly output: string;
}

export interface Beside {
  readonly variant: string;
  readonly container: string;
  /** Letters and digits. */
  readonly lost: number;
}

export function scoreSamples(samples: readonly Sample[], redact: Redact): Score {
  const byEntity = new Map<string, EntityScore>();
  const misses: Miss[] = [];
  const beside: Beside[] = [];
  let lost = 0;
  let outside = 0;
  for (const sample of samples) {
    const output = redact(sample.text);
    const over = overMasked(sample, output);
    lost += over.lost;
    if (over.lost > 0) beside.push({ variant: sample.variant, container: sample.container, lost: over.lost });
    outside += over.outside;
    for (const planted of sample.secrets) {
      const score = byEntity.get(planted.entity) ?? { planted: 0, found: 0 };
      byEntity.set(planted.entity, score);
      score.planted++;
      if (isFound(sample, planted, output)) {
        score.found++;
      } else {
        const { variant, container, text } = sample;
        misses.push({
          entity: planted.entity,
          variant,
          container,
          value: text.slice(planted.start, planted.end),
          text,
          output,
        });
      }
    }
  }
  return {
    byEntity,
    planted: samples.reduce((sum, { secrets }) => sum + secrets.length, 0),
    overMasking: lost / Math.max(1, outside),
    misses,
    beside,
  };
}
