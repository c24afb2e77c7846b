// The Files API's calls, against a server that follows its rules: what is there afterwards, what is refused, and how requests are let in.
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { Config } from '@databricks/sdk-experimental';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { databricksVolumeTarget } from '../../../src/upload/targets/databricks-volume-target.ts';
import { readWorkspace } from '../../../src/upload/targets/workspace.ts';
import type { UploadTarget } from '../../../src/upload/upload-target.ts';
import { portOfNobody } from '../../e2e/tests/ports.ts';
import { type FaultProxy, startFaultProxy } from '../../support/fault-proxy.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { fileToUpload } from '../../support/upload-file.ts';
import { FilesApiServer } from './files-api-server.ts';

let server: FilesApiServer;
let proxy: FaultProxy;
/** Looks like one, and is none. */
const TOKEN = ['dap', 'i', '0123456789abcdef'.repeat(2)].join('');
const signal = new AbortController().signal;

beforeAll(async () => {
  server = await FilesApiServer.start();
  proxy = await startFaultProxy(server.url);
  return () => {
    proxy.stop();
    server.stop();
  };
});

beforeEach(() => {
  server.files.clear();
  server.tokens.clear();
  server.tokens.add(TOKEN);
  server.requests.length = 0;
  server.isReadOnly = false;
  server.capacity = Number.POSITIVE_INFINITY;
  proxy.requests.length = 0;
  proxy.fault = () => undefined;
});

const PLACE = { catalog: 'main', schema: 'default', volume: 'logs', path: 'app' } as const;

const volume = (options: object = {}): UploadTarget =>
  databricksVolumeTarget({ ...PLACE, host: proxy.url, auth: () => TOKEN, ...options });

function newFile(remote: string, bytes: number | string = 1000) {
  const path = join(temporaryDirectory(), 'file');
  writeFileSync(path, typeof bytes === 'number' ? randomBytes(bytes) : bytes);
  return fileToUpload(path, remote);
}

test('a file is there whole, under exactly its name', async () => {
  const remote = 'service=a b/date=2026-01-31/50% é?#+&;=@.jsonl';
  const target = volume();
  expect(await target.stat(remote, { signal })).toBeUndefined();
  expect(await target.put(newFile(remote, '{"a":1}\n'), { signal })).toEqual({ bytes: 8 });
  expect(server.files.get(`/Volumes/main/default/logs/app/${remote}`)?.toString()).toBe('{"a":1}\n');
  expect(proxy.requests.filter(({ method }) => method === 'PUT').map(({ url }) => url.replace(/^.*\?/, ''))).toEqual([
    'overwrite=false',
  ]);
});

test.each([0, 1, 65_536, 3_000_000])('%s bytes arrive, with their length said before', async (bytes) => {
  expect(await volume().put(newFile('some', bytes), { signal })).toEqual({ bytes });
  expect(proxy.requests[0]?.headers).toMatchObject({ 'content-length': String(bytes) });
  expect(proxy.requests[0]?.headers).not.toHaveProperty('transfer-encoding');
});

test('nothing is replaced', async () => {
  await volume().put(newFile('taken', 'first'), { signal });
  await expect(volume().put(newFile('taken', 'second'), { signal })).rejects.toMatchObject({
    kind: 'exists',
    code: 'ALREADY_EXISTS',
  });
  expect(String(server.files.get('/Volumes/main/default/logs/app/taken'))).toBe('first');
});

test('a file of more than 5 GiB is refused before anything is sent', async () => {
  const file = { ...newFile('huge'), bytes: 5 * 1024 ** 3 + 1 };
  expect(volume().largestFile).toBe(5 * 1024 ** 3);
  await expect(volume().put(file, { signal })).rejects.toMatchObject({
    kind: 'unsuitable',
    message: expect.stringContaining('Rotate at a smaller size'),
  });
  expect(proxy.requests).toEqual([]);
});

test('a connection that is cut at any tenth of the body leaves nothing, and the next try stores it whole', async () => {
  const file = newFile('cut', 500_000);
  for (let tenth = 1; tenth < 10; tenth++) {
    proxy.fault = ({ method }) => (method === 'PUT' ? { cutAfter: (file.bytes / 10) * tenth } : undefined);
    await expect(volume().put(file, { signal })).rejects.toMatchObject({ kind: 'retryable' });
    expect(server.files.size).toBe(0);
  }
  proxy.fault = () => undefined;
  expect(await volume().put(file, { signal })).toEqual({ bytes: file.bytes });
});

test('where the answer is lost, the file is found', async () => {
  const target = volume();
  proxy.fault = ({ method }) => (method === 'PUT' ? { loseAnswer: true } : undefined);
  await expect(target.put(newFile('lost'), { signal })).rejects.toMatchObject({ kind: 'retryable' });
  expect(await target.stat('lost', { signal })).toEqual({ bytes: 1000 });
});

