// The console: what it prints, and how it shares its stream.
import { spawnSync } from 'node:child_process';
import { PassThrough } from 'node:stream';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { describe, expect, test } from 'vitest';
import type { RecordView } from '../../../src/format/record-view.ts';
import { template } from '../../../src/format/template.ts';
import { ConsoleLogRecordSink } from '../../../src/processor/sinks/console-sink.ts';
import type { ConsoleFormat } from '../../../src/processor/sinks/console-style.ts';
import { logRecord } from '../../support/log-records.ts';
import { setUp } from '../provider.ts';

const WARNING = {
  severityNumber: 13,
  severityText: 'WARN',
  timestamp: new Date('2026-01-31T12:00:00.123Z'),
  attributes: { rows: 5 },
} as const;

const bodyLine = ({ body }: ReadableLogRecord) => String(body);

describe('the console', () => {
  test('writes flat JSON into what is no terminal', async () => {
    const stream = new PassThrough();
    const { logger, processor } = setUp({ console: { stream, minimumSeverity: 'WARN' } });
    logger.emit({ body: 'not this', severityNumber: 9 });
    logger.emit({ ...WARNING, body: 'two\nlines \u001b[31m' });
    await processor.forceFlush();
    const line = String(stream.read());
    expect(line.match(/\n/g)).toHaveLength(1);
    expect(line).not.toContain('\u001b');
    expect(JSON.parse(line)).toMatchObject({
      timestamp: '2026-01-31T12:00:00.123Z',
      level: 'WARN',
      message: 'two\nlines \u001b[31m',
      logger_name: 'test',
      rows: 5,
    });
    expect([...processor.sinks().values()]).toEqual([
      { name: 'console', records: 1, filtered: 1, dropped: { severity: 1 }, failed: 0 },
    ]);
  });

  test('pretty: a line for people, with what could forge one escaped', async () => {
    const stream = new PassThrough();
    const { logger, processor } = setUp({ console: { stream, format: 'pretty', timeZone: 'UTC' } });
    logger.emit({ ...WARNING, body: 'two\nlines \u001b[31m' });
    await processor.forceFlush();
    expect(String(stream.read())).toBe('12:00:00.123 WARN     test two\\nlines \\x1b[31m rows=5\n');
  });

  test('pretty: what was thrown stands below, indented, with its causes', async () => {
    const stream = new PassThrough();
    const { logger, processor } = setUp({ console: { stream, format: 'pretty', timeZone: 'UTC' } });
    logger.emit({
      ...WARNING,
      body: 'not loaded',
      attributes: {
        'exception.type': 'TypeError',
        'exception.message': 'no table\n12:00:00.123 INFO     test forged',
        'exception.stacktrace':
          'TypeError: no table\n12:00:00.123 INFO     test forged\n    at load (etl.js:1:2)\nCaused by: Error: refused\u001b[2J\n    at connect (net.js:3:4)',
      },
    });
    await processor.forceFlush();
    expect(String(stream.read()).split('\n')).toEqual([
      '12:00:00.123 WARN     test not loaded',
      '    TypeError: no table',
      '    12:00:00.123 INFO     test forged',
      '        at load (etl.js:1:2)',
      '    Caused by: Error: refused\\x1b[2J',
      '        at connect (net.js:3:4)',
      '',
    ]);
  });

  test('pretty: each level has its own colour', () => {
    const stream = new PassThrough();
    const sink = new ConsoleLogRecordSink({ stream, colors: true });
    const colors = [1, 5, 9, 10, 13, 17, 21].map((severityNumber) => {
      sink.emit(logRecord('x', { severityNumber, severityText: 'LEVEL' }));
      return String(stream.read()).split('LEVEL')[0]?.split(' ').at(-1);
    });
    expect(new Set(colors).size).toBe(7);
  });

  test.each<[string, ConsoleFormat, RegExp]>([
    ['a name', 'text', /^2026-01-31 12:00:00\.123 \| WARN {5}\| test \[rows=5\] \| said\n$/],
    ['a format', template('{level} {message}'), /^WARN said\n$/],
    ['a function of the view', (record: RecordView) => `${record.level}: ${record.message}`, /^WARN: said\n$/],
  ])('takes %s', async (_, format, expected) => {
    const stream = new PassThrough();
    const { logger, processor } = setUp({ console: { stream, format } });
    logger.emit({ ...WARNING, body: 'said' });
    await processor.forceFlush();
    expect(String(stream.read())).toMatch(expected);
  });

  test.each([
    [{ format: 'prety' }, /^format: "prety" is not accepted; .*'otlp', 'json', .*did you mean 'pretty'\?/],
    [{ colour: true }, /^colour: there is no such option; did you mean colors\?/],
    [{ colors: 'yes' }, /^colors: "yes" is not accepted; accepted is true or false/],
    [{ timeZone: 'PST' }, /^timeZone: "PST" is not accepted/],
    [{ stderr: 'EROR' }, /^stderr: "EROR" is not accepted; accepted is a level name/],
  ])('refuses %o', (options, message) => {
    expect(() => new ConsoleLogRecordSink(options as never)).toThrow(message);
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
