// Uploads to a server that fails: each file is there once, whole, or the report says why not.
import { appendFileSync, readdirSync, readFileSync, readlinkSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { ignore } from '../../src/foreign/call.ts';
import { UploadError, type UploadOptions, uploadLogs } from '../../src/index.ts';
import { type Fault, type FileServer, fileServer, TOKEN } from '../support/file-server.ts';
import { namesIn } from '../support/log-directory.ts';
import { PATIENT } from '../support/patience.ts';
import { seededNoise } from '../support/seed.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const SIZE = 600_000;
const QUICK = { attempts: 5, delay: 1, longestDelay: 2, stall: '1 min' };

const nameOf = (second: number) => `app.2026-01-31T12-00-${String(second).padStart(2, '0')}.000Z.jsonl`;
const contentOf = (second: number, size = SIZE) => seededNoise(size, `file ${second}`);

function logsOf(count: number, size = SIZE): string {
  const directory = temporaryDirectory();
  for (let second = 0; second < count; second++)
    writeFileSync(join(directory, nameOf(second)), contentOf(second, size));
  return directory;
}

const upload = (directory: string, server: FileServer, more: Partial<UploadOptions> = {}) =>
  uploadLogs({ directory, target: server.target(), retry: QUICK, ...more });

/** The open files below the directories of tests: none is left once an upload has ended. */
function openFiles(): string[] {
  const links = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  });
  return links.filter((link) => link.includes('laketrace-test'));
}

afterEach(() => expect.poll(openFiles, PATIENT).toEqual([]));

/** Each of the files is at the server once, with its content. */
function expectAll(server: FileServer, count: number, size = SIZE): void {
  const stored = [...server.files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, content]) => content);
  expect(stored).toHaveLength(count);
  for (const [second, content] of stored.entries()) expect(content.equals(contentOf(second, size))).toBe(true);
}

/** The first puts go wrong, all else goes well. */
function failFirst(server: FileServer, ...faults: Fault[]): void {
  const left = [...faults];
  server.fail(({ method }) => (method === 'PUT' ? left.shift() : undefined));
}

test('a connection that is cut at every tenth of the body is taken up again', async () => {
  const directory = logsOf(1);
  const server = await fileServer();
  const tenths = Array.from({ length: 10 }, (_, tenth) => ({ cutAfter: (tenth * SIZE) / 10 }));
  failFirst(server, ...tenths);
  const report = await upload(directory, server, { retry: { ...QUICK, attempts: 11 } });
  expect(report).toMatchObject({ ok: true, files: [{ outcome: 'uploaded', attempts: 11 }], bytes: SIZE });
  expectAll(server, 1);
});

test('what was tried often enough is given up, and the next upload sends it', async () => {
  const directory = logsOf(2);
  const server = await fileServer();
  server.fail(({ method, remote }) => (method === 'PUT' && remote.includes('12-00-00') ? { status: 503 } : undefined));
  const report = await upload(directory, server, { after: 'delete' });
  expect(report).toMatchObject({
    ok: false,
    files: [
      { outcome: 'failed', attempts: 5, local: 'kept', error: { kind: 'retryable', status: 503 } },
      { outcome: 'uploaded', local: 'deleted' },
    ],
  });
  server.fail(() => undefined);
  expect(await upload(directory, server)).toMatchObject({ ok: true, files: [{ outcome: 'uploaded' }] });
  expectAll(server, 2);
});

test.each([408, 425, 429, 500, 502, 503, 504])('%i is tried again', async (status) => {
  const directory = logsOf(1, 10);
  const server = await fileServer();
  failFirst(server, { status });
  expect(await upload(directory, server)).toMatchObject({ ok: true, files: [{ attempts: 2 }] });
  expectAll(server, 1, 10);
});

