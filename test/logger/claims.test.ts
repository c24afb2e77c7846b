// What the summary of the Python LakeTrace claims, one test each, by what its user notices.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { contextualize, getLogger, type LakeTraceLogger, type RecordView } from '../../src/index.ts';
import { filesIn, newName, openLogger, runProgram } from '../support/loggers.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** The lines of all files in a directory. */
function linesIn(directory: string): string[] {
  return filesIn(directory).flatMap((name) => readFileSync(join(directory, name), 'utf8').split('\n').slice(0, -1));
}

test('rotation in combination: size, time, callback', async () => {
  const asked: number[] = [];
  const { logger, directory } = openLogger({
    rotation: ['20 KB', 'daily', '12 h', ({ size }) => asked.push(size) < 0],
    flush: 'record',
    retention: 100,
  });
  for (let n = 0; n < 60; n++) logger.info('x'.repeat(1000));
  await logger.flush();
  expect(filesIn(directory).length).toBeGreaterThan(2);
  expect(asked.length).toBeGreaterThan(50);
});

test('decompression on read: tail reads gzip, bzip2 and zip', async () => {
  for (const compression of ['gz', 'bz2', 'zip'] as const) {
    const { logger } = openLogger({ format: '{message}', compression, rotation: 50, retention: 50, flush: 'record' });
    for (let n = 10; n < 40; n++) logger.info(n);
    await logger.flush();
    const lines = await logger.tail(30, new PassThrough());
    expect(lines.map(Number)).toEqual(Array.from({ length: 30 }, (_, n) => n + 10));
  }
});

test('asynchronous writes: several loggers, each line in its own file', async () => {
  const loggers = Array.from({ length: 5 }, () => openLogger({ enqueue: true }));
  for (let n = 0; n < 200; n++) for (const { logger } of loggers) logger.info('m', { n });
  for (const { records } of loggers) expect(await records()).toHaveLength(200);
});

test.each([true, false])('exit safety: what is buffered is written as the process exits, enqueue %s', (enqueue) => {
  const directory = temporaryDirectory();
  const code = `
const log = getLogger('a', { log_dir: '.', stdout: false, enqueue: ${enqueue} });
for (let n = 0; n < 1000; n++) log.info('m', { n });
process.exit(3);`;
  expect(runProgram(code, {}, directory).status).toBe(3);
  expect(linesIn(directory)).toHaveLength(1000);
});

