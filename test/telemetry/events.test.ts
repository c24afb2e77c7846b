// What happens is published on channels of `node:diagnostics_channel`, as plain data, and no subscriber disturbs anything.
import { type ChannelListener, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { InMemoryLogRecordExporter } from '@opentelemetry/sdk-logs';
import { expect, onTestFinished, test } from 'vitest';
import { announce, type LakeTraceEvents } from '../../src/telemetry/events.ts';
import { setUp } from '../processor/provider.ts';
import { setUp as setUpExporter } from '../support/exporter.ts';
import { errno } from '../support/failing-file-system.ts';
import { turn } from '../support/turn.ts';

const MAIL = ['jo', 'example.org'].join('@');

function listen(name: keyof LakeTraceEvents, listener: ChannelListener): void {
  subscribe(name, listener);
  onTestFinished(() => void unsubscribe(name, listener));
}

/** The events of a channel during the test. */
function eventsOf<Name extends keyof LakeTraceEvents>(name: Name): LakeTraceEvents[Name][] {
  const events: LakeTraceEvents[Name][] = [];
  listen(name, (event) => events.push(event as LakeTraceEvents[Name]));
  return events;
}

test('files that are rotated, compressed and deleted', async () => {
  const [rotated, compressed, deleted] = [
    eventsOf('laketrace:rotate'),
    eventsOf('laketrace:compress'),
    eventsOf('laketrace:delete'),
  ];
  const { exporter, append, directory } = setUpExporter({ compression: 'gzip', retention: 1 });
  for (const body of ['one', 'two']) {
    append([body]);
    await exporter.rotate();
    await exporter.forceFlush();
  }
  const { compressions } = exporter.stats();
  await exporter.shutdown();
  const file = expect.stringMatching(/app\.[\d-]+T[\d-]+\.\d{3}Z(?:\.\d+)?\.jsonl$/);
  expect(rotated).toEqual([1, 2].map(() => ({ name: 'app', file, bytes: expect.any(Number) })));
  expect(rotated.every(({ file: path }) => path.startsWith(directory))).toBe(true);
  expect(compressed).toHaveLength(2);
  expect(compressed[0]).toEqual({
    name: 'app',
    file: rotated[0]?.file,
    archive: `${rotated[0]?.file}.gz`,
    codec: 'gzip',
    bytesBefore: rotated[0]?.bytes,
    bytesAfter: expect.any(Number),
    milliseconds: expect.any(Number),
  });
  expect(compressed.reduce((sum, { bytesAfter }) => sum + bytesAfter, 0)).toBe(compressions.bytesAfter);
  expect(deleted).toEqual([{ name: 'app', file: rotated[0]?.file, bytes: compressed[0]?.bytesAfter }]);
  for (const event of [...rotated, ...compressed, ...deleted]) expect(Object.isFrozen(event)).toBe(true);
});

test('lost records, those of one turn together, and no others', async () => {
  const drops = eventsOf('laketrace:drop');
  const exporter = new InMemoryLogRecordExporter();
  const { logger, processor } = setUp({
    filter: ({ body }) => body !== 'filtered',
    batch: { exporter, maxQueueSize: 3 },
    sinks: [
      {
        sink: () => {
          throw new Error('no');
        },
        name: 'broken',
      },
    ],
  });
  for (let i = 0; i < 5; i++) logger.emit({ body: i });
  logger.emit({ body: 'filtered' });
  logger.emit({ body: 'quiet', severityNumber: 5 });
  expect(drops).toEqual([]);
  await turn();
  expect(drops).toEqual([
    { source: 'sink', target: 'broken', reason: 'failed', records: 5 },
    { source: 'batch', target: 'queue', reason: 'queue_full', records: 2 },
  ]);
  await processor.shutdown();
  drops.length = 0;
  logger.emit({ body: 'late' });
  await turn();
  expect(drops).toEqual([{ source: 'processor', reason: 'shutdown', records: 1 }]);
});

test('records for which the buffer has no room, that no format takes, and that come after the shutdown', async () => {
  const drops = eventsOf('laketrace:drop');
  let isFull = true;
  const { append, exporter, directory } = setUpExporter(
    {
      maxBufferedBytes: 50,
      format: ({ body }) => {
        if (body === 'odd') throw new Error('no');
        return String(body);
      },
    },
    (name) => (isFull && name === 'write' ? errno('ENOSPC') : undefined),
  );
  append(['x'.repeat(40), 'y'.repeat(40), 'z'.repeat(40), 'odd']);
  await turn();
  const of = { source: 'file', target: directory };
  expect(drops).toEqual([
    { ...of, reason: 'buffer_full', records: 2 },
    { ...of, reason: 'format', records: 1 },
  ]);
  isFull = false;
  await exporter.shutdown();
  append(['late']);
  await turn();
  expect(drops.at(-1)).toEqual({ ...of, reason: 'shutdown', records: 1 });
});

test('an error is cleaned, plain, and as seldom as for onError', async () => {
  const errors = eventsOf('laketrace:error');
  const { logger, reports } = setUp({
    filter: () => {
      throw Object.assign(new TypeError(`no ${MAIL}`), { code: 'E_NO', request: { to: MAIL } });
    },
  });
  for (let i = 0; i < 3; i++) logger.emit({ body: i });
  await turn();
  expect(errors).toEqual([
    {
      source: 'filter',
      target: 'filter',
      suppressed: 0,
      error: { name: 'TypeError', message: 'no [EMAIL]', code: 'E_NO', stack: expect.stringContaining('no [EMAIL]') },
    },
  ]);
  expect(reports).toHaveLength(1);
  expect(JSON.stringify(errors)).not.toContain(MAIL);
  expect(Object.isFrozen(errors[0]?.error)).toBe(true);
});

test('nothing is made where nobody listens', () => {
  let made = 0;
  const make = () => ({ name: `${++made}`, file: '', bytes: 0 });
  announce('laketrace:rotate', make);
  expect(made).toBe(0);
  const events = eventsOf('laketrace:rotate');
  announce('laketrace:rotate', make);
  expect({ made, events }).toEqual({ made: 1, events: [] });
});

test('a subscriber that throws stops neither the others nor the exporter', async () => {
  const uncaught: unknown[] = [];
  const handlers = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => uncaught.push(error.message));
  onTestFinished(() => {
    process.removeAllListeners('uncaughtException');
    for (const handler of handlers) process.on('uncaughtException', handler);
  });
  listen('laketrace:rotate', () => {
    throw new Error('mine');
  });
  const rotated = eventsOf('laketrace:rotate');
  const { exporter, append, errors } = setUpExporter();
  for (const body of ['one', 'two']) {
    append([body]);
    await exporter.rotate();
  }
  await exporter.shutdown();
  await turn();
  expect(rotated).toHaveLength(2);
  expect(exporter.stats()).toMatchObject({ rotations: 2, records: { written: 2, waiting: 0 } });
  expect(errors).toEqual([]);
  // Node's own way to report it.
  expect(uncaught).toEqual(['mine', 'mine']);
});

test('subscribers that log of every event do not keep the event loop from turning, and lose nothing', async () => {
  const { exporter, append } = setUpExporter({ rotation: () => true, flush: 'record' });
  let logged = 0;
  let isLogging = true;
  listen('laketrace:rotate', () => {
    if (!isLogging) return;
    logged++;
    append([`rotated ${logged}`]);
  });
  append(['first', 'second']);
  for (let turns = 0; turns < 4; turns++) await turn();
  isLogging = false;
  expect(logged).toBeGreaterThan(100);
  await exporter.shutdown();
  expect(exporter.stats().records).toMatchObject({ accepted: logged + 2, written: logged + 2 });
});

test('a subscriber that logs of lost records, and loses these as well, comes to an end', async () => {
  const { logger, processor } = setUp();
  await processor.shutdown();
  let events = 0;
  listen('laketrace:drop', () => {
    events++;
    if (events < 100_000) logger.emit({ body: 'lost as well' });
  });
  logger.emit({ body: 'lost' });
  for (let turns = 0; turns < 3; turns++) await turn();
  expect(events).toBeGreaterThan(100);
  expect(events).toBeLessThan(1000);
});
