// The examples that upload over the network run as they stand, against the servers: what they print, what is in the lake, what stays on the disk.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { portOfNobody } from '../e2e/tests/ports.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { eventually } from '../support/patience.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { FilesApiServer } from '../upload/targets/files-api-server.ts';
import { type Azurite, blobService, makeToken, startAzurite, WORKSPACE } from './azurite.ts';
import { GOFAKES3 } from './prepare-s3.ts';

const root = join(import.meta.dirname, '../..');
let azurite: Azurite;
let proxy: FaultProxy;

beforeAll(async () => {
  azurite = await startAzurite();
  proxy = await startFaultProxy(azurite.url, readFileSync(azurite.authority));
  return () => {
    proxy.stop();
    azurite.stop();
  };
});

interface Run {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** Runs an example with its logs in a directory, under no more variables than it is given. */
async function run(example: string, directory: string, env: NodeJS.ProcessEnv): Promise<Run> {
  const { PATH } = process.env;
  const child = spawn(process.execPath, [join(root, 'examples', example)], {
    cwd: directory,
    env: { PATH, LAKETRACE_LOG_DIR: directory, HOME: directory, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { stdout, stderr, code: code as number };
}

const messagesOf = (archive: Buffer): unknown[] =>
  gunzipSync(archive)
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { readonly message: unknown }).message);

/** Its log files; the journal of uploads stays. */
const logsIn = (directory: string): string[] => readdirSync(directory).filter((name) => /\.jsonl/.test(name));

test('fabric-upload: the log is in OneLake by service and date, and no longer on the disk', async () => {
  const directory = temporaryDirectory();
  const token = makeToken('notebook');
  const env = {
    FABRIC_WORKSPACE: WORKSPACE,
    FABRIC_LAKEHOUSE: 'logs',
    ONELAKE_TOKEN: token,
    ONELAKE_ENDPOINT: azurite.url,
    NODE_EXTRA_CA_CERTS: azurite.authority,
  };
  const { stdout, stderr, code } = await run('fabric-upload/main.ts', directory, env);
  expect([stderr, code]).toEqual(['', 0]);
  expect(stdout).toMatch(/^onelake:\S+nightly\/logs\.Lakehouse\/Files\/stock-report: done$/m);
  const container = blobService(proxy.url).getContainerClient(WORKSPACE);
  const names: string[] = [];
  for await (const { name } of container.listBlobsFlat()) names.push(name);
  const place =
    /^logs\.Lakehouse\/Files\/stock-report\/service=stock-report\/date=\d{4}-\d\d-\d\d\/stock-report\..+\.jsonl\.gz$/;
  expect(names).toEqual([expect.stringMatching(place)]);
  const messages = messagesOf(await container.getBlobClient(names[0] ?? '').downloadToBuffer());
  expect(messages).toContain('all read');
  expect(messages.filter((message) => message === 'symbol read').length).toBeGreaterThan(3);
  expect(logsIn(directory)).toEqual([]);
  for (const name of readdirSync(directory)) expect(readFileSync(join(directory, name), 'utf8')).not.toContain(token);
});

test('fabric-upload without a token that fits: it says what to do, and the log stays', async () => {
  const directory = temporaryDirectory();
  const env = {
    FABRIC_WORKSPACE: 'missing',
    FABRIC_LAKEHOUSE: 'logs',
    ONELAKE_TOKEN: makeToken('notebook'),
    ONELAKE_ENDPOINT: azurite.url,
    NODE_EXTRA_CA_CERTS: azurite.authority,
  };
  const { stdout, stderr, code } = await run('fabric-upload/main.ts', directory, env);
  expect([stdout, code]).toEqual([expect.stringMatching(/: failed$/m), 1]);
  expect(stderr).toContain('There has to be a workspace missing with logs.Lakehouse in it');
  expect(logsIn(directory)).toHaveLength(1);
});

test('databricks-upload: the service principal of an App, and a volume', async () => {
  const server = await FilesApiServer.start('/Volumes/main/ops/logs/');
  onTestFinished(() => server.stop());
  server.principals.set('app', 'of the app');
  const directory = temporaryDirectory();
  const env = {
    DATABRICKS_HOST: server.url,
    DATABRICKS_CLIENT_ID: 'app',
    DATABRICKS_CLIENT_SECRET: 'of the app',
    LOG_VOLUME: 'main.ops.logs',
  };
  const { stdout, stderr, code } = await run('databricks-upload/main.ts', directory, env);
  expect([stderr, code]).toEqual(['', 0]);
  expect(stdout).toMatch(/^databricks:127\.0\.0\.1:\d+\/Volumes\/main\/ops\/logs\/car-check: done$/m);
  const [[path, archive] = ['', Buffer.alloc(0)], ...others] = server.files;
  expect(others).toEqual([]);
  expect(path).toMatch(/^\/Volumes\/main\/ops\/logs\/car-check\/service=car-check\/date=[\d-]{10}\/car-check\..+\.gz$/);
  expect(messagesOf(archive)).toEqual(expect.arrayContaining(['a car without horsepower', 'all checked']));
  expect(logsIn(directory)).toEqual([]);
});

test.skipIf(!existsSync(GOFAKES3))('s3-upload: a target of one own, to a bucket that replaces nothing', async () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'app.2026-01-31T12-00-00.000Z.jsonl'), '{"message":"one"}\n');
  const port = await portOfNobody();
  const args = ['-host', `127.0.0.1:${port}`, '-backend', 'memory', '-initialbucket', 'logs'];
  const server = spawn(GOFAKES3, args, { stdio: 'ignore' });
  onTestFinished(() => void server.kill('SIGKILL'));
  const bucket = `http://127.0.0.1:${port}/logs`;
  await eventually(async () => expect((await fetch(bucket)).status).toBe(200));
  const env = {
    S3_ENDPOINT: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: 'id',
    AWS_SECRET_ACCESS_KEY: 'of the bucket',
  };
  const upload = () => run('s3-upload/main.mjs', directory, env);
  const first = await upload();
  expect([first.stderr, first.code]).toEqual(['', 0]);
  const [, remote = ''] = /^uploaded (service=app\/date=2026-01-31\/app\.\S+\.jsonl)$/m.exec(first.stdout) ?? [];
  expect(await (await fetch(`${bucket}/app/${remote}`)).text()).toBe('{"message":"one"}\n');
  // Without its journal it asks the bucket, and finds the file there.
  for (const name of readdirSync(directory)) if (name.startsWith('.')) rmSync(join(directory, name));
  expect((await upload()).stdout).toBe(`already there ${remote}\n`);
  const missing = await run('s3-upload/main.mjs', directory, { ...env, S3_BUCKET: 'missing' });
  expect(missing.stdout).toMatch(/^failed .* There has to be such a bucket at that endpoint$/m);
  expect(missing.code).toBe(1);
});
