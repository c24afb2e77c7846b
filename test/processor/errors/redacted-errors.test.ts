// Errors are reported clean: whatever was thrown where, and whoever reports it.
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { inspect } from 'node:util';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type ErrorContext,
  LakeTraceLogRecordProcessor,
  type LakeTraceLogRecordProcessorOptions,
  RotatingFileLogRecordExporter,
} from '../../../src/index.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const EMAIL = ['jane.doe', 'example.com'].join('@');

class HttpError extends Error {
  readonly config: object = { headers: { authorization: ['Bearer', 'a'.repeat(20)].join(' ') }, data: EMAIL };
  readonly code: string = `E_${EMAIL}`;
}

class ShowingError extends HttpError {
  toJSON(): object {
    return this.config;
  }
}

const THROWN: Record<string, () => unknown> = {
  'an error': () => new Error(`no ${EMAIL}`),
  'an error with a cause': () => new Error('no', { cause: new Error(EMAIL) }),
  'an error named so': () => Object.assign(new Error('no'), { name: EMAIL }),
  'an error with fields': () => new HttpError('no'),
  'an error with toJSON': () => new ShowingError(EMAIL),
  'a text': () => EMAIL,
  'an object': () => ({ toString: () => EMAIL }),
  'errors in one': () => new AggregateError([new Error(EMAIL)], 'no'),
};

async function reportsBy(options: (thrower: () => never) => LakeTraceLogRecordProcessorOptions, thrown: () => unknown) {
  const reports: [Error, ErrorContext][] = [];
  const processor = new LakeTraceLogRecordProcessor({
    file: false,
    onError: (error, context) => reports.push([error, context]),
    ...options(() => {
      throw thrown();
    }),
  });
  const provider = new LoggerProvider({ processors: [processor] });
  const logger = provider.getLogger('test');
  for (const body of ['one', 'two']) logger.emit({ body, severityNumber: 9, attributes: { [`from ${EMAIL}`]: 1 } });
  await provider.shutdown();
  return reports;
}

const file = (more: object) => ({ directory: temporaryDirectory(), name: 'app', flush: 'record' as const, ...more });
const PLACES: Record<string, (thrower: () => never) => LakeTraceLogRecordProcessorOptions> = {
  filter: (filter) => ({ filter, sinks: [() => undefined] }),
  sink: (sink) => ({ sinks: [sink] }),
  'sink that rejects': (sink) => ({ sinks: [async () => sink()] }),
  'format of a stream': (format) => ({ sinks: [{ sink: new Writable(), format }] }),
  'format of the file': (format) => ({ file: file({ format }) }),
  'compression of the file': (thrower) => ({
    file: file({ compression: async () => thrower(), rotation: () => true }),
  }),
  'rotation of the file': (rotation) => ({ file: file({ rotation }) }),
  'format of an exporter': (format) => ({ file: new RotatingFileLogRecordExporter(file({ format })) }),
  'exporter of the batch': (thrower) => ({
    batch: { exporter: { export: thrower, forceFlush: async () => thrower(), shutdown: async () => thrower() } },
  }),
  'mask function': (mask) => ({ redaction: { mask }, sinks: [() => undefined] }),
};

describe.each(Object.entries(PLACES))('%s', (_place, options) => {
  test.each(Object.entries(THROWN))('%s', async (_what, thrown) => {
    const reports = await reportsBy(options, thrown);
    if (!_place.includes('exporter')) expect(reports.length).toBeGreaterThan(0);
    expect(inspect(reports, { depth: 10, showHidden: true })).not.toMatch(new RegExp(`${EMAIL}|a{20}`));
    for (const [error] of reports) expect(error).toBeInstanceOf(Error);
  });
});

test('an error that has nothing to be masked is reported as it is', async () => {
  const error = new HttpError('no');
  const plain = new TypeError('no');
  const [[reported] = []] = await reportsBy(
    (sink) => ({ sinks: [sink] }),
    () => plain,
  );
  expect(reported).toBe(plain);
  const [[masked] = []] = await reportsBy(
    (sink) => ({ sinks: [sink] }),
    () => error,
  );
  expect(masked).toBeInstanceOf(HttpError);
  expect(masked).toMatchObject({ message: 'no', code: '[EMAIL]' });
});

test('names that are not in the allow-list are reported clean', async () => {
  const reports = await reportsBy(
    () => ({ attributes: { allow: ['a'] }, sinks: [() => undefined] }),
    () => 0,
  );
  expect(reports).toHaveLength(1);
  expect(inspect(reports, { depth: 10 })).not.toContain(EMAIL);
  expect(reports[0]?.[1].target).toBe('from [EMAIL]');
});

describe('diag', () => {
  afterEach(() => diag.disable());

  test('gets the same', async () => {
    const lines: unknown[] = [];
    const write = (...parts: unknown[]) => void lines.push(...parts);
    const logger = { error: write, warn: write, info: write, debug: write, verbose: write };
    diag.setLogger(logger, { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true });
    const directory = temporaryDirectory();
    const format = () => {
      throw new Error(`no ${EMAIL}`);
    };
    const processor = new LakeTraceLogRecordProcessor({
      file: { directory, name: 'app', format },
      sinks: [new RotatingFileLogRecordExporter({ directory: join(directory, 'more'), name: 'app', format })],
    });
    const provider = new LoggerProvider({ processors: [processor] });
    provider.getLogger('test').emit({ body: 'one', severityNumber: 9 });
    await provider.shutdown();
    expect(lines.filter((line) => String(line).includes('no [EMAIL]'))).toHaveLength(2);
    expect(inspect(lines)).not.toContain(EMAIL);
  });
});
