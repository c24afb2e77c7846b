// The README of the packed package: its programs run as they stand there, and its links lead to files of the package.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';

const line = join(import.meta.dirname, '..');
const laketrace = join(line, 'node_modules/laketrace');
// Not by the package: transports bring api-logs along under the other line as well.
const isOldLine = line.endsWith('sdk-0.2');

/** Programs by their names, which stand behind the language of their blocks. */
const programs = new Map(
  [...readFileSync(join(laketrace, 'README.md'), 'utf8').matchAll(/^```js (\S+)\n(.*?)^```$/gms)].map(
    ([, name = '', code = '']) => [name, code],
  ),
);

test('a program for each start, in both module systems', () => {
  const starts = ['logger', 'node-sdk', 'otlp', 'pino', 'winston'].flatMap((name) => [`${name}.cjs`, `${name}.mjs`]);
  expect([...programs.keys()].sort()).toEqual(starts.sort());
});

/** What an OTLP receiver on this machine is sent. */
async function receiver(payloads: string[]): Promise<string> {
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    payloads.push(text);
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Runs a program in a folder of its own, beside this line's packages, and gives all it printed. */
async function run(
  name: string,
  directory: string,
  endpoint: string,
  code = programs.get(name) ?? '',
): Promise<string> {
  const path = join(directory, name);
  // The one difference that the README names.
  const ofLine = code.replace(/(\{ logs \}.*)'@opentelemetry\/api'/, "$1'@opentelemetry/api-logs'");
  writeFileSync(path, isOldLine ? ofLine : code);
  const env = { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, NODE_OPTIONS: '' };
  const child = spawn(process.execPath, [path], { cwd: directory, env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const [status] = await once(child, 'close');
  expect(status, output).toBe(0);
  return output;
}

interface LogRecord {
  readonly body: unknown;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly attributes: readonly { readonly key: string; readonly value: AnyValue }[];
}

interface AnyValue {
  readonly kvlistValue?: { readonly values: readonly { readonly key: string; readonly value: AnyValue }[] };
  readonly arrayValue?: { readonly values: readonly AnyValue[] };
  readonly [kind: string]: unknown;
}

/** A value of OTLP as the plain value that it says. */
function plain({ kvlistValue, arrayValue, ...scalar }: AnyValue): unknown {
  if (kvlistValue) return Object.fromEntries(kvlistValue.values.map(({ key, value }) => [key, plain(value)]));
  if (arrayValue) return arrayValue.values.map(plain);
  return Object.values(scalar)[0];
}

function recordsIn(file: string): LogRecord[] {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.flatMap((text) =>
    JSON.parse(text).resourceLogs.flatMap(({ scopeLogs }: { scopeLogs: { logRecords: LogRecord[] }[] }) =>
      scopeLogs.flatMap(({ logRecords }) => logRecords),
    ),
  );
}

const ofRecords = [...programs.keys()].filter((name) => !name.startsWith('logger.'));

test.each(ofRecords)('%s', async (name) => {
  const directory = mkdtempSync(join(line, 'readme-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  mkdirSync(directory, { recursive: true });
  const payloads: string[] = [];
  const output = await run(name, directory, await receiver(payloads));
  expect(output).toBe('');
  expect(readdirSync(join(directory, 'logs'))).toEqual(['orders.jsonl']);
  const records = recordsIn(join(directory, 'logs/orders.jsonl'));
  expect(records).toHaveLength(1);
  const [{ body, severityNumber, severityText, attributes } = {} as LogRecord] = records;
  expect({ body, severityNumber, severityText, attributes }).toEqual({
    body: { stringValue: 'loaded for [EMAIL]' },
    severityNumber: 9,
    severityText: 'INFO',
    attributes: [{ key: 'rows', value: { intValue: '1200' } }],
  });
  const exported = payloads.filter((text) => text.includes('loaded for'));
  expect(exported).toHaveLength(name.startsWith('otlp') ? 1 : 0);
  for (const text of exported) expect(text).toContain('loaded for [EMAIL]');
});

test.each(['logger.mjs', 'logger.cjs'])('%s', async (name) => {
  const directory = mkdtempSync(join(line, 'readme-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const output = await run(name, directory, '');
  expect(readdirSync(join(directory, 'logs'))).toEqual(['orders.jsonl']);
  expect(readFileSync(join(directory, 'logs/orders.jsonl'), 'utf8')).toBe(output);
  expect(JSON.parse(output)).toMatchObject({
    level: 'INFO',
    message: 'loaded for [EMAIL]',
    logger_name: 'orders',
    rows: 1200,
  });
});

/** Runs a start with other calls in place of its own, and with further options of its logger; gives what the file then holds. */
async function logged(name: string, calls: string, [option, instead]: readonly [string, string] = ['', '']) {
  const directory = mkdtempSync(join(line, 'readme-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const own = programs.get(name) ?? '';
  expect(own).toMatch(/^logger\.info\(.*\);$/m);
  expect(own).toContain(option);
  const code = own.replace(/^logger\.info\(.*\);$/m, () => calls).replace(option, () => instead);
  expect(await run(name, directory, '', code)).toBe('');
  return recordsIn(join(directory, 'logs/orders.jsonl')).map(({ body, severityNumber, severityText, attributes }) => ({
    body: plain(body as AnyValue),
    severity: [severityText, severityNumber],
    attributes: plain({ kvlistValue: { values: attributes } }),
  }));
}

const VALUES = `
class User { constructor() { this.id = 7; } }
const cause = new RangeError('cause');
const err = Object.assign(new TypeError('boom', { cause }), { code: 'E_BOOM' });
const day = new Date(0);
const shared = { n: 1 };
const circle = { name: 'circle' };
circle.self = circle;
logger.error({
  message: 'failed', msg: 'failed',
  err, other: err, when: day, bad: new Date(NaN), user: new User(), m: new Map([['a', day]]), s: new Set([day]), big: 10n,
  arr: [day], nest: { d: day }, twice: [shared, shared], circle, call() {},
});
logger.error(err);
`;

describe.each(['winston', 'pino'])('what %s is given is in the file', (kind) => {
  test.each(['mjs', 'cjs'])('%s', async (ending) => {
    const [values, error] = await logged(`${kind}.${ending}`, VALUES);
    const stack = expect.stringContaining('TypeError: boom\n    at ');
    const err = expect.objectContaining({
      type: 'TypeError',
      message: 'boom',
      stack,
      code: 'E_BOOM',
      cause: expect.objectContaining({ type: 'RangeError', message: 'cause' }),
    });
    const day = '1970-01-01T00:00:00.000Z';
    expect(values).toMatchObject({
      body: 'failed',
      severity: ['ERROR', 17],
      attributes: {
        err,
        other: err,
        when: day,
        user: { id: '7' },
        m: { a: day },
        s: [day],
        big: '10',
        arr: [day],
        nest: { d: day },
        twice: [{ n: '1' }, { n: '1' }],
        circle: { name: 'circle', self: expect.stringContaining('circular') },
      },
    });
    expect(error).toMatchObject({
      body: 'boom',
      severity: ['ERROR', 17],
      attributes: kind === 'pino' ? { err } : { type: 'TypeError', stack, code: 'E_BOOM' },
    });
  });
});

test.each(['mjs', 'cjs'])(
  'what throws in a value that pino is given does not reach the application: %s',
  async (ending) => {
    const calls = `
const fail = () => { throw new Error('mine'); };
logger.info({ got: { get x() { fail(); }, y: 1 }, json: { toJSON: fail }, proxy: new Proxy({}, { ownKeys: fail }), z: 1 }, 'x');
`;
    expect(await logged(`pino.${ending}`, calls)).toMatchObject([
      {
        body: 'x',
        attributes: { got: { x: '[Error: mine]', y: '1' }, json: '[Error: mine]', proxy: '[Error: mine]', z: '1' },
      },
    ]);
  },
);

test.each(['mjs', 'cjs'])('levels of winston that are not its first ones have a severity: %s', async (ending) => {
  const calls = (levels: readonly string[]) => levels.map((level) => `logger.${level}('x');`).join('\n');
  const make = 'createLogger({';
  const syslog = ['emerg', 'alert', 'crit', 'error', 'warning', 'notice', 'info', 'debug'];
  const ofSyslog = await logged(`winston.${ending}`, calls(syslog), [
    make,
    `${make} level: 'debug', levels: winston.config.syslog.levels,`,
  ]);
  expect(ofSyslog.map(({ severity }) => severity)).toEqual(
    [21, 19, 18, 17, 13, 10, 9, 5].map((number, index) => [syslog[index]?.toUpperCase(), number]),
  );
  const own = await logged(`winston.${ending}`, calls(['first', 'second', 'third']), [
    make,
    `${make} level: 'third', levels: { first: 0, second: 1, third: 2 }, format: winston.format.simple(),`,
  ]);
  expect(own.map(({ severity }) => severity)).toEqual([
    ['FIRST', 21],
    ['SECOND', 11],
    ['THIRD', 1],
  ]);
});

describe.each(['mjs', 'cjs'])('levels of pino that are not its first ones have a severity: %s', (ending) => {
  const program = `pino.${ending}`;
  test('a custom level', async () => {
    const records = await logged(program, "logger.audit('x');", ['pino({', 'pino({ customLevels: { audit: 35 },']);
    expect(records).toMatchObject([{ body: 'x', severity: ['AUDIT', 11] }]);
  });
  test.each(['label', 'label.toUpperCase()'])('a level written as %s', async (label) => {
    const instead = `formatters: { level: (label) => ({ level: ${label} }),`;
    const records = await logged(program, "logger.warn('x');", ['formatters: {', instead]);
    expect(records).toMatchObject([{ body: 'x', severity: ['WARN', 13] }]);
  });
  test('no level, no time, a level of a child', async () => {
    const calls = "logger.child({}, { customLevels: { odd: 45 } }).odd('x');";
    const records = await logged(program, calls, ['pino({', 'pino({ timestamp: false,']);
    expect(records).toMatchObject([{ body: 'x', severity: ['45', 15] }]);
    const instead = 'formatters: { level: (label) => ({ severity: label }),';
    const without = await logged(program, "logger.warn('x');", ['formatters: {', instead]);
    expect(without).toMatchObject([{ body: 'x', attributes: { severity: 'warn' } }]);
  });
});

/** The names that links to a page's headings have. */
function anchorsOf(page: string): Set<string> {
  const headings = page.matchAll(/^#+ (.*)$/gm);
  return new Set(
    [...headings].map(([, text = '']) =>
      text
        .toLowerCase()
        .replace(/[^\w\s-]/g, '')
        .replace(/\s/g, '-'),
    ),
  );
}

test('every link to a file leads to one of the package, and every anchor to a heading', () => {
  const docs = readdirSync(join(laketrace, 'docs')).map((name) => `docs/${name}`);
  const broken = ['README.md', 'CHANGELOG.md', ...docs].flatMap((page) => {
    const text = readFileSync(join(laketrace, page), 'utf8').replace(/^```.*?^```$/gms, '');
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    return links
      .filter((link) => !/^https?:/.test(link))
      .filter((link) => {
        const [path = '', anchor] = link.split('#');
        const target = path === '' ? join(laketrace, page) : join(laketrace, dirname(page), path);
        if (!existsSync(target)) return true;
        return anchor !== undefined && !anchorsOf(readFileSync(target, 'utf8')).has(anchor);
      })
      .map((link) => `${page}: ${link}`);
  });
  expect(broken).toEqual([]);
});