test.each([
  ['seconds', { 'retry-after': '3600' }],
  ['many of them', { 'retry-after': '99999999999' }],
  ['a date', { 'retry-after': 'Fri, 31 Jan 2026 13:00:00 GMT', date: 'Fri, 31 Jan 2026 12:00:00 GMT' }],
])('a wait that the service asks for by %s is not begun where it is beyond the deadline', async (_, headers) => {
  const directory = logsOf(3, 10);
  const server = await fileServer();
  failFirst(server, { status: 429, headers });
  const report = await upload(directory, server, { deadline: '5 min', concurrency: 1 });
  // It is meant for all files: none of the others is tried, and none waits.
  expect(report.files.map(({ outcome, attempts }) => [outcome, attempts])).toEqual([
    ['failed', 1],
    ['not tried', 0],
    ['not tried', 0],
  ]);
  expect(report.errors).toEqual([report.files[0]?.error]);
  expect(report.errors[0]?.message).toMatch(/429; the next try would be in \d+ s, and no such time is left/);
  expect(server.requests.filter((line) => line.startsWith('PUT'))).toHaveLength(1);
});

test.each(['0', '-5', 'soon', ''])('a Retry-After of %j is no reason to wait', async (value) => {
  const directory = logsOf(1, 10);
  const server = await fileServer();
  failFirst(server, { status: 429, headers: { 'retry-after': value } });
  expect(await upload(directory, server)).toMatchObject({ ok: true, files: [{ outcome: 'uploaded', attempts: 2 }] });
});

test.each([401, 403, 404, 410, 301])('%i ends everything at once, with the remedy', async (status) => {
  const directory = logsOf(6, 10);
  const server = await fileServer();
  failFirst(server, ...Array.from({ length: 6 }, () => ({ status })));
  const report = await upload(directory, server, { concurrency: 1 });
  expect(server.requests.filter((line) => line.startsWith('PUT'))).toHaveLength(1);
  expect(report.files.map(({ outcome }) => outcome)).toEqual(['failed', ...Array(5).fill('not tried')]);
  expect(report.errors).toEqual([report.files[0]?.error]);
  if (status === 403)
    expect(report.errors[0]?.message).toMatch(/the answer was 403\. Grant WRITE VOLUME on the volume$/);
});

test.each([400, 413])('%i is about the one file', async (status) => {
  const directory = logsOf(3, 10);
  const server = await fileServer();
  failFirst(server, { status });
  const report = await upload(directory, server, { concurrency: 1 });
  expect(report.files.map(({ outcome }) => outcome)).toEqual(['failed', 'uploaded', 'uploaded']);
});

test('an answer that was lost is no second copy', async () => {
  const directory = logsOf(1);
  const server = await fileServer();
  failFirst(server, { loseAnswer: true });
  const report = await upload(directory, server);
  expect(report).toMatchObject({ ok: true, files: [{ outcome: 'already there', attempts: 2 }] });
  expect(server.requests.filter((line) => line.startsWith('PUT'))).toHaveLength(1);
  expectAll(server, 1);
});

test('what did not arrive as it was sent gets another name; the damaged one is never taken for it', async () => {
  const directory = logsOf(1);
  const server = await fileServer();
  failFirst(server, { damage: true });
  const report = await upload(directory, server, { after: 'delete' });
  expect(report).toMatchObject({ ok: true, files: [{ outcome: 'uploaded', local: 'deleted' }] });
  const [file] = report.files;
  expect(file?.remote).toMatch(/\.[0-9a-f]{64}\.jsonl$/);
  expect(server.files.get(file?.remote ?? '')?.equals(contentOf(0))).toBe(true);
});

