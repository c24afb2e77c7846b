// What detectRuntime and the detectors say of every environment of the table, and that they never throw, hang or leak.
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { detectResources } from '@opentelemetry/resources';
import { describe, expect, test, vi } from 'vitest';
import {
  createPlatformDetector,
  type DetectionOptions,
  detectRuntime,
  lakeTraceDetectors,
  type Platform,
} from '../../src/resource/index.ts';
import { CONTEXT_FILE, ENVIRONMENTS, SPARK_DEFAULTS, VERSION_FILE } from './environments.ts';
import { simulate, simulatedFileSystem } from './simulated-machine.ts';

const detectors = (options: DetectionOptions) =>
  (['fabric', 'databricks', 'spark', 'local'] satisfies Platform[]).map((platform) =>
    createPlatformDetector(platform, options),
  );

describe('each environment', () => {
  test('the table has at least forty rows with names of their own', () => {
    expect(ENVIRONMENTS.length).toBeGreaterThanOrEqual(40);
    expect(new Set(ENVIRONMENTS.map(({ name }) => name)).size).toBe(ENVIRONMENTS.length);
  });

  test.each(ENVIRONMENTS)('$name', ({ machine, platform, type, runId, role, attributes, evidence }) => {
    const all = {
      'laketrace.platform': platform,
      'laketrace.runtime.type': type,
      ...(runId !== undefined && { 'laketrace.run.id': runId }),
      ...attributes,
    };
    expect(detectRuntime(simulate(machine))).toStrictEqual({
      platform,
      type,
      runId,
      attributes: all,
      evidence,
      ...(role !== undefined && { role }),
    });
    expect(detectResources({ detectors: detectors(simulate(machine)) }).attributes).toStrictEqual(all);
  });
});

describe('detectors', () => {
  test('each returns attributes on its own platform only', () => {
    const found = detectors(simulate({ env: { DATABRICKS_APP_NAME: 'a' } })).map((detector) =>
      Object.keys(detector.detect().attributes ?? {}),
    );
    expect(found.map((names) => names.length > 0)).toStrictEqual([false, true, false, false]);
  });

  test('the list of all tells the platform of this very process', () => {
    const { attributes } = detectResources({ detectors: lakeTraceDetectors });
    expect(attributes).toStrictEqual(detectRuntime().attributes);
    expect(attributes['laketrace.platform']).toBe('local');
  });

  test('their answer follows the environment of the process', () => {
    process.env['LAKETRACE_PLATFORM'] = 'spark';
    try {
      expect(detectResources({ detectors: lakeTraceDetectors }).attributes['laketrace.platform']).toBe('spark');
    } finally {
      delete process.env['LAKETRACE_PLATFORM'];
    }
    expect(detectResources({ detectors: lakeTraceDetectors }).attributes['laketrace.platform']).toBe('local');
  });

  test('nothing of them is asynchronous', () => {
    expect(detectResources({ detectors: lakeTraceDetectors }).asyncAttributesPending).toBe(false);
  });
});

