// Points in time as people write them.
import { expect, test } from 'vitest';
import { readTimePoint } from '../../src/spec/time-point.ts';

const NOW = Date.parse('2026-01-31T12:00:00Z');

test.each<[text: string, zone: string, instant: string]>([
  ['2h', 'Europe/Oslo', '2026-01-31T10:00:00.000Z'],
  ['2026-11-30', 'UTC', '2026-11-30T00:00:00.000Z'],
  // A date and a date with a time are of one zone.
  ['2026-11-30', 'America/New_York', '2026-11-30T05:00:00.000Z'],
  ['2026-11-30T00:00', 'America/New_York', '2026-11-30T05:00:00.000Z'],
  ['2026-11-30 00:00:00.5', 'America/New_York', '2026-11-30T05:00:00.500Z'],
  ['2026-11', 'America/New_York', '2026-11-01T04:00:00.000Z'],
  ['2026', 'America/New_York', '2026-01-01T05:00:00.000Z'],
  ['2026-11-30T00:00Z', 'America/New_York', '2026-11-30T00:00:00.000Z'],
  ['2026-11-30t00:00z', 'America/New_York', '2026-11-30T00:00:00.000Z'],
  ['2026-11-30T00:00+0530', 'America/New_York', '2026-11-29T18:30:00.000Z'],
  [' 2024-02-29 ', 'UTC', '2024-02-29T00:00:00.000Z'],
  // What the clock skips is when it is put forward; of what it repeats the first.
  ['2026-03-29T02:30', 'Europe/Oslo', '2026-03-29T01:00:00.000Z'],
  ['2026-10-25T02:30', 'Europe/Oslo', '2026-10-25T00:30:00.000Z'],
])('%s in %s', (text, zone, instant) => {
  expect(new Date(readTimePoint(text, NOW, zone) ?? 0).toISOString()).toBe(instant);
});

test.each(['', 'soon', '12:00', '2026-02-30', '2026-13', '2026-01-31T25:00', '2026-01T12:00', '31.1.2026', '20260131'])(
  '%j is none',
  (text) => {
    expect(readTimePoint(text, NOW, 'UTC')).toBeUndefined();
  },
);
