// Each method of the Python LakeTrace's logger, by its name there, and what its filters, lines and reserved fields are.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { RecordView } from '../../src/index.ts';
import { openLogger, runProgram } from '../support/loggers.ts';

/** OpenTelemetry's severities (logs data model), by the methods of the logger. */
const SEVERITIES = [
  ['trace', 'TRACE', 1],
  ['debug', 'DEBUG', 5],
  ['info', 'INFO', 9],
  ['success', 'SUCCESS', 10],
  ['warning', 'WARNING', 13],
  ['warn', 'WARNING', 13],
  ['error', 'ERROR', 17],
  ['critical', 'CRITICAL', 21],
] as const;

test.each(SEVERITIES)('%s: the level %s, which is severity %i', async (method, level, severity) => {
  const { logger, lines } = openLogger({ level: 'TRACE', format: 'otlp' });
  logger[method]('a message', { n: 1 });
  const [{ scopeLogs }] = JSON.parse((await lines())[0] ?? '').resourceLogs;
  expect(scopeLogs[0].logRecords[0]).toMatchObject({
    severityNumber: severity,
    severityText: level,
    body: { stringValue: 'a message' },
    attributes: [{ key: 'n', value: { intValue: '1' } }],
  });
});

test('bind: a child whose records have its fields, below those of the call, above those of its parent', async () => {
  const { logger, records } = openLogger();
  const child = logger.bind({ run: 1, stage: 'load' });
  child.bind({ stage: 'join' }).info('a', { table: 't' });
  child.info('b', { stage: 'mine' });
  logger.info('c');
  const [a, b, c] = await records();
  expect(a).toMatchObject({ run: 1, stage: 'join', table: 't' });
  expect(b).toMatchObject({ run: 1, stage: 'mine' });
  expect(c).not.toHaveProperty('stage');
});

test('bind: what the application does to its object later does not reach the child', async () => {
  const { logger, records } = openLogger();
  const fields: Record<string, unknown> = { stage: 'load' };
  const child = logger.bind(fields);
  fields['stage'] = 'changed';
  child.info('m');
  expect((await records())[0]).toMatchObject({ stage: 'load' });
});

describe('log_structured', () => {
  test.each(['logStructured', 'log_structured'] as const)('%s(message, level, data)', async (method) => {
    const { logger, records } = openLogger();
    logger[method]('rows', 'WARNING', { table: 't', rows: 3 });
    logger[method]('alone');
    expect(await records()).toMatchObject([
      { level: 'WARNING', message: 'rows', table: 't', rows: 3 },
      { level: 'INFO', message: 'alone' },
    ]);
  });

  test('mask_sensitive masks the data also where the logger masks nothing; false adds nothing', async () => {
    const address = ['jo', 'example.com'].join('@');
    const { logger, records } = openLogger({ maskPii: false });
    logger.logStructured('m', 'INFO', { to: address });
    logger.logStructured('m', 'INFO', { to: address }, false);
    expect((await records()).map(({ to }) => to)).toEqual(['[EMAIL]', address]);
  });
});

test('log(level, message, fields): names in any case, numbers; under an unknown name the record is kept', async () => {
  const { logger, records } = openLogger({ level: 'TRACE' });
  logger.log('warn', 'a');
  logger.log('FATAL', 'b');
  logger.log(13, 'c');
  logger.log('INFO3', 'd');
  logger.log('audit', 'e', { n: 1 });
  logger.log(undefined as never, 'f');
  const levels = ['WARNING', 'FATAL', 'WARNING', 'INFO3', 'INFO', 'INFO'];
  expect((await records()).map(({ level }) => level)).toEqual(levels);
});

