// The exporter alone, under the SDK's own processors.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchLogRecordProcessor, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { RotatingFileLogRecordExporter } from 'laketrace';
import { expect, onTestFinished, test } from 'vitest';
import { numbered, readBack } from './read-back.ts';

test.each([SimpleLogRecordProcessor, BatchLogRecordProcessor])('%o', async (Processor) => {
  const directory = mkdtempSync(join(tmpdir(), 'laketrace-e2e-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const exporter = new RotatingFileLogRecordExporter({
    directory,
    name: 'app',
    rotation: '64 KB',
    compression: 'gzip',
  });
  const provider = new LoggerProvider({ processors: [new Processor({ exporter })] });
  const logger = provider.getLogger('test');
  for (const body of numbered(1500)) logger.emit({ body, severityNumber: 9 });
  await provider.shutdown();
  expect(exporter.stats().records.written).toBe(1500);
  const files = readBack(directory);
  expect(files.filter(({ name }) => name.endsWith('.gz')).length).toBeGreaterThan(1);
  expect(files.flatMap(({ records }) => records.map(({ body }) => body.stringValue))).toEqual(numbered(1500));
});
