// Attributes of the resource that come later: records wait for them, in order, and none is lost.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { describe, expect, test } from 'vitest';
import { ResourceHold } from '../../../src/processor/resource/resource-hold.ts';
import { ErrorReporter } from '../../../src/telemetry/error-reporter.ts';
import { bodiesIn, bodiesInDirectory, textOf } from '../../support/log-directory.ts';
import { logRecord } from '../../support/log-records.ts';
import { LONGEST_RUN } from '../../support/patience.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { turn } from '../../support/turn.ts';
import { diagLog, errorLog, setUp } from '../provider.ts';

function later<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  return Promise.withResolvers<T>();
}

describe('in the processor', () => {
  test('sinks get the records once the attributes are known; processors after see what was done at once', async () => {
    const region = later<string>();
    const messages = diagLog('warn');
    const seen: unknown[] = [];
    const { logger, processor, seenAfter } = setUp(
      {
        attributes: { team: 'data' },
        resource: resourceFromAttributes({ 'laketrace.platform': 'spark' }),
        sinks: [({ body, resource }: ReadableLogRecord) => seen.push([body, { ...resource.attributes }])],
      },
      { resource: resourceFromAttributes({ 'service.name': 'app', 'cloud.region': region.promise }) },
    );
    logger.emit({ body: 'one' });
    logger.emit({ body: 'two' });
    expect(seen).toEqual([]);
    expect(processor.stats().records).toEqual({ received: 2, passed: 0, dropped: {} });
    region.resolve('eu');
    await processor.forceFlush();
    logger.emit({ body: 'three' });
    const attributes = { 'service.name': 'app', 'cloud.region': 'eu', 'laketrace.platform': 'spark' };
    expect(seen).toEqual([
      ['one', attributes],
      ['two', attributes],
      ['three', attributes],
    ]);
    expect(seenAfter().map((record) => record.attributes)).toEqual([
      { team: 'data' },
      { team: 'data' },
      { team: 'data' },
    ]);
    // The SDK says so where attributes are asked for too early.
    expect(messages).toEqual([]);
  });

  test('a file begins with them', async () => {
    const directory = temporaryDirectory();
    const name = later<string>();
    const { logger, provider } = setUp(
      { file: { directory } },
      { resource: resourceFromAttributes({ 'service.name': name.promise }) },
    );
    logger.emit({ body: 'one' });
    const shutdown = provider.shutdown();
    name.resolve('etl');
    await shutdown;
    const text = await textOf(join(directory, 'etl.jsonl'));
    expect(bodiesIn(text)).toEqual(['one']);
    expect(text).toContain('{"key":"service.name","value":{"stringValue":"etl"}}');
  });

  test('what is changed in a record while it waits does not reach the sinks', async () => {
    const region = later<string>();
    const seen: unknown[] = [];
    const { logger, processor, seenAfter } = setUp(
      { sinks: [({ attributes }: ReadableLogRecord) => seen.push({ ...attributes })] },
      { resource: resourceFromAttributes({ 'cloud.region': region.promise }) },
    );
    logger.emit({ attributes: { a: 1 } });
    region.resolve('eu');
    await sleep(1);
    const [record] = seenAfter();
    if (record !== undefined) record.attributes['late'] = 'secret';
    await processor.forceFlush();
    expect(seen).toEqual([{ a: 1 }]);
  });

  test('attributes that are rejected are done without', async () => {
    const seen: unknown[] = [];
    const { logger, processor } = setUp(
      { resource: false, sinks: [({ resource }: ReadableLogRecord) => seen.push(resource.attributes)] },
      { resource: resourceFromAttributes({ a: 1, 'cloud.region': Promise.reject(new Error('no network')) }) },
    );
    logger.emit({ body: 'one' });
    await processor.forceFlush();
    expect(seen).toEqual([{ a: 1 }]);
  });

  test('an error of a sink then has no caller: it is reported, also with catch: false', async () => {
    const region = later<string>();
    const { logger, processor, reports } = setUp(
      {
        catch: false,
        sinks: [
          () => {
            throw new Error('bad sink');
          },
        ],
      },
      { resource: resourceFromAttributes({ 'cloud.region': region.promise }) },
    );
    logger.emit({ body: 'one' });
    region.resolve('eu');
    await processor.forceFlush();
    expect(reports.map(({ message }) => message)).toEqual(['bad sink']);
    expect(() => logger.emit({ body: 'two' })).toThrow('bad sink');
  });

  test.each([
    'process.exit(0)',
    'throw new Error("crash")',
    '// by itself',
    'await processor.shutdown(); console.log("shut down")',
  ])('the process ends before they come: %s', (ending) => {
    const directory = temporaryDirectory();
    const program = `
      import { LakeTraceLogRecordProcessor } from './src/processor/log-record-processor.ts';
      import { resourceFromAttributes } from '@opentelemetry/resources';
      import { LoggerProvider } from '@opentelemetry/sdk-logs';
      const resource = resourceFromAttributes({ 'service.name': 'app', 'cloud.region': new Promise(() => {}) });
      const processor = new LakeTraceLogRecordProcessor({
        file: { directory: ${JSON.stringify(directory)} },
        onError: (error) => console.log(error.message),
      });
      const logger = new LoggerProvider({ resource, processors: [processor] }).getLogger('x');
      for (let i = 0; i < 1000; i++) logger.emit({ body: String(i) });
      ${ending}
    `;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
    expect(stdout).toBe(ending.includes('shut down') ? 'shut down\n' : '');
    return expect(bodiesInDirectory(directory)).resolves.toEqual(Array.from({ length: 1000 }, (_, i) => String(i)));
  });
});