test("log and log_structured: a number of Python's is never another level; the record is kept at INFO, which is said once", () => {
  const { stdout, stderr } = runProgram(
    `const logger = getLogger('numbers', { level: 'TRACE', logDir: '.', format: '{level} {level_number} {message}' });
    for (const level of [10, 20, 30, 40, 50, '20', 20]) logger.log(level, level);
    logger.logStructured('s', 20, { n: 1 });
    logger.log('ERROR\\nforged | x', 'm');
    await logger.close();`,
  );
  const kept = [10, 20, 30, 40, 50, 20, 20, 's', 'm'];
  expect(stdout.split('\n').slice(0, -1)).toEqual(kept.map((message) => `INFO 9 ${message}`));
  expect(stderr.match(/was given the level 20, which is another one in Python/g)).toHaveLength(1);
});

test.each([
  ['addHandler', 'removeHandler'],
  ['add_handler', 'remove_handler'],
] as const)('%s gives an id, %s takes it, once what it got is flushed', async (add, remove) => {
  const { logger } = openLogger();
  const seen: string[] = [];
  const id = logger[add](async (record) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    seen.push(record.message);
  });
  logger.info('one');
  expect(await logger[remove](id)).toBe(true);
  expect(seen).toEqual(['one']);
  logger.info('two');
  await logger.flush();
  expect(seen).toEqual(['one']);
  expect(await logger[remove](id)).toBe(false);
});

test.each(['setLevel', 'set_level'] as const)('%s changes the level from the next record on', async (method) => {
  const { logger, records } = openLogger();
  logger.debug('a');
  logger[method]('DEBUG');
  logger.debug('b');
  logger[method]('error');
  logger.warning('c');
  expect((await records()).map(({ message }) => message)).toEqual(['b']);
  expect(() => logger.setLevel('DEBG')).toThrow(/setLevel: .*did you mean DEBUG\?/);
});

describe('tail', () => {
  const tail = async (open: ReturnType<typeof openLogger>, n?: number) => {
    const stream = new PassThrough();
    const lines = await open.logger.tail(n, stream);
    expect(String(stream.read() ?? '')).toBe(lines.map((line) => `${line}\n`).join(''));
    return lines.map((line) => Number(line));
  };
  const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

  test('tail(n=50) prints the last lines of the file', async () => {
    const open = openLogger({ format: '{message}' });
    expect(await tail(open)).toEqual([]);
    for (let n = 0; n < 100; n++) open.logger.info(n);
    expect(await tail(open, 3)).toEqual([97, 98, 99]);
    expect(await tail(open)).toEqual(numbers(50, 100));
    expect(await tail(open, 1000)).toEqual(numbers(0, 100));
  });

  test.each(['none', 'gz', 'zstd', 'bz2', 'zip'] as const)(
    'over rotated files, compression %s',
    async (compression) => {
      const open = openLogger({ format: '{message}', rotation: 100, retention: 100, compression, flush: 'record' });
      for (let n = 1000; n < 1100; n++) open.logger.info(n);
      expect(await tail(open, 70)).toEqual(numbers(1030, 1100));
    },
  );

  test('on standard output where no stream is given', () => {
    const { stdout } = runProgram(`
const log = getLogger('a', { log_dir: '.', stdout: false, format: '{message}' });
for (const n of [1, 2, 3]) log.info(n);
await log.tail(2);`);
    expect(stdout).toBe('2\n3\n');
  });

  test.each([0, -1, 1.5, Number.NaN, '3'])('%s is no number of lines', async (n) => {
    await expect(openLogger().logger.tail(n as number)).rejects.toThrow(/tail\(n\): .* a whole number/);
  });
});