describe('an invalid LAKETRACE_PLATFORM', () => {
  test('is reported to diag once, without its value', async () => {
    vi.resetModules();
    const { detectRuntime: detectAnew } = await import('../../src/resource/index.ts');
    const warnings: string[] = [];
    const ignore = () => undefined;
    diag.setLogger(
      { error: ignore, info: ignore, debug: ignore, verbose: ignore, warn: (text) => warnings.push(text) },
      { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
    );
    const options = simulate({ env: { LAKETRACE_PLATFORM: 'mainframe' } });
    detectAnew(options);
    detectAnew(options);
    diag.disable();
    expect(warnings).toStrictEqual([
      'laketrace: the value of LAKETRACE_PLATFORM is none of fabric, databricks, spark, local: it is ignored',
    ]);
  });
});

describe('secrets', () => {
  // Assembled, so that scanners of the sources find nothing.
  const secret = ['dapi', '0123456789abcdef', '0123456789abcdef'].join('');
  const SECRET_VARIABLES = [
    'DATABRICKS_TOKEN',
    'DATABRICKS_CLIENT_SECRET',
    'DATABRICKS_CLIENT_ID',
    'DATABRICKS_HOST',
    'AZURE_CLIENT_SECRET',
    'AWS_SECRET_ACCESS_KEY',
    'OTEL_EXPORTER_OTLP_HEADERS',
    'MSNOTEBOOKUTILS_TOKEN',
    'FABRIC_TOKEN',
    'DB_TOKEN',
    'SPARK_AUTH_SECRET',
    'SPARK_EXECUTOR_DIRS',
    'SPARK_LOG_URL_STDERR',
    'LAKETRACE_PLATFORM',
    'LAKETRACE_HASH_KEY',
    'OTEL_RESOURCE_ATTRIBUTES',
    'MSNOTEBOOKUTILS_SPARK_TRIDENT_PBIHOST',
    'IS_IN_DATABRICKS_MODEL_SERVING_ENV',
    'DB_IS_DRIVER',
    'DB_IS_JOB_CLUSTER',
    'IS_SERVERLESS',
    'AZURE_SERVICE',
    'MMLSPARK_PLATFORM_INFO',
  ];
  const SECRET_LINES = [
    `trident.session.token=${secret}`,
    `trident.session.token ${secret}`,
    `TRIDENT.TENANT.ID=${secret}`,
    `trident.tenant.id.token=${secret}`,
    `xtrident.tenant.id=${secret}`,
    `spark.hadoop.fs.azure.account.key ${secret}`,
    `#trident.tenant.id=${secret}`,
    secret,
    `=${secret}`,
    `trident.activity.id=run-1`,
  ].join('\n');
  const files = { [CONTEXT_FILE]: SECRET_LINES, [SPARK_DEFAULTS]: SECRET_LINES };

  test.each<[string, Parameters<typeof simulate>[0]]>([
    ['Fabric', { files }],
    ['Spark', { files: { [SPARK_DEFAULTS]: SECRET_LINES } }],
    ['Databricks', { files: { [VERSION_FILE]: `15.4\n${SECRET_LINES}` } }],
    ['an App', { env: { DATABRICKS_APP_NAME: 'a' } }],
    ['nothing', {}],
  ])('planted in every variable and file of %s come out nowhere', (_name, machine) => {
    const said: unknown[] = [];
    const listen = (...message: unknown[]) => said.push(message);
    diag.setLogger(
      { error: listen, warn: listen, info: listen, debug: listen, verbose: listen },
      { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true },
    );
    const planted = Object.fromEntries(SECRET_VARIABLES.map((name) => [name, secret]));
    const options = simulate({ ...machine, env: { ...planted, ...machine.env } });
    const runtime = detectRuntime(options);
    const resource = detectResources({ detectors: detectors(options) });
    diag.disable();
    expect(JSON.stringify([runtime, resource.attributes, said])).not.toContain(secret);
    expect(runtime.evidence.length).toBeGreaterThan(0);
  });

  test('values of variables that hold secrets are not even looked at', () => {
    const forbidden = new Set(['DATABRICKS_TOKEN', 'DATABRICKS_CLIENT_SECRET', 'AZURE_CLIENT_SECRET']);
    const values: Record<string, string> = { DATABRICKS_APP_NAME: 'a' };
    for (const name of forbidden) values[name] = secret;
    const env = new Proxy(values, {
      get(target, name) {
        if (forbidden.has(String(name))) throw new Error(`${String(name)} was read`);
        return target[String(name)];
      },
    });
    const runtimes = ['', 'local', 'fabric', 'databricks', 'spark'].map((platform) => {
      values['LAKETRACE_PLATFORM'] = platform;
      return detectRuntime({ ...simulate({}), env }).platform;
    });
    expect(runtimes).toStrictEqual(['databricks', 'local', 'fabric', 'databricks', 'spark']);
  });

  test('the session token never becomes a string, and what was read of a file is wiped from memory', () => {
    const content = `trident.session.token=${secret}\ntrident.activity.id=run-1\ntrident.session.token ${secret}`;
    const tokens = { [CONTEXT_FILE]: content, [SPARK_DEFAULTS]: content };
    const real = simulatedFileSystem({ files: tokens });
    const buffers: Uint8Array[] = [];
    const fs: typeof real = {
      ...real,
      readSync: (fd, buffer, ...rest) => {
        buffers.push(buffer);
        return real.readSync(fd, buffer, ...rest);
      },
    };
    const decoded: string[] = [];
    const decode = Buffer.prototype.toString;
    Buffer.prototype.toString = function record(this: Buffer, ...args: Parameters<Buffer['toString']>) {
      decoded.push(decode.apply(this, args));
      return decoded.at(-1) ?? '';
    };
    try {
      expect(detectRuntime({ ...simulate({}), fs }).runId).toBe('run-1');
    } finally {
      Buffer.prototype.toString = decode;
    }
    expect(decoded).toContain('run-1');
    expect(decoded.join()).not.toContain(secret);
    expect(buffers.length).toBe(2);
    expect(buffers.every((buffer) => buffer.length > 0 && buffer.every((byte) => byte === 0))).toBe(true);
  });
});

describe('never throws', () => {
  test('with an environment that throws at every look', () => {
    const env = new Proxy<Record<string, string>>(
      {},
      {
        get() {
          throw new Error('no');
        },
      },
    );
    expect(detectRuntime({ ...simulate({}), env })).toStrictEqual({
      platform: 'local',
      type: 'local',
      runId: undefined,
      attributes: { 'laketrace.platform': 'local', 'laketrace.runtime.type': 'local' },
      evidence: ['the environment cannot be read'],
    });
  });

  test('with a file system that throws at every call, things that are no errors among them', () => {
    for (const thrown of [new Error('secret'), null, undefined, 'text', { code: 'E\nX' }, { code: 5 }]) {
      const fail = (): never => {
        throw thrown;
      };
      const fs = Object.fromEntries(Object.keys(simulatedFileSystem({})).map((name) => [name, fail]));
      const runtime = detectRuntime({ env: {}, platform: 'linux', fs: fs as never });
      expect(runtime.platform).toBe('local');
      expect(runtime.evidence).toContain(`ignored: whether ${CONTEXT_FILE} exists cannot be told`);
      expect(JSON.stringify(runtime)).not.toContain('secret');
    }
  });

  test('with a file that shrinks, grows or fails while it is read', () => {
    const content = 'trident.tenant.id=t1\ntrident.capacity.id=c1\n';
    const base = simulatedFileSystem({ files: { [CONTEXT_FILE]: content } });
    const read = (readSync: typeof base.readSync) =>
      detectRuntime({ env: {}, platform: 'linux', fs: { ...base, readSync } }).attributes;
    // One byte at a time, as a slow file system may answer.
    expect(
      read((fd, buffer, offset, _length, position) => base.readSync(fd, buffer, offset, 1, position)),
    ).toMatchObject({ 'fabric.tenant_id': 't1', 'fabric.capacity_id': 'c1' });
    let calls = 0;
    const shrunk = read((fd, buffer, offset, _length, position) =>
      calls++ === 0 ? base.readSync(fd, buffer, offset, 21, position) : 0,
    );
    expect(shrunk['fabric.tenant_id']).toBe('t1');
    expect(shrunk['fabric.capacity_id']).toBeUndefined();
    const failed = read(() => {
      throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
    });
    expect(failed['laketrace.platform']).toBe('fabric');
  });
});

test('asks the file system for little, on every environment of the table', () => {
  for (const { machine } of ENVIRONMENTS) {
    const { fs, ...options } = simulate(machine);
    let calls = 0;
    const counting = Object.entries(fs).map(([name, call]) => [
      name,
      (...args: unknown[]) => {
        calls++;
        return (call as (...args: unknown[]) => unknown)(...args);
      },
    ]);
    detectRuntime({ ...options, fs: Object.fromEntries(counting) });
    expect(calls).toBeLessThan(20);
  }
});
