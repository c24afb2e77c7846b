// What somebody adds to `Object.prototype` is no part of a record.
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { expect, test } from 'vitest';
import type { LakeTraceLogRecordProcessorOptions } from '../../src/processor/processor-options.ts';
import { bodiesIn, textOf } from '../support/log-directory.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { NOWHERE, ProcessorIn } from './provider.ts';

const NAMES = ['password', 'contact'];
const VALUE = ['jane.doe', 'example.com'].join('@');

async function withPollutedPrototype(work: () => Promise<void>): Promise<void> {
  for (const name of NAMES) {
    const property = { value: VALUE, enumerable: true, configurable: true, writable: true };
    Object.defineProperty(Object.prototype, name, property);
  }
  try {
    await work();
  } finally {
    for (const name of NAMES) delete (Object.prototype as Record<string, unknown>)[name];
  }
}

test.each<[string, LakeTraceLogRecordProcessorOptions]>([
  ['the defaults', {}],
  ['a copy of its own', { isolate: true }],
  ['static attributes', { attributes: { rows: 1 } }],
  ['an allow-list', { allowAttributes: { allow: ['rows', 'user'] } }],
  ['all entities', { redaction: { entities: 'all' } }],
  ['the leak guard', { leakGuard: { action: 'truncate' } }],
])('%s', async (_, options) => {
  const directory = temporaryDirectory();
  const later = new InMemoryLogRecordExporter();
  let attributes: Readonly<Record<string, unknown>> = {};
  let text = '';
  await withPollutedPrototype(async () => {
    const processor = new ProcessorIn({ file: { directory, name: 'app' }, ...options }, NOWHERE);
    const provider = new LoggerProvider({ processors: [processor, new SimpleLogRecordProcessor({ exporter: later })] });
    provider.getLogger('x').emit({ severityNumber: 9, body: 'hello', attributes: { rows: 1, user: { id: 7 } } });
    const [file = ''] = await processor.finishedFiles();
    text = await textOf(file);
    attributes = later.getFinishedLogRecords()[0]?.attributes ?? {};
    await provider.shutdown();
  });
  expect(bodiesIn(text)).toEqual(['hello']);
  const [line = ''] = text.split('\n');
  const [record] = JSON.parse(line).resourceLogs[0].scopeLogs[0].logRecords;
  expect(record.attributes.map(({ key }: { key: string }) => key)).toEqual(['rows', 'user']);
  expect(text).not.toMatch(/contact|password|example\.com/);
  expect(Object.keys(attributes)).toEqual(['rows', 'user']);
});
