// Which files a logger and its handlers write: never one of them twice, and always the one that was meant.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filesIn, openLogger, runProgram } from '../support/loggers.ts';

test('a handler on the file of the logger itself is refused: it would write each record twice', async () => {
  const { logger, directory, name, records } = openLogger();
  logger.info('one');
  const same = /^handler: .* is not accepted; accepted is another file: this one the logger writes itself$/;
  expect(() => logger.addHandler(join(directory, `${name}.jsonl`))).toThrow(same);
  expect(() => logger.addHandler({ name })).toThrow(same);
  logger.addHandler({ name, format: 'text' });
  logger.info('two');
  expect(await records()).toHaveLength(2);
  expect(filesIn(directory)).toEqual([`${name}.jsonl`, `${name}.log`]);
});

test('nor is a configuration accepted whose file is that of a handler; once its own is taken away, it is free', async () => {
  const { logger, directory, name, again } = openLogger({ json: false });
  logger.addHandler({ name: 'errors', format: 'json' });
  expect(() => again({ name: 'errors' })).toThrow(/^name: .* is not accepted; accepted is another file/);
  expect(logger.logFilePath).toBe(join(directory, `${name}.log`));
  await logger.removeHandler(logger.handlers[0]?.id ?? 0);
  logger.addHandler(join(directory, `${name}.log`));
  logger.info('m');
  await logger.flush();
  expect(filesIn(directory)).toContain(`${name}.log`);
});

test('a path that ends as one of a directory is refused', () => {
  const { logger } = openLogger();
  expect(() => logger.addHandler('logs/')).toThrow(
    `handler: "logs/" is not accepted; accepted is the path of a file, such as 'logs/app.log', or { directory, name }`,
  );
  expect(existsSync('logs.log')).toBe(false);
});

test('a relative directory stays the same when the program changes its own, also with another configuration', () => {
  const { stdout, stderr } = runProgram(
    `const { mkdirSync, readdirSync } = await import('node:fs');
    mkdirSync('one');
    mkdirSync('two');
    process.chdir('one');
    const log = getLogger('a', { logDir: 'logs', stdout: false });
    process.chdir('../two');
    log.info('m');
    getLogger('a', { logDir: 'logs', stdout: false, level: 'DEBUG', json: false }).debug('m');
    log.addHandler({ name: 'of-handler' });
    log.addHandler('of-path.log');
    log.info('m');
    await log.close();
    console.log(readdirSync('.').join(), readdirSync('../one/logs').join());`,
  );
  expect(stdout).toBe('of-path.log a.jsonl,a.log,of-handler.log\n');
  expect(stderr).toMatch(/^laketrace: the logger a has a new configuration: level, json changed\n$/);
});
