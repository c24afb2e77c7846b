// Uploads as a whole through a network that breaks: what arrives in the end, how often it was asked, and that no secret is left anywhere.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { databricksVolumeTarget } from '../../src/upload/targets/databricks-volume-target.ts';
import { oneLakeTarget } from '../../src/upload/targets/one-lake-target.ts';
import { uploadLogs } from '../../src/upload/upload-logs.ts';
import type { UploadTarget } from '../../src/upload/upload-target.ts';
import { type Fault, type FaultProxy, type SeenRequest, startFaultProxy } from '../support/fault-proxy.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { FilesApiServer } from '../upload/targets/files-api-server.ts';
import { blobService, makeToken, startAzurite, WORKSPACE } from './azurite.ts';

interface Lake {
  readonly proxy: FaultProxy;
  target(): UploadTarget;
  /** The bytes of all files below a service, by the ends of their names. */
  read(): Promise<Map<string, Buffer>>;
  /** What must not be found. */
  readonly secret: string;
}

const lakes: Partial<Record<'OneLake' | 'Databricks', Lake>> = {};
const retry = { attempts: 5, delay: 5, longestDelay: 50 } as const;

beforeAll(async () => {
  const azurite = await startAzurite();
  const server = await FilesApiServer.start();
  const before = {
    azurite: await startFaultProxy(azurite.url, readFileSync(azurite.authority)),
    server: await startFaultProxy(server.url),
  };
  const token = makeToken('planted');
  server.tokens.add(token);
  lakes.OneLake = {
    proxy: before.azurite,
    secret: token,
    target: () =>
      oneLakeTarget({ workspace: WORKSPACE, lakehouse: 'logs', endpoint: before.azurite.url, credential: () => token }),
    read: async () => {
      const container = blobService(before.azurite.url).getContainerClient(WORKSPACE);
      const files = new Map<string, Buffer>();
      for await (const { name } of container.listBlobsFlat()) {
        files.set(name, await container.getBlobClient(name).downloadToBuffer());
      }
      return files;
    },
  };
  lakes.Databricks = {
    proxy: before.server,
    secret: token,
    target: () =>
      databricksVolumeTarget({
        catalog: 'main',
        schema: 'default',
        volume: 'logs',
        host: before.server.url,
        auth: () => token,
      }),
    read: () => Promise.resolve(new Map(server.files)),
  };
  return () => {
    for (const proxy of Object.values(before)) proxy.stop();
    server.stop();
    azurite.stop();
  };
});