test.each([
  [429, 'retryable', 2000],
  [503, 'retryable', 2000],
  [408, 'retryable', 2000],
  [413, 'unsuitable', undefined],
  [507, 'refused', undefined],
  [302, 'refused', undefined],
  [403, 'refused', undefined],
  [404, 'refused', undefined],
] as const)('%s is %s', async (status, kind, retryAfter) => {
  proxy.fault = () => ({ status, headers: { 'retry-after': '2', location: 'http://127.0.0.1:1/login' } });
  await expect(volume().put(newFile('some'), { signal })).rejects.toMatchObject({ kind, retryAfter, status });
});

test('what is refused says what to do about it', async () => {
  const remedyOf = async (target: UploadTarget) => {
    const thrown = await target.put(newFile('some'), { signal }).catch((error: unknown) => error);
    return (thrown as Error).message;
  };
  server.isReadOnly = true;
  expect(await remedyOf(volume())).toContain(
    '403 (PERMISSION_DENIED). The identity needs READ VOLUME and WRITE VOLUME on main.default.logs',
  );
  expect(await remedyOf(volume({ volume: 'other' }))).toContain(
    '404 (NOT_FOUND). There has to be a volume main.default.other',
  );
  expect(await remedyOf(volume({ auth: () => 'another' }))).toContain(
    '401 (UNAUTHENTICATED). The token has to be one of this workspace',
  );
});

test('the volume is full', async () => {
  server.capacity = 1500;
  await volume().put(newFile('first'), { signal });
  await expect(volume().put(newFile('second'), { signal })).rejects.toMatchObject({ status: 507, kind: 'refused' });
});

test('what HEAD says is what is reported, whatever was sent', async () => {
  proxy.fault = ({ method }) =>
    method === 'HEAD' ? { change: (headers) => ({ ...headers, 'content-length': '999' }) } : undefined;
  expect(await volume().put(newFile('short'), { signal })).toEqual({ bytes: 999 });
});

test('a server that hangs is given up', async () => {
  proxy.fault = () => ({ hang: true });
  const hanging = { kind: 'retryable', code: 'ETIMEDOUT' };
  await expect(volume({ timeout: 200 }).put(newFile('some'), { signal })).rejects.toMatchObject(hanging);
  await expect(volume({ timeout: 200 }).stat('some', { signal })).rejects.toMatchObject(hanging);
});

test('who calls ends it by the signal', async () => {
  proxy.fault = () => ({ hang: true });
  const stop = new AbortController();
  const stopped = volume().put(newFile('some'), { signal: stop.signal });
  stop.abort(new Error('enough'));
  await expect(stopped).rejects.toThrow('enough');
});

test('a file that ends too early is not stored, and says so itself', async () => {
  const file = newFile('cut', 200_000);
  const cutAt = (end: number, past: () => Promise<number>) => (memory: Uint8Array, position: number) =>
    position < end ? file.readInto(memory.subarray(0, end - position), position) : past();
  const thrown = cutAt(100_000, () => Promise.reject(new Error('the file was cut')));
  await expect(volume().put({ ...file, readInto: thrown }, { signal })).rejects.toThrow('the file was cut');
  const ended = cutAt(100_000, () => Promise.resolve(0));
  await expect(volume().put({ ...file, readInto: ended }, { signal })).rejects.toThrow('cut: the file ends too early');
  expect(server.files.size).toBe(0);
});

test('a token that expires midway is asked for once more', async () => {
  const given = [TOKEN, 'second'];
  let asked = 0;
  const target = volume({ auth: async () => given[asked++] });
  await target.put(newFile('first'), { signal });
  server.tokens.clear();
  server.tokens.add('second');
  const files = ['a', 'b', 'c'].map((name) => newFile(name));
  await Promise.all(files.map((file) => target.put(file, { signal })));
  expect([asked, server.files.size]).toEqual([2, 4]);
});

test('a token is kept until shortly before it ends', async () => {
  let asked = 0;
  const auth = (lifetime: number) => () => {
    asked++;
    return { token: TOKEN, expiresOn: new Date(Date.now() + lifetime) };
  };
  const lasting = volume({ auth: auth(3_600_000) });
  for (const name of ['a', 'b']) await lasting.put(newFile(name), { signal });
  expect(asked).toBe(1);
  asked = 0;
  await volume({ auth: auth(60_000) }).put(newFile('c'), { signal });
  expect(asked).toBe(2);
});

test('a token that was never accepted is not asked for again', async () => {
  let asked = 0;
  const target = volume({ auth: () => `wrong-${++asked}` });
  await expect(target.stat('some', { signal })).rejects.toMatchObject({ status: 401 });
  expect(asked).toBe(1);
});

test.each([
  ['a text that is no token', () => 'two words', 'what was given as a token is none'],
  ['nothing', () => undefined, 'what was given as a token is none'],
  ['an error', () => Promise.reject(new Error('no identity here')), 'gave no token: no identity here'],
])('a token function gives %s', async (_, auth, message) => {
  await expect(volume({ auth }).stat('a', { signal })).rejects.toMatchObject({
    kind: 'refused',
    message: expect.stringContaining(message),
  });
});

test('a token function without a network may be asked again', async () => {
  const auth = () => Promise.reject(new Error('connect ETIMEDOUT 192.0.2.1:443'));
  await expect(volume({ auth }).stat('a', { signal })).rejects.toMatchObject({ kind: 'retryable', code: 'ETIMEDOUT' });
});

