// What filters keep and drop by how many records there are: sampling and rate limit.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { filters } from '../../../src/processor/filters/filters.ts';
import { rateLimitBy, sampleBy } from '../clocks.ts';
import { logRecord } from '../log-record.ts';
import { kept } from './kept.ts';

describe('filters.sample', () => {
  const traces = Array.from({ length: 20_000 }, (_, i) => {
    const low = Math.imul(i + 1, 0x9e3779b1) >>> 0;
    return (
      '0'.repeat(18) +
      low.toString(16).padStart(8, '0') +
      (Math.imul(low, 0x85ebca6b) >>> 0).toString(16).padStart(8, '0').slice(0, 6)
    );
  });

  test.each([0, 0.01, 0.25, 0.5, 1])('keeps its part of traces: %d', (rate) => {
    const filter = filters.sample(rate, 'traceId');
    const part = traces.filter((traceId) => filter(logRecord({ traceId }))).length / traces.length;
    expect(Math.abs(part - rate)).toBeLessThan(0.01);
  });

  test.each([0, 0.1, 0.5, 1])('keeps its part of keys, the same in every process: %d', (rate) => {
    const [one, other] = [filters.sample(rate, 'user'), filters.sample(rate, 'user')];
    const records = Array.from({ length: 20_000 }, (_, i) => logRecord({ attributes: { user: `user-${i}` } }));
    const choice = kept(one, records);
    expect(kept(other, records)).toEqual(choice);
    expect(Math.abs(choice.filter(Boolean).length / records.length - rate)).toBeLessThan(0.015);
  });

  test('decides by the threshold of consistent probability sampling', () => {
    const filter = filters.sample(0.25, 'traceId');
    const low = logRecord({ traceId: 'ffffffffffffffffffbfffffffffffff' });
    const high = logRecord({ traceId: '000000000000000000c0000000000000' });
    expect(kept(filter, [low, high])).toEqual([false, true]);
  });

  test('keeps at a higher rate what it keeps at a lower', () => {
    const [few, many] = [filters.sample(0.1, 'traceId'), filters.sample(0.3, 'traceId')];
    for (const traceId of traces.slice(0, 2_000)) {
      if (few(logRecord({ traceId }))) expect(many(logRecord({ traceId }))).toBe(true);
    }
  });

  test('is random without a field, and for a record that has none', () => {
    const numbers = [0.09, 0.1, 0.5, 0.05];
    const next = () => numbers.shift() ?? 1;
    expect(kept(sampleBy(0.1, undefined, { random: next }), [logRecord(), logRecord()])).toEqual([true, false]);
    expect(kept(sampleBy(0.1, 'traceId', { random: next }), [logRecord(), logRecord()])).toEqual([false, true]);
  });
});

describe('filters.rateLimit', () => {
  function clocked(n: number, per: string | number, by?: string) {
    let time = 1_000_000;
    const filter = rateLimitBy(n, per, by, { now: () => time });
    return {
      at: (ms: number, count = 1, attributes = {}) => {
        time = 1_000_000 + ms;
        return Array.from({ length: count }, () => filter(logRecord({ attributes }))).filter(Boolean).length;
      },
    };
  }

  test('keeps n, and the next when the time since has gone by', () => {
    const { at } = clocked(3, '1 s');
    expect([at(0, 10), at(500, 10), at(999, 10), at(1_000, 10), at(1_500, 10), at(2_000, 10)]).toEqual([
      3, 0, 0, 3, 0, 3,
    ]);
  });

  test('counts in any span, not from one boundary to the next', () => {
    const { at } = clocked(3, 1_000);
    expect([at(0), at(800), at(900), at(950), at(1_000), at(1_100), at(1_800), at(1_900), at(1_950)]).toEqual([
      1, 1, 1, 0, 1, 0, 1, 1, 0,
    ]);
  });

  test('never keeps more than n in any span, and never drops below that', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), steps, (n, gaps) => {
        let time = 0;
        const filter = rateLimitBy(n, 1_000, undefined, { now: () => time });
        const passed: number[] = [];
        for (const gap of gaps) {
          time += gap;
          const within = passed.filter((earlier) => earlier > time - 1_000).length;
          const isKept = filter(logRecord());
          expect(isKept).toBe(within < n);
          if (isKept) passed.push(time);
        }
      }),
    );
  });

  test.each([
    ['minute', 60_000],
    ['Minute', 60_000],
    ['2 minutes', 120_000],
    [250, 250],
    ['h', 3_600_000],
  ])('per %s', (per, span) => {
    const { at } = clocked(1, per);
    expect([at(0), at(span - 1), at(span)]).toEqual([1, 0, 1]);
  });

  test('by a key: each has its own, those without share one', () => {
    const { at } = clocked(1, '1 s', 'user');
    expect([at(0, 2, { user: 'a' }), at(0, 2, { user: 'b' }), at(0, 2), at(0, 1, { user: 'a' })]).toEqual([1, 1, 1, 0]);
  });

  test('does not block when the clock is set back', () => {
    const { at } = clocked(2, '1 h');
    expect([at(0, 3), at(-1_000_000, 3), at(-999_999, 3)]).toEqual([2, 2, 0]);
  });

  test('remembers no more keys than it says, and forgets the one not used for longest', () => {
    const { at } = clocked(1, '1 h', 'user');
    for (let i = 0; i < 10_000; i++) at(0, 1, { user: i });
    expect(at(0, 1, { user: 0 })).toBe(0);
    at(0, 1, { user: 'one more' });
    expect([at(0, 1, { user: 0 }), at(0, 1, { user: 1 })]).toEqual([0, 1]);
  });
});
