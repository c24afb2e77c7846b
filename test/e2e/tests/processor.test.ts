// The processor in a provider: what later processors, sinks and exporters see, and what the application does not.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  type LogRecordExporter,
  type ReadableLogRecord,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import { filters, LakeTraceLogRecordProcessor, type LakeTraceLogRecordProcessorOptions, otlpJson } from 'laketrace';
import { describe, expect, onTestFinished, test } from 'vitest';
import { numbered, readBack, recordsIn } from './read-back.ts';

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'laketrace-e2e-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function setUp(
  options: LakeTraceLogRecordProcessorOptions = {},
  resource = resourceFromAttributes({ 'service.name': 'app' }),
) {
  const directory = temporaryDirectory();
  const errors: { message: string; source: string }[] = [];
  const processor = new LakeTraceLogRecordProcessor({
    file: { directory },
    onError: (error, { source }) => errors.push({ message: error.message, source }),
    ...options,
  });
  const later = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({
    resource,
    processors: [processor, new SimpleLogRecordProcessor({ exporter: later })],
  });
  onTestFinished(() => provider.shutdown());
  const inFiles = () => readBack(directory).flatMap(({ records }) => records);
  return { provider, processor, logger: provider.getLogger('test'), later, errors, directory, inFiles };
}

describe('which records are kept', () => {
  test('the minimum severity, INFO by default; records without a severity pass', async () => {
    const { logger, provider, inFiles, later, processor } = setUp();
    for (const severityNumber of [1, 8, 9, 24]) logger.emit({ severityNumber, body: `severity ${severityNumber}` });
    logger.emit({ body: 'none' });
    await provider.forceFlush();
    expect(inFiles().map(({ body }) => body.stringValue)).toEqual(['severity 9', 'severity 24', 'none']);
    // The other processor has no threshold of its own.
    expect(later.getFinishedLogRecords()).toHaveLength(5);
    expect(processor.stats().records.dropped).toEqual({ severity: 2 });
  });

  test('a record that nobody wants is not built', () => {
    const processor = new LakeTraceLogRecordProcessor({
      file: false,
      sinks: [() => undefined],
      minimumSeverity: 'ERROR',
    });
    const logger = new LoggerProvider({ processors: [processor] }).getLogger('test');
    logger.emit({ severityNumber: 9, body: 'one' });
    expect(processor.stats().records.received).toBe(0);
  });

  test('filters must all hold; one that throws drops nothing, and is told of without a flood', async () => {
    const { logger, provider, inFiles, errors, processor } = setUp({
      filter: [
        filters.not(filters.pattern(/^unwanted$/)),
        ({ body }) => body !== 'unnamed',
        () => {
          throw new Error('bad filter');
        },
      ],
    });
    for (const body of [...numbered(1000), 'unwanted', 'unnamed']) logger.emit({ body });
    await provider.forceFlush();
    expect(inFiles()).toHaveLength(1000);
    expect(errors).toEqual([{ message: 'bad filter', source: 'filter' }]);
    expect(processor.stats().errors).toEqual({ filter: 1000 });
    expect(Object.values(processor.stats().records.dropped)).toEqual([1, 1]);
    expect(processor.stats().records.dropped).toMatchObject({ filter: 1 });
  });
});

