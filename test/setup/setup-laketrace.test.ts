// One call: what it builds, where it registers, what it takes from the environment, and how it ends.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Logger, logs, ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type LakeTraceSetup, setUpFrom } from '../../src/setup/setup-laketrace.ts';
import type { SetupOptions } from '../../src/setup/setup-options.ts';
import { diagLog } from '../processor/provider.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { loggedIn, runNode } from './logged-records.ts';

const SETUP = new URL('../../src/setup/setup-laketrace.ts', import.meta.url).href;
const API_LOGS_REGISTRY = Symbol.for('io.opentelemetry.js.api.logs');
const registries = globalThis as unknown as Record<symbol, ((version: number) => LoggerProvider) | undefined>;

/** What `logs.getLoggerProvider()` of api-logs gives: its registry is its contract. */
const inApiLogs = (): LoggerProvider | undefined => registries[API_LOGS_REGISTRY]?.(1);

function setUp(options: SetupOptions = {}, env: Record<string, string> = {}): LakeTraceSetup {
  const setup = setUpFrom(options, env);
  onTestFinished(() => setup.shutdown());
  return setup;
}

afterEach(() => {
  vi.unstubAllEnvs();
  logs.disable();
  delete registries[API_LOGS_REGISTRY];
});

describe('registration', () => {
  test('loggers of both APIs reach the same files, those that were made before as well', async () => {
    const directory = temporaryDirectory();
    const early: Logger = logs.getLogger('early');
    const { shutdown, logger } = setUp({ serviceName: 'orders', file: { directory } });
    early.emit({ body: 'by a logger that was made before' });
    logs.getLogger('api').emit({ body: 'by the API' });
    inApiLogs()?.getLogger('api-logs').emit({ body: 'by api-logs' });
    logger.emit({ body: 'by the logger' });
    await shutdown();
    expect(loggedIn(directory).map(({ scope, body }) => `${scope}: ${body}`)).toEqual([
      'early: by a logger that was made before',
      'api: by the API',
      'api-logs: by api-logs',
      'orders: by the logger',
    ]);
    expect(loggedIn(directory)[0]?.resource).toMatchObject({ 'service.name': 'orders', 'laketrace.platform': 'local' });
  });

  test('a provider that is registered stays, with one warning that says how to combine', async () => {
    const directory = temporaryDirectory();
    const warnings = diagLog('warn');
    const exporter = new InMemoryLogRecordExporter();
    const other = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
    logs.setGlobalLoggerProvider(other);
    setUp({ file: { directory } });
    expect(logs.getLoggerProvider()).toBe(other);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('another provider of logs is registered with @opentelemetry/api, and stays');
    expect(warnings[0]).toContain('new LakeTraceLogRecordProcessor() among its processors');
    // The other API was free.
    inApiLogs()?.getLogger('transport').emit({ body: 'by a transport' });
    logs.getLogger('app').emit({ body: 'by the application' });
    await inApiLogs()?.forceFlush();
    expect(loggedIn(directory).map(({ body }) => body)).toEqual(['by a transport']);
    expect(exporter.getFinishedLogRecords().map(({ body }) => body)).toEqual(['by the application']);
  });

  test('register: false registers nothing', () => {
    setUp({ file: false, register: false });
    expect(inApiLogs()).toBeUndefined();
    expect(logs.getLoggerProvider().constructor.name).toBe('ProxyLoggerProvider');
  });

  test('a shutdown happens once, and makes room for the next set-up', async () => {
    const directory = temporaryDirectory();
    const first = setUp({ file: { directory } });
    expect(first.shutdown()).toBe(first.shutdown());
    await first.shutdown();
    expect(inApiLogs()).toBeUndefined();
    const second = setUp({ file: { directory, name: 'second' } });
    logs.getLogger('app').emit({ body: 'again' });
    await second.shutdown();
    expect(readdirSync(directory)).toEqual(['second.jsonl']);
  });
});

