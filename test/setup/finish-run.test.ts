// The end of a run: files are whole before they are copied, it ends in time, and the report says what happened.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { logs } from '@opentelemetry/api';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { expect, onTestFinished, test } from 'vitest';
import { RUN_HANDLE } from '../../src/lifecycle/run-handle.ts';
import { LakeTraceLogRecordProcessor } from '../../src/processor/log-record-processor.ts';
import { finishRun } from '../../src/setup/finish-run.ts';
import { setUpFrom } from '../../src/setup/setup-laketrace.ts';
import { runProgram } from '../support/loggers.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** A provider of a user's own, whose processors nobody else knows. */
function providerIn(directory: string, compression: 'gzip' | 'none' = 'none'): LoggerProvider {
  const processor = new LakeTraceLogRecordProcessor({ file: { directory, name: 'run', compression } });
  const other = new SimpleLogRecordProcessor({ exporter: new InMemoryLogRecordExporter() });
  const provider = new LoggerProvider({ processors: [other, processor] });
  onTestFinished(() => provider.shutdown());
  return provider;
}

test('files are rotated, compressed and closed before they are copied', async () => {
  const directory = temporaryDirectory();
  const provider = providerIn(directory, 'gzip');
  provider.getLogger('app').emit({ body: 'the last one' });
  const copied: string[] = [];
  const report = await finishRun({
    provider,
    upload: (files) => {
      for (const file of files) copied.push(gunzipSync(readFileSync(file)).toString());
      return 'at the lake';
    },
  });
  expect(copied.join('')).toContain('the last one');
  expect(report).toMatchObject({ ok: true, upload: 'done', uploaded: 'at the lake', errors: [], lost: {} });
  expect(report.files.map((file) => existsSync(file))).toEqual([true]);
  expect(readdirSync(directory).filter((name) => !name.startsWith('.'))).toEqual([report.files[0]?.split('/').at(-1)]);
  expect(Object.keys(report.milliseconds)).toEqual(['flush', 'rotate', 'close', 'upload']);
});

test.each(['a processor', 'what setupLakeTrace gave', 'its logger', 'the global provider'] as const)(
  'it takes %s',
  async (what) => {
    const directory = temporaryDirectory();
    const setup = setUpFrom({ file: { directory } }, {});
    onTestFinished(() => setup.shutdown());
    logs.getLogger('app').emit({ body: 'one' });
    const { processor, logger } = setup;
    const given = {
      'a processor': { provider: processor as object },
      'what setupLakeTrace gave': { logger: setup },
      'its logger': { logger },
      'the global provider': {},
    };
    const report = await finishRun(given[what]);
    expect(report).toMatchObject({ ok: true, upload: 'not asked for', files: [expect.stringContaining(directory)] });
    // With the shutdown it is no longer the global one.
    if (what !== 'the global provider') expect(await finishRun(given[what])).toBe(report);
  },
);

test('a logger of another kind is known by its handle', async () => {
  const provider = providerIn(temporaryDirectory());
  provider.getLogger('app').emit({ body: 'one' });
  const logger = Object.defineProperty({}, RUN_HANDLE, { value: provider });
  expect((await finishRun({ logger })).files).toHaveLength(1);
});

test('an upload that does not end is left after its time, and told so', async () => {
  const provider = providerIn(temporaryDirectory());
  provider.getLogger('app').emit({ body: 'one' });
  let signal: AbortSignal | undefined;
  const upload = (_: readonly string[], options: { signal: AbortSignal }) => {
    ({ signal } = options);
    return new Promise(() => undefined);
  };
  const report = await finishRun({ provider, upload, timeout: 3000 });
  expect(report).toMatchObject({ ok: false, upload: 'timed out', errors: [{ step: 'upload' }] });
  expect(signal?.aborted).toBe(true);
});

test.each([
  [
    'throws',
    () => {
      throw new Error('no lake');
    },
  ],
  ['rejects', () => Promise.reject(new Error('no lake'))],
])('an upload that %s is told of, and the run is closed all the same', async (_, upload) => {
  const provider = providerIn(temporaryDirectory());
  provider.getLogger('app').emit({ body: 'one' });
  const report = await finishRun({ provider, upload });
  expect(report).toMatchObject({
    ok: false,
    upload: 'failed',
    errors: [{ step: 'upload', error: new Error('no lake') }],
  });
  expect(report.files).toHaveLength(1);
});

test('a flush that does not end leaves time for the rest', async () => {
  const directory = temporaryDirectory();
  const exporter = {
    export: () => undefined,
    forceFlush: () => new Promise<void>(() => undefined),
    shutdown: async () => undefined,
  };
  const processor = new LakeTraceLogRecordProcessor({
    file: { directory, name: 'run' },
    sinks: [exporter],
    shutdownTimeoutMillis: 100,
    onError: () => undefined,
  });
  const provider = new LoggerProvider({ processors: [processor] });
  provider.getLogger('app').emit({ body: 'one' });
  const copied: string[] = [];
  const report = await finishRun({ provider, upload: (files) => copied.push(...files), timeout: 6000 });
  expect(report).toMatchObject({ ok: false, upload: 'done', errors: [{ step: 'flush' }, { step: 'close' }] });
  expect(copied).toHaveLength(1);
  expect(readFileSync(join(copied[0] ?? ''), 'utf8')).toContain('one');
});

