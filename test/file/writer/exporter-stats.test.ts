// What `stats()` of the file exporter answers an operator: when, since when, how old, how much at most.
import { expect, test } from 'vitest';
import { ExporterIn, environmentWith } from '../../support/environment.ts';
import { errno, fileSystemThat } from '../../support/failing-file-system.ts';
import { logRecord } from '../../support/log-records.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { turn } from '../../support/turn.ts';

const START = Date.UTC(2026, 0, 31, 12);

/** An exporter whose clocks and disk a test sets. */
function setUp(options: object = {}) {
  const machine = { now: START, monotonic: 0, isFull: false };
  const environment = environmentWith({
    fs: fileSystemThat((call) => (machine.isFull && call === 'write' ? errno('ENOSPC') : undefined)),
    now: () => machine.now,
    monotonic: () => machine.monotonic,
  });
  const exporter = new ExporterIn(
    {
      directory: temporaryDirectory(),
      name: 'app',
      format: ({ body }) => String(body),
      onError: () => undefined,
      ...options,
    },
    environment,
  );
  /** Both clocks go on. */
  const pass = (milliseconds: number) => {
    machine.now += milliseconds;
    machine.monotonic += milliseconds;
  };
  return { machine, exporter, pass };
}

test('when the last write was, also where the clock is set', async () => {
  const { exporter, machine, pass } = setUp();
  expect(exporter.stats().writes).toEqual({ done: 0, milliseconds: 0, failed: 0, last: undefined });
  exporter.append(logRecord('one'));
  await exporter.forceFlush();
  pass(1500);
  expect(exporter.stats().writes.last).toEqual({ at: '2026-01-31T12:00:00.000Z', ago: 1500 });
  machine.now -= 3_600_000;
  expect(exporter.stats().writes.last).toEqual({ at: '2026-01-31T11:00:00.000Z', ago: 1500 });
  await exporter.shutdown();
  expect(exporter.stats().writes.done).toBe(1);
});

test('since when the disk refuses, how old the oldest record is, how much waits and waited at most', async () => {
  const { exporter, machine, pass } = setUp({ maxBufferedBytes: 1000 });
  machine.isFull = true;
  exporter.append(logRecord('x'.repeat(99)));
  await turn();
  pass(500);
  exporter.append(logRecord('x'.repeat(99)));
  await turn();
  pass(500);
  const refused = exporter.stats();
  expect(refused).toMatchObject({
    records: { accepted: 2, written: 0, waiting: 2 },
    bytes: { buffered: 200, highWater: 200, limit: 1000 },
    oldestWaiting: { at: '2026-01-31T12:00:00.000Z', ago: 1000 },
    faultingSince: { at: '2026-01-31T12:00:00.000Z', ago: 1000 },
  });
  expect(refused.writes.failed).toBeGreaterThan(0);
  machine.isFull = false;
  await exporter.forceFlush();
  const written = exporter.stats();
  expect(written).toMatchObject({ records: { waiting: 0 }, bytes: { buffered: 0, highWater: 200 } });
  expect([written.oldestWaiting, written.faultingSince]).toEqual([undefined, undefined]);
  await exporter.shutdown();
});

test.each([false, true])('a record that is not due yet is the oldest one, with enqueue: %s', async (enqueue) => {
  const { exporter, pass } = setUp({ flush: { interval: '1 h' }, enqueue });
  exporter.append(logRecord('early'));
  pass(2000);
  exporter.append(logRecord('late'));
  expect(exporter.stats().oldestWaiting?.ago).toBe(2000);
  await exporter.forceFlush();
  expect(exporter.stats().oldestWaiting).toBeUndefined();
  exporter.append(logRecord('next'));
  pass(10);
  expect(exporter.stats().oldestWaiting?.ago).toBe(10);
  await exporter.shutdown();
});

test('it is plain data', async () => {
  const { exporter } = setUp();
  exporter.append(logRecord('one'));
  await exporter.shutdown();
  const stats = exporter.stats();
  expect(JSON.parse(JSON.stringify(stats))).toEqual(JSON.parse(JSON.stringify(structuredClone(stats))));
  expect(structuredClone(stats)).toEqual(stats);
});
