// A disk that has refused takes again, and nothing happens any more: no record, no flush. What waits is written all the same.
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RotatingFileLogRecordExporterOptions } from '../../src/file/options/file-options.ts';
import { setUp } from '../support/exporter.ts';
import { errno } from '../support/failing-file-system.ts';
import { bodiesInDirectory } from '../support/log-directory.ts';
import { numbered } from '../support/log-records.ts';
import { eventually } from '../support/patience.ts';

function onBrokenDisk(options: RotatingFileLogRecordExporterOptions) {
  const disk = { isBroken: true };
  const given = setUp(options, (name) => (disk.isBroken && name === 'write' ? errno('ENOSPC') : undefined));
  onTestFinished(() => given.exporter.shutdown());
  return { disk, ...given };
}

const FLUSHES = ['turn', 'record', { interval: '1 h', bytes: 100 }] as const;
const WAYS = FLUSHES.flatMap((flush) =>
  [false, true].flatMap((enqueue) =>
    (['block', 'drop-newest', 'drop-oldest'] as const).map((overflow) => ({ flush, enqueue, overflow })),
  ),
);

describe.each(WAYS)('%o', (options) => {
  test('what was logged meanwhile is written with the record whose write failed', async () => {
    const { disk, directory, errors, exporter, append } = onBrokenDisk(options);
    for (const body of ['first', 'second', 'third']) {
      append([body]);
      if (body === 'first') await eventually(() => expect(errors.length).toBeGreaterThan(0));
      await sleep(5);
    }
    disk.isBroken = false;
    await eventually(() => expect(exporter.stats().records.written).toBe(3));
    expect(await bodiesInDirectory(directory)).toEqual(['first', 'second', 'third']);
    expect(exporter.stats().faultingSince).toBeUndefined();
  });

  test('what is left of an overflow is written', async () => {
    const { disk, directory, exporter, append, errors } = onBrokenDisk({ ...options, maxBufferedBytes: '20 KB' });
    append(['first']);
    await eventually(() => expect(errors.length).toBeGreaterThan(0));
    for (let turn = 0; turn < 10; turn++) {
      append(numbered(5, turn * 5).map((body) => body.padEnd(800, '.')));
      await sleep(1);
    }
    expect(exporter.stats().records.dropped.buffer_full).toBeGreaterThan(0);
    disk.isBroken = false;
    await eventually(() => expect(exporter.stats().records.waiting).toBe(0));
    const [last = ''] = numbered(1, 49);
    const bodies = await bodiesInDirectory(directory);
    // The oldest are dropped, or the newest.
    if (options.overflow === 'drop-oldest') expect(bodies.some((body) => body.startsWith(last))).toBe(true);
    else expect(bodies[0]).toBe('first');
  });
});

describe.each(['drop-newest', 'drop-oldest'] as const)('a healthy disk and overflow: %s', (overflow) => {
  test.each([
    ['one larger than the buffer, and one more', '100 KB', [200_000, 10]],
    ['three that have no room together', '100 KB', [60_000, 60_000, 60_000]],
    ['a burst', '100 KB', Array.from({ length: 400 }, () => 600)],
  ])('%s, in one turn: nothing is dropped', async (_, maxBufferedBytes, sizes) => {
    const { directory, exporter, append } = setUp({ overflow, maxBufferedBytes, flush: { interval: '1 h' } });
    const bodies = sizes.map((size, number) => `${number} `.padEnd(size, '.'));
    append(bodies);
    await exporter.shutdown();
    expect(await bodiesInDirectory(directory)).toEqual(bodies);
    expect(exporter.stats().records.dropped.buffer_full).toBe(0);
  });
});
