// What TypeScript says of a configuration and of calls: the compiler checks the lines that expect errors, `npm run types` runs it.
import { expect, test } from 'vitest';
import { filters, finishRun, getLogger, type LoggerConfig, type RecordView } from '../../src/index.ts';
import { filesIn, openLogger } from '../support/loggers.ts';

test('both spellings of each option have their exact types', () => {
  const configs: LoggerConfig[] = [
    { logDir: 'a', maskPii: true, rotationMb: 5, filter: filters.level('WARN'), formatter: (record) => record.message },
    { log_dir: 'a', mask_pii: null, rotation_mb: 5, filter: ['ERROR', /x/], retention: { files: 10 }, rotation: null },
    { max_buffered_bytes: '1 MB', minimum_severity: 9, compress_after: 2, format: '{message}', time_zone: 'UTC' },
    // @ts-expect-error there is no such option
    { levle: 'INFO' },
    // @ts-expect-error there is no such option in snake case either
    { log_dri: 'a' },
    // @ts-expect-error not a text
    { mask_pii: 'yes' },
    // @ts-expect-error not a text in camel case either
    { rotationMb: '5' },
    // @ts-expect-error a formatter gives a text
    { formatter: (record: RecordView) => record.pid },
  ];
  expect(configs).toHaveLength(8);
});

test('calls take any message, and after it what catch blocks, interfaces and classes give', () => {
  interface Order {
    readonly id: number;
  }
  class Row {
    readonly table = 't';
  }
  const { logger } = openLogger({ file: false });
  const order: Order = { id: 1 };
  const caught: unknown = new Error('x');
  logger.info('m', { any: new Map() });
  logger.info('m', order, new Row());
  logger.error('m', caught, order);
  logger.error(caught, 'm');
  logger.exception('m', 'anything', { n: 1 });
  logger.logStructured('m', 'INFO', order);
  logger.bind(order).info('m');
  // @ts-expect-error fields to be bound are an object
  expect(() => logger.bind('text')).toThrow('bind(fields): a text is not accepted; accepted is an object with fields');
  // @ts-expect-error a handler is no number
  expect(() => logger.addHandler(7)).toThrow('handler: 7');
  // @ts-expect-error a name is a text
  expect(() => getLogger(7)).toThrow('name: 7');
});

test('finishRun takes a logger, and a child of it', async () => {
  const { logger, directory, name } = openLogger();
  logger.info('m');
  const report = await finishRun({ logger: logger.bind({ stage: 'end' }) });
  expect(report.files).toHaveLength(1);
  expect(filesIn(directory)[0]).toMatch(new RegExp(`^${name}\\.\\d{4}-`));
});
