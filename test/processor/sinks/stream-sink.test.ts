// Streams as sinks: lines, ends, errors, slowness.
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { describe, expect, test } from 'vitest';
import { otlpJson } from '../../../src/format/otlp-json.ts';
import { StreamSink } from '../../../src/processor/sinks/stream-sink.ts';
import { ErrorReporter } from '../../../src/telemetry/error-reporter.ts';
import { stopTime, timeUntil } from '../../support/driven-time.ts';
import { bodiesIn } from '../../support/log-directory.ts';
import { logRecord } from '../../support/log-records.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { errorLog, setUp } from '../provider.ts';

const bodyLine = ({ body }: ReadableLogRecord) => String(body);

describe('streams', () => {
  test('get a line a record, are flushed, and ended with their sink', async () => {
    const path = join(temporaryDirectory(), 'out.log');
    const stream = createWriteStream(path);
    const { logger, processor } = setUp({ sinks: [{ sink: stream, format: otlpJson() }] });
    for (let i = 0; i < 1000; i++) logger.emit({ body: String(i) });
    await processor.forceFlush();
    expect(bodiesIn(readFileSync(path, 'utf8'))).toHaveLength(1000);
    expect(stream.writableEnded).toBe(false);
    await processor.shutdown();
    expect(stream.writableFinished).toBe(true);
  });

  test('a stream of two sinks keeps their order and ends with the second', async () => {
    const stream = new PassThrough();
    const { logger, processor } = setUp();
    const first = processor.addSink({ sink: stream, format: ({ body }) => `1 ${body}` });
    const second = processor.addSink({ sink: stream, format: ({ body }) => `2 ${body}` });
    logger.emit({ body: 'a' });
    await processor.removeSink(first);
    expect(stream.writableEnded).toBe(false);
    logger.emit({ body: 'b' });
    stream.resume();
    await processor.removeSink(second);
    expect(stream.writableEnded).toBe(true);
  });

  test('errors are contained and reported, and what was lost is counted', async () => {
    const stream = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
    const { logger, processor, reports } = setUp({ sinks: [{ sink: stream, format: bodyLine, name: 'pipe' }] });
    logger.emit({ body: 'one' });
    await sleep(5);
    logger.emit({ body: 'two' });
    await processor.forceFlush();
    expect(reports.map(({ message, target }) => `${target}: ${message}`)).toContain('pipe: EPIPE');
    expect([...processor.sinks().values()][0]).toMatchObject({ records: 2, failed: 2 });
    await processor.shutdown();
  });

  test('a write that was replaced, as test runners do with that of standard output, need not call back', async () => {
    const printed: string[] = [];
    const stream = new PassThrough({ highWaterMark: 1 });
    const sinkOf = () => new StreamSink(stream, bodyLine, 'replaced', new ErrorReporter({}));
    stream.write = (chunk: unknown) => printed.push(String(chunk)) > 0;
    const first = sinkOf();
    first.emit(logRecord('a'));
    await first.forceFlush();
    expect([printed, first.lost]).toEqual([['a'], 0]);
    // One that passes on what it gets without the callback: it is waited for the stream itself.
    stream.write = (chunk: unknown) => Reflect.apply(PassThrough.prototype.write, stream, [chunk]);
    const second = sinkOf();
    second.emit(logRecord('b'));
    second.emit(logRecord('c'));
    const flushed = second.forceFlush();
    setImmediate(() => stream.resume());
    await flushed;
    expect([stream.writableLength, second.lost]).toEqual([0, 0]);
  });

  test('one whose write throws is given up, at once', async () => {
    stopTime();
    const stream = new Writable({
      write: () => {
        throw new Error('thrown');
      },
    });
    const { logger, processor, reports } = setUp();
    const id = processor.addSink({ sink: stream, format: bodyLine });
    for (let i = 0; i < 10; i++) logger.emit({ body: i });
    expect(await timeUntil(processor.forceFlush())).toBe(0);
    expect(await timeUntil(processor.shutdown())).toBe(0);
    expect(stream.destroyed).toBe(true);
    expect(reports[0]?.message).toBe('thrown');
    expect(processor.stats().sinks).toMatchObject({ [id]: { failed: 10 } });
  });

  test('a slow one buffers within a limit; what is beyond is dropped and reported', async () => {
    const { reports, onError } = errorLog();
    const written: string[] = [];
    const stream = new Writable({
      highWaterMark: 10,
      write: (chunk, _encoding, done) => {
        written.push(String(chunk));
        setTimeout(done, 5);
      },
    });
    const sink = new StreamSink(stream, bodyLine, 'slow', new ErrorReporter({ onError }), 50);
    for (let i = 100; i < 200; i++) sink.emit(logRecord(`line ${i}\n`));
    await sink.forceFlush();
    expect(written).toEqual(['line 100\n', 'line 101\n', 'line 102\n', 'line 103\n', 'line 104\n', 'line 105\n']);
    expect(sink.lost).toBe(94);
    sink.emit(logRecord('again\n'));
    await sink.shutdown();
    expect(written.at(-1)).toBe('again\n');
    expect(reports[0]?.message).toBe(
      '94 log records were dropped (94 so far): the stream has ended, or is so slow that 50 bytes wait for it',
    );
  });

  test('a format that throws costs its record only, and is no error of the sink', async () => {
    const stream = new PassThrough();
    const format = ({ body }: ReadableLogRecord) => {
      if (body === 'bad') throw new Error('cannot format');
      return String(body);
    };
    const { logger, processor, reports } = setUp({ sinks: [{ sink: stream, format, name: 'text' }] });
    for (const body of ['one', 'bad', 'two']) logger.emit({ body });
    await processor.forceFlush();
    expect(String(stream.read())).toBe('one\ntwo\n');
    expect(reports).toEqual([
      { message: 'the format function failed: cannot format', source: 'format', target: 'text' },
    ]);
  });
});