test('the ways of the SDK: a personal token, a Config, a profile, the environment', async () => {
  const file = join(temporaryDirectory(), 'databrickscfg');
  writeFileSync(file, `[PROD]\nhost = ${proxy.url}\ntoken = ${TOKEN}\n`);
  const ways = [
    volume({ auth: { token: TOKEN } }),
    volume({ auth: new Config({ host: proxy.url, token: TOKEN }) }),
    databricksVolumeTarget({ ...PLACE, auth: { profile: 'PROD', configFile: file } }),
  ];
  for (const [index, target] of ways.entries()) await target.put(newFile(`file-${index}`), { signal });
  expect(server.files.size).toBe(3);
  expect(ways.map(({ name }) => name)).toEqual([
    `databricks:${new URL(proxy.url).host}/Volumes/main/default/logs/app`,
    `databricks:${new URL(proxy.url).host}/Volumes/main/default/logs/app`,
    'databricks:profile PROD/Volumes/main/default/logs/app',
  ]);
});

test('a service principal, by OAuth: its token is issued once, and anew where it is refused', async () => {
  server.principals.set('app-1', 'the secret');
  const before = server.issued;
  const target = volume({ host: server.url, auth: { clientId: 'app-1', clientSecret: 'the secret' } });
  for (const name of ['a', 'b']) await target.put(newFile(name), { signal });
  expect(server.issued - before).toBe(1);
  server.tokens.clear();
  await target.put(newFile('c'), { signal });
  expect([server.issued - before, server.files.size]).toEqual([2, 3]);
  const wrong = volume({ host: server.url, auth: { clientId: 'app-1', clientSecret: 'another' } });
  await expect(wrong.stat('a', { signal })).rejects.toMatchObject({ kind: 'refused' });
});

test('no error has a secret in it, whatever went wrong', async () => {
  const secret = `${TOKEN}-planted`;
  const said: string[] = [];
  const failures = [
    { hang: true },
    { status: 401 },
    { status: 500, body: secret },
    { cutAfter: 10 },
    { loseAnswer: true },
  ] as const;
  for (const fault of failures) {
    proxy.fault = () => fault;
    for (const auth of [() => secret, { token: secret }]) {
      const target = volume({ auth, timeout: 200 });
      const thrown: unknown = await target.put(newFile('some'), { signal }).catch((error: unknown) => error);
      said.push(inspect(thrown, { depth: 10, showHidden: true }), target.name);
    }
  }
  expect(said).toHaveLength(20);
  expect(said.filter((text) => text.includes(TOKEN))).toEqual([]);
});

test.each([
  [{ catalog: 'a.b' }, 'catalog'],
  [{ schema: '' }, 'schema'],
  [{ volume: 'a/b' }, 'volume'],
  [{ volume: 'a b' }, 'volume'],
  [{ path: 'a/../b' }, 'path'],
  [{ path: 'a//b' }, 'path'],
  [{ path: 'a\\b' }, 'path'],
  [{ path: 'a?sig=x' }, 'path'],
  [{ host: 'http://workspace.example' }, 'host'],
  [{ host: 'https://user@workspace.example' }, 'host'],
  [{ host: 'https://workspace.example/path' }, 'host'],
  [{ auth: 'a token' }, 'auth'],
  [{ timeout: 'soon' }, 'timeout'],
  [{ volum: 'logs' }, 'volum'],
])('%o is refused before any call', (options, option) => {
  expect(() => volume(options)).toThrow(expect.objectContaining({ name: 'ConfigurationError', option }));
});

test('a token function needs the host', () => {
  expect(() => databricksVolumeTarget({ ...PLACE, auth: () => TOKEN })).toThrow(/host/);
});

test('the host of the environment: empty it is none, and what is wrong with it is said of the variable', () => {
  const auth = { token: TOKEN };
  expect(readWorkspace(undefined, auth, { DATABRICKS_HOST: '' }).address).toBeUndefined();
  expect(() => readWorkspace(undefined, auth, { DATABRICKS_HOST: 'http://workspace.example' })).toThrow(
    expect.objectContaining({ name: 'ConfigurationError', option: 'DATABRICKS_HOST' }),
  );
});

test('a host where nobody listens, and one that nobody knows', async () => {
  const messageOf = (host: string) =>
    volume({ host })
      .stat('a', { signal })
      .catch(({ kind, message }) => [kind, message]);
  const nobody = await messageOf(`http://127.0.0.1:${await portOfNobody()}`);
  expect(nobody).toEqual(['retryable', expect.stringContaining('the connection broke (ECONNREFUSED)')]);
  expect(await messageOf('https://nobody.invalid')).toEqual([
    expect.anything(),
    expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
  ]);
});

test('names are those that Unity Catalog keeps, and a host needs no scheme', () => {
  const target = volume({ host: 'ADB-1.azuredatabricks.net', catalog: 'Main', schema: 'DEFAULT', path: '/App/' });
  expect(target.name).toBe('databricks:adb-1.azuredatabricks.net/Volumes/main/default/logs/App');
});
