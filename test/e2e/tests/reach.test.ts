// Nothing that is masked leaves the process, by whatever way: 200 values are planted and looked for in every byte that came out.
// LAKETRACE_LONG=1 plants each value in every position, under every setting and both lines; else a position gets two of every kind.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { plantedValues, searchFor } from './planted-values.ts';

const program = join(import.meta.dirname, '../programs/reach.mjs');
const isLong = process.env['LAKETRACE_LONG'] === '1';
/** Which values a position gets. Two of every kind are a fifth of them, and five positions on all have had their turn. */
const sample = isLong ? { stride: 1, offset: 0 } : { stride: 5, offset: Number(process.env['TEST_SEED'] ?? 0) % 5 };
const planted = plantedValues();
const search = searchFor(planted.map(({ value }) => value));

/** Settings of a run. */
interface Settings {
  readonly isolate: boolean;
  readonly hasErrorHandler: boolean;
  readonly ending?: 'kill';
}

/** All that came out of a process, by where. */
type Outputs = Map<string, Buffer>;

/** An OTLP receiver on this machine that keeps what it is sent, and answers the first request with what it was sent. */
async function receiver(payloads: Buffer[]): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const isPacked = request.headers['content-encoding'] === 'gzip';
      payloads.push(isPacked ? gunzipSync(bytes) : bytes);
      response.writeHead(payloads.length === 1 ? 400 : 200).end(payloads.length === 1 ? bytes : '{}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/logs`;
}

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'laketrace-reach-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

async function run(settings: Settings, directory = join(temporaryDirectory(), 'out')): Promise<Outputs> {
  mkdirSync(directory, { recursive: true });
  const payloads: Buffer[] = [];
  const all = { ...settings, ...sample, planted, directory, receiver: await receiver(payloads) };
  const path = join(temporaryDirectory(), 'settings.json');
  writeFileSync(path, JSON.stringify(all));
  const child = spawn(process.execPath, [program, path], { stdio: ['ignore', 'pipe', 'pipe'] });
  const streams = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  child.stdout.on('data', (chunk: Buffer) => streams.stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => streams.stderr.push(chunk));
  const [code, signal] = await once(child, 'close');
  const outputs: Outputs = new Map([
    ['stdout', Buffer.concat(streams.stdout)],
    ['stderr', Buffer.concat(streams.stderr)],
    ['OTLP payloads', Buffer.concat(payloads)],
    ...filesIn(directory),
  ]);
  expect({ code, signal }, textOf(outputs, 'stderr').slice(-2000)).toEqual(
    settings.ending === 'kill' ? { code: null, signal: 'SIGKILL' } : { code: 0, signal: null },
  );
  return outputs;
}

/** The files, hidden ones too, unpacked where they are archives. */
function filesIn(directory: string): Outputs {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map(({ name, parentPath }) => {
      const bytes = readFileSync(join(parentPath, name));
      return [name, name.endsWith('.gz') ? gunzipSync(bytes) : bytes];
    }),
  );
}

/** Where any of the values is. */
function leaks(outputs: Outputs, isAllowed: (name: string) => boolean): string[] {
  return [...outputs].flatMap(([name, bytes]) => {
    const found = isAllowed(name) ? [] : [...search(bytes)];
    return found.length === 0 ? [] : [`${name}: ${found.length} values, such as ${found[0]}`];
  });
}

function textOf(outputs: Outputs, name: string): string {
  return outputs.get(name)?.toString('latin1') ?? '';
}

const isBefore = (name: string) => name === 'before-at-once.txt';
const isOther = (name: string) => /^(before|after)-/.test(name);

