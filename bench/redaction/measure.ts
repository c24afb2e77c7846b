// Timing for the bench: throughput on real lines, the worst hostile line, and growth over doublings.
import { broken, HOSTILE_SHAPES, WORST_SHAPES } from './hostile.ts';
import type { Redact } from './scoring.ts';

/** Megabytes (10^6 UTF-16 units of text) a second over the lines: the best of `rounds`, after one to warm up. */
export function throughput(lines: readonly string[], redact: Redact, rounds = 5): number {
  const size = lines.reduce((sum, line) => sum + line.length, 0);
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round <= rounds; round++) {
    const started = process.hrtime.bigint();
    for (const line of lines) redact(line);
    const spent = Number(process.hrtime.bigint() - started) / 1e9;
    if (round > 0) best = Math.min(best, spent);
  }
  return size / 1e6 / best;
}

/** Milliseconds for one text: the best of three, so that another process's turn does not count. */
export function milliseconds(text: string, redact: Redact, rounds = 3): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const started = process.hrtime.bigint();
    redact(text);
    best = Math.min(best, Number(process.hrtime.bigint() - started) / 1e6);
  }
  return best;
}

/** Milliseconds of a shape's line. */
export interface WorstLine {
  readonly shape: string;
  readonly repeated: number;
  /** Of the same line with breaks, so that it does not repeat itself. */
  readonly broken: number;
}

/** Every hostile shape at 1 MB. */
export function worstLines(redact: Redact): WorstLine[] {
  return WORST_SHAPES.map(({ name, make }) => {
    const text = make(1 << 20);
    return { shape: name, repeated: milliseconds(text, redact), broken: milliseconds(broken(text), redact) };
  });
}

export interface Growth {
  readonly shape: string;
  /** Milliseconds at each size. */
  readonly times: readonly number[];
  /** The largest factor between two sizes. */
  readonly worst: number;
}

/** 64 KB, doubled six times, to 4 MB. */
export const GROWTH_SIZES: readonly number[] = [0, 1, 2, 3, 4, 5, 6].map((power) => 65_536 << power);
/** Below this a doubling is measured in noise: it does not count. */
const TOO_SHORT = 0.5;

/** With breaks: where a text repeats itself, a scan saves itself what is measured here. */
export function growth(redact: Redact, sizes: readonly number[] = GROWTH_SIZES, rounds = 5): Growth[] {
  return HOSTILE_SHAPES.map(({ name, make }) => {
    redact(make(65_536));
    const times = sizes.map((size) => milliseconds(broken(make(size)), redact, rounds));
    let worst = 0;
    for (let i = 1; i < times.length; i++) {
      const before = times[i - 1] as number;
      if (before >= TOO_SHORT) worst = Math.max(worst, (times[i] as number) / before);
    }
    return { shape: name, times, worst };
  });
}
