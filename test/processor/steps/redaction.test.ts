// Redaction in its place: before every sink, the batch path and the processors after it, and for dropped records too.
import { PassThrough } from 'node:stream';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { describe, expect, test } from 'vitest';
import { LakeTraceLogRecordProcessor } from '../../../src/processor/log-record-processor.ts';
import { createRedactor } from '../../../src/redaction/index.ts';
import { bodiesInDirectory, namesIn, textOf } from '../../support/log-directory.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { turn } from '../../support/turn.ts';
import { logRecord } from '../log-record.ts';
import { diagLog, NOWHERE, ProcessorIn, setUp } from '../provider.ts';

const EMAIL = ['ann.lee', 'example.com'].join('@');
const TOKEN = ['ghp', 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8'].join('_');

describe('redaction', () => {
  test('is on by default; nothing that leaves has what was masked, and the application keeps its objects', async () => {
    const directory = temporaryDirectory();
    const messages = diagLog('info');
    const exporter = new InMemoryLogRecordExporter();
    const batched = new InMemoryLogRecordExporter();
    // Read at the end: it takes all without being waited for.
    const stream = new PassThrough({ highWaterMark: 1024 * 1024 });
    const { logger, processor, seenAfter, reports } = setUp({
      file: { directory, rotation: '4 KB', compression: 'gzip' },
      console: { stream },
      batch: { exporter: batched },
      sinks: [
        exporter,
        () => {
          throw new Error('bad sink');
        },
      ],
    });
    const user = { contact: [EMAIL], [TOKEN]: 1 };
    for (let i = 0; i < 50; i++) {
      logger.emit({
        body: { user },
        eventName: `from ${EMAIL}`,
        attributes: { note: `token=${TOKEN}`, [EMAIL]: 'name' },
      });
      logger.emit({ body: `mail to ${EMAIL}`, exception: new Error(`no access with ${TOKEN}`) });
    }
    await processor.forceFlush();
    await processor.shutdown();
    const files = await Promise.all(namesIn(directory).map((name) => textOf(`${directory}/${name}`)));
    const left = [
      ...files,
      String(stream.read()),
      JSON.stringify([
        exporter.getFinishedLogRecords(),
        batched.getFinishedLogRecords(),
        seenAfter(),
        reports,
        messages,
      ]),
    ].join('\n');
    expect(left).not.toContain(EMAIL);
    expect(left).not.toContain(TOKEN);
    expect(left).toContain('[EMAIL]');
    expect(await bodiesInDirectory(directory)).toHaveLength(100);
    expect(user).toEqual({ contact: [EMAIL], [TOKEN]: 1 });
    expect(Object.keys(processor.stats().redactions ?? {}).sort()).toEqual(['EMAIL', 'GITHUB_TOKEN']);
  });

  test('records that are dropped here reach the processors after it clean as well', async () => {
    const { logger, processor, seenAfter } = setUp({ filter: () => false });
    logger.emit({ body: EMAIL, severityNumber: 5 });
    logger.emit({ body: EMAIL, severityNumber: 17 });
    await processor.shutdown();
    logger.emit({ body: EMAIL, severityNumber: 17 });
    expect(seenAfter().map(({ body }) => body)).toEqual(['[EMAIL]', '[EMAIL]', '[EMAIL]']);
    expect(processor.stats().records.passed).toBe(0);
  });

  test('isolate: the others keep the original, whether they are registered before or after', () => {
    const [before, after, within] = [1, 2, 3].map(() => new InMemoryLogRecordExporter()) as [
      InMemoryLogRecordExporter,
      InMemoryLogRecordExporter,
      InMemoryLogRecordExporter,
    ];
    const processor = new ProcessorIn({ file: false, sinks: [within], isolate: true }, NOWHERE);
    const logger = new LoggerProvider({
      processors: [
        new SimpleLogRecordProcessor({ exporter: before }),
        processor,
        new SimpleLogRecordProcessor({ exporter: after }),
      ],
    }).getLogger('test');
    logger.emit({ body: EMAIL });
    const bodies = [before, within, after].map((exporter) => exporter.getFinishedLogRecords().map(({ body }) => body));
    expect(bodies).toEqual([[EMAIL], ['[EMAIL]'], [EMAIL]]);
  });

  test('a filter can decide by what is masked later', () => {
    const { logger, seenAfter, processor } = setUp({ filter: ({ body }) => String(body).includes(EMAIL) });
    logger.emit({ body: EMAIL });
    logger.emit({ body: 'nothing' });
    expect(seenAfter().map(({ body }) => body)).toEqual(['[EMAIL]', 'nothing']);
    expect(processor.stats().records.dropped).toEqual({ filter: 1 });
  });

  test('false switches it off', () => {
    const { logger, seenAfter, processor } = setUp({ redaction: false });
    logger.emit({ body: EMAIL });
    expect(seenAfter()[0]?.body).toBe(EMAIL);
    expect(processor.stats().redactions).toBeUndefined();
  });

  test('static attributes are masked too, and a changed record says so where that is asked for', () => {
    const { logger, seenAfter } = setUp({ attributes: { owner: EMAIL }, redaction: { mark: true } });
    logger.emit({ body: EMAIL });
    expect(seenAfter()[0]?.attributes).toEqual({ owner: '[EMAIL]', 'laketrace.redacted': { EMAIL: 2 } });
    const clean = setUp({ redaction: { mark: true } });
    clean.logger.emit({ body: 'clean' });
    expect(clean.seenAfter()[0]?.attributes).toEqual({});
  });

  test('of the resource only what is named in keys is masked, also where it comes later', async () => {
    const resource = resourceFromAttributes({
      'service.name': 'app',
      owner: EMAIL,
      'deployment.secret': 'hunter22',
      'later.secret': Promise.resolve('hunter23'),
    });
    const within = new InMemoryLogRecordExporter();
    const { logger, seenAfter, processor } = setUp(
      { redaction: { keys: [/secret$/] }, resource: resourceFromAttributes({ 'my.secret': 's' }), sinks: [within] },
      { resource },
    );
    logger.emit({ body: 'one' });
    await processor.forceFlush();
    logger.emit({ body: 'two' });
    await processor.forceFlush();
    const [first, second] = within.getFinishedLogRecords();
    expect(second?.resource.attributes).toEqual({
      'service.name': 'app',
      owner: EMAIL,
      'deployment.secret': '[REDACTED]',
      'later.secret': '[REDACTED]',
      'my.secret': '[REDACTED]',
    });
    expect(first?.resource).toBe(second?.resource);
    expect(seenAfter()[1]?.resource).toBe(second?.resource);
    expect(resource.attributes['deployment.secret']).toBe('hunter22');
  });

  test('a record that cannot be written to is dropped, and counted, where something in it has to be masked', () => {
    const seen: unknown[] = [];
    const processor = new LakeTraceLogRecordProcessor({
      file: false,
      resource: false,
      sinks: [(r) => seen.push(r.body)],
    });
    for (const body of [EMAIL, 'fine'])
      processor.onEmit(Object.freeze({ ...logRecord({ body }), attributes: {} }) as never);
    expect(seen).toEqual(['fine']);
    expect(processor.stats().records.dropped).toEqual({ redaction: 1 });
  });

  test('a redactor of the user is taken; where it fails, the record leaves empty and the error is reported', async () => {
    const own = setUp({ redaction: createRedactor({ mask: 'stars' }) });
    own.logger.emit({ body: EMAIL });
    expect(String(own.seenAfter()[0]?.body)).toMatch(/^\*+$/);
    const broken = {
      ...createRedactor(),
      redactRecord: () => {
        throw new Error('bad redactor');
      },
    };
    const { logger, seenAfter, reports } = setUp({ redaction: broken });
    logger.emit({ body: EMAIL, eventName: EMAIL, attributes: { a: EMAIL } });
    expect(seenAfter()[0]).toMatchObject({
      body: '[REDACTION_FAILED]',
      eventName: '[REDACTION_FAILED]',
      attributes: {},
    });
    await turn();
    expect(reports).toEqual([{ message: 'bad redactor', source: 'redaction', target: 'redaction' }]);
  });

  test.each([
    [{ redaction: 'yes' }, /^redaction: a text/],
    [{ redaction: { mark: 1 } }, /^redaction\.mark: 1/],
    [{ redaction: { entities: ['NOTHING'] } }, /^redaction\.entities\[0\]/],
    [{ redaction: { entity: 'all' } }, /^redaction\.entity/],
  ])('bad options throw at once: %o', (options, message) => {
    expect(() => new ProcessorIn(options as never, NOWHERE)).toThrow(message);
  });
});