test('a collector that hangs, flush and close alike, leaves time for the upload', async () => {
  const directory = temporaryDirectory();
  const hanging = () => new Promise<void>(() => undefined);
  const exporter = { export: () => undefined, forceFlush: hanging, shutdown: hanging };
  const processor = new LakeTraceLogRecordProcessor({
    file: { directory, name: 'run' },
    batch: { exporter },
    onError: () => undefined,
  });
  const provider = new LoggerProvider({ processors: [processor] });
  provider.getLogger('app').emit({ body: 'one' });
  const copied: string[] = [];
  const report = await finishRun({ provider, upload: (files) => copied.push(...files), timeout: 2000 });
  expect(report).toMatchObject({ ok: false, upload: 'done', errors: [{ step: 'flush' }, { step: 'close' }] });
  expect(readFileSync(copied[0] ?? '', 'utf8')).toContain('one');
});

test('an error that was contained as the run ended is told of', async () => {
  const compression = () => Promise.reject(new Error('no room'));
  const processor = new LakeTraceLogRecordProcessor({
    file: { directory: temporaryDirectory(), name: 'run', compression },
    onError: () => undefined,
  });
  const provider = new LoggerProvider({ processors: [processor] });
  provider.getLogger('app').emit({ body: 'one' });
  const { ok, errors } = await finishRun({ provider, upload: () => undefined });
  expect({ ok, errors: errors.map(({ error }) => error.message) }).toEqual({
    ok: false,
    errors: [expect.stringMatching(/^compression: .* as the run ended/)],
  });
});

test('a directory that is gone is told of', async () => {
  const directory = temporaryDirectory();
  const provider = providerIn(directory);
  provider.getLogger('app').emit({ body: 'one' });
  await provider.forceFlush();
  rmSync(directory, { recursive: true });
  const { ok, errors, files } = await finishRun({ provider });
  expect({ ok, files, told: errors.length > 0 }).toEqual({ ok: false, files: [], told: true });
});

test('what was lost is counted', async () => {
  const processor = new LakeTraceLogRecordProcessor({
    file: false,
    sinks: [
      {
        sink: () => {
          throw new Error('broken');
        },
        name: 'broken',
      },
    ],
    onError: () => undefined,
  });
  const provider = new LoggerProvider({ processors: [processor] });
  provider.getLogger('app').emit({ body: 'one' });
  const upload = () => expect.unreachable();
  expect(await finishRun({ provider, upload })).toMatchObject({
    ok: false,
    lost: { 'sink broken': 1 },
    upload: 'no files',
  });
});

test.each([
  [{ provider: {} }, 'provider: an object is not accepted'],
  [{ logger: console }, 'logger: an object is not accepted'],
  [{ timout: 3 } as object, 'timout: there is no such option; did you mean timeout?'],
  [{ timeout: 'soon' }, 'timeout: "soon" is not accepted'],
  [{ upload: 'there' as never }, 'upload: a text is not accepted'],
  [null as never, 'options: null is not accepted'],
])('it never throws: %o is said in the report', async (options, message) => {
  const { ok, errors, files } = await finishRun(options);
  expect({ ok, files, steps: errors.map(({ step }) => step) }).toEqual({ ok: false, files: [], steps: ['options'] });
  expect(errors[0]?.error.message).toContain(message);
});

test('a provider without LakeTrace is told of', async () => {
  const { ok, errors } = await finishRun({ provider: new LoggerProvider() });
  expect({ ok, message: errors[0]?.error.message }).toEqual({
    ok: false,
    message: 'the provider has no LakeTraceLogRecordProcessor, or was shut down before',
  });
});

test('a run that did not upload says so in one line where nobody looks at the report; one that listens to diag gets it there', () => {
  const code = `
    const { finishRun, LakeTraceLogRecordProcessor } = laketrace;
    const logger = getLogger('quiet', { directory: 'logs', console: false });
    logger.info('one');
    await finishRun({ logger, uplaod: () => undefined });
    await finishRun({ logger, upload: {} });
    await finishRun({ logger, upload: () => { throw new Error('the lake is closed'); } });
    await finishRun({ logger });`;
  const lines = runProgram(code).stderr.trim().split('\n');
  expect(lines).toEqual([
    expect.stringMatching(/^laketrace: finishRun: options: .*uplaod/),
    expect.stringMatching(/^laketrace: finishRun: options: upload: an object/),
    'laketrace: finishRun: upload: the lake is closed',
  ]);
  const listening = `
    import { diag } from '@opentelemetry/api';
    const say = (text) => console.log(text);
    diag.setLogger({ error: say, warn: say, info() {}, debug() {}, verbose() {} });
    await laketrace.finishRun({ uplaod: 1 });`;
  const { stdout, stderr } = runProgram(listening, {}, process.cwd());
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^laketrace: finishRun: options: .*uplaod/);
});
