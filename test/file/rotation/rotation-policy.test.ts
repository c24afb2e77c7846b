import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RotationPolicy } from '../../../src/file/rotation/rotation-policy.ts';
import { parseRotation, type RotationContext, type RotationOption } from '../../../src/spec/rotation.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOON = Date.UTC(2024, 0, 10, 12);
const MIDNIGHT = Date.UTC(2024, 0, 11);
const PATH = 'logs/app.jsonl';

function policyOf(rotation: RotationOption, timeZone = 'UTC', errors: unknown[] = []): RotationPolicy {
  return new RotationPolicy({
    rule: parseRotation(rotation),
    timeZone,
    onCallbackError: (error) => errors.push(error),
  });
}

function opened(rotation: RotationOption, fileStart = NOON, now = fileStart): RotationPolicy {
  const policy = policyOf(rotation);
  policy.open(fileStart, now);
  return policy;
}

/** What a writer that follows the policy does with writes at given times: the files, as the times of their writes. */
function write(policy: RotationPolicy, times: readonly number[], bytes = 10): number[][] {
  const files: number[][] = [];
  let file: number[] | undefined;
  for (const now of times) {
    if (file === undefined || policy.isDue(now, file.length * bytes, bytes, PATH)) {
      file = [];
      files.push(file);
      policy.open(now);
    }
    file.push(now);
  }
  return files;
}