test('another name is found where other content has the file name', async () => {
  const one = logsOf(1);
  const server = await fileServer();
  await upload(one, server);
  // A host with the same service, whose file was rotated in the same millisecond.
  const other = temporaryDirectory();
  writeFileSync(join(other, nameOf(0)), contentOf(9));
  expect(await upload(other, server)).toMatchObject({ ok: true, files: [{ outcome: 'uploaded' }] });
  expect(server.files.size).toBe(2);
  // And one with the same content, such as a copy of the directory, has nothing to send.
  rmSync(join(one, '.laketrace-uploads.journal'));
  expect(await upload(one, server)).toMatchObject({ ok: true, files: [{ outcome: 'already there' }], bytes: 0 });
});

test('the deadline ends what hangs, and all that waits', async () => {
  const directory = logsOf(3, 10);
  const server = await fileServer();
  server.fail(({ method }) => (method === 'PUT' ? { hang: true } : undefined));
  const report = await upload(directory, server, { deadline: 300, concurrency: 2 });
  expect(report).toMatchObject({ ok: false, errors: [{ name: 'UploadEndedError' }] });
  expect(report.files.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'not tried']);
  server.fail(() => undefined);
  expect(await upload(directory, server)).toMatchObject({ ok: true });
  expectAll(server, 3, 10);
});

test('a try in which nothing is sent is given up, also where the target does not heed its signal', async () => {
  const directory = logsOf(1, 10);
  const server = await fileServer();
  let calls = 0;
  const target = server.target();
  const deaf = server.target({
    put: (...call) => (++calls === 1 ? new Promise(() => undefined) : target.put(...call)),
  });
  const report = await upload(directory, server, { target: deaf, retry: { ...QUICK, attempts: 100, stall: 200 } });
  // On a busy machine a later try may have been given up as well.
  expect(report.ok).toBe(true);
  expect(report.files[0]?.attempts).toBeGreaterThan(1);
});

test('the signal ends it', async () => {
  const directory = logsOf(3, 10);
  const server = await fileServer();
  const controller = new AbortController();
  server.fail(({ method }) => {
    if (method === 'PUT') controller.abort();
    return method === 'PUT' ? { hang: true } : undefined;
  });
  const report = await upload(directory, server, { signal: controller.signal, concurrency: 1 });
  expect(report.errors).toMatchObject([{ message: 'the upload was aborted by its signal' }]);
  expect((await upload(directory, server, { signal: AbortSignal.abort() })).files).toHaveLength(3);
});

test('a file that grows, is cut or is gone meanwhile is told of, and left', async () => {
  const directory = logsOf(4);
  const server = await fileServer();
  const path = (second: number) => join(directory, nameOf(second));
  server.fail(({ method, remote }) => {
    if (method !== 'PUT') return undefined;
    if (remote.includes('12-00-00')) appendFileSync(path(0), 'more');
    if (remote.includes('12-00-01')) truncateSync(path(1), 0);
    // Retention: the file is open, and is uploaded all the same.
    if (remote.includes('12-00-02')) rmSync(path(2));
    if (remote.includes('12-00-02')) rmSync(path(3));
    return undefined;
  });
  const report = await upload(directory, server, { concurrency: 1, after: 'delete' });
  expect(report.files.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'uploaded', 'failed']);
  const messages = report.files.map(({ error }) => error?.message ?? '');
  expect(messages[0]).toContain('was changed while it was uploaded');
  expect(messages[1]).toMatch(/was cut while it was uploaded|was changed/);
  expect(messages[3]).toContain('is gone');
  expect(namesIn(directory).filter((name) => !name.startsWith('.'))).toEqual([nameOf(0), nameOf(1)]);
});

test('a file that is larger than the target takes is told of, and not split', async () => {
  const directory = logsOf(2, 100);
  const server = await fileServer();
  const report = await upload(directory, server, { target: server.target({ largestFile: 99 }) });
  expect(report.files.map(({ error }) => error?.message)).toEqual(
    Array(2).fill(expect.stringMatching(/has 100 bytes, and .* takes 99\. Rotate at a smaller size/)),
  );
});

