// Every place where LakeTrace calls the application's code, each as options with a piece of code in that place.
import { readFile, writeFile } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { createNoopMeter, diag } from '@opentelemetry/api';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import type { LogRecordExporter } from '@opentelemetry/sdk-logs';
import { onTestFinished } from 'vitest';
import type { RotatingFileLogRecordExporterOptions } from '../../src/file/options/file-options.ts';
import { filters } from '../../src/processor/filters/filters.ts';
import type { LakeTraceLogRecordProcessorOptions } from '../../src/processor/processor-options.ts';
import { dedupeBy, LeakGuardBy, rateLimitBy, sampleBy } from './clocks.ts';

/** What the application's code does. It is given what it would answer if it were well-behaved, and may answer something else. */
export type Code = <Answer>(answer: Answer) => Answer;

/** The options that have a piece of code in one place. */
export interface PlaceOptions {
  readonly processor?: LakeTraceLogRecordProcessorOptions;
  readonly file?: RotatingFileLogRecordExporterOptions;
  /** Attributes of each record. */
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly resource?: Resource;
}

const SUCCESS = { code: 0 };
/** A text with something to be masked, put together here so that no scanner takes it for one. */
export const ADDRESS: string = ['jo', 'example.org'].join('@');

function exporter(parts: Partial<Record<keyof LogRecordExporter, unknown>>): LogRecordExporter {
  return {
    export: (_: unknown, done: (result: unknown) => void) => done(SUCCESS),
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
    ...parts,
  } as LogRecordExporter;
}

function exporters(code: Code): readonly (readonly [string, LogRecordExporter])[] {
  return [
    [
      'export',
      exporter({
        export: (_: unknown, done: (result: unknown) => void) => {
          const answer = code('exported');
          if (answer === 'exported') done(SUCCESS);
          return answer;
        },
      }),
    ],
    ['answer', exporter({ export: (_: unknown, done: (result: unknown) => void) => done(code(SUCCESS)) })],
    [
      'late answer',
      exporter({ export: (_: unknown, done: (result: unknown) => void) => setImmediate(() => done(code(SUCCESS))) }),
    ],
    ['forceFlush', exporter({ forceFlush: () => code(Promise.resolve()) })],
    ['shutdown', exporter({ shutdown: () => code(Promise.resolve()) })],
  ];
}

async function gzipped(path: string): Promise<string> {
  await writeFile(`${path}.gz`, gzipSync(await readFile(path)));
  return `${path}.gz`;
}

/** As {@link gzipped}, where the code is well-behaved. */
function compressed(path: string, answer: unknown): Promise<string> {
  return answer === 'the archive' ? gzipped(path) : (answer as Promise<string>);
}

const broken = (): never => {
  throw new Error('so that there is an error to be told of');
};

