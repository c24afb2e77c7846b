// Whoever logs within the function: the logger by name, the global API, a bridge of another library.
import { logs } from '@opentelemetry/api';
import { afterEach, expect, test } from 'vitest';
import winston from 'winston';
import { LakeTraceTransport } from '../../../src/bridges/winston-transport.ts';
import { contextualize } from '../../../src/processor/context/contextualize.ts';
import { loggedIn } from '../../setup/logged-records.ts';
import { openLogger } from '../../support/loggers.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { collector } from '../collector.ts';
import { setUp } from '../provider.ts';

afterEach(() => logs.disable());

test('getLogger: the call before bind, bind before the context', () => {
  const { records, sink } = collector();
  const { logger } = openLogger({ sinks: [sink] });
  const bound = logger.bind({ a: 'bound', b: 'bound' });
  contextualize({ a: 'context', b: 'context', c: 'context' }, () => bound.info('x', { a: 'call' }));
  expect(records[0]?.attributes).toMatchObject({ a: 'call', b: 'bound', c: 'context' });
});

test('getLogger: what is below its level is written before an error, and its level may change', () => {
  const { records, sink } = collector();
  const { logger } = openLogger({ sinks: [sink], recorder: true });
  logger.debug('debug');
  logger.error('error');
  logger.setLevel('ERROR');
  logger.warning('warning');
  expect(records.map(({ body }) => body)).toEqual(['debug', 'error']);
  logger.setLevel('DEBUG');
  logger.debug('debug again');
  logger.critical('critical');
  expect(records.map(({ body }) => body).slice(2)).toEqual(['debug again', 'warning', 'critical']);
});

test('the global API, by a logger that was asked for outside', async () => {
  const { records, sink } = collector();
  const { provider } = setUp({ sinks: [sink] });
  const logger = logs.getLogger('a library');
  logs.setGlobalLoggerProvider(provider);
  await contextualize({ job: 'load' }, async () => {
    await undefined;
    logger.emit({ body: 'x' });
  });
  expect(records[0]?.attributes).toEqual({ job: 'load' });
});

test('winston by our transport', async () => {
  const directory = temporaryDirectory();
  const transport = new LakeTraceTransport({ file: { directory } });
  const logger = winston.createLogger({ transports: [transport] });
  for (const job of ['load', 'clean']) {
    await contextualize({ job }, async () => {
      await undefined;
      logger.info(job);
    });
  }
  const closed = new Promise((resolve) => transport.on('finish', resolve));
  logger.end();
  await closed;
  expect(loggedIn(directory).map(({ body, attributes }) => [body, attributes['job']])).toEqual([
    ['load', 'load'],
    ['clean', 'clean'],
  ]);
});
