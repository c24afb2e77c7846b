// The plan of a torture: made from its seed alone, and complete enough for the short form.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codecs, countKills, disturbanceKinds, planFrom } from './plan.ts';

const seeds = fc.integer({ min: 0, max: 0xffff_ffff });

test('the same seed gives the same plan, another one another', () => {
  fc.assert(
    fc.property(seeds, seeds, (seed, other) => {
      expect(planFrom(seed, 30)).toEqual(planFrom(seed, 30));
      if (seed !== other) expect(planFrom(other, 30)).not.toEqual(planFrom(seed, 30));
    }),
  );
});

test('a longer torture begins as a shorter one does', () => {
  const short = planFrom(7, 40);
  expect(planFrom(7, 400).slice(0, short.length - 1)).toEqual(short.slice(0, -1));
});

test('it kills as often as was asked for', () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 1, max: 300 }), (seed, kills) => {
      expect(countKills(planFrom(seed, kills))).toBe(kills);
    }),
  );
});

test('30 kills have every disturbance, each seen through by a writer', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const lives = planFrom(seed, 30).flatMap((round) => round.lives);
      const seen = lives
        .filter(({ writers }) => writers[0]?.kill.from === 'recovery')
        .flatMap(({ during }) => during.map(({ kind }) => kind));
      expect(disturbanceKinds.filter((kind) => !seen.includes(kind))).toEqual([]);
    }),
    { numRuns: 1000, examples: [[1720991051]] },
  );
});

test('nothing takes lines away from chained files', () => {
  const kinds = planFrom(1, 1000)
    .filter(({ isChained }) => isChained)
    .flatMap(({ lives }) => lives.flatMap(({ before, during }) => [...before, ...during]))
    .map(({ kind }) => kind);
  expect(new Set(kinds)).toEqual(
    new Set([
      'fill the disk',
      'limit the file size',
      'make the directory read-only',
      'make the active file read-only',
      'change the working directory',
      'set the clock',
      'have the writers reopen',
    ]),
  );
});

test('1,000 kills have every option', () => {
  const rounds = planFrom(1, 1000);
  const options = rounds.flatMap(({ lives }) =>
    lives.flatMap(({ writers }) => writers.map((writer) => writer.options)),
  );
  const values = (key: keyof (typeof options)[number]) => new Set(options.map((option) => option[key]));
  expect(values('compression')).toEqual(new Set(codecs));
  expect(values('flush')).toEqual(new Set(['turn', 'record']));
  expect(values('enqueue')).toEqual(new Set([false, true]));
  expect(values('fsync')).toEqual(new Set(['never', 'rotate', 'flush']));
  expect(values('overflow')).toEqual(new Set(['block', 'drop-newest', 'drop-oldest']));
  expect(values('integrity')).toEqual(new Set([undefined, true]));
  expect(rounds.some(({ lives }) => lives.some(({ writers }) => writers.length === 3))).toBe(true);
  expect(new Set(rounds.map(({ place }) => place))).toEqual(new Set(['tmpfs', 'disk']));
});