test('no more files are sent at once than asked for', async () => {
  const directory = logsOf(8, 50_000);
  const server = await fileServer();
  expect(await upload(directory, server, { concurrency: 3 })).toMatchObject({ ok: true });
  expect(server.mostAtOnce).toBeLessThanOrEqual(3);
  expectAll(server, 8, 50_000);
});

test('whatever a target does, nothing is thrown, and no secret is shown', async () => {
  const directory = logsOf(1, 10);
  const server = await fileServer();
  const sas = ['https://store.example/logs?sv=2024-11-04&sp=rw&si', `g=${'aB3'.repeat(14)}%3D`].join('');
  const failing = (error: unknown) => server.target({ put: () => Promise.reject(error) });
  const thrown = [
    new Error(`could not put to ${sas}`),
    Object.assign(new Error(`Bearer ${TOKEN}`), {
      request: { headers: { authorization: TOKEN } },
      code: 'REQUEST_SEND_ERROR',
    }),
    new UploadError('refused', `the token ${TOKEN} is refused`),
    new Error('x', { cause: new Error(TOKEN) }),
    undefined,
    'text',
  ];
  for (const error of thrown) {
    const report = await upload(directory, server, { target: failing(error), retry: 1 });
    expect(report.ok).toBe(false);
    const shown =
      inspect(report, { depth: 20, showHidden: true }) +
      String(report.errors[0]?.stack) +
      String(report.files[0]?.error?.stack);
    expect(shown).not.toContain(TOKEN);
    expect(shown).not.toContain('aB3aB3');
  }
  const named = server.target({ name: `server ${sas}` });
  await upload(directory, server, { target: named });
  expect(readFileSync(join(directory, '.laketrace-uploads.journal'), 'utf8')).not.toContain('aB3aB3');
});

test('a target whose calls throw, or whose close fails', async () => {
  const directory = logsOf(1, 10);
  const server = await fileServer();
  const broken = server.target({
    stat: () => {
      throw new TypeError('a bug');
    },
    close: () => Promise.reject(new Error('not closed')),
  });
  const report = await upload(directory, server, { target: broken });
  expect(report.errors.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^server:\d+: stat service=app\/\S+\.jsonl: a bug$/),
    expect.stringMatching(/^server:\d+ could not be closed: not closed$/),
  ]);
});

test('a target may say null for nothing', async () => {
  const directory = logsOf(1, 10);
  const server = await fileServer();
  const target = server.target();
  const stat = async (...inputs: Parameters<typeof target.stat>) => (await target.stat(...inputs)) ?? (null as never);
  const report = await upload(directory, server, { target: { ...target, stat } });
  expect(report).toMatchObject({ ok: true, files: [{ outcome: 'uploaded' }] });
  expectAll(server, 1, 10);
});

test('a target that never closes does not keep the report', async () => {
  const directory = logsOf(1, 10);
  const server = await fileServer();
  const target = server.target({ close: () => new Promise<void>(ignore) });
  const report = await upload(directory, server, { target });
  expect(report).toMatchObject({ ok: false, files: [{ outcome: 'uploaded' }] });
  expect(report.errors[0]?.message).toMatch(/ could not be closed within 5000 ms$/);
});

test('throw: true rejects, with the report', async () => {
  const directory = logsOf(2, 10);
  const server = await fileServer();
  server.fail(() => ({ status: 403 }));
  const failed = upload(directory, server, { throw: true });
  await expect(failed).rejects.toMatchObject({ name: 'UploadFailedError', report: { ok: false } });
  await expect(failed).rejects.toThrow(/^2 of 2 files were not uploaded: server:\d+: look at /);
});

test('a directory that is not there is told of', async () => {
  const server = await fileServer();
  const report = await upload(join(temporaryDirectory(), 'nothing'), server);
  expect(report).toMatchObject({ ok: false, files: [], errors: [{ code: 'ENOENT' }] });
  expect(report.errors[0]?.message).toMatch(/^there is no directory \//);
});
