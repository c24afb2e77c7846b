// Programs that log by pino with the transport: what arrives in the files, however the program ends.
import { describe, expect, test } from 'vitest';
import { loggedIn, project, runNode } from '../setup/logged-records.ts';

const TARGET = new URL('../../src/pino.ts', import.meta.url).pathname;
const PINO = import.meta.resolve('pino');

/** Runs a program with `pino` and `transport`, which logs into `logs`. */
async function run(program: string, options = `{ file: { directory: 'logs', name: 'app' } }`, env = {}) {
  const cwd = project({
    'app.mjs': `import pino from ${JSON.stringify(PINO)};
      const transport = pino.transport({ target: ${JSON.stringify(TARGET)}, options: ${options} });
      ${program}`,
  });
  const ended = await runNode(['app.mjs'], { cwd, env });
  return { ...ended, records: loggedIn(`${cwd}/logs`) };
}

describe('what becomes of a line', () => {
  test('levels, custom levels, bindings, name, message', async () => {
    const { records, stderr } = await run(`
      const logger = pino({ name: 'orders', level: 'trace', customLevels: { notice: 35 } }, transport);
      for (const level of ['trace', 'debug', 'info', 'notice', 'warn', 'error', 'fatal']) logger[level]({ rows: 2 }, 'at %s', level);
      logger.child({ request: { id: 7 }, tags: ['a'] }).info('for ada@example.com');`);
    expect(stderr).toBe('');
    expect(records.map(({ scope, severity, body }) => [scope, severity, body])).toEqual([
      ['orders', 1, 'at trace'],
      ['orders', 5, 'at debug'],
      ['orders', 9, 'at info'],
      ['orders', 11, 'at notice'],
      ['orders', 13, 'at warn'],
      ['orders', 17, 'at error'],
      ['orders', 21, 'at fatal'],
      ['orders', 9, 'for [EMAIL]'],
    ]);
    expect(records[0]?.attributes).toEqual({ rows: '2' });
    expect(Object.keys(records[7]?.attributes ?? {}).sort()).toEqual(['request', 'tags']);
    expect(records[0]?.resource).toMatchObject({ 'process.pid': expect.any(String), 'host.name': expect.any(String) });
  });

  test('errors: type, message, stack, and what more they have', async () => {
    const { records } = await run(`
      const logger = pino({}, transport);
      const error = Object.assign(new RangeError('beyond', { cause: new Error('inner') }), { code: 'E_FAR' });
      logger.error(error); logger.error({ err: error, step: 1 }, 'with a message'); logger.info({ err: 'a text' }, 'no error');`);
    expect(records.map(({ body }) => body)).toEqual(['beyond', 'with a message', 'no error']);
    for (const { attributes } of records.slice(0, 2)) {
      expect(attributes).toMatchObject({
        'exception.type': 'RangeError',
        'exception.message': 'beyond: inner',
        'exception.stacktrace': expect.stringMatching(/RangeError: beyond\n {4}at [\s\S]*caused by: Error: inner/),
      });
      expect(JSON.stringify(attributes['err'])).toContain('E_FAR');
    }
    expect(records[2]?.attributes).toEqual({ err: 'a text' });
  });

  test('other keys, levels as labels, times as texts', async () => {
    const { records } = await run(`
      const logger = pino({ messageKey: 'text', errorKey: 'fault', timestamp: () => ',"time":"2026-01-31T12:00:00.123456789Z"',
        customLevels: { loud: 55 }, formatters: { level: (label) => ({ level: label }) } }, transport);
      logger.loud({ fault: new TypeError('odd') }, 'hear');`);
    expect(records).toMatchObject([{ severity: 19, body: 'hear', attributes: { 'exception.type': 'TypeError' } }]);
    expect(records[0]?.time).toBe('1769860800123456789');
  });

  test("fields that are called as pino's own keep their values, and leave pino's as they are", async () => {
    const { records } = await run(`
      const logger = pino({ name: 'orders' }, transport);
      logger.error({ level: 10, time: 1, pid: 7, hostname: 'other', name: 'ada', msg: 'a field: "level":1' }, 'a message');
      logger.info({ level: 'gold', msg: { deep: ['}', { level: 5 }] } }, 'second');
      logger.info({ inner: { level: 10, msg: 'x' } }, 'third');`);
    const now = Date.now() * 1e6;
    expect(records.map(({ scope, severity, text, body }) => [scope, severity, text, body])).toEqual([
      ['orders', 17, 'ERROR', 'a message'],
      ['orders', 9, 'INFO', 'second'],
      ['orders', 9, 'INFO', 'third'],
    ]);
    expect(Number(records[0]?.time)).toBeGreaterThan(now / 2);
    expect(records[0]?.attributes).toEqual({
      level: '10',
      time: '1',
      pid: '7',
      hostname: 'other',
      name: 'ada',
      msg: 'a field: "level":1',
    });
    expect(records[1]?.attributes).toEqual({ level: 'gold', msg: expect.anything() });
    expect(Object.keys(records[2]?.attributes ?? {})).toEqual(['inner']);
  });

  test('trace fields become the trace context', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const { records } = await run(`const logger = pino({}, transport);
      logger.info({ trace_id: '${traceId}', span_id: 'b7ad6b7169203331', trace_flags: '01' }, 'within');
      logger.info({ trace_id: 'not one', span_id: 'b7ad6b7169203331' }, 'odd');`);
    expect(records).toMatchObject([{ traceId, attributes: {} }, { attributes: { trace_id: 'not one' } }]);
    expect(records[1]?.traceId).toBeUndefined();
  });

  test('what is no line of pino is kept as it is', async () => {
    const { records } = await run(
      `transport.write('plain text\\n[1,2]\\n{"msg":"half'); transport.write(' done"}\\n{"level":30,"msg":"last"}'); transport.end();`,
    );
    expect(records.map(({ body }) => body)).toEqual(['plain text', '[1,2]', 'half done', 'last']);
  });
});

