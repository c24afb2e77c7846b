// The console: what it prints, and how it shares its stream.
import { spawnSync } from 'node:child_process';
import { PassThrough } from 'node:stream';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { describe, expect, test } from 'vitest';
import { ConsoleLogRecordSink } from '../../../src/processor/sinks/console-sink.ts';
import { logRecord } from '../../support/log-records.ts';
import { setUp } from '../provider.ts';

const bodyLine = ({ body }: ReadableLogRecord) => String(body);

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