describe('files do not wait', () => {
  test.each(['SIGKILL', 'SIGTERM'])(
    '%s ends the process before the attributes come: flush: record holds',
    async (signal) => {
      const directory = temporaryDirectory();
      const program = `
      import { LakeTraceLogRecordProcessor } from './src/processor/log-record-processor.ts';
      import { resourceFromAttributes } from '@opentelemetry/resources';
      import { LoggerProvider } from '@opentelemetry/sdk-logs';
      const resource = resourceFromAttributes({ 'service.name': 'app', 'cloud.region': new Promise(() => {}) });
      const processor = new LakeTraceLogRecordProcessor({
        file: { directory: ${JSON.stringify(directory)}, flush: 'record' },
        sinks: [() => console.log('a record without all attributes')],
      });
      const logger = new LoggerProvider({ resource, processors: [processor] }).getLogger('x');
      for (let i = 0; i < 100; i++) logger.emit({ body: String(i) });
      process.kill(process.pid, '${signal}');
      setInterval(() => {}, 1000);
    `;
      const run = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
        encoding: 'utf8',
        timeout: LONGEST_RUN,
        killSignal: 'SIGQUIT',
      });
      expect([run.signal, run.stdout]).toEqual([signal, '']);
      expect(await bodiesInDirectory(directory)).toEqual(Array.from({ length: 100 }, (_, i) => String(i)));
    },
  );

  test('they get each record once, with what is known; other sinks get them with all, in order', async () => {
    const directory = temporaryDirectory();
    const region = later<string>();
    const seen: unknown[] = [];
    const { logger, processor } = setUp(
      {
        file: { directory, flush: 'record' },
        sinks: [({ body, resource }: ReadableLogRecord) => seen.push(`${body} ${resource.attributes['cloud.region']}`)],
      },
      { resource: resourceFromAttributes({ 'service.name': 'app', 'cloud.region': region.promise }) },
    );
    const path = join(directory, 'app.jsonl');
    for (const body of ['one', 'two']) logger.emit({ body });
    expect(bodiesIn(await textOf(path))).toEqual(['one', 'two']);
    expect(await textOf(path)).not.toContain('cloud.region');
    expect(seen).toEqual([]);
    region.resolve('eu');
    await processor.forceFlush();
    logger.emit({ body: 'three' });
    expect(seen).toEqual(['one eu', 'two eu', 'three eu']);
    const lines = (await textOf(path)).trimEnd().split('\n');
    expect(bodiesIn(await textOf(path))).toEqual(['one', 'two', 'three']);
    expect(lines.at(-1)).toContain('"cloud.region"');
    expect(processor.stats().records).toEqual({ received: 3, passed: 3, dropped: {} });
  });

  test('where there are only files, a flush waits for no attributes, and later records have them', async () => {
    const directory = temporaryDirectory();
    const region = later<string>();
    const { logger, processor } = setUp(
      { file: { directory } },
      { resource: resourceFromAttributes({ 'service.name': 'app', 'cloud.region': region.promise }) },
    );
    logger.emit({ body: 'one' });
    await processor.forceFlush({ timeoutMillis: LONGEST_RUN });
    const path = join(directory, 'app.jsonl');
    expect(bodiesIn(await textOf(path))).toEqual(['one']);
    region.resolve('eu');
    await sleep(1);
    logger.emit({ body: 'two' });
    await processor.forceFlush();
    expect((await textOf(path)).trimEnd().split('\n').at(-1)).toContain('"cloud.region"');
  });
});