describe('what is done to a record', () => {
  test('later processors see it', async () => {
    const { logger, provider, later, inFiles } = setUp({
      attributes: { team: 'data', mine: 'static' },
      resource: resourceFromAttributes({ 'laketrace.platform': 'local', 'service.name': 'other' }),
    });
    logger.emit({ body: 'one', attributes: { mine: 'own' } });
    await provider.forceFlush();
    const [record] = later.getFinishedLogRecords();
    expect(record?.attributes).toEqual({ team: 'data', mine: 'own' });
    expect(record?.resource.attributes).toEqual({ 'service.name': 'app', 'laketrace.platform': 'local' });
    expect(
      inFiles()[0]
        ?.attributes.map(({ key }) => key)
        .sort(),
    ).toEqual(['mine', 'team']);
  });

  test('recordId: the file and they have the same id, which no limit cuts', async () => {
    const { processor, inFiles, later } = setUp({ recordId: true });
    const provider = new LoggerProvider({
      processors: [processor, new SimpleLogRecordProcessor({ exporter: later })],
      logRecordLimits: { attributeCountLimit: 1, attributeValueLengthLimit: 5 },
    });
    const logger = provider.getLogger('test');
    for (const body of numbered(100)) logger.emit({ body, attributes: { a: 1, b: 2 } });
    await provider.forceFlush();
    const ids = inFiles().map(({ attributes }) => attributes.find(({ key }) => key === 'log.record.uid')?.value);
    const values = ids.map((value) => value?.['stringValue']);
    expect(new Set(values).size).toBe(100);
    expect(values.filter((id) => !/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(String(id)))).toEqual([]);
    expect(values.toSorted()).toEqual(values);
    const records = later.getFinishedLogRecords();
    expect(records.map(({ attributes }) => attributes['log.record.uid'])).toEqual(values);
    expect(records.map(({ droppedAttributesCount }) => droppedAttributesCount)).toEqual(values.map(() => 1));
    await provider.shutdown();
  });

  test('isolate: they do not, and the file has it', async () => {
    const { logger, provider, later, inFiles } = setUp({ attributes: { team: 'data' }, isolate: true });
    logger.emit({ body: 'one' });
    await provider.forceFlush();
    expect(later.getFinishedLogRecords()[0]?.attributes).toEqual({});
    expect(later.getFinishedLogRecords()[0]?.resource.attributes).toEqual({ 'service.name': 'app' });
    expect(inFiles()[0]?.attributes.map(({ key }) => key)).toEqual(['team']);
  });

  test('attributes of the resource that come later are waited for', async () => {
    const name = Promise.withResolvers<string>();
    const { logger, provider, directory } = setUp({}, resourceFromAttributes({ 'service.name': name.promise }));
    logger.emit({ body: 'early' });
    name.resolve('app');
    logger.emit({ body: 'next' });
    await provider.forceFlush();
    logger.emit({ body: 'late' });
    await provider.shutdown();
    const [file] = readBack(directory);
    expect(file?.name).toBe('app.jsonl');
    expect(file?.records.map(({ body }) => body.stringValue)).toEqual(['early', 'next', 'late']);
    expect(file?.text).toContain('{"key":"service.name","value":{"stringValue":"app"}}');
  });
});

