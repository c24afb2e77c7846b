// What a logger makes of its configuration: wrong ones, the environment, and those of a second call.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diag } from '@opentelemetry/api';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ConfigurationError, getLogger, type LoggerConfig } from '../../src/index.ts';
import { LOGGER_OPTION_NAMES, snakeCase } from '../../src/logger/config-names.ts';
import { variableOf } from '../../src/logger/given-options.ts';
import { tableRows, textOf } from '../docs/pages.ts';
import { filesIn, newName, openLogger, runProgram } from '../support/loggers.ts';

/** The message of the error that a configuration throws. */
function refusal(config: object): string {
  const name = newName();
  try {
    getLogger(name, config as LoggerConfig);
  } catch (error) {
    expect((error as Error).name).toBe('ConfigurationError');
    return (error as Error).message;
  }
  throw new Error('it was taken');
}

describe('an unknown option is told with the nearest one, in the case of its user', () => {
  test.each([
    ['levle', 'did you mean level?'],
    ['rotatoin', 'did you mean rotation?'],
    ['log_dri', 'did you mean log_dir?'],
    ['logdir', 'did you mean logDir?'],
    ['mask_pi', 'did you mean mask_pii?'],
    ['maskPi', 'did you mean maskPii?'],
    ['retention_file', 'did you mean retention_files?'],
    ['LOG_DIR', 'did you mean log_dir?'],
    ['maxFiles', 'did you mean retention?'],
    ['loglevel', 'did you mean level?'],
  ])('%s', (key, remedy) => {
    expect(refusal({ [key]: 'x' })).toBe(`${key}: there is no such option; ${remedy}`);
  });
});

describe('a bad value is told under the name that its user wrote', () => {
  test.each([
    [{ level: 'DEBG' }, /^level: "DEBG" .*did you mean DEBUG\?/],
    [{ minimum_severity: 'x' }, /^minimum_severity: "x" is not accepted/],
    [{ json: 'yes' }, /^json: "yes" is not accepted; accepted is true or false/],
    [{ stdout: 1 }, /^stdout: 1 is not accepted/],
    [{ serialize: 'true' }, /^serialize: "true" is not accepted/],
    [{ rotation: '12 parsecs' }, /^rotation: "12 parsecs" is not accepted/],
    [{ rotation: { size: 'x' } }, /^rotation.size: "x" is not accepted/],
    [{ rotation_mb: -1 }, /^rotation_mb: -1 is not accepted; accepted is a number of megabytes/],
    [{ retention: '5 lions' }, /^retention: "5 lions" is not accepted/],
    [{ retentionFiles: 0 }, /^retentionFiles: 0 is not accepted/],
    [{ compression: 'rar' }, /^compression: "rar" is not accepted/],
    [{ log_dir: 's3://bucket' }, /^log_dir: .* is not accepted; accepted is the path of a local directory/],
    [{ secure_file_permissions: 'no' }, /^secure_file_permissions: "no" is not accepted/],
    [{ sanitize_messages: 0 }, /^sanitize_messages: 0 is not accepted/],
    [{ mask_pii: 'partly' }, /^mask_pii: "partly" is not accepted/],
    [{ filter: 'WARNNG' }, /^filter: "WARNNG" .*did you mean WARNING/],
    [{ filter: [] }, /^filter: an array is not accepted/],
    [{ filter: { levle: 'INFO' } }, /^filter.levle: there is no such option; did you mean level\?/],
    [{ filter: '(' }, /^filter: "\(" is not accepted/],
    [{ filter: async () => true }, /^filter: a function is not accepted; accepted is a synchronous function/],
    [{ format: 'jsn' }, /^format: "jsn" .*did you mean 'json'\?/],
    [{ format: '{foo}' }, /^format: "\{foo\}" is not accepted/],
    [{ formatter: 'x' }, /^formatter: "x" is not accepted/],
    [{ redaction: { entites: [] } }, /^redaction.entites: there is no such option; did you mean entities\?/],
    [{ console: { steam: 1 } }, /^console.steam: there is no such option; did you mean stream\?/],
    [{ file: { rotatoin: 1 } }, /file.rotatoin: there is no such option; did you mean rotation\?/],
    [{ catch: 'yes' }, /^catch: "yes" is not accepted/],
  ])('%j', (config, message) => {
    expect(refusal(config)).toMatch(message);
  });

  test.each([undefined, '', '  ', 7, null, {}])('%s is no name', (name) => {
    expect(() => getLogger(name as string)).toThrow(ConfigurationError);
  });

  test.each([['text'], [[]], [new Map()]])('%s is no configuration', (config) => {
    expect(refusal(config as never)).toMatch(/^options: .* is not accepted; accepted is an object of options/);
  });
});

test('one option under two names is an error that says so', () => {
  expect(refusal({ log_dir: 'a', logDir: 'a' })).toBe(
    'logDir: log_dir is given as well, and says the same: give one of the two',
  );
  expect(refusal({ rotation: '1 MB', rotation_mb: 1 })).toMatch(/^rotation_mb: rotation is given as well/);
  expect(refusal({ level: 'INFO', minimumSeverity: 'INFO' })).toMatch(/^minimumSeverity: level is given as well/);
  expect(refusal({ file: { rotation: '1 MB' }, rotation: '1 MB' })).toMatch(/^file.rotation: .*one of it and rotation/);
});