describe('handlers', () => {
  test('ids are unique over all loggers, and never reused', async () => {
    const [a, b] = [openLogger().logger, openLogger().logger];
    const ids: number[] = [];
    for (let n = 0; n < 10; n++) {
      for (const logger of [a, b]) {
        const id = logger.addHandler(() => undefined);
        ids.push(id);
        await logger.removeHandler(id);
      }
    }
    for (const { id } of [...a.handlers, ...b.handlers]) ids.push(id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('several a logger, enumerable, removed by their ids', async () => {
    const { logger } = openLogger();
    const id = logger.addHandler(
      function mine() {
        return undefined;
      },
      { level: 'ERROR' },
    );
    logger.addHandler(new PassThrough().resume(), { name: 'stream' });
    expect(logger.handlers.map(({ name, level }) => [name, level])).toEqual([
      ['file', 9],
      [`mine ${id}`, 17],
      ['stream', 9],
    ]);
    const [file] = logger.handlers;
    expect(await logger.removeHandler(file?.id ?? 0)).toBe(true);
    expect(logger.handlers).toHaveLength(2);
  });

  test('one logger does not touch the handlers of another', async () => {
    const [a, b] = [openLogger().logger, openLogger().logger];
    const seen: string[] = [];
    const id = a.addHandler((record) => seen.push(record.message));
    expect(await b.removeHandler(id)).toBe(false);
    b.info('of b');
    a.info('of a');
    expect(seen).toEqual(['of a']);
  });

  test('cleaned up: removal flushes, and closes what it was given', async () => {
    const { logger, directory } = openLogger();
    const stream = new PassThrough();
    const calls: string[] = [];
    const exporter = {
      export: (records: readonly unknown[], done: (result: { code: number }) => void) => {
        calls.push(`export ${records.length}`);
        done({ code: 0 });
      },
      forceFlush: async () => undefined,
      shutdown: async () => void calls.push('shutdown'),
    };
    const ids = [
      logger.addHandler(join(directory, 'more.log')),
      logger.addHandler(stream, { format: '{message}' }),
      logger.addHandler(exporter),
    ];
    logger.info('m');
    for (const id of ids) await logger.removeHandler(id);
    expect(readFileSync(join(directory, 'more.log'), 'utf8')).toMatch(/ \| m\n$/);
    expect([String(stream.read()), stream.writableEnded]).toEqual(['m\n', true]);
    expect(calls).toEqual(['export 1', 'shutdown']);
  });

  test('several with their own filters, levels and formats, filter and formatter together', async () => {
    const { logger, directory } = openLogger({ level: 'WARNING' });
    const seen: Record<string, string[]> = { level: [], pattern: [], callback: [], both: [] };
    const into = (name: string) => (record: RecordView, line: string) =>
      seen[name]?.push(name === 'both' ? line.trimEnd() : record.message);
    logger.addHandler(into('level'), { level: 'DEBUG' });
    logger.addHandler(into('pattern'), { filter: /^b/ });
    logger.addHandler(into('callback'), { level: 'TRACE', filter: (record) => record.extra['keep'] === true });
    logger.addHandler(into('both'), { filter: 'ERROR', formatter: (record) => `<${record.message}>` });
    logger.addHandler({ name: 'debug', directory, level: 'DEBUG', format: '{level} {message}' });
    logger.debug('a', { keep: true });
    logger.warning('b');
    logger.error('c', { keep: true });
    await logger.flush();
    expect(seen).toEqual({ level: ['a', 'b', 'c'], pattern: ['b'], callback: ['a', 'c'], both: ['<c>'] });
    expect(readFileSync(join(directory, 'debug.log'), 'utf8')).toBe('DEBUG a\nWARNING b\nERROR c\n');
    expect(readFileSync(logger.logFilePath ?? '', 'utf8').match(/"message":"./g)).toHaveLength(2);
  });

  test('what they get below the level of the logger is masked and tagged as all else', () => {
    const { logger } = openLogger({ level: 'ERROR', attributes: { team: 'data' } }, 'run-7');
    const seen: RecordView[] = [];
    logger.addHandler((record) => seen.push(record), { level: 'DEBUG' });
    contextualize({ request: 5 }, () => logger.debug(`for ${['jo', 'example.com'].join('@')}`));
    expect(seen[0]).toMatchObject({ message: 'for [EMAIL]', runId: 'run-7', extra: { team: 'data', request: 5 } });
  });

  test('a handler that fails stops neither the others nor the application', async () => {
    const errors: string[] = [];
    const { logger, records } = openLogger({ onError: (error) => void errors.push(error.message) });
    const seen: string[] = [];
    logger.addHandler(() => {
      throw new Error('first');
    });
    logger.addHandler(async () => Promise.reject(new Error('second')));
    logger.addHandler((record) => seen.push(record.message));
    logger.info('m');
    await logger.flush();
    expect([seen, await records(), errors]).toMatchObject([['m'], [{ message: 'm' }], ['first', 'second']]);
  });

  test('one that logs does not log without end', async () => {
    const { logger, records } = openLogger({ onError: () => undefined });
    logger.addHandler(() => logger.info('again'));
    logger.info('once');
    expect((await records()).length).toBeLessThan(4);
  });

  test.each([
    [7, /^handler: 7 is not accepted; accepted is a path, 'console'/],
    [{ directory: 'x' }, /^handler.name: undefined is not accepted/],
    [{ nam: 'x' }, /^handler.nam: there is no such option; did you mean name\?/],
  ])('%j is none', (handler, message) => {
    expect(() => openLogger().logger.addHandler(handler as never)).toThrow(message);
  });

  test('fifty handlers', async () => {
    const { logger } = openLogger();
    let calls = 0;
    const ids = Array.from({ length: 50 }, () => logger.addHandler(() => calls++));
    for (let n = 0; n < 100; n++) logger.info('m');
    expect(calls).toBe(5000);
    expect(logger.handlers).toHaveLength(51);
    await Promise.all(ids.map((id) => logger.removeHandler(id)));
    expect(logger.handlers).toHaveLength(1);
  });
});

test('serialization with bound context and with the traceback of an exception', async () => {
  const { logger, records } = openLogger({ serialize: true });
  logger.bind({ stage: 'load' }).exception('m', new TypeError('bad'));
  expect((await records())[0]).toMatchObject({
    stage: 'load',
    exception: { type: 'TypeError', value: 'bad', traceback: expect.stringContaining('claims.test.ts') },
  });
});

test('fork safety: each process of a cluster has a file of its own, without set-up', () => {
  const directory = temporaryDirectory();
  const { status, stderr } = runProgram(
    `
import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
const worker = ${JSON.stringify(join(import.meta.dirname, '../../src/index.ts'))};
writeFileSync('child.mjs', \`import { getLogger } from \${JSON.stringify(worker)};
const log = getLogger('app', { log_dir: 'logs', stdout: false });
for (let n = 0; n < 100; n++) log.info('child', { n });
await log.flush();
process.send('ready');
process.on('message', () => process.exit(0));\`);
const log = getLogger('app', { log_dir: 'logs', stdout: false });
log.info('parent');
await log.flush();
const children = [1, 2, 3].map(() => fork('./child.mjs', { execArgv: [] }));
await Promise.all(children.map((child) => new Promise((resolve) => child.once('message', resolve))));
const { readdirSync } = await import('node:fs');
const names = readdirSync('logs').filter((name) => /^app(\\.\\d+)?\\.jsonl$/.test(name));
for (const child of children) child.send('end');
await Promise.all(children.map((child) => new Promise((resolve) => child.once('exit', resolve))));
await log.close();
if (names.length !== 4) throw new Error(names.join());`,
    {},
    directory,
  );
  expect(status, stderr).toBe(0);
  const lines = linesIn(join(directory, 'logs'));
  expect(lines.map((line) => JSON.parse(line).message).sort()).toEqual([...Array(300).fill('child'), 'parent']);
});

test('worker threads: five at once, without corruption and without set-up', () => {
  const directory = temporaryDirectory();
  const { status, stderr } = runProgram(
    `
import { Worker } from 'node:worker_threads';
const source = \`import { getLogger } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, '../../src/index.ts')).href)};
const log = getLogger('app', { log_dir: 'logs', stdout: false });
for (let n = 0; n < 200; n++) log.info('m', { n });
await log.close();\`;
const url = new URL('data:text/javascript,' + encodeURIComponent(source));
await Promise.all(Array.from({ length: 5 }, () => new Promise((resolve, reject) => new Worker(url).on('error', reject).on('exit', resolve))));`,
    {},
    directory,
  );
  expect(status, stderr).toBe(0);
  expect(linesIn(join(directory, 'logs')).map((line) => JSON.parse(line).message)).toHaveLength(1000);
});

test('messages of 1 MB and more, every line valid JSON', async () => {
  const { logger, records } = openLogger({ maskPii: false });
  const text = 'a "quoted" line\n\u0000'.repeat(100_000);
  logger.info(text);
  logger.info('next');
  expect((await records()).map(({ message }) => message)).toEqual([text, 'next']);
});

test('a hundred loggers and a thousand messages, each where it belongs', async () => {
  const directory = temporaryDirectory();
  const names = Array.from({ length: 100 }, newName);
  const loggers: LakeTraceLogger[] = names.map((name) => getLogger(name, { logDir: directory, stdout: false }));
  for (let n = 0; n < 10; n++) for (const logger of loggers) logger.info(logger.name, { n });
  await Promise.all(loggers.map((logger) => logger.close()));
  expect(filesIn(directory).sort()).toEqual(names.map((name) => `${name}.jsonl`).sort());
  for (const name of names) {
    const lines = readFileSync(join(directory, `${name}.jsonl`), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line).message)).toEqual(Array(10).fill(name));
  }
});

test('driver only: on a Spark executor nothing is written to files', () => {
  const directory = temporaryDirectory();
  const code = "getLogger('a', { log_dir: 'logs' }).info('shown')";
  expect(runProgram(code, { SPARK_EXECUTOR_DIRS: '/tmp' }, directory).stdout).toContain('shown');
  expect(filesIn(directory)).toEqual([]);
});

test('graceful degradation: a directory that cannot be made costs the lines, not the application', () => {
  const { status, stdout, stderr } = runProgram(`
const { writeFileSync } = await import('node:fs');
writeFileSync('file', '');
const log = getLogger('a', { log_dir: 'file/within' });
log.info('on the console');
await log.close();
console.log('done');`);
  expect(status).toBe(0);
  expect(stdout).toMatch(/on the console[\s\S]*done/);
  expect(stderr).toMatch(/laketrace: file /);
});

test('old configurations work unchanged: all keys in snake case at once', async () => {
  const config = {
    level: 'debug',
    json: true,
    stdout: false,
    rotation: '10 MB',
    retention: '5 files',
    compression: 'none',
    enqueue: false,
    filter: null,
    formatter: null,
    serialize: false,
    catch: true,
    add_runtime_context: true,
    sanitize_messages: true,
    mask_pii: true,
    secure_file_permissions: true,
  } as const;
  const { logger, records } = openLogger(config);
  logger.debug('m');
  expect(await records()).toMatchObject([{ level: 'DEBUG', message: 'm' }]);
});

test('using and await using close the logger; a child only flushes', async () => {
  const directory = temporaryDirectory();
  const name = newName();
  {
    await using log = getLogger(name, { logDir: directory, stdout: false });
    {
      using child = log.bind({ stage: 'load' });
      child.info('a');
    }
    log.info('b');
  }
  expect(linesIn(directory)).toHaveLength(2);
  const next = getLogger(name, { logDir: directory, stdout: false });
  next.info('c');
  await next.close();
  expect(linesIn(directory)).toHaveLength(3);
});