describe('redaction', () => {
  // Assembled here, so that nobody's scanner finds a secret in the repository.
  const email = ['jane.doe', 'example.com'].join('@');
  const token = `ghp_${'Ab3dE6gH9jK2mN5p'.repeat(3).slice(0, 36)}`;
  const emit = (logger: { emit(record: object): void }) =>
    logger.emit({ body: `mail to ${email}`, attributes: { nested: { list: [`token ${token}`] }, note: 'plain' } });

  test('is on by default, for the file, other sinks, the batch path and later processors', async () => {
    const batch = new InMemoryLogRecordExporter();
    const seen: unknown[] = [];
    const { logger, provider, directory, later, errors } = setUp({
      batch: { exporter: batch },
      sinks: [
        (record: ReadableLogRecord) => seen.push(record.body, record.attributes),
        (record: ReadableLogRecord) => {
          throw new Error(`cannot take ${record.body}`);
        },
      ],
      filter: (record) => {
        throw new Error(`cannot judge ${record.body}`);
      },
    });
    emit(logger);
    await provider.forceFlush();
    const records = [...later.getFinishedLogRecords(), ...batch.getFinishedLogRecords()];
    const everything = [
      ...readBack(directory).map(({ text }) => text),
      JSON.stringify(records.map(({ body, attributes }) => [body, attributes])),
      JSON.stringify(seen),
      JSON.stringify(errors),
    ];
    expect(records).toHaveLength(2);
    expect(errors).toHaveLength(2);
    for (const text of everything) {
      expect(text).not.toContain(email);
      expect(text).not.toContain(token);
    }
    expect(later.getFinishedLogRecords()[0]?.body).toBe('mail to [EMAIL]');
    expect(everything[0]).toContain('plain');
  });

  test('records that are below the threshold reach later processors clean, too', () => {
    const { logger, later } = setUp({ minimumSeverity: 'ERROR' });
    logger.emit({ body: `mail to ${email}`, severityNumber: 9 });
    expect(later.getFinishedLogRecords()[0]?.body).toBe('mail to [EMAIL]');
  });

  test('isolate: the others keep the original, and the caller’s objects are never changed', async () => {
    const { logger, provider, later, inFiles } = setUp({ isolate: true, redaction: { mark: true } });
    emit(logger);
    await provider.forceFlush();
    expect(later.getFinishedLogRecords()[0]?.body).toBe(`mail to ${email}`);
    expect(JSON.stringify(later.getFinishedLogRecords()[0]?.attributes)).toContain(token);
    expect(inFiles()[0]?.body.stringValue).toBe('mail to [EMAIL]');
    expect(JSON.stringify(inFiles()[0]?.attributes)).toContain('laketrace.redacted');
  });

  test('false switches it off', async () => {
    const { logger, provider, inFiles } = setUp({ redaction: false });
    emit(logger);
    await provider.forceFlush();
    expect(inFiles()[0]?.body.stringValue).toBe(`mail to ${email}`);
  });
});

describe('sinks', () => {
  test('of all forms, each with its own threshold, filter and format', async () => {
    const exporter = new InMemoryLogRecordExporter();
    const stream = new PassThrough();
    const seen: unknown[] = [];
    const { logger, provider, processor } = setUp({
      file: false,
      sinks: [
        exporter,
        (record: ReadableLogRecord) => seen.push(record.body),
        { sink: stream, format: otlpJson(), minimumSeverity: 'WARN', name: 'lines' },
        { sink: () => seen.push('filtered'), filter: ({ body }) => body === 'loud' },
      ],
    });
    logger.emit({ body: 'quiet', severityNumber: 9 });
    logger.emit({ body: 'loud', severityNumber: 13 });
    await provider.forceFlush();
    expect(exporter.getFinishedLogRecords().map(({ body }) => body)).toEqual(['quiet', 'loud']);
    expect(seen).toEqual(['quiet', 'loud', 'filtered']);
    expect(recordsIn(String(stream.read())).map(({ body }) => body.stringValue)).toEqual(['loud']);
    expect([...processor.sinks().values()].map(({ records }) => records)).toEqual([2, 2, 1, 1]);
  });

  test('one that throws stops nobody, and is told of without a flood', async () => {
    const { logger, provider, inFiles, errors } = setUp({
      sinks: [
        () => {
          throw new Error('bad sink');
        },
      ],
    });
    for (const body of numbered(1000)) logger.emit({ body });
    await provider.forceFlush();
    expect(inFiles()).toHaveLength(1000);
    expect(errors).toEqual([{ message: 'bad sink', source: 'sink' }]);
  });

  test('catch: false throws to the caller, after the others have the record', () => {
    const seen: unknown[] = [];
    const { logger } = setUp({
      catch: false,
      file: false,
      sinks: [
        () => {
          throw new Error('bad sink');
        },
        ({ body }: ReadableLogRecord) => seen.push(body),
      ],
    });
    expect(() => logger.emit({ body: 'one' })).toThrow('bad sink');
    expect(seen).toEqual(['one']);
  });

  test('come and go, with ids that are never used again', async () => {
    const { logger, processor } = setUp({ file: false });
    const seen: unknown[] = [];
    let isClosed = false;
    const first = processor.addSink(({ body }: ReadableLogRecord) => seen.push(body));
    logger.emit({ body: 'one' });
    await processor.removeSink(first);
    logger.emit({ body: 'two' });
    const exporter: LogRecordExporter = {
      export: (_, done) => setTimeout(() => done({ code: 0 }), 20),
      forceFlush: () => Promise.resolve(),
      shutdown: () => {
        isClosed = true;
        return Promise.resolve();
      },
    };
    const second = processor.addSink(exporter);
    expect(second).toBeGreaterThan(first);
    logger.emit({ body: 'three' });
    await processor.removeSink(second);
    expect(seen).toEqual(['one']);
    expect(isClosed).toBe(true);
    expect(processor.sinks().size).toBe(0);
  });
});

