// What is printed by `console` is printed as without LakeTrace, logged once, and what LakeTrace has printed is not logged.
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { compared, loggedIn, project, registered } from '../logged-records.ts';

const SDK = createRequire(import.meta.url).resolve('@opentelemetry/sdk-logs');

describe('capture of the console', () => {
  test('what is printed stays as it is, and is logged once, by its level', async () => {
    const { cwd, plain, captured } = await compared(`
      console.log('%s has %d', 'one', 2, { three: [3] });
      console.debug('debug'); console.info('info'); console.warn('warn'); console.error('error');
      console.table([{ a: 1 }]); console.assert(1 === 2, 'assertion'); console.count('counter'); console.dir({ deep: 1 });
      console.group('group'); console.log('within'); console.groupEnd();
      console.log({ [Symbol.for('nodejs.util.inspect.custom')]: () => 'as itself' }, new Map([[1, 2]]));
      console.log();
      (function named() { console.trace('trace'); })();
      console.error(new RangeError('beyond', { cause: 'a cause' }));`);
    expect(captured).toEqual(plain);
    const found = loggedIn(`${cwd}/logs`);
    expect(found.map(({ severity, body }) => [severity, body?.split('\n')[0]])).toEqual([
      [9, 'one has 2 { three: [ 3 ] }'],
      [5, 'debug'],
      [9, 'info'],
      [13, 'warn'],
      [17, 'error'],
      [9, '┌─────────┬───┐'],
      [13, 'Assertion failed: assertion'],
      [9, 'counter: 1'],
      [9, '{ deep: 1 }'],
      [9, 'group'],
      [9, 'within'],
      [9, 'as itself Map(1) { 1 => 2 }'],
      [9, ''],
      [1, 'trace'],
      [17, expect.stringContaining('RangeError: beyond')],
    ]);
    expect(found.at(-1)?.attributes).toMatchObject({ 'exception.type': 'RangeError', 'exception.message': 'beyond' });
    expect(found.at(-1)?.attributes['exception.stacktrace']).toContain('Caused by: string: a cause');
    expect(found.at(-2)?.attributes['code.stacktrace']).toContain('at named');
  });

  test("Node's own warnings are WARN, what looks little like one is not", async () => {
    const cwd = project({
      'app.mjs': `process.emitWarning('old', 'DeprecationWarning'); setTimeout(() => console.error('(node:1) of another'), 50);`,
    });
    await registered(cwd, { env: { LAKETRACE_CAPTURE: 'console', LAKETRACE_LOG_DIR: 'logs' } });
    expect(loggedIn(`${cwd}/logs`).map(({ severity, text }) => [severity, text])).toEqual([
      [13, 'WARN'],
      [17, 'ERROR'],
    ]);
  });

  test.each([
    ['the console of LakeTrace', `console: true`],
    ['a sink that prints', `sinks: [({ body }) => console.log('sink: ' + body)]`],
    [
      'a sink that prints later',
      `sinks: [async ({ body }) => { await new Promise((done) => setTimeout(done, 5)); console.log('sink: ' + body); }]`,
    ],
    [
      'an exporter that complains of each batch',
      `batch: { scheduledDelayMillis: 5, exporter: {
        export: (records, done) => { console.error('refused ' + records.length); setTimeout(() => { console.error('still refused'); done({ code: 1, error: new Error('no') }); }, 5); },
        forceFlush: async () => {}, shutdown: async () => {} }, retryTimeoutMillis: 0 }`,
    ],
    [
      'an error handler that prints',
      `sinks: [() => { throw new Error('broken'); }], onError: (error) => console.error('handler: ' + error.message)`,
    ],
    [
      'a batch processor with the exporter for the console',
      `processors: [new BatchLogRecordProcessor({ exporter: new ConsoleLogRecordExporter(), scheduledDelayMillis: 20 })]`,
    ],
    ['a filter that prints', `filter: () => { console.log('asked'); return true; }`],
  ])('%s does not log what it prints', async (_, options) => {
    const config = `const { BatchLogRecordProcessor, ConsoleLogRecordExporter } = require(${JSON.stringify(SDK)});
      module.exports = { capture: ['console'], file: { directory: 'logs' }, ${options} }`;
    const program = `console.log('from the application'); setTimeout(() => console.log('the end'), 150);`;
    const cwd = project({ 'app.mjs': program, 'laketrace.config.cjs': config });
    const { code } = await registered(cwd);
    expect(code).toBe(0);
    expect(loggedIn(`${cwd}/logs`).map(({ body }) => body)).toEqual(['from the application', 'the end']);
  });
});
