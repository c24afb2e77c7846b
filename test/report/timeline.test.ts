// The timeline: few buckets whatever the times are, and no record lost between them.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Timeline } from '../../src/report/timeline.ts';
import { START } from './report-records.ts';

function timelineOf(times: readonly number[], band = 3) {
  const timeline = new Timeline();
  for (const time of times) timeline.add(time, band);
  return timeline.summary();
}

test('of no records is empty', () => {
  expect(timelineOf([]).counts).toEqual([]);
});

test('one record is one bucket of a millisecond', () => {
  expect(timelineOf([START], 1)).toEqual({ start: START, width: 1, counts: [[0, 1, 0, 0, 0, 0, 0]] });
});

test('an hour is bars of 30 seconds, from a whole one on', () => {
  const { start, width, counts } = timelineOf([START + 1, START + 3_599_999]);
  expect({ start, width, bars: counts.length }).toEqual({ start: START, width: 30_000, bars: 120 });
});

test('all records are counted, each in the bucket of its time, in at most 240 buckets', () => {
  const time = fc.oneof(fc.integer({ min: START, max: START + 1e7 }), fc.integer({ min: -8.64e15, max: 8.64e15 }));
  fc.assert(
    fc.property(fc.array(time, { minLength: 1, maxLength: 50 }), (times) => {
      const { start, width, counts } = timelineOf(times);
      expect(counts.length).toBeLessThanOrEqual(240);
      const expected = counts.map(() => 0);
      for (const one of times) {
        const index = Math.floor((one - start) / width);
        expected[index] = (expected[index] ?? Number.NaN) + 1;
      }
      expect(counts.map((bucket) => bucket.reduce((sum, count) => sum + count, 0))).toEqual(expected);
    }),
  );
});
