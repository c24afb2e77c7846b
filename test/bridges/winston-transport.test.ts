// Programs that log by winston with the transport: what arrives in the files, and how it ends.

import { readdirSync } from 'node:fs';
import { logs } from '@opentelemetry/api';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { afterEach, describe, expect, test } from 'vitest';
import winston from 'winston';
import { LakeTraceTransport, type LakeTraceTransportOptions } from '../../src/bridges/winston-transport.ts';
import { type LoggedRecord, loggedIn, project, runNode } from '../setup/logged-records.ts';
import { eventually } from '../support/patience.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const TRANSPORT = new URL('../../src/winston.ts', import.meta.url).href;
const WINSTON = import.meta.resolve('winston');

afterEach(() => logs.disable());

/** What a logger with the transport has brought into its files, when it was ended. */
async function logged(
  use: (logger: winston.Logger) => unknown,
  options: winston.LoggerOptions = {},
  own: LakeTraceTransportOptions = {},
): Promise<LoggedRecord[]> {
  const directory = temporaryDirectory();
  const transport = new LakeTraceTransport({ file: { directory }, ...own });
  const logger = winston.createLogger({ transports: [transport], ...options });
  use(logger);
  const finished = new Promise((resolve) => logger.on('finish', resolve));
  const closed = new Promise((resolve) => transport.on('finish', resolve));
  logger.end();
  await Promise.all([finished, closed]);
  return loggedIn(directory);
}

describe('what becomes of an info object', () => {
  test.each([
    ['npm', winston.config.npm.levels, { error: 17, warn: 13, info: 9, http: 7, verbose: 6, debug: 5, silly: 1 }],
    [
      'syslog',
      winston.config.syslog.levels,
      { emerg: 21, alert: 19, crit: 18, error: 17, warning: 13, notice: 10, info: 9, debug: 5 },
    ],
    ['custom', { worst: 0, odd: 1, mild: 2 }, { worst: 21, odd: 11, mild: 1 }],
  ])('the levels of %s', async (_, levels, severities) => {
    const last = Object.keys(levels).at(-1) ?? '';
    const records = await logged(
      (logger) => {
        for (const level of Object.keys(levels)) logger.log(level, `at ${level}`);
      },
      {
        levels,
        level: last,
        format: winston.format.colorize({ colors: { worst: 'red', odd: 'blue', mild: 'green' } }),
      },
    );
    expect(Object.fromEntries(records.map(({ body, severity }) => [body?.replace('at ', ''), severity]))).toEqual(
      severities,
    );
    expect(records.map(({ text }) => text)).toEqual(Object.keys(levels).map((level) => level.toUpperCase()));
  });

  test('message, splat, fields, default fields, child', async () => {
    const records = await logged(
      (logger) => {
        logger.info('%d rows for %s', 7, 'ada@example.com', { step: 'load' });
        logger.info({ message: 'an object', rows: 1 });
        logger
          .child({ request: 9 })
          .warn('from a child', { at: new Date(0), big: 2n ** 60n, map: new Map([['a', 1]]), gone: undefined });
      },
      { defaultMeta: { team: 'data' }, format: winston.format.splat() },
    );
    expect(records.map(({ body, attributes }) => [body, attributes])).toEqual([
      ['7 rows for [EMAIL]', { team: 'data', step: 'load' }],
      ['an object', { team: 'data', rows: '1' }],
      [
        'from a child',
        {
          team: 'data',
          request: '9',
          at: '1970-01-01T00:00:00.000Z',
          big: '1152921504606846976',
          map: expect.anything(),
        },
      ],
    ]);
  });

  test.each<[string, (logger: winston.Logger, error: Error) => unknown, string]>([
    ['as the message', (logger, error) => logger.error(error), 'no such order'],
    ['beside a message', (logger, error) => logger.error('failed:', error), 'failed: no such order'],
    ['under a name', (logger, error) => logger.error('failed', { reason: error }), 'failed'],
    ['after fields', (logger, error) => logger.error('failed', { step: 1 }, error), 'failed'],
    ['after a text', (logger, error) => logger.error('failed %s', 'here', error), 'failed %s'],
  ])('an error %s', async (_, use, body) => {
    class OrderError extends Error {
      override name = 'OrderError';
    }
    const error = new OrderError('no such order', { cause: new TypeError('inner') });
    for (const format of [undefined, winston.format.errors({ stack: true, cause: true }), winston.format.json()]) {
      const records = await logged((logger) => use(logger, error), format && { format });
      expect(records).toMatchObject([
        {
          severity: 17,
          body: body,
          attributes: { 'exception.message': 'no such order', 'exception.type': 'OrderError' },
        },
      ]);
      expect(records[0]?.attributes['exception.stacktrace']).toMatch(
        /^OrderError: no such order\n {4}at [\s\S]*\nCaused by: TypeError: inner\n/,
      );
    }
  });

  test("winston's level, format and silent of the transport", async () => {
    const upper = winston.format((info) => ({ ...info, message: String(info.message).toUpperCase() }))();
    const use = (logger: winston.Logger) => logger.warn('kept') && logger.info('left out');
    expect((await logged(use, {}, { level: 'warn', format: upper })).map(({ body }) => body)).toEqual(['KEPT']);
    expect(await logged(use, {}, { silent: true })).toEqual([]);
  });

  test('hostile fields cost themselves only', async () => {
    const cyclic: Record<string, unknown> = { name: 'cycle' };
    cyclic['self'] = cyclic;
    const hostile = {
      cyclic,
      get throwing() {
        throw new Error('no');
      },
      call: () => 1,
      ok: 'yes',
    };
    const records = await logged((logger) => logger.info('m', { within: hostile }), {
      format: winston.format((info) => info)(),
    });
    expect(records[0]?.body).toBe('m');
    expect(JSON.stringify(records[0]?.attributes['within'])).toMatch(/yes/);
  });
});