describe.each(['OneLake', 'Databricks'] as const)('%s', (name) => {
  const lake = (): Lake => lakes[name] as Lake;

  beforeEach(() => {
    lake().proxy.requests.length = 0;
    lake().proxy.fault = () => undefined;
  });

  /** A directory with a few files of an application, closed. */
  function closedFiles(service: string): { readonly directory: string; readonly contents: string[] } {
    const directory = join(temporaryDirectory(), 'logs');
    mkdirSync(directory);
    const contents = [1, 2, 3].map((day) => {
      const content = randomBytes(50_000).toString('base64');
      writeFileSync(join(directory, `${service}.2026-01-0${day}T10-00-00.000Z.jsonl`), content);
      return content;
    });
    return { directory, contents };
  }

  async function arrived(service: string): Promise<string[]> {
    const files = await lake().read();
    const names = [...files.keys()].filter((path) => path.includes(`service=${service}/`)).sort();
    expect(names.map((path) => /date=([\d-]+)\//.exec(path)?.[1])).toEqual(['2026-01-01', '2026-01-02', '2026-01-03']);
    return names.map((path) => String(files.get(path)));
  }

  /** Breaks the first tries of each file's PUT, each in its way. */
  function breakFirst(faults: readonly Fault[]): void {
    const tries = new Map<string, number>();
    lake().proxy.fault = ({ method, url }: SeenRequest) => {
      if (method !== 'PUT') return undefined;
      const path = url.replace(/\?.*/, '');
      const tried = tries.get(path) ?? 0;
      tries.set(path, tried + 1);
      return faults[tried];
    };
  }

  test.each<[string, Fault[]]>([
    ['cut', [{ cutAfter: 1000 }, { cutAfter: 40_000 }]],
    ['storm', [{ status: 503 }, { status: 503 }, { status: 503 }]],
    ['lost', [{ loseAnswer: true }]],
    ['mixed', [{ status: 500 }, { cutAfter: 1 }, { loseAnswer: true }]],
  ])('%s: all files are there in the end, each once', async (service, faults) => {
    const { directory, contents } = closedFiles(service);
    breakFirst(faults);
    const report = await uploadLogs({ directory, target: lake().target(), retry });
    expect(report).toMatchObject({ ok: true, errors: [] });
    expect(await arrived(service)).toEqual(contents);
    // A second run sends nothing.
    lake().proxy.requests.length = 0;
    const again = await uploadLogs({ directory, target: lake().target(), retry });
    expect(again.files.map(({ outcome }) => outcome)).toEqual(Array(3).fill('uploaded before'));
    expect(lake().proxy.requests).toEqual([]);
  });

  test('killed in the middle of a body: the next upload sends what is missing, and nothing twice', async () => {
    const { directory, contents } = closedFiles('killed');
    const program = join(import.meta.dirname, '../programs/upload-to-lake.ts');
    const env = { ...process.env, LAKE_TOKEN: lake().secret };
    const child = spawn(process.execPath, [program, name, lake().proxy.url, directory], { env, stdio: 'inherit' });
    lake().proxy.fault = ({ method, url }) => {
      if (method !== 'PUT' || !url.includes('killed.2026-01-02')) return undefined;
      child.kill('SIGKILL');
      return { cutAfter: 20_000 };
    };
    const [, signal] = await once(child, 'exit');
    expect(signal).toBe('SIGKILL');
    lake().proxy.fault = () => undefined;
    const report = await uploadLogs({ directory, target: lake().target(), retry });
    expect(report.files.map(({ outcome }) => outcome)).toEqual(['uploaded before', 'uploaded', 'uploaded']);
    expect(await arrived('killed')).toEqual(contents);
  });

  test('a file that grows, is cut or is gone meanwhile', async () => {
    const { directory, contents } = closedFiles('changing');
    const path = (day: number) => join(directory, `changing.2026-01-0${day}T10-00-00.000Z.jsonl`);
    lake().proxy.fault = ({ method, url }) => {
      if (method !== 'PUT') return undefined;
      if (url.includes('2026-01-01')) appendFileSync(path(1), 'more');
      if (url.includes('2026-01-02')) truncateSync(path(2), 10);
      // Retention: the file is open, and arrives all the same.
      if (url.includes('2026-01-03')) rmSync(path(3), { force: true });
      return undefined;
    };
    const report = await uploadLogs({ directory, target: lake().target(), retry, concurrency: 1, after: 'delete' });
    expect(report.files.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'uploaded']);
    expect(report.files[0]?.error?.message).toContain('was changed while it was uploaded');
    expect(report.files[1]?.error?.message).toMatch(/was cut while it was uploaded|was changed/);
    expect(readdirSync(directory).filter((file) => file.endsWith('.jsonl'))).toHaveLength(2);
    const files = [...(await lake().read())].filter(([file]) => file.includes('changing.2026-01-03'));
    expect(files.map(([, content]) => String(content))).toEqual([contents[2]]);
  });

  test('429: it waits as long as the service says', async () => {
    const { directory, contents } = closedFiles('throttled');
    breakFirst([{ status: 429, headers: { 'retry-after': '1' } }]);
    const report = await uploadLogs({ directory, target: lake().target(), retry });
    expect(report.ok).toBe(true);
    expect(report.milliseconds).toBeGreaterThan(1000);
    expect(await arrived('throttled')).toEqual(contents);
  });

  test('a service that never recovers: so many tries and no more, and the files stay', async () => {
    const { directory } = closedFiles('down');
    lake().proxy.fault = () => ({ status: 503 });
    const report = await uploadLogs({ directory, target: lake().target(), retry, after: 'delete', concurrency: 1 });
    expect(report.ok).toBe(false);
    expect(report.files.map(({ outcome, local }) => [outcome, local])).toEqual(Array(3).fill(['failed', 'kept']));
    expect(lake().proxy.requests).toHaveLength(15);
  });

  test('a token that is refused: one request, one remedy, nothing more', async () => {
    const { directory } = closedFiles('refused');
    lake().proxy.fault = () => ({ status: 403 });
    const report = await uploadLogs({ directory, target: lake().target(), retry, concurrency: 1 });
    expect(lake().proxy.requests).toHaveLength(1);
    expect(inspect(report)).toContain('The identity needs');
    expect(readdirSync(directory).filter((file) => file.endsWith('.jsonl'))).toHaveLength(3);
  });

  test('what is there afterwards is what counts: a wrong length is tried again, and nothing is deleted', async () => {
    const { directory } = closedFiles('shorter');
    let isSent = false;
    lake().proxy.fault = ({ method }) => {
      if (method === 'PUT') isSent = true;
      return method === 'HEAD' && isSent ? { change: (headers) => ({ ...headers, 'content-length': '7' }) } : undefined;
    };
    const report = await uploadLogs({ directory, target: lake().target(), retry: 2, after: 'delete', concurrency: 1 });
    expect(report.ok).toBe(false);
    expect(readdirSync(directory).filter((file) => file.endsWith('.jsonl'))).toHaveLength(3);
  });

  test('no token is in the report, the journal or the files beside it, whatever went wrong', async () => {
    const { directory } = closedFiles('planted');
    const said: string[] = [];
    for (const fault of [
      { status: 401 },
      { status: 503, body: lake().secret },
      { cutAfter: 9 },
      { loseAnswer: true },
    ] as const) {
      breakFirst([fault, fault]);
      const report = await uploadLogs({ directory, target: lake().target(), retry: { ...retry, attempts: 2 } });
      said.push(inspect(report, { depth: 20, showHidden: true }));
    }
    for (const file of readdirSync(directory)) said.push(readFileSync(join(directory, file), 'utf8'));
    const [, , signature = ''] = lake().secret.split('.');
    expect(said.filter((text) => text.includes(signature))).toEqual([]);
    expect(said.length).toBeGreaterThan(7);
  });
});
