// Messages of lost records say how many were lost since the last message, however many reports were kept quiet in between.
import { expect, test } from 'vitest';
import { ErrorReporter } from '../../src/telemetry/error-reporter.ts';
import { LossReport } from '../../src/telemetry/loss-report.ts';
import { setUp } from '../support/exporter.ts';
import { errno } from '../support/failing-file-system.ts';
import { turn } from '../support/turn.ts';

test('what a quiet report would have said is part of the next one', async () => {
  let now = 0;
  const messages: string[] = [];
  const reporter = new ErrorReporter({ now: () => now, onError: (error) => messages.push(error.message) });
  const loss = new LossReport({ reporter, source: 'sink', target: 'mine', reason: 'it is full', drop: 'queue_full' });
  for (let i = 0; i < 5; i++) {
    loss.add(2);
    loss.add(1);
    await turn();
    now += 4000;
  }
  loss.conclude();
  await turn();
  expect(messages).toEqual([
    '3 log records were dropped (3 so far): it is full',
    '9 log records were dropped (12 so far): it is full',
    '15 log records were dropped in all: it is full',
  ]);
});

test('records that the buffer of the files has no room for are reported with their number and the directory', async () => {
  const reports: string[] = [];
  const { append, directory, exporter } = setUp(
    {
      maxBufferedBytes: 300,
      overflow: 'drop-newest',
      format: ({ body }) => String(body),
      onError: (error, { target }) => reports.push(`${target}: ${error.message}`),
    },
    (name) => (name === 'write' ? errno('ENOSPC') : undefined),
  );
  append(Array.from({ length: 100 }, () => 'x'.repeat(29)));
  await turn();
  expect(reports).toEqual([
    `${directory}: ENOSPC: injected`,
    `maxBufferedBytes: 90 log records were dropped (90 so far): the buffer of ${directory} is full (300 bytes)`,
  ]);
  expect(exporter.stats().records.dropped.buffer_full).toBe(90);
  exporter.shutdown().catch(() => undefined);
});
