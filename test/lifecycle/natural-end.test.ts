// A program logs from a `beforeExit` listener, which Node calls again whenever anything has kept the process alive since.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bodiesInDirectory } from '../support/log-directory.ts';
import { LONGEST_RUN } from '../support/patience.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const SOURCES = join(import.meta.dirname, '../../src');
const MANY = 20;

const FILES = [
  "'record'",
  "'turn'",
  '{ interval: 5 }',
  "{ severity: 'INFO', interval: 1000 }",
  '{ bytes: 1, interval: 1000 }',
].flatMap((flush) =>
  [false, true].map((enqueue) => `file: { directory, name: 'app', flush: ${flush}, enqueue: ${enqueue} }`),
);
const LATE_EXPORTER =
  '{ export: (_, done) => setTimeout(() => done({ code: 0 }), 5), forceFlush: async () => {}, shutdown: async () => {} }';

// Each record finishes a file, which is worked on further on the thread pool.
const ROTATION = [
  '',
  "compression: 'gzip'",
  "retention: '100 files'",
  "compression: 'gzip', compressAfter: '1 ms'",
  'integrity: {}',
  "symlink: 'current'",
].flatMap((more) =>
  [false, true].map(
    (enqueue) => `file: { directory, name: 'app', rotation: ({ size }) => size > 0, enqueue: ${enqueue}, ${more} }`,
  ),
);

test.each([
  ...FILES,
  ...ROTATION,
  `file: { directory, name: 'app', fsync: 'flush', enqueue: true }`,
  `file: { directory, name: 'app', integrity: {}, enqueue: true }`,
  `file: { directory, name: 'app' }, batch: { exporter: ${LATE_EXPORTER} }`,
  `file: { directory, name: 'app' }, batch: { exporter: ${LATE_EXPORTER}, maxExportBatchSize: 1 }`,
  `file: { directory, name: 'app' }, sinks: [${LATE_EXPORTER}]`,
  `file: { directory, name: 'app' }, sinks: [async () => { await new Promise((done) => setTimeout(done, 5)); }]`,
  `file: { directory, name: 'app' }, sinks: [{ sink: createWriteStream(join(directory, 'stream.txt')), format: () => 'line' }]`,
])('%s', async (options) => {
  const directory = temporaryDirectory();
  const program = `
    import { createWriteStream } from 'node:fs';
    import { join } from 'node:path';
    import { LoggerProvider } from '@opentelemetry/sdk-logs';
    import { LakeTraceLogRecordProcessor } from '${SOURCES}/processor/log-record-processor.ts';
    const directory = ${JSON.stringify(directory)};
    const processor = new LakeTraceLogRecordProcessor({ ${options} });
    const logger = new LoggerProvider({ processors: [processor] }).getLogger('test');
    let count = 0;
    process.on('beforeExit', () => {
      count++;
      if (count > ${MANY}) process.exit(1);
      logger.emit({ severityNumber: 9, body: 'at the end ' + count });
    });
    process.on('exit', () => console.log(count));
    logger.emit({ severityNumber: 9, body: 'one' });`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    timeout: LONGEST_RUN,
  });
  expect([run.status, run.signal]).toEqual([0, null]);
  // What cannot be sent any more is reported.
  expect(run.stderr).toMatch(/^$|records were not exported before the process ended|records were refused/);
  const times = Number(run.stdout);
  expect(times).toBeGreaterThan(0);
  expect(await bodiesInDirectory(directory)).toEqual([
    'one',
    ...Array.from({ length: times }, (_, i) => `at the end ${i + 1}`),
  ]);
});
