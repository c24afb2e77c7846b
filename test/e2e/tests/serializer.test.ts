// Lines of `otlpJson` mean what the SDK's own serializer writes, over values of all kinds.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JsonLogsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { RotatingFileLogRecordExporter } from 'laketrace';
import { expect, onTestFinished, test } from 'vitest';

const VALUES: Record<string, unknown> = {
  text: 'plain',
  quotes: '"\\\n\r\t\u0000\u001b[31m\u2028\u2029\u009b',
  surrogates: 'a\ud800b\udc00c 😀',
  '': 'an empty key',
  'key "quoted"\n': 1,
  __proto__x: 2,
  zero: 0,
  negativeZero: -0,
  integer: 42,
  safe: Number.MAX_SAFE_INTEGER,
  double: 0.1,
  tiny: 5e-324,
  flag: true,
  nothing: null,
  bytes: new Uint8Array([0, 255, 128]),
  list: [1, 'two', [3.5, [true]], null, {}],
  map: { a: { b: { c: [{ d: '' }] } } },
  long: 'x'.repeat(100_000),
};

/** The SDK writes integers as JSON numbers; OTLP/JSON has int64 as decimal strings. Both mean the same to a reader. */
function normalized(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, nested) => (key === 'intValue' ? String(nested) : nested));
}

test('parsed lines equal the parsed output of JsonLogsSerializer', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'laketrace-e2e-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const memory = new InMemoryLogRecordExporter();
  const file = new RotatingFileLogRecordExporter({ directory, name: 'app' });
  const provider = new LoggerProvider({
    resource: resourceFromAttributes(
      { 'service.name': 'app', ports: [1, 2] },
      { schemaUrl: 'https://example.org/schema' },
    ),
    processors: [memory, file].map((exporter) => new SimpleLogRecordProcessor({ exporter })),
  });
  const loggers = [
    provider.getLogger('one', '1.2.3', { schemaUrl: 'https://example.org/scope' }),
    provider.getLogger('two'),
  ];
  for (const [key, value] of Object.entries(VALUES)) {
    for (const logger of loggers) {
      logger.emit({ body: value as string, eventName: 'event', severityNumber: 10, severityText: 'SUCCESS' });
      logger.emit({ attributes: { [key]: value as string }, timestamp: [1_700_000_000, 123_456_789] });
    }
  }
  await file.forceFlush();
  const expected = JSON.parse(
    new TextDecoder().decode(JsonLogsSerializer.serializeRequest(memory.getFinishedLogRecords() as never)),
  );
  const lines = readFileSync(join(directory, 'app.jsonl'), 'utf8').trimEnd().split('\n');
  const groups = new Map<string, unknown[]>();
  const resources = lines.flatMap((line) => JSON.parse(line).resourceLogs);
  for (const { scopeLogs } of resources) {
    for (const { logRecords, ...scope } of scopeLogs) {
      const key = JSON.stringify(scope);
      groups.set(key, [...(groups.get(key) ?? []), ...logRecords]);
    }
  }
  const [{ scopeLogs, ...resource }] = expected.resourceLogs;
  const { scopeLogs: _, laketraceFileId: __, ...ours } = resources[0];
  expect(normalized(ours)).toEqual(normalized(resource));
  expect([...groups].map(([scope, logRecords]) => normalized({ ...JSON.parse(scope), logRecords }))).toEqual(
    scopeLogs.map(normalized),
  );
  await provider.shutdown();
});
