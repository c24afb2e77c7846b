// Each option of the Python LakeTrace, by the rows of its table (`get_logger(name, config, run_id)`), under both names.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { getLakeTraceLogger, getLogger, LakeTraceLogger, type RecordView } from '../../src/index.ts';
import { filesIn, newName, openLogger, runProgram } from '../support/loggers.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

test('row get_logger: also as getLakeTraceLogger and as LakeTraceLogger', () => {
  const { logger, name } = openLogger();
  expect(getLogger(name)).toBe(logger);
  expect(getLakeTraceLogger(name)).toBe(logger);
  expect(new LakeTraceLogger(name)).toBe(logger);
  expect(logger).toBeInstanceOf(LakeTraceLogger);
});

describe('row log_dir', () => {
  test.each(['logDir', 'log_dir', 'directory'])('%s: the file is <log_dir>/<name>.jsonl', async (key) => {
    const directory = join(temporaryDirectory(), 'within');
    const { logger, name } = openLogger({ logDir: undefined, [key]: directory } as never);
    expect(logger.logFilePath).toBe(join(directory, `${name}.jsonl`));
    logger.info('here');
    await logger.flush();
    expect(filesIn(directory)).toEqual([`${name}.jsonl`]);
  });

  test('text files end in .log', async () => {
    const { logger, name, directory } = openLogger({ json: false });
    logger.info('here');
    await logger.flush();
    expect(filesIn(directory)).toEqual([`${name}.log`]);
  });

  test('default: laketrace_logs in the directory for temporary files', () => {
    const tmp = temporaryDirectory();
    const { stdout } = runProgram("console.log(getLogger('a', { stdout: false }).logFilePath)", {
      TMPDIR: tmp,
      LAKETRACE_LOG_DIR: '',
    });
    expect(stdout.trim()).toBe(join(tmp, 'laketrace_logs', 'a.jsonl'));
  });
});

describe('row level', () => {
  const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'SUCCESS', 'WARNING', 'ERROR', 'CRITICAL'];

  test.each(LEVELS)('%s and what is above it, in any case', async (level) => {
    const { logger, records } = openLogger({ level: level.toLowerCase() });
    for (const each of LEVELS) logger.log(each, each);
    expect((await records()).map((record) => record.level)).toEqual(LEVELS.slice(LEVELS.indexOf(level)));
  });

  test('default INFO', async () => {
    const { logger, records } = openLogger();
    logger.debug('below');
    logger.info('at it');
    expect((await records()).map(({ message }) => message)).toEqual(['at it']);
  });

  test.each([10, 20, '20'])('the number %s, another level in Python, is refused', (level) => {
    expect(() => openLogger({ level })).toThrow(/level: .* is not accepted; accepted is a name, for .* in Python/);
  });
});

test('row json: true by default, JSON lines; false: text', async () => {
  const json = openLogger();
  json.logger.info('a message');
  expect((await json.records())[0]).toMatchObject({ level: 'INFO', message: 'a message', logger_name: json.name });
  const text = openLogger({ json: false });
  text.logger.info('a message');
  expect((await text.lines())[0]).toMatch(
    new RegExp(`^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} \\| INFO     \\| ${text.name}.* \\| a message$`),
  );
});

describe('row stdout', () => {
  test('true by default, in the format of the file', () => {
    const { stdout } = runProgram("getLogger('a', { log_dir: '.' }).info('shown')");
    expect(JSON.parse(stdout)).toMatchObject({ level: 'INFO', message: 'shown' });
    const text = runProgram("getLogger('a', { log_dir: '.', json: false }).info('shown')");
    expect(text.stdout).toMatch(/ \| INFO {5}\| a.* \| shown\n$/);
  });

  test('false: nothing is printed', () => {
    expect(runProgram("getLogger('a', { log_dir: '.', stdout: false }).info('silent')").stdout).toBe('');
  });

  test('options of the console in its place', async () => {
    const stream = new PassThrough();
    const { logger } = openLogger({ console: { stream, minimumSeverity: 'ERROR' } });
    logger.info('not printed');
    logger.error('printed');
    await logger.flush();
    expect(JSON.parse(String(stream.read()))).toMatchObject({ message: 'printed' });
  });
});

/** Logs 100 KB and gives the names of the files. */
async function filesAfter(config: Parameters<typeof openLogger>[0], count = 100): Promise<string[]> {
  const { logger, directory } = openLogger({ flush: 'record', ...config });
  for (let n = 0; n < count; n++) logger.info('x'.repeat(1000), { n });
  await logger.flush();
  return filesIn(directory);
}