describe('upload_log_to_lakehouse', () => {
  test('false and a warning outside Fabric and Databricks, which says where the files remain', () => {
    const { stdout, stderr } = runProgram(`
const log = getLogger('a', { log_dir: '.', stdout: false });
log.info('m');
console.log(await log.uploadLogToLakehouse('Files/logs', 3), await log.upload_log_to_lakehouse('Files/logs'));`);
    expect(stdout).toBe('false false\n');
    expect(stderr).toMatch(
      /nothing was uploaded, .* neither Fabric nor Databricks; the files remain beside .*a\.jsonl/,
    );
  });

  test('on a platform the files go to its lake, and where they do not it is false and says why, and where they remain', () => {
    const { stdout, stderr } = runProgram(
      `const log = getLogger('a', { log_dir: '.', stdout: false });
log.info('m');
console.log(await log.uploadLogToLakehouse('Files/logs'), await log.uploadLogToLakehouse('dir:../x', { maxRetries: 0 }));
console.log(await log.upload_log_to_lakehouse(7), await log.upload_log_to_lakehouse('Files/logs', 'often'));`,
      { LAKETRACE_PLATFORM: 'fabric' },
    );
    expect(stdout).toBe('false false\nfalse false\n');
    expect(stderr).toContain('none is mounted at /lakehouse/default/Files');
    expect(stderr).toContain('a path in the lake');
    expect(stderr).toContain('maxRetries: "often" is not accepted');
  });
});

test('log_file_path: the file that is written to', async () => {
  const { logger, directory, name } = openLogger();
  const path = join(directory, `${name}.jsonl`);
  expect(logger.logFilePath).toBe(path);
  expect(logger.log_file_path).toBe(path);
  logger.info('m');
  await logger.flush();
  expect(readFileSync(path, 'utf8')).toContain('"m"');
  expect(openLogger({ file: false }).logger.logFilePath).toBeUndefined();
});

test('a filter or formatter sees level, message, logger_name, name, pid, timestamp, extra, exception, run id', async () => {
  const seen: Record<string, unknown>[] = [];
  const see = (record: RecordView) => {
    const { level, message, loggerName, logger_name, name, pid, timestamp, extra, exception, runId } = record;
    seen.push({ level, message, loggerName, logger_name, name, pid, timestamp, extra, exception, runId });
    return true;
  };
  const { logger, name } = openLogger({ filter: see, formatter: (record) => String(see(record)) }, 'run-7');
  logger.exception('failed', new TypeError('bad'), { table: 't' });
  await logger.flush();
  expect(seen).toHaveLength(2);
  for (const record of seen) {
    expect(record).toMatchObject({
      ...{ level: 'ERROR', message: 'failed', loggerName: name, logger_name: name, name, pid: process.pid },
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      extra: { table: 't' },
      exception: { type: 'TypeError', value: 'bad', traceback: expect.stringContaining('methods.test.ts') },
      runId: 'run-7',
    });
  }
});

test('the JSON line: its keys in their order, bound fields before those of the call, the exception last', async () => {
  const { logger, records } = openLogger({}, 'run-7');
  logger.bind({ bound: 1 }).exception('m', new Error('e'), { called: 2 });
  expect(Object.keys((await records())[0] ?? {})).toEqual([
    ...['timestamp', 'level', 'message', 'logger_name', 'hostname', 'pid', 'platform', 'runtime_type'],
    ...['run_id', 'bound', 'called', 'exception'],
  ]);
});

test('the text line: time, level, name with run id and fields, message, then the traceback', async () => {
  const { logger, lines, name } = openLogger({ json: false }, '7');
  logger.exception('went wrong', new TypeError('bad'), { stage: 'load' });
  const [first = '', ...trace] = await lines();
  expect(first).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} \| ERROR {4}\| /);
  expect(first).toContain(`| ${name} [run_id=7, stage=load] | went wrong`);
  expect(trace[0]).toMatch(/^ {4}TypeError: bad/);
});

test('no field replaces a reserved one: it is kept under extra', async () => {
  const { logger, records } = openLogger({}, 'run-7');
  const runtime = ['hostname', 'pid', 'platform', 'runtime_type'];
  const reserved = ['timestamp', 'level', 'message', 'logger_name', 'run_id', 'exception', ...runtime];
  const fields = Object.fromEntries(reserved.map((name) => [name, 'mine']));
  logger.bind(fields).info('the message', { ...fields, kept: 1 });
  const [record] = await records();
  expect(record).toMatchObject({ level: 'INFO', message: 'the message', run_id: 'run-7', pid: process.pid, kept: 1 });
  expect(record?.['extra']).toEqual(fields);
});
