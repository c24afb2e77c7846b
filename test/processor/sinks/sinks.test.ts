// Sinks of every form: order, thresholds, failures, slowness, coming and going.
import { spawnSync } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { InMemoryLogRecordExporter } from '@opentelemetry/sdk-logs';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { RotatingFileLogRecordExporter } from '../../../src/file/rotating-file-log-record-exporter.ts';
import { otlpJson } from '../../../src/format/otlp-json.ts';
import { Deadline } from '../../../src/lifecycle/deadline.ts';
import { ConsoleLogRecordSink } from '../../../src/processor/sinks/console-sink.ts';
import { type ExporterLimits, exporterSink } from '../../../src/processor/sinks/exporter-sink.ts';
import { StreamSink } from '../../../src/processor/sinks/stream-sink.ts';
import { ErrorReporter } from '../../../src/telemetry/error-reporter.ts';
import { bodiesIn, bodiesInDirectory } from '../../support/log-directory.ts';
import { logRecord } from '../../support/log-records.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { errorLog, NOWHERE, ProcessorIn, setUp } from '../provider.ts';

const bodyLine = ({ body }: ReadableLogRecord) => String(body);

/** An exporter that answers after a time, and keeps the batches it was given and how many exports overlapped. */
class SlowExporter implements LogRecordExporter {
  readonly batches: unknown[][] = [];
  readonly calls: string[] = [];
  mostAtOnce = 0;
  #atOnce = 0;
  readonly #milliseconds: number;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  export(records: ReadableLogRecord[], done: Parameters<LogRecordExporter['export']>[1]): void {
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#atOnce);
    setTimeout(() => {
      this.#atOnce--;
      this.batches.push(records.map(({ body }) => body));
      done({ code: 0 });
    }, this.#milliseconds);
  }

  forceFlush(): Promise<void> {
    this.calls.push(`forceFlush after ${this.batches.flat().length}`);
    return Promise.resolve();
  }

  shutdown(): Promise<void> {
    this.calls.push(`shutdown after ${this.batches.flat().length}`);
    return Promise.resolve();
  }
}