test('null is what is not given', async () => {
  const { logger, records } = openLogger({ level: null, filter: null, format: null, compression: null, json: null });
  logger.info('m');
  expect(await records()).toMatchObject([{ message: 'm' }]);
});

test('docs/logger.md lists the options of the Python LakeTrace, with their names and variables', () => {
  const rows = tableRows(textOf('docs/logger.md') ?? '', 'Options').map(([option, snake, variable]) => [
    option?.replaceAll('`', ''),
    snake?.replaceAll('`', ''),
    variable?.replaceAll('`', ''),
  ]);
  expect(rows.length).toBe(19);
  for (const [option = '', snake, variable] of rows) {
    expect(LOGGER_OPTION_NAMES).toContain(option);
    expect(snake).toBe(snakeCase(option));
    if (variable !== '') expect(variable).toBe(variableOf(option as 'level'));
  }
});

test.each([
  ['run_id', 'the run id is the third argument: getLogger(name, config, runId)'],
  ['backtrace', 'a traceback has all of its frames and causes in any case'],
  ['diagnose', 'a traceback never holds the values of variables, which may be secrets'],
  ['prettyPrint', "write console: { format: 'pretty' }"],
])('what loguru, Python and pino call %s: the error says where it is', (key, remedy) => {
  expect(() => openLogger({ [key]: true } as never)).toThrow(`${key}: there is no such option; ${remedy}`);
});

describe('defaults, then the environment, then the configuration', () => {
  const shown = "const log = getLogger('a', CONFIG); log.debug('d'); log.info('i', { to: 'jo@' + 'example.com' });";
  const run = (config: string, env: Record<string, string>) => runProgram(shown.replace('CONFIG', config), env);

  test('a variable counts more than the default, the configuration more than a variable', () => {
    const env = { LAKETRACE_LEVEL: 'DEBUG', LAKETRACE_MASK_PII: 'false', LAKETRACE_FORMAT: '{level} {extra}' };
    expect(run("{ log_dir: '.' }", env).stdout).toBe('DEBUG \nINFO to=jo@example.com\n');
    expect(run("{ log_dir: '.', level: 'INFO', maskPii: true }", env).stdout).toBe('INFO to="[EMAIL]"\n');
    expect(run("{ log_dir: '.', minimumSeverity: 'INFO', redaction: {} }", env).stdout).toBe('INFO to="[EMAIL]"\n');
  });

  test('variables of the file are those of the set-up', () => {
    const { stdout } = runProgram(
      `const log = getLogger('a', { stdout: false });
for (let n = 0; n < 100; n++) log.info('x'.repeat(1000));
await log.close();
const { readdirSync } = await import('node:fs');
console.log(readdirSync('logs').filter((name) => name.endsWith('.gz')).length);`,
      {
        LAKETRACE_LOG_DIR: 'logs',
        LAKETRACE_ROTATION: '30 KB',
        LAKETRACE_COMPRESSION: 'gz',
        LAKETRACE_FLUSH: 'record',
      },
    );
    expect(Number(stdout)).toBeGreaterThan(2);
  });

  test('a bad value is told under the name of the variable', () => {
    const failed = (env: Record<string, string>) => run("{ log_dir: '.' }", env).stderr;
    expect(failed({ LAKETRACE_JSON: 'maybe' })).toContain('LAKETRACE_JSON: "maybe" is not accepted');
    expect(failed({ LAKETRACE_LEVEL: 'loud' })).toContain('LAKETRACE_LEVEL: "loud" is not accepted');
    expect(failed({ LAKETRACE_ROTATION: 'soon' })).toContain('LAKETRACE_ROTATION: "soon" is not accepted');
    expect(failed({ LAKETRACE_ROTATION: '1 MB', LAKETRACE_ROTATION_MB: '1' })).toContain(
      'LAKETRACE_ROTATION_MB: LAKETRACE_ROTATION is given as well',
    );
  });
});