describe('a wrong configuration', () => {
  test.each<[string, SetupOptions, Record<string, string>, string]>([
    [
      'a misspelt option',
      { captur: ['console'] } as never,
      {},
      'captur: there is no such option; did you mean capture?',
    ],
    ['an option of the processor', { minimumSeverity: 'LOUD' }, {}, 'minimumSeverity: "LOUD" is not accepted'],
    ['a variable', {}, { LAKETRACE_ROTATION: '12 parsecs' }, 'LAKETRACE_ROTATION: "12 parsecs" is not accepted'],
    [
      'a part of a variable',
      {},
      { LAKETRACE_RETENTION: '5 files,soon' },
      'LAKETRACE_RETENTION: "soon" is not accepted',
    ],
    ['a switch', {}, { LAKETRACE_ENQUEUE: 'maybe' }, 'LAKETRACE_ENQUEUE: "maybe" is not accepted; accepted is true or'],
    [
      'what is captured',
      {},
      { LAKETRACE_CAPTURE: 'consoel' },
      `LAKETRACE_CAPTURE: "consoel" is not accepted; accepted is 'console'`,
    ],
    ['a limit', {}, { OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT: 'many' }, 'OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT: "many"'],
    [
      'a protocol',
      { otlp: true },
      { OTEL_EXPORTER_OTLP_PROTOCOL: 'smtp' },
      'OTEL_EXPORTER_OTLP_PROTOCOL: "smtp" is not',
    ],
    ['batches to nobody', {}, { LAKETRACE_BATCH_MAX_QUEUE_SIZE: '10' }, 'batch.exporter: none is not accepted'],
    [
      'an option in code, where a variable says another',
      { file: { rotation: 'x' } },
      { LAKETRACE_ROTATION: 'daily' },
      'file.rotation: "x"',
    ],
    [
      'two forms of one',
      {},
      { LAKETRACE_FLUSH: 'turn', LAKETRACE_FLUSH_BYTES: '1 KB' },
      'LAKETRACE_FLUSH_BYTES: a value is not accepted; accepted is none beside LAKETRACE_FLUSH',
    ],
  ])('%s is named, and nothing is registered', (_, options, env, message) => {
    expect(() => setUpFrom(options, env)).toThrow(message);
    expect(inApiLogs()).toBeUndefined();
    expect(logs.getLoggerProvider().constructor.name).toBe('ProxyLoggerProvider');
  });

  test('a secret in a variable is never shown', () => {
    const secret = ['short', '!'].join('');
    const make = () => setUpFrom({ redaction: { mask: 'hash' } }, { LAKETRACE_REDACTION_HASH_KEY: secret });
    expect(make).toThrow('LAKETRACE_REDACTION_HASH_KEY');
    expect(make).not.toThrow(secret);
  });

  test('a variable that does not exist is told of once, with the nearest', () => {
    const warnings = diagLog('warn');
    for (const name of ['a', 'b']) {
      const env = { LAKETRACE_ROTATOIN: 'daily', LAKETRACE_SERVICE_NAME: 'shop' };
      setUp({ file: false, register: false, serviceName: name }, env);
    }
    expect(warnings).toEqual([
      'laketrace: LAKETRACE_ROTATOIN is no variable of LakeTrace, and does nothing; did you mean LAKETRACE_ROTATION?',
      'laketrace: LAKETRACE_SERVICE_NAME is no variable of LakeTrace, and does nothing; did you mean OTEL_SERVICE_NAME?',
    ]);
  });
});

describe('the environment', () => {
  test('says what the options leave out', async () => {
    const directory = temporaryDirectory();
    const env = {
      LAKETRACE_FILE_NAME: 'from-the-environment',
      LAKETRACE_COMPRESSION: 'gzip:9',
      LAKETRACE_MINIMUM_SEVERITY: 'DEBUG',
      LAKETRACE_ATTRIBUTES: 'team=data,place=a%2Cb',
      LAKETRACE_REDACTION: 'off',
      LAKETRACE_RESOURCE_ON_RECORDS: 'laketrace.platform',
    };
    const { logger, shutdown, processor } = setUp({ file: { directory } }, env);
    logger.emit({ severityNumber: 5, body: 'to ada@example.com' });
    await processor?.rotate();
    logger.emit({ severityNumber: 5, body: 'to ada@example.com' });
    await shutdown();
    expect(readdirSync(directory).map((name) => name.replace(/\.\d{4}-.*Z/, ''))).toEqual([
      'from-the-environment.jsonl.gz',
      'from-the-environment.jsonl',
    ]);
    expect(loggedIn(directory)).toMatchObject([
      { body: 'to ada@example.com', attributes: { team: 'data', place: 'a,b', 'laketrace.platform': 'local' } },
    ]);
  });

  test.each([
    ['text', /INFO {5}\| .*\| by a format$/],
    ['{level}:{message}', /^INFO:by a format$/],
  ])('LAKETRACE_FORMAT=%s', async (format, expected) => {
    const directory = temporaryDirectory();
    const { logger, shutdown } = setUp({ file: { directory, name: 'app' } }, { LAKETRACE_FORMAT: format });
    logger.emit({ severityNumber: 9, severityText: 'INFO', body: 'by a format' });
    await shutdown();
    expect(readFileSync(join(directory, 'app.log'), 'utf8').trim()).toMatch(expected);
    const wrong = () => setUpFrom({}, { LAKETRACE_FORMAT: `${format.replace(/level|text/, 'levle')}` });
    expect(wrong).toThrow('LAKETRACE_FORMAT');
  });

  test('options in code count more, each by itself', async () => {
    const directory = temporaryDirectory();
    const env = { LAKETRACE_FILE_NAME: 'other', LAKETRACE_EXTENSION: '.ndjson', LAKETRACE_MINIMUM_SEVERITY: 'ERROR' };
    const { logger, shutdown } = setUp({ minimumSeverity: 'INFO', file: { directory, name: 'app' } }, env);
    logger.emit({ severityNumber: 9, body: 'kept' });
    await shutdown();
    expect(readdirSync(directory)).toEqual(['app.ndjson']);
  });

  test("OpenTelemetry's own variables: service, resource, limits", async () => {
    const directory = temporaryDirectory();
    const env = { OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT: '1', OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '3' };
    // The detector of the SDK reads the process's own.
    vi.stubEnv('OTEL_SERVICE_NAME', 'billing');
    vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'deployment.environment.name=staging,team=a');
    const { logger, shutdown } = setUp({ file: { directory }, resourceAttributes: { team: 'b' } }, env);
    logger.emit({ body: 'cut', attributes: { first: 'abcdef', second: 'x' } });
    await shutdown();
    expect(readdirSync(directory)).toEqual(['billing.jsonl']);
    expect(loggedIn(directory)).toMatchObject([
      {
        attributes: { first: 'abc' },
        resource: { 'service.name': 'billing', 'deployment.environment.name': 'staging', team: 'b' },
      },
    ]);
    expect(Object.keys(loggedIn(directory)[0]?.attributes ?? {})).toEqual(['first']);
  });

  test('OTEL_SDK_DISABLED: nothing is registered, captured or written', async () => {
    const directory = temporaryDirectory();
    const print = console.log;
    const { logger, shutdown, processor } = setUp(
      { file: { directory }, capture: ['console'] },
      { OTEL_SDK_DISABLED: 'True' },
    );
    logger.emit({ body: 'nowhere' });
    expect({ processor, captured: console.log !== print, registered: inApiLogs() }).toEqual({
      processor: undefined,
      captured: false,
      registered: undefined,
    });
    await shutdown();
    expect(readdirSync(directory)).toEqual([]);
  });
});