describe('where records go', () => {
  test('a given provider, else the global one, else files of its own', async () => {
    const exporter = new InMemoryLogRecordExporter();
    const provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
    winston.createLogger({ transports: [new LakeTraceTransport({ provider, loggerName: 'mine' })] }).info('given');
    logs.setGlobalLoggerProvider(provider);
    winston.createLogger({ transports: [new LakeTraceTransport()] }).info('global');
    expect(await logged((logger) => logger.info('own'))).toMatchObject([{ body: 'own', scope: 'winston' }]);
    const found = exporter.getFinishedLogRecords();
    expect(found.map(({ body, instrumentationScope }) => [body, instrumentationScope.name])).toEqual([
      ['given', 'mine'],
      ['global', 'winston'],
    ]);
    // It is not the transport's to close.
    await provider.forceFlush();
    expect(exporter.getFinishedLogRecords()).toHaveLength(2);
  });

  test('a global provider that is registered after the transport was made', () => {
    const exporter = new InMemoryLogRecordExporter();
    const provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
    const logger = winston.createLogger({ transports: [new LakeTraceTransport()] });
    logs.setGlobalLoggerProvider(provider);
    logger.info('later');
    expect(exporter.getFinishedLogRecords().map(({ body }) => body)).toEqual(['later']);
  });

  test('removed and closed it writes everything', async () => {
    const directory = temporaryDirectory();
    const transport = new LakeTraceTransport({ file: { directory, flush: { interval: '1 hour' } } });
    const logger = winston.createLogger({ transports: [transport] });
    logger.info('pending');
    logger.remove(transport);
    await eventually(() => {
      expect(loggedIn(directory).map(({ body }) => body)).toEqual(['pending']);
      // Its lock goes last.
      expect(readdirSync(directory).filter((name) => name.startsWith('.'))).toEqual([]);
    });
  });

  test('a wrong option is an error at once', () => {
    expect(() => new LakeTraceTransport({ file: { rotatoin: '1 MB' } as object })).toThrow(
      'file.rotatoin: there is no such option',
    );
    expect(() => new LakeTraceTransport({ fiel: {} } as object)).toThrow(
      'fiel: there is no such option; did you mean file?',
    );
    expect(() => new LakeTraceTransport({ provider: {} as never })).toThrow('provider: an object is not accepted');
  });
});

describe('the end of the program', () => {
  const program = (ending: string) => `
    import winston from ${JSON.stringify(WINSTON)};
    import { LakeTraceTransport } from ${JSON.stringify(TRANSPORT)};
    const transport = new LakeTraceTransport({ file: { directory: 'logs', name: 'app', enqueue: true, maxBufferedBytes: '64 KB' }, handleExceptions: true, handleRejections: true });
    const logger = winston.createLogger({ transports: [transport] });
    for (let i = 0; i < 2000; i++) logger.info('line ' + i, { filler: 'x'.repeat(100) });
    ${ending}`;

  test.each([
    ['by itself', '', 0, undefined],
    ['by logger.end()', 'logger.end();', 0, undefined],
    ['by process.exit at once', 'process.exit(5);', 5, undefined],
    [
      'by an error that winston handles',
      `setTimeout(() => { throw new RangeError('boom'); }, 20);`,
      1,
      'uncaughtException: boom',
    ],
    [
      'by an error that a transport of its own handles',
      `transport.handleExceptions = false;
       logger.exceptions.handle(new LakeTraceTransport({ file: { directory: 'logs', name: 'late' } }));
       setTimeout(() => { throw new RangeError('boom'); }, 20);`,
      1,
      'uncaughtException: boom',
    ],
    [
      'by a rejection that winston handles',
      `setTimeout(() => Promise.reject(new RangeError('boom')), 20);`,
      1,
      'unhandledRejection: boom',
    ],
  ])('%s: every record is in the file, once', async (_, ending, expected, last) => {
    const cwd = project({ 'app.mjs': program(ending) });
    const { code } = await runNode(['app.mjs'], { cwd });
    const records = loggedIn(`${cwd}/logs`);
    const bodies = records.map(({ body }) => body?.split('\n')[0]);
    expect(code).toBe(expected);
    expect(bodies.slice(0, 2000)).toEqual(Array.from({ length: 2000 }, (_, index) => `line ${index}`));
    expect(bodies.slice(2000)).toEqual(last === undefined ? [] : [last]);
    if (last !== undefined)
      expect(records.at(-1)?.attributes).toMatchObject({ 'exception.type': 'RangeError', 'exception.message': 'boom' });
  });

  test('where the buffer would drop records, winston waits', async () => {
    const dropping = program('logger.end();').replace("'64 KB'", "'64 KB', overflow: 'drop-newest'");
    const cwd = project({ 'app.mjs': dropping.replace('i < 2000', 'i < 20000') });
    await runNode(['app.mjs'], { cwd });
    expect(loggedIn(`${cwd}/logs`)).toHaveLength(20_000);
  });
});