describe('exporters', () => {
  test('one that answers at once has the record when the emit returns', () => {
    const exporter = new InMemoryLogRecordExporter();
    const { logger } = setUp({ sinks: [exporter] });
    logger.emit({ body: 'one' });
    logger.emit({ body: 'two' });
    expect(exporter.getFinishedLogRecords().map(bodyLine)).toEqual(['one', 'two']);
  });

  test('a slow one gets records in order, one export at a time, in batches while it works', async () => {
    const exporter = new SlowExporter(10);
    const { logger, processor } = setUp({ sinks: [exporter] });
    for (let i = 0; i < 1500; i++) logger.emit({ body: i });
    await processor.forceFlush();
    expect(exporter.batches.map(({ length }) => length)).toEqual([1, 512, 512, 475]);
    expect(exporter.batches.flat()).toEqual(Array.from({ length: 1500 }, (_, i) => i));
    expect(exporter.mostAtOnce).toBe(1);
    await processor.shutdown();
    expect(exporter.calls).toEqual(['forceFlush after 1500', 'forceFlush after 1500', 'shutdown after 1500']);
  });

  test('forceFlush waits for the records before it, not for those that keep coming', async () => {
    const exporter = new SlowExporter(5);
    const { logger, processor } = setUp({ sinks: [exporter] });
    const timer = setInterval(() => logger.emit({ body: 'more' }), 1);
    onTestFinished(() => clearInterval(timer));
    for (let i = 0; i < 10; i++) logger.emit({ body: i });
    await processor.forceFlush();
    expect(exporter.batches.flat()).toEqual(expect.arrayContaining([0, 9]));
    clearInterval(timer);
  });

  test('failures by result, by throw and by silence are counted and reported, and stop nothing', async () => {
    const { reports, onError } = errorLog();
    const answers: ((done: Parameters<LogRecordExporter['export']>[1]) => void)[] = [
      (done) => done({ code: 1, error: new Error('refused') }),
      () => {
        throw new Error('broken');
      },
      () => undefined,
      (done) => {
        done({ code: 0 });
        done({ code: 1 });
      },
    ];
    const got: unknown[] = [];
    const exporter: LogRecordExporter = {
      export: (records, done) => {
        got.push(...records.map(({ body }) => body));
        answers.shift()?.(done);
      },
      forceFlush: () => Promise.reject(new Error('cannot flush')),
      shutdown: () => Promise.reject(new Error('cannot shut down')),
    };
    // Every message is wanted here: no rate limit.
    const reporter = new ErrorReporter({ onError, interval: 0 });
    // Never sent again.
    const sink = exporterSink(exporter, 'mine', reporter, 1000, { exportTimeout: 20, retryTimeout: 0 });
    for (const body of ['one', 'two', 'three', 'four']) sink.emit(logRecord(body));
    await vi.waitFor(() => expect(got).toEqual(['one', 'two', 'three', 'four']));
    expect(sink.lost).toBe(3);
    await sink.shutdown(new Deadline(1000));
    expect(reports.map(({ message, target }) => `${target}: ${message}`)).toEqual([
      'mine: 1 log records were not exported: refused',
      'mine: 1 log records were not exported: broken',
      'mine: 1 log records were not exported: the exporter did not answer within 20 ms',
      'mine forceFlush: cannot flush',
      'mine shutdown: cannot shut down',
      'mine in all: 3 of 4 log records were not exported: 3 failed (the exporter did not answer within 20 ms)',
    ]);
  });

  test('a late answer is no loss', async () => {
    const exporter = new SlowExporter(400);
    const limits = { exportTimeout: 10, retryTimeout: 0 };
    const sink = exporterSink(exporter, 'mine', new ErrorReporter({ onError: () => undefined }), 1000, limits);
    sink.emit(logRecord('one'));
    await vi.waitFor(() => expect(sink.lost).toBe(1), { interval: 2 });
    await vi.waitFor(() => expect(sink.lost).toBe(0));
  });

  test('records beyond the queue are dropped, and their number reported', async () => {
    const { reports, onError } = errorLog();
    const exporter = new SlowExporter(20);
    const limits: ExporterLimits = { queue: { records: 100, bytes: 1e6 } };
    const sink = exporterSink(exporter, 'mine', new ErrorReporter({ onError }), 1000, limits);
    for (let i = 0; i < 1000; i++) sink.emit(logRecord(String(i)));
    await sink.shutdown(new Deadline(1000));
    expect(exporter.batches.flat()).toEqual(Array.from({ length: 100 }, (_, i) => String(i)));
    expect(sink.lost).toBe(900);
    const reason = '100 records or 1000000 bytes already wait for the exporter';
    expect(reports.map(({ message }) => message)).toEqual([
      `900 log records were dropped (900 so far): ${reason}`,
      `900 of 1000 log records were not exported: 900 found the queue full (${reason})`,
    ]);
  });

  test('a dead one does not hold up the shutdown for each batch that waits', async () => {
    const dead: LogRecordExporter = {
      export: () => undefined,
      forceFlush: () => Promise.resolve(),
      shutdown: () => Promise.resolve(),
    };
    const sink = exporterSink(dead, 'dead', new ErrorReporter({ onError: () => undefined }), 500);
    for (let i = 0; i < 50_000; i++) sink.emit(logRecord('x'));
    const start = performance.now();
    await sink.shutdown(new Deadline(500));
    expect(performance.now() - start).toBeLessThan(1500);
    expect(sink.lost).toBe(50_000);
  });

  test('a file exporter as a sink writes the records', async () => {
    const directory = temporaryDirectory();
    const { logger, processor } = setUp({
      sinks: [{ sink: new RotatingFileLogRecordExporter({ directory, name: 'errors' }), minimumSeverity: 'ERROR' }],
    });
    logger.emit({ body: 'info', severityNumber: 9 });
    logger.emit({ body: 'error', severityNumber: 17 });
    await processor.shutdown();
    expect(await bodiesInDirectory(directory)).toEqual(['error']);
  });
});