describe('the hold', () => {
  function holdOf(limits: {
    readonly longestHold?: number;
    readonly mostRecords?: number;
    readonly mostBytes?: number;
  }) {
    const passed: ReadableLogRecord[] = [];
    const { reports, onError } = errorLog();
    const pass = (record: ReadableLogRecord) => void passed.push(record);
    const reporter = new ErrorReporter({ onError });
    return { hold: new ResourceHold({ pass, passHeld: pass, reporter, ...limits }), passed, reports };
  }

  const bodies = (records: readonly ReadableLogRecord[]) => records.map(({ body }) => body);

  test('attributes that never come are waited for once, and reported', async () => {
    const { hold, passed, reports } = holdOf({ longestHold: 30 });
    const resource = resourceFromAttributes(
      { a: 1, never: new Promise<string>(() => undefined) },
      { schemaUrl: 'https://schema' },
    );
    hold.emit(logRecord('one', { resource }));
    hold.emit(logRecord('two'));
    expect(passed).toEqual([]);
    await hold.flush();
    expect(bodies(passed)).toEqual(['one', 'two']);
    expect(passed[0]?.resource.attributes).toEqual({ a: 1 });
    expect(passed[0]?.resource.schemaUrl).toBe('https://schema');
    hold.emit(logRecord('three', { resource }));
    expect(bodies(passed)).toEqual(['one', 'two', 'three']);
    // One resource object for all of them: formats group by it.
    expect(passed[2]?.resource).toBe(passed[0]?.resource);
    const reason = 'they did not come within 30 ms';
    await turn();
    expect(reports.map(({ message }) => message)).toEqual([
      `1 log records passed without asynchronous attributes of their resource: ${reason}`,
    ]);
  });

  test('once they do come, later records have them', async () => {
    const { hold, passed } = holdOf({ longestHold: 10 });
    const region = later<string>();
    const resource = resourceFromAttributes({ region: region.promise });
    hold.emit(logRecord('one', { resource }));
    await hold.flush();
    region.resolve('eu');
    await sleep(1);
    hold.emit(logRecord('two', { resource }));
    expect(passed.map((record) => record.resource.attributes)).toEqual([{}, { region: 'eu' }]);
  });

  test('of several resources each is waited for, and the order stays', async () => {
    const { hold, passed, reports } = holdOf({});
    const [first, second] = [later<string>(), later<string>()];
    hold.emit(logRecord('one', { resource: resourceFromAttributes({ x: first.promise }) }));
    hold.emit(logRecord('two', { resource: resourceFromAttributes({ x: second.promise }) }));
    hold.emit(logRecord('three'));
    second.resolve('b');
    await sleep(1);
    expect(passed).toEqual([]);
    first.resolve('a');
    await hold.flush();
    expect(bodies(passed)).toEqual(['one', 'two', 'three']);
    expect(reports).toEqual([]);
  });

  test('records that are too large pass as those that are too many do', async () => {
    const { hold, passed, reports } = holdOf({ mostBytes: 100_000 });
    const resource = resourceFromAttributes({ a: new Promise<string>(() => undefined) });
    for (let i = 0; i < 20; i++) hold.emit(logRecord('x'.repeat(12_000), { resource }));
    expect(passed).toHaveLength(20);
    await turn();
    expect(reports.map(({ message }) => message)).toEqual([
      '9 log records passed without asynchronous attributes of their resource: 9 waited for them',
    ]);
  });

  test('no more than a number of records wait; none is lost', async () => {
    const { hold, passed, reports } = holdOf({ mostRecords: 100 });
    const never = new Promise<string>(() => undefined);
    const resource = resourceFromAttributes({ never });
    for (let i = 0; i < 250; i++) hold.emit(logRecord(String(i), { resource }));
    await hold.flush();
    expect(bodies(passed)).toEqual(Array.from({ length: 250 }, (_, i) => String(i)));
    expect(reports).toHaveLength(1);
  });

  test('a record that comes while others pass keeps its place', async () => {
    const region = later<string>();
    const passed: unknown[] = [];
    const hold: ResourceHold = new ResourceHold({
      pass: ({ body }) => passed.push(body),
      passHeld: ({ body }) => {
        passed.push(body);
        if (body === 'one') hold.emit(logRecord('of a sink'));
      },
      reporter: new ErrorReporter(),
    });
    hold.emit(logRecord('one', { resource: resourceFromAttributes({ region: region.promise }) }));
    hold.emit(logRecord('two'));
    region.resolve('eu');
    await hold.flush();
    expect(passed).toEqual(['one', 'two', 'of a sink']);
  });
});
