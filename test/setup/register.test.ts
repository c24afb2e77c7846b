// Programs that are started with `--import laketrace/register`: configured, stopped where that is wrong, and otherwise as without it.
import { describe, expect, test } from 'vitest';
import { CAPTURE, compared, loggedIn, project, REGISTER, registered, runNode } from './logged-records.ts';

describe('configuration', () => {
  const app = `console.log('begun')`;
  const config = (name: string) => `{ "capture": ["console"], "file": { "directory": "out", "name": "${name}" } }`;

  test.each([
    ['laketrace.config.json', config('json')],
    ['laketrace.config.js', `module.exports = ${config('js')}`],
    ['laketrace.config.cjs', `module.exports = () => (${config('cjs')})`],
    ['laketrace.config.mjs', `export default ${config('mjs')}`],
    ['laketrace.config.ts', `const name: string = 'ts'; export default { ...${config('ts')} as object }`],
    ['conf/own.json', config('named'), { LAKETRACE_CONFIG: 'conf/own.json' }],
  ])('%s', async (name, text, env: Record<string, string> = {}) => {
    const cwd = project({ 'app.mjs': app, [name]: text });
    const { code, stderr } = await registered(cwd, { env });
    // Node below 24.3 says that it reads TypeScript by an experiment.
    expect({ code, stderr: stderr.replace(/.*ExperimentalWarning.*\n.*\n/, '') }).toEqual({ code: 0, stderr: '' });
    expect(loggedIn(`${cwd}/out`).map(({ body }) => body)).toEqual(['begun']);
  });

  test('none: the environment alone', async () => {
    const cwd = project({ 'app.mjs': app });
    await registered(cwd, { env: { ...CAPTURE, LAKETRACE_LOG_DIR: 'here', OTEL_SERVICE_NAME: 'orders' } });
    expect(loggedIn(`${cwd}/here`)).toMatchObject([{ body: 'begun', resource: { 'service.name': 'orders' } }]);
  });

  test.each<[string, Record<string, string>, Record<string, string>, string]>([
    [
      'a wrong value in a file',
      { 'laketrace.config.json': '{ "file": { "rotation": "x" } }' },
      {},
      'laketrace.config.json: file.rotation: "x" is not accepted',
    ],
    [
      'a misspelt option in a file',
      { 'laketrace.config.cjs': 'module.exports = { fiel: {} }' },
      {},
      'laketrace.config.cjs: fiel: there is no such option; did you mean file?',
    ],
    [
      'a wrong variable',
      { 'laketrace.config.json': '{}' },
      { LAKETRACE_FSYNC: 'sometimes' },
      'LAKETRACE_FSYNC: "sometimes" is not accepted; accepted is',
    ],
    ['broken JSON', { 'laketrace.config.json': '{ "secret": hidden' }, {}, 'laketrace.config.json is no JSON'],
    [
      'a file that throws',
      { 'laketrace.config.mjs': `throw new Error('first\\nsecond')` },
      {},
      'laketrace.config.mjs cannot be loaded: first',
    ],
    [
      'a file with a syntax error',
      { 'laketrace.config.cjs': `module.exports = {\n  file: ]\n};` },
      {},
      "laketrace.config.cjs cannot be loaded: Unexpected token ']' (laketrace.config.cjs, line 2)",
    ],
    [
      'a platform that does not exist',
      {},
      { LAKETRACE_PLATFORM: 'moon' },
      'LAKETRACE_PLATFORM: "moon" is not accepted',
    ],
    [
      'a wrong variable that only loggers read',
      {},
      { LAKETRACE_MASK_PII: 'perhaps' },
      'LAKETRACE_MASK_PII: "perhaps" is not accepted',
    ],
    ['a level of loggers that is none', {}, { LAKETRACE_LEVEL: 'LOUD' }, 'LAKETRACE_LEVEL: "LOUD" is not accepted'],
    ['a number of loggers that is none', {}, { LAKETRACE_ROTATION_MB: 'ten' }, 'LAKETRACE_ROTATION_MB: "ten" is not'],
    [
      'a file that waits',
      { 'laketrace.config.mjs': `await 0; export default {}` },
      {},
      'it must not have an await outside of functions',
    ],
    [
      'a file of nothing',
      { 'laketrace.config.mjs': `export const rotation = 'daily'; export default 7` },
      {},
      'laketrace.config.mjs has to hold an object of options',
    ],
    [
      'a file that is not there',
      {},
      { LAKETRACE_CONFIG: 'nowhere.json' },
      'LAKETRACE_CONFIG: there is no file "nowhere.json"',
    ],
    [
      'an exporter that is not installed',
      {},
      { LAKETRACE_OTLP: 'true', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
      'OTLP over grpc needs @opentelemetry/exporter-logs-otlp-grpc, which is not installed: npm install @opentelemetry/exporter-logs-otlp-grpc',
    ],
  ])('%s stops the start with one line', async (_, files, env, message) => {
    const cwd = project({ 'app.mjs': app, ...files });
    const { code, stdout, stderr } = await registered(cwd, { env: { ...CAPTURE, LAKETRACE_LOG_DIR: 'here', ...env } });
    expect({ code, stdout, lines: stderr.trim().split('\n') }).toEqual({
      code: 9,
      stdout: '',
      lines: [expect.stringContaining(`laketrace: ${message.startsWith('it must') ? '' : message}`)],
    });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('hidden');
    expect(loggedIn(`${cwd}/here`)).toEqual([]);
  });
});

describe('programs of all kinds', () => {
  test('process.exit in the middle of it', async () => {
    const { cwd, plain, captured } = await compared(`console.log('before'); process.exitCode = 4; process.exit();`);
    expect(captured).toEqual(plain);
    expect(loggedIn(`${cwd}/logs`).map(({ body }) => body)).toEqual(['before']);
  });

  test('worker threads inherit it', async () => {
    const cwd = project({
      'app.mjs': `import { Worker } from 'node:worker_threads';
        console.log('main'); new Worker(new URL('./thread.mjs', import.meta.url));`,
      'thread.mjs': `console.log('thread'); setTimeout(() => { throw new Error('in the thread'); }, 5);`,
    });
    const { code } = await registered(cwd, { env: { ...CAPTURE, LAKETRACE_UNKNOWN: 'x' } });
    expect(code).toBe(1);
    const bodies = loggedIn(`${cwd}/logs`).map(({ body }) => body);
    expect(bodies).toEqual(expect.arrayContaining(['main', 'thread', 'uncaught exception: Error: in the thread']));
  });

  test('cluster', async () => {
    const cwd = project({
      'app.mjs': `import cluster from 'node:cluster';
        if (cluster.isPrimary) { for (const _ of [1, 2]) cluster.fork(); }
        else { console.log('worker ' + cluster.worker.id); cluster.worker.disconnect(); }`,
    });
    const { code } = await registered(cwd, { env: CAPTURE });
    expect(code).toBe(0);
    expect(
      loggedIn(`${cwd}/logs`)
        .map(({ body }) => body)
        .sort(),
    ).toEqual(['worker 1', 'worker 2']);
  });

  test('node --test', async () => {
    const cwd = project({
      'a.test.mjs': `import { test } from 'node:test'; test('a', () => console.log('from a test'));`,
    });
    const args = ['--import', REGISTER, '--test', '--test-reporter=tap', 'a.test.mjs'];
    const { code, stdout } = await runNode(args, { cwd, env: CAPTURE });
    expect(code).toBe(0);
    expect(stdout).toContain('# pass 1');
    expect(loggedIn(`${cwd}/logs`).map(({ body }) => body)).toEqual(['from a test']);
  });

  test('OTEL_SDK_DISABLED: as without it, whatever the configuration', async () => {
    const cwd = project({ 'app.mjs': `console.log('plain');` });
    const env = { ...CAPTURE, OTEL_SDK_DISABLED: 'true', LAKETRACE_FSYNC: 'sometimes' };
    const { code, stdout, stderr } = await registered(cwd, { env });
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'plain\n', stderr: '' });
    expect(loggedIn(`${cwd}/logs`)).toEqual([]);
  });

  test('registered twice is registered once', async () => {
    const cwd = project({ 'app.mjs': `import ${JSON.stringify(`${REGISTER}?again`)}; console.log('once');` });
    const { stderr } = await registered(cwd, { env: CAPTURE });
    expect(stderr).toBe('');
    expect(loggedIn(`${cwd}/logs`).map(({ body }) => body)).toEqual(['once']);
  });
});
