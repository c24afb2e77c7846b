// Whoever waits for records waits for its time, or for as long as the disk takes some.
import { expect, onTestFinished, test, vi } from 'vitest';
import { Acknowledgements } from '../../../src/file/writer/acknowledgements.ts';

/** Has a clock elapse that only this test drives, in turns of the event loop. */
function driveTimers(): (milliseconds: number) => Promise<void> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  return async (milliseconds) => {
    for (let left = milliseconds; left > 0; left -= 100) {
      await vi.advanceTimersByTimeAsync(100);
      await new Promise(setImmediate);
    }
  };
}

test.each([
  { isPatient: true, last: 500, after: 10_000 },
  { isPatient: true, last: 9_000, after: 10_000 },
  { isPatient: false, last: 500, after: 9_500 },
])('patient: $isPatient, the last record after $last ms: rejects $after ms after it', async (example) => {
  const elapse = driveTimers();
  const acknowledgements = new Acknowledgements();
  const rejected = vi.fn();
  acknowledgements
    .within(10_000, 3, example.isPatient, (missing) => new Error(`${missing} are missing`))
    .catch((error) => rejected(error.message));
  await elapse(example.last);
  acknowledgements.acknowledge(1);
  acknowledgements.notify();
  await elapse(example.after - 500);
  expect(rejected).not.toHaveBeenCalled();
  await elapse(1000);
  expect(rejected.mock.calls).toEqual([['2 are missing']]);
  // Nothing is left that would keep the process alive.
  expect(vi.getTimerCount()).toBe(0);
});