describe('the batch path', () => {
  test('a loop of 100,000 records arrives whole', async () => {
    const exporter = new InMemoryLogRecordExporter();
    const { logger, provider, processor } = setUp({ file: false, batch: { exporter } });
    for (let i = 0; i < 100_000; i++) logger.emit({ body: i });
    await Promise.all([provider.forceFlush(), provider.forceFlush()]);
    expect(exporter.getFinishedLogRecords()).toHaveLength(100_000);
    expect(processor.stats().batch).toMatchObject({ accepted: 100_000, exported: 100_000, failed: 0, dropped: 0 });
  });

  test('what does not fit is counted and reported', async () => {
    const exporter = new InMemoryLogRecordExporter();
    const { logger, provider, processor, errors } = setUp({ file: false, batch: { exporter, maxQueueSize: 1000 } });
    for (let i = 0; i < 5000; i++) logger.emit({ body: i });
    await provider.forceFlush();
    const { accepted = 0, exported, dropped = 0 } = processor.stats().batch ?? {};
    expect(exporter.getFinishedLogRecords()).toHaveLength(accepted);
    expect(exported).toBe(accepted);
    expect(accepted + dropped).toBe(5000);
    expect(dropped).toBeGreaterThan(0);
    expect(errors.some(({ source }) => source === 'batch')).toBe(true);
  });

  test('an exporter that fails is counted and reported', async () => {
    const exporter: LogRecordExporter = {
      export: (_, done) => done({ code: 1, error: Object.assign(new Error('refused'), { code: 400 }) }),
      forceFlush: () => Promise.resolve(),
      shutdown: () => Promise.resolve(),
    };
    const { logger, provider, processor, errors } = setUp({ file: false, batch: { exporter } });
    for (let i = 0; i < 10; i++) logger.emit({ body: i });
    await provider.forceFlush();
    expect(processor.stats().batch).toMatchObject({ accepted: 10, exported: 0, failed: 10 });
    expect(errors.filter(({ source }) => source === 'batch')).toEqual([
      { message: expect.stringContaining('refused') as never, source: 'batch' },
    ]);
  });
});

test('a shutdown is final, and safe to repeat', async () => {
  const { logger, processor, inFiles } = setUp();
  logger.emit({ body: 'one' });
  await Promise.all([processor.shutdown(), processor.shutdown()]);
  logger.emit({ body: 'late' });
  expect(inFiles()).toHaveLength(1);
  expect(processor.stats().records.dropped).toEqual({ shutdown: 1 });
});

test.each([
  [{ minimumSeverity: 'LOUD' }, /minimumSeverity.*"LOUD".*accepted/],
  [{ filter: 'no' }, /filter.*"no"/],
  [{ file: { rotation: 'sometimes' } }, /file\.rotation.*"sometimes".*accepted/],
  [{ file: { name: '../up' } }, /file\.name/],
  [{ sinks: [42] }, /sinks\[0\].*42/],
  [{ batch: {} }, /batch/],
  [{ unheardOf: true }, /unheardOf/],
])('bad options throw at once: %o', (options, message) => {
  expect(() => new LakeTraceLogRecordProcessor(options as LakeTraceLogRecordProcessorOptions)).toThrow(message);
});
