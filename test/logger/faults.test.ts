// The faults of the Python LakeTrace, none of which is repeated: one test each.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { getLogger, parseRotation } from '../../src/index.ts';
import { filesIn, newName, openLogger, runProgram } from '../support/loggers.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

test('not: any DATABRICKS_* variable counts as Databricks, and a timer of the detection kills the process', () => {
  const { status, stdout } = runProgram(
    `
getLogger('a', { log_dir: '.' }).info('m');
await new Promise((resolve) => setTimeout(resolve, 2500));
console.log('still there');`,
    { DATABRICKS_HOST: 'https://adb-1.azuredatabricks.net', DATABRICKS_TOKEN: 'x', DATABRICKS_CLUSTER_ID: '1' },
  );
  const [line = '', last] = stdout.split('\n');
  expect([status, last, JSON.parse(line).platform]).toEqual([0, 'still there', 'local']);
});

test('not: two rotations in one second overwrite each other', async () => {
  const { logger, directory } = openLogger({ format: '{message}', rotation: 20, retention: 1000, flush: 'record' });
  for (let n = 0; n < 500; n++) logger.info(n);
  await logger.flush();
  const lines = filesIn(directory).flatMap((name) => readFileSync(join(directory, name), 'utf8').trimEnd().split('\n'));
  expect(lines.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 500 }, (_, n) => n));
});

test("not: retention deletes by a pattern that also matches other loggers' files", async () => {
  const directory = temporaryDirectory();
  const name = newName();
  const config = {
    logDir: directory,
    stdout: false,
    rotation: 100,
    retention: 1,
    flush: 'record',
    json: false,
  } as const;
  const [app, other] = [getLogger(name, config), getLogger(`${name}.2`, { ...config, retention: 100 })];
  for (let n = 0; n < 20; n++) other.info('of the other');
  await other.flush();
  const before = filesIn(directory);
  for (let n = 0; n < 20; n++) app.info('of the first');
  await Promise.all([app.close(), other.close()]);
  expect(filesIn(directory)).toEqual(expect.arrayContaining(before));
  expect(filesIn(directory).filter((file) => !file.startsWith(`${name}.2.`))).toHaveLength(2);
});

test('not: monthly is thirty days, and the zone is ignored', () => {
  expect(parseRotation('monthly')).toEqual({ kind: 'calendar', period: 'month' });
  expect(() => openLogger({ rotation: 'monthly', timeZone: 'Europe/Berlin' })).not.toThrow();
  expect(() => openLogger({ rotation: 'monthly', time_zone: 'Europe/Nowhere' })).toThrow(
    /^time_zone: "Europe\/Nowhere"/,
  );
});

test('not: exception writes the traceback of nothing outside of a handler', async () => {
  const { logger, records, lines } = openLogger();
  logger.exception('nothing was thrown');
  expect((await records())[0]).not.toHaveProperty('exception');
  expect((await lines())[0]).not.toMatch(/NoneType|undefined|null/);
});

test("not: a new logger removes every other logger's handlers", () => {
  const first = openLogger();
  const seen: string[] = [];
  first.logger.addHandler((record) => seen.push(record.message));
  const handlers = first.logger.handlers.map(({ id }) => id);
  openLogger().logger.info('of the second');
  first.again();
  first.logger.info('of the first');
  expect(seen).toEqual(['of the first']);
  expect(first.logger.handlers.map(({ id }) => id)).toEqual(handlers);
});

test('not: the queue is unbounded', async () => {
  const { logger, lines } = openLogger({
    enqueue: true,
    maxBufferedBytes: '32 KB',
    overflow: 'drop-newest',
    onError: () => undefined,
  });
  for (let n = 0; n < 1000; n++) logger.info('x'.repeat(200), { n });
  const written = await lines();
  expect(written.length).toBeLessThan(500);
  logger.info('there is room again');
  expect((await lines()).join()).toContain('laketrace.dropped');
});

test('not: the process exits with lines still in the queue', () => {
  const directory = temporaryDirectory();
  runProgram(
    "const log = getLogger('a', { log_dir: '.', stdout: false, enqueue: true }); for (let n = 0; n < 5000; n++) log.info('m');",
    {},
    directory,
  );
  expect(readFileSync(join(directory, 'a.jsonl'), 'utf8').match(/\n/g)).toHaveLength(5000);
});

test('not: a whole value is masked because one pattern matched somewhere in it', async () => {
  const { logger, records } = openLogger();
  logger.info('m', { note: `written to ${['jo', 'example.com'].join('@')} on Monday` });
  expect((await records())[0]).toMatchObject({ note: 'written to [EMAIL] on Monday' });
});

test('not: only structured data is masked, never the message', async () => {
  const { logger, records } = openLogger();
  logger.info(`written to ${['jo', 'example.com'].join('@')}`);
  expect((await records())[0]).toMatchObject({ message: 'written to [EMAIL]' });
});