describe('the end of the program', () => {
  const many = `const logger = pino({}, transport); for (let i = 0; i < 2000; i++) logger.info('line ' + i);`;

  test.each([
    ['by itself', '', 0],
    ['by process.exit', 'process.exit(3);', 3],
    ['by an error', `throw new Error('boom');`, 1],
    ['after a flush', `logger.flush(() => process.kill(process.pid, 'SIGKILL'));`, null],
  ])('%s: every line is in the file, once', async (_, ending, expected) => {
    const { records, code } = await run(`${many} ${ending}`);
    expect(code).toBe(expected);
    expect(records.map(({ body }) => body)).toEqual(Array.from({ length: 2000 }, (_, index) => `line ${index}`));
  });

  test('among other targets', async () => {
    const cwd = project({
      'app.mjs': `import pino from ${JSON.stringify(PINO)};
        const transport = pino.transport({ targets: [
          { target: ${JSON.stringify(TARGET)}, level: 'info', options: { file: { directory: 'logs', name: 'app' } } },
          { target: 'pino/file', options: { destination: 'plain.log' } } ], levels: { loud: 55 } });
        const logger = pino({ customLevels: { loud: 55 } }, transport);
        logger.info('both'); logger.loud('heard');`,
    });
    await runNode(['app.mjs'], { cwd });
    expect(loggedIn(`${cwd}/logs`).map(({ body, severity }) => [body, severity])).toEqual([
      ['both', 9],
      ['heard', 19],
    ]);
  });
});

test('options are those of the set-up; the environment fills what they leave out; a wrong one is an error of the transport', async () => {
  const env = { LAKETRACE_LOG_DIR: 'logs', LAKETRACE_FILE_NAME: 'other', LAKETRACE_CAPTURE: 'console' };
  const { records } = await run(`pino({}, transport).info('one');`, `{ attributes: { team: 'data' } }`, env);
  expect(records).toMatchObject([{ body: 'one', attributes: { team: 'data' } }]);
  const failed = `transport.on('error', (error) => console.log(error.message)); pino({}, transport).info('lost');`;
  const { stdout } = await run(failed, `{ file: { rotatoin: '1 MB' } }`);
  expect(stdout).toContain('file.rotatoin: there is no such option; did you mean rotation?');
});
