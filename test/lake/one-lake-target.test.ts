// OneLake's calls against a real server of the Blob API: what is there afterwards, what is refused, what a token and a name do.
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect, promisify } from 'node:util';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { oneLakeTarget } from '../../src/upload/targets/one-lake-target.ts';
import { type FaultProxy, type SeenRequest, startFaultProxy } from '../support/fault-proxy.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { fileToUpload } from '../support/upload-file.ts';
import { type Azurite, blobService, makeToken, startAzurite } from './azurite.ts';

let azurite: Azurite;
let proxy: FaultProxy;
const signal = new AbortController().signal;

beforeAll(async () => {
  azurite = await startAzurite();
  proxy = await startFaultProxy(azurite.url, readFileSync(azurite.authority));
  return () => {
    proxy.stop();
    azurite.stop();
  };
});

beforeEach(() => {
  proxy.requests.length = 0;
  proxy.fault = () => undefined;
});

const target = (options: object = {}) =>
  oneLakeTarget({
    workspace: 'nightly',
    lakehouse: 'logs',
    endpoint: proxy.url,
    credential: () => makeToken('a'),
    ...options,
  });

const container = () => blobService(proxy.url).getContainerClient('nightly');

function newFile(remote: string, bytes: number | Buffer) {
  const path = join(temporaryDirectory(), 'file');
  writeFileSync(path, typeof bytes === 'number' ? randomBytes(bytes) : bytes);
  return fileToUpload(path, remote);
}

test('a file is there whole, with its digest, and under exactly its name', async () => {
  const remote = 'service=a b/date=2026-01-31/50% é?#+&;=@.jsonl';
  const file = newFile(remote, Buffer.from('{"a":1}\n'));
  const one = target();
  expect(await one.stat(remote, { signal })).toBeUndefined();
  const stored = await one.put(file, { signal });
  expect(stored).toEqual({ bytes: 8, digests: { md5: await file.digest('md5') } });
  const names = [];
  for await (const { name } of container().listBlobsFlat()) names.push(name);
  expect(names).toContain(`logs.Lakehouse/Files/logs/${remote}`);
  const bytes = await container().getBlobClient(`logs.Lakehouse/Files/logs/${remote}`).downloadToBuffer();
  expect(bytes.toString()).toBe('{"a":1}\n');
  await one.close();
});

test('nothing is replaced', async () => {
  const one = target();
  await one.put(newFile('taken', 5), { signal });
  await expect(one.put(newFile('taken', 6), { signal })).rejects.toMatchObject({ kind: 'exists', status: 409 });
  expect(await one.stat('taken', { signal })).toMatchObject({ bytes: 5 });
});

const isBlock = ({ url }: SeenRequest) => url.includes('comp=block&');

test('a large file goes in blocks, each of which may break; what has arrived is not sent again', async () => {
  const path = join(temporaryDirectory(), 'large');
  writeFileSync(path, 'begin');
  truncateSync(path, 101 * 1024 ** 2);
  const file = fileToUpload(path, 'large');
  const one = target();
  const broken = new Set<string>();
  // Each block is cut once, the first one at a tenth of it, the next one at two tenths.
  proxy.fault = (request) => {
    const block = request.url.replace(/.*blockid=/, '');
    if (!isBlock(request) || broken.has(block) || broken.size === 9) return undefined;
    broken.add(block);
    return { cutAfter: (request.length / 10) * broken.size };
  };
  let failures = 0;
  const put = async (): Promise<unknown> => {
    try {
      return await one.put(file, { signal });
    } catch (error) {
      expect(error).toMatchObject({ kind: 'retryable' });
      expect(await one.stat('large', { signal })).toBeUndefined();
      failures++;
      return put();
    }
  };
  expect(await put()).toEqual({ bytes: file.bytes, digests: { md5: await file.digest('md5') } });
  expect(failures).toBeGreaterThan(3);
  const blocks = proxy.requests.filter(isBlock);
  expect(Math.max(...blocks.map(({ length }) => length))).toBe(4 * 1024 ** 2);
  // 26 blocks; with each that broke another one was under way.
  expect(blocks.length).toBeLessThanOrEqual(26 + 2 * 9);
  const content = await container().getBlobClient('logs.Lakehouse/Files/logs/large').downloadToBuffer();
  expect(createHash('md5').update(content).digest('hex')).toBe(await file.digest('md5'));
});