describe('functions', () => {
  test('one that throws on each record stops nobody; onError is called once', async () => {
    const seen: unknown[] = [];
    const { logger, processor, reports } = setUp({
      sinks: [
        {
          sink: () => {
            throw new Error('bad sink');
          },
          name: 'bad',
        },
        ({ body }: ReadableLogRecord) => seen.push(body),
      ],
    });
    for (let i = 0; i < 1000; i++) logger.emit({ body: i });
    await processor.forceFlush();
    expect(seen).toHaveLength(1000);
    expect(reports).toEqual([{ message: 'bad sink', source: 'sink', target: 'bad' }]);
    expect(processor.stats().errors).toEqual({ sink: 1000 });
    expect([...processor.sinks().values()].map(({ failed }) => failed)).toEqual([1000, 0]);
  });

  test('an asynchronous one is waited for, and its rejection contained', async () => {
    let written = 0;
    const { logger, processor, reports } = setUp({
      sinks: [
        async ({ body }: ReadableLogRecord) => {
          await sleep(20);
          if (body === 'bad') throw new Error('rejected');
          written++;
        },
      ],
    });
    logger.emit({ body: 'one' });
    logger.emit({ body: 'bad' });
    logger.emit({ body: 'two' });
    await processor.forceFlush();
    expect(written).toBe(2);
    expect(reports.map(({ message }) => message)).toEqual(['rejected']);
    expect([...processor.sinks().values()][0]).toMatchObject({ records: 3, failed: 1 });
  });

  test('one with a format gets the line as well', () => {
    const lines: unknown[] = [];
    const { logger } = setUp({ sinks: [{ sink: (_, line) => lines.push(line), format: bodyLine }] });
    logger.emit({ body: 'one\ntwo' });
    expect(lines).toEqual(['one\\ntwo\n']);
  });

  test('one that logs does not get its own records, the others do', () => {
    const first: unknown[] = [];
    const second: unknown[] = [];
    const { logger, processor } = setUp({
      sinks: [
        ({ body }: ReadableLogRecord) => {
          first.push(body);
          logger.emit({ body: `seen ${body}` });
        },
        ({ body }: ReadableLogRecord) => second.push(body),
      ],
    });
    logger.emit({ body: 'one' });
    expect(first).toEqual(['one']);
    expect(second).toEqual(['seen one', 'one']);
    expect([...processor.sinks().values()].map(({ failed }) => failed)).toEqual([1, 0]);
  });
});

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

  test('one whose write throws is given up, at once', async () => {
    const stream = new Writable({
      write: () => {
        throw new Error('thrown');
      },
    });
    const { logger, processor, reports } = setUp();
    const id = processor.addSink({ sink: stream, format: bodyLine });
    for (let i = 0; i < 10; i++) logger.emit({ body: i });
    const start = performance.now();
    await processor.forceFlush();
    await processor.shutdown();
    expect(performance.now() - start).toBeLessThan(1000);
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

describe('the console', () => {
  test('prints a line for people, with what could forge one escaped', async () => {
    const stream = new PassThrough();
    const { logger, processor } = setUp({ console: { stream, minimumSeverity: 'WARN' } });
    logger.emit({ body: 'not this', severityNumber: 9 });
    logger.emit({
      body: 'two\nlines \u001b[31m',
      severityNumber: 13,
      severityText: 'WARN',
      timestamp: new Date('2026-01-31T12:00:00.123Z'),
      attributes: { rows: 5 },
    });
    await processor.forceFlush();
    expect(String(stream.read())).toBe('2026-01-31T12:00:00.123Z WARN  test two\\nlines \\x1b[31m {"rows":5}\n');
    expect([...processor.sinks().values()]).toEqual([
      { name: 'console', records: 1, filtered: 1, dropped: { severity: 1 }, failed: 0 },
    ]);
  });

  test('many of them add one listener to the stream, and take it away', async () => {
    const before = process.stdout.listenerCount('error');
    const sinks = Array.from({ length: 20 }, () => new ConsoleLogRecordSink());
    expect(process.stdout.listenerCount('error')).toBe(before + 1);
    await Promise.all(sinks.map((sink) => sink.shutdown()));
    expect(process.stdout.listenerCount('error')).toBe(before);
    expect(process.stdout.writable).toBe(true);
  });

  test('is a complete exporter', async () => {
    const stream = new PassThrough();
    const sink = new ConsoleLogRecordSink({ stream, format: bodyLine });
    const results: unknown[] = [];
    sink.export([logRecord('one'), logRecord('two')], (result) => results.push(result));
    await sink.forceFlush();
    expect(results).toEqual([{ code: 0 }]);
    expect(String(stream.read())).toBe('one\ntwo\n');
    expect(sink.shutdown()).toBe(sink.shutdown());
    await sink.shutdown();
  });

  test('a program whose output nobody reads continues', () => {
    const program = `
      import { LakeTraceLogRecordProcessor } from './src/processor/log-record-processor.ts';
      import { LoggerProvider } from '@opentelemetry/sdk-logs';
      const errors = [];
      const processor = new LakeTraceLogRecordProcessor({ file: false, console: true, onError: (e) => errors.push(e.code) });
      const logger = new LoggerProvider({ processors: [processor] }).getLogger('x');
      for (let i = 0; i < 20; i++) {
        logger.emit({ body: 'x'.repeat(20_000) });
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      await processor.shutdown();
      process.stderr.write('ended ' + errors[0]);
    `;
    const node = `"${process.execPath}" --input-type=module -e '${program.replaceAll("'", `'\\''`)}'`;
    const { stderr } = spawnSync('sh', ['-c', `${node} | head -c 10 > /dev/null`], { encoding: 'utf8' });
    expect(stderr).toBe('ended EPIPE');
  });
});

describe('coming and going', () => {
  test('a removed sink is flushed and closed, gets nothing more, and its id is never used again', async () => {
    const exporter = new SlowExporter(20);
    const { logger, processor } = setUp();
    const id = processor.addSink({ sink: exporter, name: 'slow' });
    expect([...processor.sinks()]).toEqual([[id, { name: 'slow', records: 0, filtered: 0, dropped: {}, failed: 0 }]]);
    for (let i = 0; i < 10; i++) logger.emit({ body: i });
    const removed = processor.removeSink(id);
    logger.emit({ body: 'after' });
    expect(processor.sinks().size).toBe(0);
    // A second call waits for the same end, as does a flush meanwhile.
    await Promise.all([removed, processor.removeSink(id), processor.forceFlush()]);
    expect(exporter.batches.flat()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(exporter.calls.at(-1)).toBe('shutdown after 10');
    await processor.removeSink(id);
    const other = new ProcessorIn({ file: false, sinks: [() => undefined] }, NOWHERE);
    const ids = [id, ...other.sinks().keys(), processor.addSink(() => undefined), other.addSink(() => undefined)];
    expect(new Set(ids).size).toBe(4);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    await processor.removeSink(999_999_999);
  });

  test('a sink may remove itself while records go through', async () => {
    const seen: string[] = [];
    const { logger, processor } = setUp();
    const id = processor.addSink(({ body }: ReadableLogRecord) => {
      seen.push(`first ${body}`);
      void processor.removeSink(id);
    });
    processor.addSink(({ body }: ReadableLogRecord) => seen.push(`second ${body}`));
    logger.emit({ body: 'one' });
    logger.emit({ body: 'two' });
    await processor.forceFlush();
    expect(seen).toEqual(['first one', 'second one', 'second two']);
  });

  test('a sink whose flush or shutdown fails is reported and stops no other; with catch: false it rejects', async () => {
    const run = async (catchOption: boolean) => {
      const exporter = new SlowExporter(10);
      const reject = () => Promise.reject(new Error('no flush'));
      const file = new RotatingFileLogRecordExporter({ directory: temporaryDirectory() });
      Object.assign(file, { forceFlush: reject, shutdown: reject });
      const { logger, processor, reports } = setUp({ catch: catchOption, sinks: [file, exporter] });
      logger.emit({ body: 'one' });
      const flushed = await processor.forceFlush().catch((error: Error) => error.message);
      const closed = await processor.shutdown().catch((error: Error) => error.message);
      return { flushed, closed, reports: reports.map(({ message }) => message), exported: exporter.batches.flat() };
    };
    expect(await run(true)).toEqual({
      flushed: undefined,
      closed: undefined,
      reports: ['no flush'],
      exported: ['one'],
    });
    expect(await run(false)).toEqual({ flushed: 'no flush', closed: 'no flush', reports: [], exported: ['one'] });
  });

  test('a sink added after the shutdown gets an id, and nothing else', async () => {
    const seen: unknown[] = [];
    const { logger, processor } = setUp();
    await processor.shutdown();
    const id = processor.addSink(({ body }: ReadableLogRecord) => seen.push(body));
    logger.emit({ body: 'late' });
    expect(id).toBeGreaterThan(0);
    expect(processor.sinks().size).toBe(0);
    expect(seen).toEqual([]);
  });
});