describe('by size', () => {
  test.each<[number, number, boolean]>([
    [0, 10, false],
    [0, 100, false],
    [0, 1000, false],
    [1, 99, false],
    [1, 100, true],
    [50, 50, false],
    [50, 51, true],
    [100, 0, false],
    [100, 1, true],
    [101, 0, true],
    [1000, 1, true],
  ])('a file of %i bytes before a write of %i, with a limit of 100: %s', (size, nextWriteBytes, due) => {
    expect(opened('100 B').isDue(NOON, size, nextWriteBytes, PATH)).toBe(due);
  });

  test('takes the smallest limit of a list', () => {
    expect(policyOf(['1 MB', '100 B', 'daily', '1 KB']).sizeLimit).toBe(100);
  });

  test.each<[RotationOption]>([[false], ['daily'], [() => false], [['daily', '1 h']]])(
    'has no limit for %o',
    (rotation) => {
      expect(policyOf(rotation).sizeLimit).toBe(Number.POSITIVE_INFINITY);
      expect(opened(rotation).isDue(NOON, Number.MAX_SAFE_INTEGER, 1e9, PATH)).toBe(false);
    },
  );

  test('has no time', () => {
    expect(opened('100 B').dueAt).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('by time', () => {
  test.each<[RotationOption, number]>([
    ['daily', MIDNIGHT],
    ['hourly', NOON + HOUR],
    ['18:30', NOON + 6.5 * HOUR],
    ['12:00', NOON + DAY],
    ['5 min', NOON + 5 * MINUTE],
    [['1 GB', 'daily', '18:30'], NOON + 6.5 * HOUR],
  ])('%j is due at its instant and not before', (rotation, dueAt) => {
    const policy = opened(rotation);
    expect(policy.dueAt).toBe(dueAt);
    expect(policy.isDue(dueAt - 1, 10, 10, PATH)).toBe(false);
    expect(policy.isDue(dueAt, 10, 10, PATH)).toBe(true);
    expect(policy.isDue(dueAt, 10, 0, PATH)).toBe(true);
  });

  test('reads the calendar in its zone', () => {
    const policy = policyOf('daily', 'Asia/Tokyo');
    policy.open(NOON);
    expect(policy.dueAt).toBe(Date.UTC(2024, 0, 10, 15));
  });

  test('continues after a restart from the real start of the file', () => {
    const now = NOON + 50 * MINUTE;
    const policy = opened('1 h', NOON, now);
    expect(policy.start).toBe(NOON);
    expect(policy.dueAt).toBe(NOON + HOUR);
    expect(policy.isDue(now, 10, 10, PATH)).toBe(false);
  });

  test('is due at once for a file of yesterday', () => {
    const policy = opened('daily', NOON - DAY, NOON);
    expect(policy.dueAt).toBe(MIDNIGHT - DAY);
    expect(policy.isDue(NOON, 10, 0, PATH)).toBe(true);
  });

  test('never rotates an empty file, which begins anew when its time passes', () => {
    const policy = opened('daily');
    expect(policy.isDue(MIDNIGHT + HOUR, 0, 0, PATH)).toBe(false);
    expect(policy.start).toBe(MIDNIGHT + HOUR);
    expect(policy.dueAt).toBe(MIDNIGHT + DAY);
    expect(policy.isDue(MIDNIGHT + 2 * HOUR, 10, 10, PATH)).toBe(false);
    expect(policy.isDue(MIDNIGHT + DAY, 10, 10, PATH)).toBe(true);
  });

  test('keeps the start of an empty file until its time passes', () => {
    const policy = opened('1 h');
    expect(policy.isDue(NOON + 59 * MINUTE, 0, 10, PATH)).toBe(false);
    expect(policy.dueAt).toBe(NOON + HOUR);
  });

  test('gives one file a day', () => {
    const times = Array.from({ length: 100 }, (_, index) => NOON + index * HOUR);
    const files = write(policyOf('daily'), times);
    expect(files.map((file) => file.length)).toEqual([12, 24, 24, 24, 16]);
  });
});

describe('when the clock jumps', () => {
  test('forward over several boundaries, there is one rotation', () => {
    const files = write(policyOf('daily'), [NOON, NOON + 1, NOON + 10 * DAY, NOON + 10 * DAY + 1]);
    expect(files.map((file) => file.length)).toEqual([2, 2]);
  });

  test('back across a boundary again and again, the boundary rotates once', () => {
    const times = [NOON];
    for (let step = 0; step < 100; step++) times.push(MIDNIGHT + 10, MIDNIGHT - 10);
    times.push(MIDNIGHT + DAY - 1, MIDNIGHT + DAY);
    const files = write(policyOf('daily'), times);
    expect(files.map((file) => file.length)).toEqual([1, 201, 1]);
  });

  test('back by less than the time until the rotation, the time stays', () => {
    const policy = opened('daily');
    expect(policy.isDue(NOON - 11 * HOUR, 10, 10, PATH)).toBe(false);
    expect(policy.dueAt).toBe(MIDNIGHT);
    expect(policy.start).toBe(NOON);
  });

  test('back by more, the file is taken to start now', () => {
    const policy = opened('daily');
    const now = NOON - 3 * DAY;
    expect(policy.isDue(now, 10, 10, PATH)).toBe(false);
    expect(policy.start).toBe(now);
    expect(policy.dueAt).toBe(MIDNIGHT - 3 * DAY);
    expect(policy.isDue(MIDNIGHT - 3 * DAY, 10, 10, PATH)).toBe(true);
  });

  test('back by more while the file is empty, too', () => {
    const policy = opened('1 h');
    expect(policy.isDue(NOON - DAY, 0, 10, PATH)).toBe(false);
    expect(policy.dueAt).toBe(NOON - DAY + HOUR);
  });

  test.each([NOON + 400 * DAY, Date.UTC(9000, 0, 1), Date.UTC(99999, 0, 1), Number.NaN, Number.POSITIVE_INFINITY])(
    'a file of an earlier run that was started at %d, in the future, is taken to start now',
    (fileStart) => {
      const policy = opened('daily', fileStart, NOON);
      expect(policy.start).toBe(NOON);
      expect(policy.dueAt).toBe(MIDNIGHT);
    },
  );

  test('a file of a little in the future keeps its start', () => {
    const policy = opened('daily', NOON + MINUTE, NOON);
    expect(policy.start).toBe(NOON + MINUTE);
    expect(policy.dueAt).toBe(MIDNIGHT);
  });

  test('whatever the clock does, no rotation follows another without time that passes', () => {
    const jumps = fc.oneof(
      fc.integer({ min: 0, max: 10 * MINUTE }),
      fc.integer({ min: -3 * DAY, max: 3 * DAY }),
      fc.integer({ min: -1000 * DAY, max: 1000 * DAY }),
    );
    const rotations = fc.constantFrom(
      'hourly',
      'daily',
      'weekly',
      'monthly',
      '18:30',
      'sunday at 02:30',
      '5 min',
      '1 day',
    );
    fc.assert(
      fc.property(
        rotations,
        fc.constantFrom('UTC', 'Europe/Berlin', 'Pacific/Apia'),
        fc.array(jumps),
        (rotation, zone, steps) => {
          const policy = policyOf(rotation, zone);
          let now = NOON;
          policy.open(now);
          for (const step of steps) {
            now += step;
            if (policy.isDue(now, 10, 10, PATH)) policy.open(now);
            // A second write in the same millisecond, and a third in the next, stay in the file.
            expect(policy.isDue(now, 10, 10, PATH)).toBe(false);
            expect(policy.dueAt).toBeGreaterThan(now);
            // The file is never left open for longer than two of the longest periods, a month.
            expect(policy.dueAt - now).toBeLessThanOrEqual(62 * DAY);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('by size and time together', () => {
  test('keeps both promises', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 6 * HOUR }), { maxLength: 200 });
    fc.assert(
      fc.property(gaps, (steps) => {
        let now = NOON;
        const times = steps.map((step) => {
          now += step;
          return now;
        });
        const files = write(policyOf(['50 B', 'daily']), times, 20);
        expect(files.flat()).toEqual(times);
        for (const [index, file] of files.entries()) {
          expect(file.length).toBeLessThanOrEqual(2);
          expect(new Set(file.map((time) => Math.floor(time / DAY))).size).toBe(1);
          // A file ends only where the next write would not have fitted or belongs to another day.
          const next = files[index + 1]?.[0];
          const [first = 0] = file;
          if (next !== undefined && file.length < 2)
            expect(Math.floor(next / DAY)).toBeGreaterThan(Math.floor(first / DAY));
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('by callback', () => {
  test('gives it the whole context', () => {
    const seen: RotationContext[] = [];
    const policy = opened((context) => {
      seen.push(context);
      return context.size + context.nextWriteBytes > 20;
    });
    expect(policy.isDue(NOON + 5, 10, 7, PATH)).toBe(false);
    expect(policy.isDue(NOON + 6, 17, 7, PATH)).toBe(true);
    expect(seen).toEqual([
      { nextWriteBytes: 7, size: 10, start: NOON, now: NOON + 5, path: PATH },
      { nextWriteBytes: 7, size: 17, start: NOON, now: NOON + 6, path: PATH },
    ]);
  });

  test('does not ask it about an empty file, nor where another rule says so already', () => {
    let calls = 0;
    const policy = opened(['100 B', 'daily', () => ++calls < 0]);
    expect(policy.isDue(NOON, 0, 10, PATH)).toBe(false);
    expect(policy.isDue(NOON, 100, 10, PATH)).toBe(true);
    expect(policy.isDue(MIDNIGHT, 10, 10, PATH)).toBe(true);
    expect(calls).toBe(0);
    expect(policy.isDue(NOON, 10, 10, PATH)).toBe(false);
    expect(calls).toBe(1);
  });

  test('asks all of a list until one says yes', () => {
    const asked: string[] = [];
    const answer = (name: string, yes: boolean) => () => {
      asked.push(name);
      return yes;
    };
    expect(opened([answer('a', false), [answer('b', true)], answer('c', true)]).isDue(NOON, 1, 1, PATH)).toBe(true);
    expect(asked).toEqual(['a', 'b']);
  });

  test('reports what it throws, and continues with the others', () => {
    const errors: unknown[] = [];
    const failure = new Error('no');
    const fail = () => {
      throw failure;
    };
    const policy = policyOf([fail, () => true], 'UTC', errors);
    policy.open(NOON);
    expect(policy.isDue(NOON, 10, 10, PATH)).toBe(true);
    expect(errors).toEqual([failure]);
  });

  test('refuses a promise, which would rotate at every write', async () => {
    const errors: unknown[] = [];
    const policy = policyOf(
      (async () => {
        await Promise.resolve();
        throw new Error('unhandled');
      }) as unknown as RotationOption,
      'UTC',
      errors,
    );
    policy.open(NOON);
    expect(policy.isDue(NOON, 10, 10, PATH)).toBe(false);
    expect(errors).toEqual([new TypeError('the rotation callback gave a promise: its answer is needed at once')]);
    // The promise's own error is not left unhandled, which would fail the test run.
    await new Promise(setImmediate);
  });
});
