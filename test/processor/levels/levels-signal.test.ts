// A signal turns levels down to DEBUG and back.
import { expect, test } from 'vitest';
import { setUp } from '../provider.ts';

const OPTIONS = { sinks: [() => undefined], levels: { signal: true, scopes: { quiet: 'ERROR' } } } as const;

/** Sends the signal to this process, and waits until its listeners were called. */
async function signalled(signal: NodeJS.Signals): Promise<void> {
  const called = new Promise((resolve) => process.once(signal, resolve));
  process.kill(process.pid, signal);
  await called;
}

test('SIGUSR2 by turns, for all processors that listen, and for one that is made between two signals', async () => {
  const before = process.listenerCount('SIGUSR2');
  const first = setUp(OPTIONS).processor;
  const second = setUp({ ...OPTIONS, minimumSeverity: 'WARN' }).processor;
  const other = setUp({ sinks: [() => undefined] }).processor;
  const levels = () => [first, second, other].map((processor) => processor.minimumSeverityOf('app'));
  expect(process.listenerCount('SIGUSR2')).toBe(before + 1);
  await signalled('SIGUSR2');
  expect(levels()).toEqual([5, 5, 9]);
  expect(first.minimumSeverityOf('quiet')).toBe(17);
  expect(setUp(OPTIONS).processor.minimumSeverityOf('app')).toBe(5);
  await signalled('SIGUSR2');
  expect(levels()).toEqual([9, 13, 9]);
  await signalled('SIGUSR2');
  expect(levels()).toEqual([5, 5, 9]);
});

test('SIGHUP is a turn of its own', async () => {
  const { processor } = setUp({ sinks: [() => undefined], levels: { signal: 'SIGHUP' } });
  await signalled('SIGHUP');
  expect(processor.minimumSeverityOf()).toBe(5);
});

test('the last shutdown takes the listener away', async () => {
  const before = process.listenerCount('SIGUSR2');
  const [first, second] = [setUp(OPTIONS).processor, setUp(OPTIONS).processor];
  await first.shutdown();
  await first.shutdown();
  expect(process.listenerCount('SIGUSR2')).toBe(before + 1);
  await second.shutdown();
  expect(process.listenerCount('SIGUSR2')).toBe(before);
});