/** That each way out has been taken, and each error has been told of: what is not there cannot leak. */
function expectEveryWayOut(outputs: Outputs, { hasErrorHandler }: Settings): void {
  const names = [...outputs.keys()];
  for (const name of ['app', 'text', 'latin']) {
    expect(names.filter((file) => file.startsWith(`${name}.`) && file.endsWith('.gz')).length).toBeGreaterThan(0);
  }
  for (const name of ['within.txt', 'function.txt', 'after-batch.txt', 'OTLP payloads', 'stdout']) {
    expect(outputs.get(name)?.length, name).toBeGreaterThan(10_000);
  }
  // Where a file ends, and the next begins, is up to the length of the stacks that a version of Node writes.
  const active = outputs.get('app.jsonl')?.length;
  expect(active, 'app.jsonl').toBeGreaterThan(0);
  const told = textOf(outputs, hasErrorHandler ? 'errors.txt' : 'stderr');
  for (const what of ERRORS) expect(told, what).toContain(what);
  const toldByExporters = textOf(outputs, 'stderr');
  for (const what of ['format of a file', 'compression', 'rotation', 'retention']) {
    expect(toldByExporters, what).toContain(what);
  }
  const stats = textOf(outputs, 'stats.txt');
  for (const entity of ['EMAIL', 'CREDIT_CARD', 'US_SSN', 'PRIVATE_KEY', 'CREDENTIAL', 'REDACTED', 'MAX_DEPTH']) {
    expect(stats).toContain(entity);
  }
}

const ERRORS = ['filter', 'filter of a sink', 'sink', 'format', 'promise', 'exporter', 'not exported'];

test('the search finds a value in each of its forms, anywhere', () => {
  const [{ value = '' } = {}] = planted;
  const hidden = Buffer.from(value);
  for (const offset of [0, 1, 2, 3]) {
    const before = Buffer.alloc(offset, 'x');
    for (const encoding of ['utf8', 'base64', 'base64url', 'hex'] as const) {
      const bytes = Buffer.from(Buffer.concat([before, hidden, before]).toString(encoding));
      expect([...search(Buffer.concat([before, bytes]))], `${encoding} at ${offset}`).toEqual([value]);
    }
  }
  expect(search(Buffer.from(value.slice(1))).size).toBe(0);
});

test('two hundred values, none like another', () => {
  expect(new Set(planted.map(({ value }) => value)).size).toBe(200);
});

/** Those of the run after a kill are the third. */
const SETTINGS: readonly Settings[] = [
  { isolate: true, hasErrorHandler: true },
  { isolate: false, hasErrorHandler: false },
];
const AFTER_A_KILL: Settings = { isolate: false, hasErrorHandler: true };
// What the settings change is ours, and so are the files: the same under both lines.
const isNewest = import.meta.dirname.includes('sdk-3');

describe.each(isNewest || isLong ? SETTINGS : SETTINGS.slice(0, 1))('%o', (settings) => {
  test('no value leaves but by exporters that had the record before, or have the original', async () => {
    const outputs = await run(settings);
    expect(leaks(outputs, settings.isolate ? isOther : isBefore)).toEqual([]);
    // The search finds what is there: an exporter registered before has seen them all.
    expect(search(outputs.get('before-at-once.txt') ?? Buffer.of()).size).toBe(200);
    if (settings.isolate) {
      for (const name of ['before-batch.txt', 'after-at-once.txt', 'after-batch.txt']) {
        expect(search(outputs.get(name) ?? Buffer.of()).size, name).toBe(200);
      }
    }
    expectEveryWayOut(outputs, settings);
  });
});

test.skipIf(!isNewest && !isLong)('a kill, and the recovery of what it tore', async () => {
  const directory = join(temporaryDirectory(), 'out');
  const killed = await run({ ...AFTER_A_KILL, ending: 'kill' }, directory);
  expect(leaks(killed, isBefore)).toEqual([]);
  // A kill in the middle of a write: a part of the last line.
  for (const name of ['app.jsonl', 'text.log']) {
    const path = join(directory, name);
    const length = killed.get(name)?.length ?? 0;
    expect(length).toBeGreaterThan(1000);
    truncateSync(path, length - 100);
  }
  rmSync(join(directory, 'before-at-once.txt'));
  const recovered = await run(AFTER_A_KILL, directory);
  expect(leaks(recovered, isBefore)).toEqual([]);
  expect(search(recovered.get('before-at-once.txt') ?? Buffer.of()).size).toBe(200);
  expectEveryWayOut(recovered, AFTER_A_KILL);
  const torn = [...recovered].filter(([name]) => name.endsWith('.torn'));
  expect(torn.map(([name]) => name.split('.')[0]).sort()).toEqual(['app', 'text']);
  for (const [, text] of torn) expect(text.length).toBeGreaterThan(10);
});