test('two that put one large name at once: one of them has it, whole', async () => {
  const files = ['a', 'b'].map((first) => {
    const path = join(temporaryDirectory(), 'large');
    writeFileSync(path, first);
    truncateSync(path, 101 * 1024 ** 2);
    return fileToUpload(path, 'both');
  });
  const ends = await Promise.allSettled(files.map((file) => target().put(file, { signal })));
  const refused = ends.filter(({ status }) => status === 'rejected');
  expect(refused).toEqual([{ status: 'rejected', reason: expect.objectContaining({ kind: 'exists' }) }]);
  const content = await container().getBlobClient('logs.Lakehouse/Files/logs/both').downloadToBuffer();
  const md5 = createHash('md5').update(content).digest('hex');
  expect(await Promise.all(files.map((file) => file.digest('md5')))).toContain(md5);
});

test('a connection that is cut at any tenth of the body leaves nothing, and the next try stores it whole', async () => {
  const file = newFile('cut', 500_000);
  for (let tenth = 1; tenth < 10; tenth++) {
    proxy.fault = ({ method }) => (method === 'PUT' ? { cutAfter: (file.bytes / 10) * tenth } : undefined);
    await expect(target().put(file, { signal })).rejects.toMatchObject({ kind: 'retryable' });
    proxy.fault = () => undefined;
    expect(await target().stat('cut', { signal })).toBeUndefined();
  }
  expect(await target().put(file, { signal })).toMatchObject({ bytes: file.bytes });
});

test('where the answer is lost, the file is found', async () => {
  const file = newFile('lost', 1000);
  proxy.fault = ({ method }) => (method === 'PUT' ? { loseAnswer: true } : undefined);
  await expect(target().put(file, { signal })).rejects.toMatchObject({ kind: 'retryable' });
  expect(await target().stat('lost', { signal })).toEqual({ bytes: 1000, digests: { md5: await file.digest('md5') } });
});

test.each([
  [429, 'retryable', 2000],
  [503, 'retryable', 2000],
  [413, 'unsuitable', undefined],
  [507, 'refused', undefined],
  [401, 'refused', undefined],
  [403, 'refused', undefined],
] as const)('%s is %s, after one request', async (status, kind, retryAfter) => {
  proxy.fault = () => ({ status, headers: { 'retry-after': '2' } });
  await expect(target().put(newFile('some', 10), { signal })).rejects.toMatchObject({ kind, retryAfter, status });
  expect(proxy.requests).toHaveLength(1);
});

test('a page in place of OneLake is told of, with what to do', async () => {
  const remedy = 'The endpoint has to be that of OneLake itself';
  proxy.fault = () => ({ status: 302, headers: { location: 'http://127.0.0.1:1/login' } });
  await expect(target().stat('some', { signal })).rejects.toThrow(`302. ${remedy}`);
  proxy.fault = () => ({ status: 200, headers: { 'transfer-encoding': 'chunked' } });
  await expect(target().stat('some', { signal })).rejects.toThrow(`the answer has no length. ${remedy}`);
});

test('content that changes on its way is refused', async () => {
  const file = newFile('changed', 1000);
  const digest = async () => createHash('md5').digest('hex');
  await expect(target().put({ ...file, digest }, { signal })).rejects.toMatchObject({ code: 'Md5Mismatch' });
  expect(await target().stat('changed', { signal })).toBeUndefined();
});

test('length and digest are those that the service says', async () => {
  const md5 = createHash('md5').digest('base64');
  proxy.fault = ({ method }) =>
    method === 'HEAD'
      ? { change: (headers) => ({ ...headers, 'content-length': '9', 'content-md5': md5 }) }
      : undefined;
  expect(await target().put(newFile('other', 10), { signal })).toEqual({
    bytes: 9,
    digests: { md5: Buffer.from(md5, 'base64').toString('hex') },
  });
});

test('a server that hangs is given up', async () => {
  proxy.fault = () => ({ hang: true });
  const hanging = { kind: 'retryable', code: 'ETIMEDOUT' };
  await expect(target({ timeout: 200 }).put(newFile('some', 10), { signal })).rejects.toMatchObject(hanging);
  await expect(target({ timeout: 200 }).stat('some', { signal })).rejects.toMatchObject(hanging);
});

