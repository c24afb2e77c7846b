// What stands in the place of options and is none: it is used, or refused with what to write, and never taken for empty options.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchLogRecordProcessor, ConsoleLogRecordExporter, InMemoryLogRecordExporter } from '@opentelemetry/sdk-logs';
import { expect, onTestFinished, test } from 'vitest';
import { RotatingFileLogRecordExporter } from '../../src/file/rotating-file-log-record-exporter.ts';
import { LeakGuard } from '../../src/processor/guard/leak-guard.ts';
import { LakeTraceLogRecordProcessor } from '../../src/processor/log-record-processor.ts';
import { ConsoleLogRecordSink } from '../../src/processor/sinks/console-sink.ts';
import { AttributeAllowList } from '../../src/processor/steps/attribute-allow-list.ts';
import { createRedactor } from '../../src/redaction/index.ts';

/** A class as exporters of others are: nothing of it can be seen from outside. */
class ClosedExporter {
  readonly #records: unknown[] = [];
  export(records: unknown[], done: (result: { code: number }) => void): void {
    this.#records.push(...records);
    done({ code: 0 });
  }
  async forceFlush(): Promise<void> {
    await undefined;
  }
  async shutdown(): Promise<void> {
    await undefined;
  }
}

class Nothing {}

const memory = () => new InMemoryLogRecordExporter();
const misplaced: [string, Record<string, unknown>, RegExp][] = [
  ['an exporter as file', { file: memory() }, /^file: .*sinks/],
  ['a closed exporter as file', { file: new ClosedExporter() }, /^file: .*sinks/],
  ['the console exporter as file', { file: new ConsoleLogRecordExporter() }, /^file: .*sinks/],
  ['a console sink as file', { file: new ConsoleLogRecordSink() }, /^file: .*sinks/],
  [
    'a proxy of the file exporter as file',
    { file: new Proxy(new RotatingFileLogRecordExporter(), {}) },
    /^file: .*options/,
  ],
  ['a guard as file', { file: new LeakGuard() }, /^file: .*options/],
  ['a Map as file', { file: new Map([['directory', 'logs']]) }, /^file: .*options/],
  ['a Map as file, beside onError', { file: new Map(), onError: () => undefined }, /^file: .*options/],
  ['a sink as console', { console: new ConsoleLogRecordSink() }, /^console: .*sinks/],
  ['an instance as console', { console: new Nothing() }, /^console: .*options/],
  ['an exporter as batch', { batch: memory() }, /^batch: .*exporter/],
  ['a closed exporter as batch', { batch: new ClosedExporter() }, /^batch: .*exporter/],
  ['a processor as batch', { batch: new BatchLogRecordProcessor({ exporter: memory() }) }, /^batch/],
  ['an allow-list as guard', { leakGuard: new AttributeAllowList({ allow: ['a'] }) }, /^leakGuard: .*options/],
  ['an instance as guard', { leakGuard: new Nothing() }, /^leakGuard: .*options/],
  ['a guard as redaction', { redaction: new LeakGuard() }, /^redaction: .*options/],
  ['a Set as redaction', { redaction: new Set(['EMAIL']) }, /^redaction: .*options/],
  ['a redactor as guard', { leakGuard: createRedactor() }, /^leakGuard/],
  ['a guard as allow-list', { allowAttributes: new LeakGuard() }, /^allowAttributes: .*/],
  ['an exporter as attributes', { attributes: new ClosedExporter() }, /^attributes: .*/],
  ['a guard as resource', { resource: new LeakGuard() }, /^resource: .*/],
];

test.each(misplaced)('%s is refused', (_what, options, message) => {
  const wanted = expect.objectContaining({ name: 'ConfigurationError', message: expect.stringMatching(message) });
  expect(() => new LakeTraceLogRecordProcessor({ file: false, ...options })).toThrow(wanted);
});

test('an exporter in the place of all options is refused: processors of the SDK took one there', () => {
  for (const exporter of [memory(), new ClosedExporter()]) {
    const make = () => new LakeTraceLogRecordProcessor(exporter as never);
    expect(make).toThrow(/^options: .*batch/);
  }
  expect(() => new RotatingFileLogRecordExporter(new ClosedExporter() as never)).toThrow(/^options: /);
  expect(() => createRedactor(new Map() as never)).toThrow(/^options: |^redaction/);
});

test('options may be of a class or of another realm, where they show themselves', () => {
  class Settings {
    directory = join(tmpdir(), 'laketrace-never-written');
    name = 'app';
  }
  const { runInNewContext } = createRequire(import.meta.url)('node:vm') as typeof import('node:vm');
  for (const file of [new Settings(), runInNewContext("({ name: 'app' })"), runInNewContext('({})')]) {
    expect(() => new LakeTraceLogRecordProcessor({ file })).not.toThrow();
  }
});

test('nothing is written where something is refused', () => {
  const directory = mkdtempSync(join(tmpdir(), 'laketrace-misplaced-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  expect(() => new LakeTraceLogRecordProcessor({ file: { directory }, leakGuard: new Nothing() as never })).toThrow();
  expect(readdirSync(directory)).toEqual([]);
});