describe('row rotation / rotation_mb', () => {
  test.each([
    ['a text', { rotation: '30 KB' }],
    ['a number of bytes', { rotation: 30_000 }],
    ['{ size }', { rotation: { size: '30 KB' } }],
    ['a list', { rotation: ['30 KB', 'daily'] }],
    ['a callback', { rotation: ({ size }: { size: number }) => size > 30_000 }],
    ['rotation_mb', { rotation_mb: 0.03 }],
    ['rotationMb', { rotationMb: 0.03 }],
  ])('%s', async (_form, config) => {
    const files = await filesAfter({ ...config, retention: 20 } as never);
    expect(files.length).toBeGreaterThan(3);
    expect(files.length).toBeLessThan(8);
  });

  test.each([
    ['a time of day', '18:30'],
    ['an interval', '12 h'],
    ['none', null],
    ['never', 'never'],
  ])('%s', async (_form, rotation) => {
    expect(await filesAfter({ rotation } as never)).toHaveLength(1);
  });

  test('default 10 MB', async () => {
    const files = await filesAfter({ flush: 'turn' }, 11_000);
    expect(files).toHaveLength(2);
  });
});

describe('row retention / retention_files', () => {
  test.each([
    ['"10 files"', { retention: '2 files' }],
    ['{ files }', { retention: { files: 2 } }],
    ['a number', { retention: 2 }],
    ['retention_files', { retention_files: 2 }],
    ['retentionFiles', { retentionFiles: 2 }],
    ['a callback', { retention: (files: readonly { path: string }[]) => files.slice(0, -2) }],
  ])('%s', async (_form, config) => {
    expect(await filesAfter({ rotation: 10_000, ...config } as never)).toHaveLength(3);
  });

  test('"7 days" keeps what is younger', async () => {
    expect((await filesAfter({ rotation: 10_000, retention: '7 days' })).length).toBeGreaterThan(8);
  });

  test('default 5 files', async () => {
    expect(await filesAfter({ rotation: 10_000 })).toHaveLength(6);
  });
});

test.each([
  ['gz', '.gz'],
  ['bz2', '.bz2'],
  ['zip', '.zip'],
  ['none', '.jsonl'],
])('row compression: %s', async (compression, suffix) => {
  const files = await filesAfter({ rotation: 30_000, compression } as never);
  expect(files.filter((name) => name.endsWith(suffix)).length).toBeGreaterThan(2);
});

test.each([true, false])('row enqueue: %s', async (enqueue) => {
  const { logger, records } = openLogger({ enqueue });
  for (let n = 0; n < 500; n++) logger.info('m', { n });
  expect((await records()).map(({ n }) => n)).toEqual(Array.from({ length: 500 }, (_, n) => n));
});

describe('row filter', () => {
  test.each([
    ['a callback', (record: RecordView) => record.level === 'ERROR'],
    ['a level', 'ERROR'],
    ['a pattern as a text', 'b[a]d thing'],
    ['a pattern', /bad/],
    ['{ level }', { level: 'error' }],
    ['{ pattern }', { pattern: 'bad' }],
    ['a list', [/thing/, 'ERROR']],
  ])('%s', async (_form, filter) => {
    const { logger, records } = openLogger({ filter } as never);
    logger.info('good thing');
    logger.error('bad thing');
    expect((await records()).map(({ message }) => message)).toEqual(['bad thing']);
  });
});

describe('row formatter / format', () => {
  test('formatter: a callback gives the line', async () => {
    const { logger, lines, name, directory } = openLogger({
      formatter: (record) => `${record.level}: ${record.message}`,
    });
    logger.info('hello');
    expect(await lines()).toEqual(['INFO: hello']);
    expect(filesIn(directory)).toEqual([`${name}.log`]);
  });

  test('format: a template', async () => {
    const { logger, lines } = openLogger({ format: '{level:<8}|{extra[stage]}|{message}' });
    logger.info('hello', { stage: 'load' });
    expect(await lines()).toEqual(['INFO    |load|hello']);
  });

  test.each([
    ['otlp', 'resourceLogs'],
    ['json', 'logger_name'],
    ['text', ' | hello'],
  ])('format: %s by its name', async (format, part) => {
    const { logger, lines } = openLogger({ format });
    logger.info('hello');
    expect((await lines())[0]).toContain(part);
  });

  test('both: the formatter gives the lines, the format those of records for which it fails', async () => {
    const { logger, lines } = openLogger({
      format: '{level} {message}',
      formatter: (record) => {
        if (record.extra['n'] === 1) throw new Error('mine');
        return `by the formatter ${record.message}`;
      },
      onError: () => undefined,
    });
    logger.info('a', { n: 0 });
    logger.info('b', { n: 1 });
    expect(await lines()).toEqual(['by the formatter a', 'INFO b']);
  });
});

test('row serialize: the full record as JSON, twelve fields and more', async () => {
  const { logger, records } = openLogger({ serialize: true });
  logger.info('m', { n: 1 });
  const [record = {}] = await records();
  expect(Object.keys(record).length).toBeGreaterThan(16);
  expect(record).toMatchObject({ level: 'INFO', n: 1, file: expect.stringContaining('table-of-options.test.ts') });
});

