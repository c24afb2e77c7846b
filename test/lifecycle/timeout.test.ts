// Timers: none fires early, however long its time is, and time in which the loop does not turn can be left out.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Timer, within } from '../../src/lifecycle/timeout.ts';

const DAY = 24 * 60 * 60 * 1000;

/** Keeps the event loop from turning. */
function keepBusy(milliseconds: number): void {
  for (const end = performance.now() + milliseconds; performance.now() < end; );
}

describe('by a clock that the test drives', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  test.each([2 ** 31 - 1, 2 ** 31, 100 * DAY])('a time of %i ms is not over before', (milliseconds) => {
    const elapsed = vi.fn();
    new Timer(milliseconds, elapsed);
    vi.advanceTimersByTime(milliseconds - 1);
    expect(elapsed).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(elapsed).toHaveBeenCalledTimes(1);
  });

  test('an infinite time is never over', () => {
    const elapsed = vi.fn();
    new Timer(Number.POSITIVE_INFINITY, elapsed, { ofTurningLoop: true });
    new Timer(Number.POSITIVE_INFINITY, elapsed);
    vi.advanceTimersByTime(DAY);
    expect(elapsed).not.toHaveBeenCalled();
  });

  test.each([1, 249, 30_000])('a time of %i ms of a loop that turns is over after it', async (milliseconds) => {
    const elapsed = vi.fn();
    new Timer(milliseconds, elapsed, { ofTurningLoop: true });
    vi.advanceTimersByTime(milliseconds - 1);
    await new Promise(setImmediate);
    expect(elapsed).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    await new Promise(setImmediate);
    expect(elapsed).toHaveBeenCalledTimes(1);
  });

  test('what is cleared does not come, in whichever slice', () => {
    const elapsed = vi.fn();
    const timer = new Timer(1000, elapsed, { ofTurningLoop: true });
    vi.advanceTimersByTime(600);
    timer.clear();
    vi.advanceTimersByTime(DAY);
    expect(elapsed).not.toHaveBeenCalled();
  });
});

test.each([2 ** 31, Number.POSITIVE_INFINITY])('work that is given %d ms is waited for', async (milliseconds) => {
  const work = new Promise((resolve) => setTimeout(() => resolve('done'), 20));
  await expect(within(work, milliseconds, 'work had not ended')).resolves.toBe('done');
});

test('what comes while the loop is kept busy for longer than it may take is in time', async () => {
  const work = new Promise((resolve) => setTimeout(() => setImmediate(resolve, 'done'), 5));
  const waiting = within(work, 40, 'work had not ended');
  keepBusy(200);
  await expect(waiting).resolves.toBe('done');
});
