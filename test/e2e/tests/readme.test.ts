// The README of the packed package: its programs run as they stand there, and its links lead to files of the package.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

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
async function run(name: string, directory: string, endpoint: string): Promise<string> {
  const path = join(directory, name);
  const code = programs.get(name) ?? '';
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
  readonly attributes: readonly { readonly key: string; readonly value: unknown }[];
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
  const names = readdirSync(join(laketrace, 'docs')).filter((name) => name.endsWith('.md'));
  const docs = names.map((name) => `docs/${name}`);
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