test('the trace context of a record is kept', async () => {
  const directory = temporaryDirectory();
  const { logger, shutdown } = setUp({ file: { directory } });
  const span = {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    traceFlags: TraceFlags.SAMPLED,
  };
  logger.emit({ body: 'within a span', context: trace.setSpanContext(ROOT_CONTEXT, span) });
  await shutdown();
  expect(loggedIn(directory)).toMatchObject([{ traceId: span.traceId }]);
});

test('further processors get the records clean and tagged', () => {
  const exporter = new InMemoryLogRecordExporter();
  const processors = [new SimpleLogRecordProcessor({ exporter })];
  const { logger } = setUp({ file: false, console: false, sinks: [() => undefined], processors });
  logger.emit({ body: 'to ada@example.com' });
  expect(exporter.getFinishedLogRecords().map(({ body }) => body)).toEqual(['to [EMAIL]']);
});

describe.skipIf(process.platform === 'win32')('handleSignals', () => {
  const program = (before: string, after = '') => `
    const { setupLakeTrace } = await import(${JSON.stringify(SETUP)});
    ${before}
    const { logger } = setupLakeTrace({
      file: { directory: 'logs', name: 'app', flush: { interval: '1 hour' } },
      sinks: [{ export: (records, done) => setTimeout(() => { console.log('exported ' + records.length); done({ code: 0 }); }, 50),
                forceFlush: async () => {}, shutdown: async () => console.log('shut down') }],
      handleSignals: true,
    });
    logger.emit({ body: 'pending' });
    setInterval(() => {}, 1000);
    ${after}
    console.log('ready');`;

  async function signalled(signal: NodeJS.Signals, before = '', after = '') {
    const cwd = temporaryDirectory();
    let isSent = false;
    const ended = await runNode(['--input-type=module', '--eval', program(before, after)], {
      cwd,
      heard: (output, child) => {
        if (!isSent && output.includes('ready')) isSent = child.kill(signal);
      },
    });
    return { ...ended, bodies: loggedIn(`${cwd}/logs`).map(({ body }) => body) };
  }

  test.each(['SIGTERM', 'SIGINT'] as const)('%s: all is written and sent, and the process ends by it', async (name) => {
    const { signal, stdout, bodies } = await signalled(name);
    expect({ signal, bodies }).toEqual({ signal: name, bodies: ['pending'] });
    expect(stdout.split('\n')).toEqual(expect.arrayContaining(['exported 1', 'shut down']));
  });

  test('a listener of the application ends the process as it wants, with its own code', async () => {
    const own = `process.on('SIGINT', () => { console.log('app'); setTimeout(() => process.exit(7), 2000); });`;
    const { code, signal, stdout, bodies } = await signalled('SIGINT', own);
    expect({ code, signal, bodies }).toEqual({ code: 7, signal: null, bodies: ['pending'] });
    expect(stdout).toContain('app\n');
    expect(stdout).not.toContain('shut down');
  });
});
