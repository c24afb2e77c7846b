// `getLogger` of the packed package, under this line of the SDK: both module systems, one logger a name, its page, and no SDK at all.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';

const line = join(import.meta.dirname, '..');
const installed = join(line, 'node_modules');

function directoryIn(parent: string): string {
  const directory = mkdtempSync(join(parent, 'logger-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Runs a program of a folder, which finds the packages that are installed around it. */
function run(directory: string, name: string, code: string) {
  writeFileSync(join(directory, name), code);
  const env = { ...process.env, NODE_OPTIONS: '' };
  return spawnSync(process.execPath, [join(directory, name)], { cwd: directory, encoding: 'utf8', env });
}

const BODY = `
const log = getLogger('orders', { log_dir: 'logs', level: 'trace', rotation_mb: 1 }, 'run-7');
log.success('loaded for ' + ['ada', 'example.com'].join('@'), { when: new Date(0), big: 10n, map: new Map([['a', 1]]), level: 'mine' });
try {
  throw new AggregateError([new RangeError('one')], 'all', { cause: new Error('why') });
} catch (error) {
  log.bind({ stage: 'join' }).exception('failed', error);
}
const fields = Object.fromEntries(Array.from({ length: 200 }, (_, n) => ['f' + n, n]));
log.info('many', fields);
`;

test.each([
  ['mjs', "import { getLogger } from 'laketrace';"],
  ['cjs', "const { getLogger } = require('laketrace');"],
])('%s: levels, fields of any kind, exceptions, redaction', (ending, load) => {
  const directory = directoryIn(line);
  const { status, stdout, stderr } = run(directory, `program.${ending}`, load + BODY);
  expect([status, stderr]).toEqual([0, '']);
  const text = readFileSync(join(directory, 'logs/orders.jsonl'), 'utf8');
  expect(stdout).toBe(text);
  const [first, second, third] = text
    .trimEnd()
    .split('\n')
    .map((one) => JSON.parse(one));
  expect(first).toMatchObject({
    ...{ level: 'SUCCESS', message: 'loaded for [EMAIL]', logger_name: 'orders', run_id: 'run-7' },
    ...{ when: '1970-01-01T00:00:00.000Z', big: 10, map: { a: 1 }, extra: { level: 'mine' } },
  });
  expect(second).toMatchObject({ level: 'ERROR', stage: 'join', exception: { type: 'AggregateError', value: 'all' } });
  expect(second.exception.traceback).toMatch(/RangeError: one[\s\S]*Caused by: Error: why/);
  expect(third).toMatchObject({ f0: 0, f199: 199 });
});

test('both builds in one process: a name stands for one logger', () => {
  const directory = directoryIn(line);
  const { stdout, status } = run(
    directory,
    'program.mjs',
    `import { createRequire } from 'node:module';
import * as esm from 'laketrace';
const cjs = createRequire(import.meta.url)('laketrace');
const config = { logDir: 'logs', stdout: false };
const log = esm.getLogger('a', config);
console.log(cjs.getLogger('a') === log, new cjs.LakeTraceLogger('a', config) === log);
cjs.getLogger('a', { ...config, level: 'DEBUG' }).debug('m');
console.log(log.addHandler(() => 0) !== cjs.getLogger('b', config).addHandler(() => 0));
await log.close();`,
  );
  expect([status, stdout]).toEqual([0, 'true true\ntrue\n']);
  expect(readFileSync(join(directory, 'logs/a.jsonl'), 'utf8')).toContain('"level":"DEBUG"');
});

describe('the programs of docs/logger.md run as they stand there', () => {
  const page = readFileSync(join(installed, 'laketrace', 'docs/logger.md'), 'utf8');
  const programs = [...page.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code = '']) => code);

  test('there are some', () => expect(programs.length).toBeGreaterThan(1));

  test.each(programs)('%#', (code) => {
    const directory = directoryIn(line);
    const { status, stdout, stderr } = run(directory, 'program.mjs', code);
    expect([status, stderr], stderr).toEqual([0, '']);
    expect(stdout).not.toBe('');
    expect(readdirSync(join(directory, 'logs')).filter((name) => !name.startsWith('.')).length).toBeGreaterThan(0);
  });
});

test('without an SDK, getLogger says what to install, and all else works', () => {
  const directory = directoryIn(tmpdir());
  const packages = join(directory, 'node_modules');
  mkdirSync(join(packages, '@opentelemetry'), { recursive: true });
  cpSync(join(installed, 'laketrace'), join(packages, 'laketrace'), { recursive: true });
  for (const name of ['@opentelemetry/api', 'fflate']) symlinkSync(join(installed, name), join(packages, name));
  const { status, stdout } = run(
    directory,
    'program.mjs',
    `import { getLogger, redactText } from 'laketrace';
console.log(redactText('x'));
try { getLogger('a'); } catch (error) { console.log(error.name, error.message); }`,
  );
  expect(status).toBe(0);
  expect(stdout).toMatch(
    /^x\nMissingPackageError getLogger needs @opentelemetry\/sdk-logs, .*: npm install @opentelemetry\/sdk-logs/,
  );
});

test('node:vm, in a realm without any global of Node', () => {
  const directory = directoryIn(line);
  const { status, stdout, stderr } = run(
    directory,
    'program.cjs',
    `const { readFileSync } = require('node:fs');
const { createContext, compileFunction } = require('node:vm');
const { dirname, join } = require('node:path');
const parsingContext = createContext({});
const entry = require.resolve('laketrace');
const loaded = new Map();
function load(filename) {
  if (loaded.has(filename)) return loaded.get(filename).exports;
  const module_ = { exports: {} };
  loaded.set(filename, module_);
  const inRealm = (id) => (id.startsWith('.') ? load(join(dirname(filename), id)) : require(id));
  compileFunction(readFileSync(filename, 'utf8'), ['require', 'module', 'exports', '__filename', '__dirname'], { filename, parsingContext })(
    inRealm, module_, module_.exports, filename, dirname(filename));
  return module_.exports;
}
const { getLogger } = load(entry);
const log = getLogger('a', { log_dir: 'logs', stdout: false });
log.exception('m', new TypeError('ours'), { when: new Date(0) });
log.tail(1).then(() => log.close()).then(() => { try { getLogger('b', { levle: 1 }); } catch (error) { console.log(error.message); } });`,
  );
  expect([status, stderr], stderr).toEqual([0, '']);
  const [tail = '', refusal] = stdout.split('\n');
  expect(JSON.parse(tail)).toMatchObject({
    message: 'm',
    exception: { type: 'TypeError' },
    when: '1970-01-01T00:00:00.000Z',
  });
  expect(refusal).toContain('did you mean level?');
});
