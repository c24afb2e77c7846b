// What `flush` and `close` tell of records that did not reach their end.
import { PassThrough, Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { filesIn, openLogger, runProgram } from '../support/loggers.ts';

const ways = ['flush', 'close'] as const;

test('true where all is written', async () => {
  const { logger, directory } = openLogger();
  logger.addHandler(new PassThrough(), { name: 'stream' });
  logger.info('m');
  expect(await logger.flush()).toBe(true);
  expect(await logger.close()).toBe(true);
  expect(filesIn(directory)).toHaveLength(1);
});

test('a directory that there cannot be: false, and why is on standard error', () => {
  const { stdout, stderr, status } = runProgram(
    `const fs = await import('node:fs');
    fs.writeFileSync('file', '');
    const log = getLogger('refused', { logDir: 'file/logs', stdout: false });
    log.info('m');
    console.log(await log.flush(), await log.close());
    const enqueued = getLogger('enqueued', { logDir: 'file/logs', stdout: false, enqueue: true });
    enqueued.info('m');
    console.log(await enqueued.flush());`,
  );
  expect([stdout, status]).toEqual(['false false\nfalse\n', 0]);
  expect(stderr).toMatch(/1 records could not be written to .*file\/logs: ENOTDIR/);
});

test('with catch: false it rejects', () => {
  const { stdout } = runProgram(
    `const fs = await import('node:fs');
    fs.writeFileSync('file', '');
    const log = getLogger('refused', { logDir: 'file/logs', stdout: false, catch: false });
    log.info('m');
    await log.close().catch((error) => console.log(error.message));`,
  );
  expect(stdout).toMatch(/1 records could not be written to .*ENOTDIR/);
});

describe.each(ways)('%s: false where', (way) => {
  test('a handler rejects', async () => {
    const { logger } = openLogger({ file: false, onError: () => undefined });
    logger.addHandler(async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      throw new Error('gone');
    });
    logger.info('m');
    expect(await logger[way]()).toBe(false);
  });

  test('a stream refuses its lines', async () => {
    const { logger } = openLogger({ file: false, onError: () => undefined });
    const stream = new Writable({ write: (_chunk, _encoding, done) => setImmediate(done, new Error('full')) });
    logger.addHandler(stream);
    logger.info('m');
    expect(await logger[way]()).toBe(false);
  });

  test('an exporter of a batch refuses its records', async () => {
    const exporter = {
      export: (_records: unknown, done: (result: { code: number; error: Error }) => void) =>
        done({ code: 1, error: Object.assign(new Error('refused'), { code: 400 }) }),
      forceFlush: async () => undefined,
      shutdown: async () => undefined,
    };
    const { logger } = openLogger({ file: false, batch: { exporter }, onError: () => undefined });
    logger.info('m');
    expect(await logger[way]()).toBe(false);
  });
});

test('what is asked of a closed logger is said once, and its ids are still unique', () => {
  const { stdout, stderr } = runProgram(
    `const log = getLogger('closed', { logDir: '.', stdout: false });
    const id = log.addHandler(() => 0);
    await log.close();
    let calls = 0;
    const ids = [id, log.addHandler(() => calls++), log.addHandler('other.log'), log.addHandler(() => calls++)];
    for (let n = 0; n < 3; n++) {
      log.setLevel('DEBUG');
      log.info('m');
    }
    const fs = await import('node:fs');
    console.log(new Set(ids).size, calls, await log.close(), fs.existsSync('other.log'));`,
  );
  expect(stdout).toBe('4 0 true false\n');
  expect(stderr.split('\n').sort()).toEqual([
    '',
    'laketrace: the logger closed is closed: a level has no effect; getLogger opens a new one',
    'laketrace: the logger closed is closed: its handlers get nothing; getLogger opens a new one',
    'laketrace: the logger closed is closed: what is logged by it is lost; getLogger opens a new one',
  ]);
});