describe('a second call', () => {
  /** What the logger says meanwhile. */
  function warnings(): string[] {
    const said: string[] = [];
    const none = () => undefined;
    diag.setLogger({ error: none, warn: (text) => void said.push(text), info: none, debug: none, verbose: none });
    onTestFinished(() => diag.disable());
    return said;
  }

  test('a cell of a notebook that runs five times writes each line once', async () => {
    const said = warnings();
    const open = openLogger({ filter: (record) => record.level !== 'ERROR' });
    const cell = (n: number) => {
      const log = open.again({ filter: (record) => record.level !== 'ERROR' });
      log.addHandler(() => undefined, { name: 'mine' });
      log.info(`run ${n}`);
    };
    for (const n of [1, 2, 3, 4, 5]) cell(n);
    expect((await open.records()).map(({ message }) => message)).toEqual([1, 2, 3, 4, 5].map((n) => `run ${n}`));
    expect(open.logger.handlers.map(({ name }) => name)).toEqual(['file', 'mine']);
    expect(said).toEqual([]);
  });

  test('without a configuration, or with an empty one, nothing changes', async () => {
    const { logger, name, records } = openLogger({ level: 'DEBUG' });
    getLogger(name).debug('a');
    getLogger(name, {}).debug('b');
    getLogger(name, null).debug('c');
    expect(getLogger(name)).toBe(logger);
    expect(await records()).toHaveLength(3);
  });

  test('another configuration takes effect, loses no line, and says what changed', async () => {
    const said = warnings();
    const { logger, again, records, directory, name } = openLogger();
    const child = logger.bind({ stage: 'load' });
    for (let n = 0; n < 100; n++) logger.info('before', { n });
    again({ maskPii: false, attributes: { team: 'data' }, level: 'DEBUG' });
    for (let n = 100; n < 200; n++) child.debug('after', { n });
    const all = await records();
    expect(all.map(({ n }) => n)).toEqual(Array.from({ length: 200 }, (_, n) => n));
    expect(all.at(-1)).toMatchObject({ level: 'DEBUG', stage: 'load', team: 'data' });
    expect(filesIn(directory)).toEqual([`${name}.jsonl`]);
    const changes = said.filter((text) => text.includes('new configuration'));
    expect(changes).toEqual([
      `laketrace: the logger ${name} has a new configuration: maskPii, attributes, level changed`,
    ]);
  });

  test('with enqueue as well', async () => {
    warnings();
    const { logger, again, directory } = openLogger({ enqueue: true });
    for (let n = 0; n < 100; n++) logger.info('before', { n });
    await logger.flush();
    for (let n = 100; n < 200; n++) logger.info('in between', { n });
    again({ enqueue: true, level: 'DEBUG', recordId: true });
    for (let n = 200; n < 300; n++) logger.info('after', { n });
    await logger.close();
    const lines = filesIn(directory).flatMap((file) =>
      readFileSync(join(directory, file), 'utf8').trimEnd().split('\n'),
    );
    const numbers = lines.map((line) => JSON.parse(line).n as number).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 300 }, (_, n) => n));
  });

  test('from JSON to text: each format has its own file', async () => {
    warnings();
    const { logger, again, directory, name } = openLogger();
    logger.info('as JSON');
    again({ json: false });
    logger.info('as text');
    await logger.flush();
    expect(filesIn(directory)).toEqual([`${name}.jsonl`, `${name}.log`]);
    expect(readFileSync(join(directory, `${name}.log`), 'utf8')).toMatch(/as text\n$/);
  });

  test('what it does not say has its default again; a level that was set at run time stays as long as it says the same', async () => {
    warnings();
    const { logger, again, records } = openLogger({ level: 'ERROR' });
    again({ level: 'ERROR' }).setLevel('DEBUG');
    again({ level: 'ERROR' }).debug('set at run time');
    again({ enqueue: false }).info('the default is INFO');
    logger.debug('below');
    expect((await records()).map(({ message }) => message)).toEqual(['set at run time', 'the default is INFO']);
  });

  test('another level alone, SUCCESS included', async () => {
    warnings();
    const { logger, again, records } = openLogger({ level: 'DEBUG' });
    again({ level: 'SUCCESS' }).info('below');
    logger.success('at it');
    again({ level: 'ERROR' }).warning('below');
    expect((await records()).map(({ message }) => message)).toEqual(['at it']);
  });

  test('another run id is in the records from then on', async () => {
    warnings();
    const { logger, again, records } = openLogger({}, 'run-1');
    logger.info('a');
    again(undefined, 'run-2');
    logger.info('b');
    expect((await records()).map((record) => record['run_id'])).toEqual(['run-1', 'run-2']);
  });

  test('a wrong one throws, and leaves the logger as it was', async () => {
    const { logger, again, records } = openLogger({ level: 'DEBUG' });
    expect(() => again({ level: 'INFO', rotation: 'soon' })).toThrow(/^rotation/);
    logger.debug('still there');
    expect((await records()).map(({ message }) => message)).toEqual(['still there']);
  });
});

test('what a closed logger is asked to log is lost, which is said once; its name is free, and the file is continued', () => {
  const { stdout, stderr } = runProgram(`
const log = getLogger('a', { log_dir: '.', stdout: false });
log.info('first');
const closed = log.close();
log.info('lost');
log.info('lost as well');
const next = getLogger('a', { log_dir: '.', stdout: false });
next.info('second');
await Promise.all([closed, next.close()]);
const { readdirSync, readFileSync } = await import('node:fs');
console.log(JSON.stringify([next === log, readdirSync('.'), readFileSync('a.jsonl', 'utf8').match(/"message":"\\w+/g)]));`);
  expect(JSON.parse(stdout)).toEqual([false, ['a.jsonl'], ['"message":"first', '"message":"second']]);
  expect(stderr.match(/the logger a is closed/g)).toHaveLength(1);
});
