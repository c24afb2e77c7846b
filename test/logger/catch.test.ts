// `catch: false`: whatever of the application fails while a record is on its way is thrown to who logs, once all have the record.
import { join } from 'node:path';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { expect, test } from 'vitest';
import { LakeTraceLogRecordProcessor, type LoggerConfig } from '../../src/index.ts';
import { openLogger } from '../support/loggers.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const fails = (): never => {
  throw new Error('mine');
};

test.each<[string, LoggerConfig]>([
  ['filter', { filter: fails }],
  ['formatter', { formatter: fails }],
  ['format', { format: fails }],
  ['format of the console', { console: { format: fails } }],
])('an error of the %s is thrown; without it, contained', (_what, config) => {
  const strict = openLogger({ ...config, catch: false }).logger;
  expect(() => strict.info('m')).toThrow('mine');
  expect(() => strict.info('m')).toThrow('mine');
  const lenient = openLogger({ ...config, onError: () => undefined }).logger;
  expect(() => lenient.info('m')).not.toThrow();
});

test.each(['filter', 'format', 'formatter'] as const)('so is one of the %s of a handler', (option) => {
  const { logger, directory } = openLogger({ catch: false });
  const seen: string[] = [];
  logger.addHandler(join(directory, 'of-handler.log'), { [option]: fails });
  logger.addHandler((record) => seen.push(record.message));
  expect(() => logger.info('m')).toThrow('mine');
  expect(seen).toEqual(['m']);
});

test('the record whose formatter fails is written all the same', async () => {
  const { logger, records } = openLogger({ formatter: fails, catch: false });
  expect(() => logger.info('m')).toThrow('mine');
  expect(await records()).toMatchObject([{ message: 'm' }]);
});

test('the processor throws the error of the format of its file', async () => {
  const file = { directory: temporaryDirectory(), format: fails };
  const processor = new LakeTraceLogRecordProcessor({ file, catch: false });
  const provider = new LoggerProvider({ processors: [processor] });
  expect(() => provider.getLogger('a').emit({ body: 'm', severityNumber: 9 })).toThrow('mine');
  expect(processor.stats()).toMatchObject({ errors: { format: 1 }, file: { records: { dropped: { format: 1 } } } });
  await provider.shutdown();
});