describe('row catch', () => {
  const fails = () => {
    throw new Error('mine');
  };

  test('true by default: errors of filters, formatters and handlers never reach the application', async () => {
    const errors: string[] = [];
    const { logger, records } = openLogger({ filter: fails, onError: (error) => void errors.push(error.message) });
    logger.addHandler(fails);
    logger.addHandler(() => Promise.reject(new Error('later')));
    expect(() => logger.info('kept')).not.toThrow();
    expect((await records()).map(({ message }) => message)).toEqual(['kept']);
    expect(errors).toContain('mine');
  });

  test('false: they do, once every handler has the record', () => {
    const seen: string[] = [];
    const { logger } = openLogger({ filter: fails, catch: false });
    logger.addHandler((record) => seen.push(record.message));
    expect(() => logger.info('kept')).toThrow('mine');
    expect(seen).toEqual(['kept']);
  });
});

test('row add_runtime_context: hostname, pid, platform and runtime type in each record', async () => {
  const { logger, records } = openLogger();
  logger.info('m');
  expect((await records())[0]).toMatchObject({
    hostname: expect.stringMatching(/./),
    pid: process.pid,
    platform: 'local',
    runtime_type: 'local',
  });
  for (const key of ['add_runtime_context', 'addRuntimeContext']) {
    const without = openLogger({ [key]: false } as never);
    without.logger.info('m');
    expect(Object.keys((await without.records())[0] ?? {})).toEqual(['timestamp', 'level', 'message', 'logger_name']);
  }
});

test.each(['sanitize_messages', 'sanitizeMessages'])('row %s: newline, CR and NUL are escaped', async (key) => {
  const text = 'a\nb\rc\u0000d\u200be';
  const safe = openLogger({ format: '{message}', [key]: true } as never);
  safe.logger.info(text);
  expect(await safe.lines()).toEqual(['a\\nb\\rc\\x00d\\u200be']);
  const off = openLogger({ format: '{message}', [key]: false } as never);
  off.logger.info(text);
  // What would begin a line is escaped in any case.
  expect(await off.lines()).toEqual([expect.stringMatching(/^a\\nb\\rc\\(?:x00|u0000)d\u200be$/)]);
});

describe('row mask_pii', () => {
  const address = ['jo', 'example.com'].join('@');

  test('redaction is on by default', async () => {
    const { logger, records } = openLogger();
    logger.info(`for ${address}`, { to: address });
    expect((await records())[0]).toMatchObject({ message: 'for [EMAIL]', to: '[EMAIL]' });
  });

  test.each(['mask_pii', 'maskPii'])('%s: false switches it off, with one warning', (key) => {
    const { stdout, stderr } = runProgram(
      `for (const name of ['a', 'b']) getLogger(name, { log_dir: '.', ${key}: false }).info('for ${address}')`,
    );
    expect(stdout.match(/for jo@example\.com/g)).toHaveLength(2);
    expect(stderr.match(new RegExp(`${key} is false`, 'g'))).toHaveLength(1);
  });
});

test('row secure_file_permissions: 0600, else 0644', async () => {
  for (const [config, mode] of [
    [{}, 0o600],
    [{ secure_file_permissions: true }, 0o600],
    [{ secureFilePermissions: false }, 0o644],
    [{ mode: 0o640 }, 0o640],
  ] as const) {
    const { logger } = openLogger(config);
    logger.info('m');
    await logger.flush();
    expect(statSync(logger.logFilePath ?? '').mode & 0o777).toBe((mode & ~process.umask()) | (mode & 0o600));
  }
});

describe('run id', () => {
  const VARIABLES = ['DB_JOB_RUN_ID', 'FABRIC_RUN_ID', 'RUN_ID'];

  test('the argument goes before the variables', async () => {
    const { logger, records } = openLogger({}, 'run-7');
    logger.info('m');
    expect((await records())[0]).toMatchObject({ run_id: 'run-7' });
  });

  test.each(VARIABLES)('%s, where those before it are not set', (name) => {
    const later = VARIABLES.slice(VARIABLES.indexOf(name));
    const none = Object.fromEntries(['LAKETRACE_RUN_ID', ...VARIABLES].map((variable) => [variable, '']));
    const env = { ...none, ...Object.fromEntries(later.map((variable) => [variable, `of-${variable}`])) };
    const { stdout } = runProgram("getLogger('a', { log_dir: '.' }).info('m')", env);
    expect(JSON.parse(stdout)).toMatchObject({ run_id: `of-${name}` });
  });

  test('an object is refused', () => {
    expect(() => getLogger(newName(), {}, {} as never)).toThrow('runId: an object is not accepted');
  });
});