test('a file that ends too early is not stored, and says so itself', async () => {
  const file = newFile('half', 200_000);
  const cutAt = (end: number, past: () => Promise<number>) => (memory: Uint8Array, position: number) =>
    position < end ? file.readInto(memory.subarray(0, end - position), position) : past();
  const thrown = cutAt(100_000, () => Promise.reject(new Error('the file was cut')));
  await expect(target().put({ ...file, readInto: thrown }, { signal })).rejects.toThrow('the file was cut');
  const ended = cutAt(100_000, () => Promise.resolve(0));
  await expect(target().put({ ...file, readInto: ended }, { signal })).rejects.toThrow('half: the file ends too early');
  expect(await target().stat('half', { signal })).toBeUndefined();
});

test('a token that expires midway is asked for once more', async () => {
  const given: string[] = [];
  const credential = () => {
    given.push(makeToken(`t${given.length}`));
    return given.at(-1);
  };
  const one = target({ credential });
  await one.put(newFile('before', 10), { signal });
  // From now on the server gets the first token as it will be later.
  const authorization = `Bearer ${makeToken('t0', { lifetime: -60 })}`;
  proxy.fault = ({ headers }) =>
    headers.authorization === `Bearer ${given[0]}` ? { send: (sent) => ({ ...sent, authorization }) } : undefined;
  await Promise.all(['a', 'b', 'c'].map((name) => one.put(newFile(`after-${name}`, 10), { signal })));
  expect(given).toHaveLength(2);
});

test('a credential of @azure/identity is asked for the scope of OneLake', async () => {
  const scopes: unknown[] = [];
  const credential = {
    getToken: (scope: unknown) => {
      scopes.push(scope);
      return Promise.resolve({ token: makeToken('i'), expiresOnTimestamp: Date.now() + 3_600_000 });
    },
  };
  const one = target({ credential });
  for (const name of ['identity-a', 'identity-b']) await one.put(newFile(name, 10), { signal });
  expect(scopes).toEqual(['https://storage.azure.com/.default']);
});

test('what is refused says what to do about it', async () => {
  const messageOf = async (options: object) => {
    const thrown = await target(options)
      .put(newFile('some', 10), { signal })
      .catch((error: unknown) => error);
    return (thrown as Error).message;
  };
  expect(await messageOf({ workspace: 'missing' })).toContain(
    '404 (ContainerNotFound). There has to be a workspace missing',
  );
  const foreign = () => makeToken('f', { audience: 'https://graph.microsoft.com' });
  expect(await messageOf({ credential: foreign })).toContain(
    '(AuthenticationFailed). The identity needs the role Contributor',
  );
});

test('no error has a secret in it, whatever went wrong', async () => {
  const secret = makeToken('planted');
  const [, , signature = ''] = secret.split('.');
  const said: string[] = [];
  const failures = [
    { hang: true },
    { status: 403 },
    { status: 500, body: secret },
    { cutAfter: 10 },
    { loseAnswer: true },
  ] as const;
  const getToken = async () => ({ token: secret, expiresOnTimestamp: Date.now() + 3_600_000 });
  for (const fault of failures) {
    proxy.fault = () => fault;
    for (const credential of [() => secret, { getToken }]) {
      const one = target({ credential, timeout: 200 });
      const thrown: unknown = await one.put(newFile('planted', 100), { signal }).catch((error: unknown) => error);
      said.push(inspect(thrown, { depth: 10, showHidden: true }), one.name);
    }
  }
  expect(said).toHaveLength(20);
  expect(said.filter((text) => text.includes(signature))).toEqual([]);
});

test('by https, with the certificate of an authority of one own, and not without it', async () => {
  const file = join(temporaryDirectory(), 'file');
  writeFileSync(file, 'by https\n');
  const put = (remote: string, env: object) =>
    promisify(execFile)(
      process.execPath,
      [join(import.meta.dirname, '../programs/put-into-one-lake.ts'), azurite.url, makeToken('h'), file, remote],
      {
        env: { ...process.env, ...env },
      },
    );
  expect((await put('https', { NODE_EXTRA_CA_CERTS: azurite.authority })).stdout).toContain('bytes: 9');
  expect((await put('not-https', {})).stdout).toMatch(/the certificate is not trusted .*NODE_EXTRA_CA_CERTS/);
});