/** All places, each by its name, as the options would be written. */
export function places(code: Code): ReadonlyMap<string, PlaceOptions> {
  const filter = () => code(true);
  const line = ({ body }: { readonly body?: unknown }) => code(String(body));
  const writable = () =>
    new Writable({
      write: (_chunk, _encoding, done) => {
        // Node does not look at what this gives: a promise that it makes is its own to follow.
        const answer: unknown = code(undefined);
        Promise.resolve(answer).catch(() => undefined);
        done();
      },
    });
  const duck = () => ({
    write: (_line: string, done: () => void) => {
      const answer = code('written');
      if (answer === 'written') done();
      return answer;
    },
    on: () => undefined,
    once: () => undefined,
    end: (done: () => void) => done(),
  });
  const validated = { name: 'ORDER', pattern: /order-\d+/ };
  const ending = () => ({
    ...duck(),
    write: (_line: string, done: () => void) => done(),
    end: (done: () => void) => {
      const answer = code('ended');
      if (answer === 'ended') done();
      return answer;
    },
  });
  const metered = (provider: { getMeter: () => unknown }) => ({
    batch: { exporter: exporter({}), selfObsMeterProvider: provider as never },
  });
  const recording = (record: () => unknown) =>
    ({ getMeter: () => ({ ...createNoopMeter(), createHistogram: () => ({ record }) }) }) as never;
  const list: (readonly [string, PlaceOptions])[] = [
    ['filter', { processor: { filter } }],
    ['sinks[].filter', { processor: { sinks: [{ sink: () => undefined, filter }] } }],
    [
      'console.filter',
      { processor: { console: { stream: new Writable({ write: (_c, _e, done) => done() }), filter } } },
    ],
    ['filters.attribute', { processor: { filter: filters.attribute('n', filter) }, attributes: { n: 1 } }],
    ['filters.not', { processor: { filter: filters.not(() => code(false)) } }],
    ['filters.all', { processor: { filter: filters.all(filter) } }],
    ['filters.any', { processor: { filter: filters.any(filter) } }],
    ['filters.sample(by)', { processor: { filter: filters.sample(1, () => code('key')) } }],
    ['filters.sample(random)', { processor: { filter: sampleBy(1, undefined, { random: () => code(0.5) }) } }],
    ['filters.rateLimit(by)', { processor: { filter: filters.rateLimit(1e5, '1 s', () => code('key')) } }],
    ['filters.rateLimit(now)', { processor: { filter: rateLimitBy(1e5, '1 s', undefined, { now: () => code(1) }) } }],
    ['filters.dedupe(by)', { processor: { filter: filters.dedupe('1 s', (record) => code(record.body)) } }],
    ['filters.dedupe(now)', { processor: { filter: dedupeBy('1 s', 'body', { now: () => code(1) }) } }],
    ['sinks[]', { processor: { sinks: [() => code(undefined)] } }],
    ['sinks[].format', { processor: { sinks: [{ sink: () => undefined, format: line }] } }],
    ['sinks[].sink: Writable', { processor: { sinks: [{ sink: writable(), format: ({ body }) => String(body) }] } }],
    [
      'sinks[].sink: like a Writable',
      { processor: { sinks: [{ sink: duck() as never, format: ({ body }) => String(body) }] } },
    ],
    [
      'sinks[].sink: end of what is like a Writable',
      { processor: { sinks: [{ sink: ending() as never, format: ({ body }) => String(body) }] } },
    ],
    ['batch.selfObsMeterProvider', { processor: metered({ getMeter: () => code({}) }) }],
    ['meterProvider', { processor: { meterProvider: { getMeter: () => code({}) } as never } }],
    ['file.meterProvider', { file: { meterProvider: { getMeter: () => code({}) } as never } }],
    [
      'file.meterProvider: a histogram',
      { file: { rotation: '6 KB', meterProvider: recording(() => code(undefined)) } },
    ],
    [
      'console.format',
      { processor: { console: { stream: new Writable({ write: (_c, _e, done) => done() }), format: line } } },
    ],
    [
      'console.onError',
      {
        processor: {
          console: {
            stream: new Writable({ write: (_c, _e, done) => done(new Error('no')) }),
            onError: () => code(undefined),
          },
        },
      },
    ],
    ['redaction.mask', { processor: { redaction: { mask: () => code('[MASKED]') } }, attributes: { to: ADDRESS } }],
    [
      'redaction.mask.EMAIL',
      { processor: { redaction: { mask: { EMAIL: () => code('[MASKED]') } } }, attributes: { to: ADDRESS } },
    ],
    [
      'redaction.patterns[].validate',
      { processor: { redaction: { patterns: [{ ...validated, validate: filter }] } }, attributes: { of: 'order-1' } },
    ],
    [
      'redaction.patterns[].mask',
      {
        processor: { redaction: { patterns: [{ ...validated, mask: () => code('[MASKED]') }] } },
        attributes: { of: 'order-1' },
      },
    ],
    [
      'redaction.onError',
      { processor: { redaction: { mask: broken, onError: () => code(undefined) } }, attributes: { to: ADDRESS } },
    ],
    [
      'leakGuard.now',
      { processor: { leakGuard: new LeakGuardBy({ maxRecordsPerMinute: 1e5 }, { now: () => code(1) }) } },
    ],
    ['onError', { processor: { filter: broken, onError: () => code(undefined) } }],
    ['file.onError', { file: { rotation: broken, onError: () => code(undefined) } }],
    ['file.format', { file: { format: line } }],
    ['file.rotation', { file: { rotation: ({ size }) => code(size > 2000) } }],
    ['file.rotation, always', { file: { rotation: () => code(true) } }],
    ['file.retention', { file: { rotation: '6 KB', retention: () => code([]) } }],
    [
      'file.compression',
      {
        file: {
          rotation: '6 KB',
          compression: (path) => compressed(path, code('the archive')),
        },
      },
    ],
    ['the diag logger', { processor: { filter: broken, onError: undefined as never } }],
    ...exporters(code).flatMap(([name, of]): [string, PlaceOptions][] => [
      [`sinks[]: ${name}`, { processor: { sinks: [of] } }],
      [
        `batch.exporter: ${name}`,
        {
          processor: {
            batch: { exporter: of, scheduledDelayMillis: 5, exportTimeoutMillis: 50, retryTimeoutMillis: 50 },
          },
        },
      ],
    ]),
  ];
  return new Map(list);
}

/** Has `diag` call the code during a test. */
export function tellDiagTo(code: Code): void {
  const tell = () => code(undefined);
  diag.setLogger(
    { error: tell, warn: tell, info: tell, debug: tell, verbose: tell },
    { suppressOverrideMessage: true },
  );
  onTestFinished(() => diag.disable());
}

/** A resource one of whose attributes is a promise that rejects. */
export function rejectedResource(): Resource {
  return resourceFromAttributes({ 'service.name': 'app', late: Promise.reject(new Error('no attribute')) });
}
