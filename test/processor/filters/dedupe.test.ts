// Duplicates: what counts as one is what would be written equal, and how many were dropped is said in a summary.
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { otlpJson } from '../../../src/format/otlp-json.ts';
import { filters } from '../../../src/processor/filters/filters.ts';
import { anyValue } from '../../format/arbitrary-values.ts';
import { bodiesInDirectory } from '../../support/log-directory.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { dedupeBy } from '../clocks.ts';
import { logRecord } from '../log-record.ts';
import { setUp } from '../provider.ts';

function isDuplicate(first: ReadableLogRecord, second: ReadableLogRecord, by?: string): boolean {
  const filter = filters.dedupe('1 h', by);
  filter(first);
  return !filter(second);
}

function error(message: string, more: object = {}, options?: ErrorOptions): Error {
  const made = Object.assign(new Error(message, options), more);
  made.stack = 'Error\n    at run (etl.js:1:1)';
  return made;
}

function aggregate(...messages: string[]): AggregateError {
  const made = new AggregateError(
    messages.map((message) => error(message)),
    'several',
  );
  made.stack = 'AggregateError';
  return made;
}

const buffer = (...bytes: number[]) => Uint8Array.from(bytes).buffer;

describe('not equal are', () => {
  test.each<[string, unknown, unknown]>([
    ['errors with other causes', error('x', {}, { cause: error('a') }), error('x', {}, { cause: error('b') })],
    [
      'errors with other causes of causes',
      error('x', {}, { cause: error('a', {}, { cause: 1 }) }),
      error('x', {}, { cause: error('a', {}, { cause: 2 }) }),
    ],
    ['errors with other errors in them', aggregate('a', 'b'), aggregate('a', 'c')],
    ['errors with another code', error('x', { code: 'ECONNRESET' }), error('x', { code: 'ETIMEDOUT' })],
    [
      'errors with another status',
      error('x', { response: { status: 500 } }),
      error('x', { response: { status: 503 } }),
    ],
    ['regular expressions', /a/, /b/],
    ['the flags of regular expressions', /a/, /a/i],
    ['buffers', buffer(1, 2), buffer(1, 3)],
    ['shared buffers', new Uint8Array(new SharedArrayBuffer(1)).fill(1).buffer, new SharedArrayBuffer(1)],
    ['views of data', new DataView(buffer(1)), new DataView(buffer(2))],
    ['parts of a buffer', new DataView(buffer(1, 2), 0, 1), new DataView(buffer(1, 2), 1)],
    ['typed arrays', Float64Array.of(1), Float64Array.of(2)],
    ['dates', new Date(1), new Date(2)],
    ['boxed texts', Object('a'), Object('b')],
    ['boxed big integers', Object(1n), Object(2n)],
    ['maps', new Map([['a', 1]]), new Map([['a', 2]])],
    ['sets', new Set([1]), new Set([2])],
    ['a list and a set of more', [1], new Set([1, 2])],
    ['what toJSON gives', { toJSON: () => 'a' }, { toJSON: () => 'b' }],
    ['URLs', new URL('https://a.example'), new URL('https://b.example')],
    ['a text and a number', '1', 1],
    ['true and its text', true, 'true'],
    ['infinities', Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    ['big integers', 2n ** 80n, 2n ** 81n],
    [
      'objects without a prototype',
      Object.assign(Object.create(null), { a: 1 }),
      Object.assign(Object.create(null), { a: 2 }),
    ],
    ['objects in themselves, by what is beside', cyclic(1), cyclic(2)],
    ['texts of a megabyte, by their last letter', `${'x'.repeat(1e6)}a`, `${'x'.repeat(1e6)}b`],
  ])('%s: in a body, in an attribute, as the field', (_name, a, b) => {
    const inBody = (value: unknown) => logRecord({ body: value as never });
    const within = (value: unknown) => logRecord({ attributes: { deep: [{ value }] as never } });
    const asField = (value: unknown) => logRecord({ attributes: { value: value as never } });
    expect([isDuplicate(inBody(a), inBody(b)), isDuplicate(inBody(a), inBody(a))]).toEqual([false, true]);
    expect([isDuplicate(within(a), within(b)), isDuplicate(within(a), within(a))]).toEqual([false, true]);
    expect([isDuplicate(asField(a), asField(b), 'value'), isDuplicate(asField(a), asField(a), 'value')]).toEqual([
      false,
      true,
    ]);
  });

  test.each<[string, Parameters<typeof logRecord>[0]]>([
    ['the text of the severity', { severityText: 'NOTICE' }],
    ['the version of the scope', { instrumentationScope: { name: 'app', version: '2' } } as never],
    ['the number of dropped attributes', { droppedAttributesCount: 1 }],
    ['the resource', { resource: { attributes: { 'service.name': 'other' } } as never }],
  ])('records by %s', (_name, parts) => {
    expect(isDuplicate(logRecord(), logRecord(parts))).toBe(false);
  });

  test('records whose file would have other lines, whatever is in them', () => {
    // Few values at the leaves, so that many pairs are equal in all but one place, or in all.
    const leaf = fc.oneof(fc.constantFrom('a', 'b', 1, 1n, true, null, undefined, Number.NaN, '1'), anyValue);
    const opaque = leaf.chain((value) =>
      fc.constantFrom<unknown>(
        value,
        [value],
        { value },
        new Map([['value', value]]),
        new Set([value]),
        error('x', {}, { cause: value }),
        error('x', { value }),
        { toJSON: () => value },
        new RegExp(value === 'a' ? 'a' : 'b'),
        buffer(value === 'a' ? 1 : 2),
      ),
    );
    let equal = 0;
    fc.assert(
      fc.property(opaque, opaque, fc.boolean(), (a, b, isBody) => {
        const [first, second] = [a, b].map((value) =>
          logRecord(isBody ? { body: value as never } : { attributes: { value: value as never } }),
        ) as [ReadableLogRecord, ReadableLogRecord];
        const isEqual = lineOf(first) === lineOf(second);
        expect(isDuplicate(first, second)).toBe(isEqual);
        expect(isDuplicate(first, first)).toBe(true);
        if (isEqual) equal++;
      }),
      { numRuns: 2000 },
    );
    expect(equal).toBeGreaterThan(10);
  });
});

function cyclic(n: number): object {
  const value: Record<string, unknown> = { n };
  value['self'] = value;
  return value;
}

function lineOf(record: ReadableLogRecord): string {
  const encoder = otlpJson().createEncoder();
  encoder.stage(record);
  encoder.commit();
  return encoder.take();
}

test('one are records that differ in their time and their trace alone', () => {
  const other = logRecord({ hrTime: [1, 2], hrTimeObserved: [3, 4], traceId: 'ab'.repeat(16) });
  expect(isDuplicate(logRecord(), other)).toBe(true);
});

test('hostile values are compared without harm', () => {
  const hostile = [
    new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no');
        },
      },
    ),
    Object.defineProperty({}, 'a', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    }),
    {
      toJSON: () => {
        throw new Error('no');
      },
    },
    Array.from({ length: 2000 }).reduce((deep) => [deep], []),
    Array.from({ length: 30 }).reduce((wide) => [wide, wide], [] as unknown),
  ];
  for (const body of hostile) {
    const began = process.cpuUsage();
    expect(isDuplicate(logRecord({ body: body as never }), logRecord({ body: body as never }))).toBe(true);
    expect(process.cpuUsage(began).user).toBeLessThan(20_000_000);
  }
});

test('a value whose own code logs is compared while another one is', () => {
  const said: unknown[] = [];
  const { logger } = setUp({ filter: filters.dedupe('1 h'), sinks: [({ body }) => void said.push(body)] });
  const toJSON = () => {
    logger.emit({ body: 'from toJSON' });
    return { said: 'once' };
  };
  for (let i = 0; i < 3; i++) logger.emit({ body: { toJSON } as never });
  expect(said.filter((body) => body !== 'from toJSON')).toEqual([{ said: 'once' }]);
});

describe('a summary of how many were dropped', () => {
  function listening(options: Parameters<typeof setUp>[0] = {}) {
    const records: ReadableLogRecord[] = [];
    const sink = (record: ReadableLogRecord) => void records.push(record);
    return { records, ...setUp({ sinks: [sink], resource: false, ...options }) };
  }
  const reports = (records: readonly ReadableLogRecord[]) =>
    records.map(({ body, attributes }) => [body, attributes['laketrace.dropped.count']]);

  test('by a timer, once the window has ended', async () => {
    const { records, logger } = listening({ filter: filters.dedupe('40 ms') });
    for (let i = 0; i < 5; i++)
      logger.emit({ body: 'again', severityNumber: 17, severityText: 'ERROR', attributes: { a: 1 } });
    expect(reports(records)).toEqual([['again', undefined]]);
    while (records.length === 1) await sleep(5);
    await sleep(100);
    expect(reports(records)).toEqual([
      ['again', undefined],
      ['again', 4],
    ]);
    expect(records[1]).toMatchObject({
      severityNumber: 17,
      severityText: 'ERROR',
      instrumentationScope: { name: 'test' },
      attributes: {
        'laketrace.dropped.count': 4,
        'laketrace.dropped.reason': 'dedupe',
        'laketrace.dropped.from': expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        'laketrace.dropped.to': expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      },
    });
  });

  test('before the next record, where the timer has not come yet', () => {
    let time = 0;
    const { records, logger } = listening({ filter: dedupeBy('1 h', undefined, { now: () => time }) });
    for (const now of [0, 1, 2, 3_600_000, 3_600_001]) {
      time = now;
      logger.emit({ body: 'again' });
    }
    logger.emit({ body: 'other' });
    expect(reports(records)).toEqual([
      ['again', undefined],
      ['again', 2],
      ['again', undefined],
      ['other', undefined],
    ]);
  });

  test('at a flush and at the shutdown, each drop once', async () => {
    const { records, logger, processor } = listening({ filter: filters.dedupe('1 h') });
    const emit = (count: number) => {
      for (let i = 0; i < count; i++) logger.emit({ body: 'again' });
    };
    emit(3);
    await processor.forceFlush();
    await processor.forceFlush();
    emit(1);
    await processor.shutdown();
    expect(reports(records)).toEqual([
      ['again', undefined],
      ['again', 2],
      ['again', 1],
    ]);
    expect(processor.stats().records).toMatchObject({ received: 4, dropped: { dedupe: 3 } });
  });

  test('of a sink, to that sink alone', async () => {
    const all: ReadableLogRecord[] = [];
    const few: ReadableLogRecord[] = [];
    const { logger, processor } = setUp({
      sinks: [
        (record) => void all.push(record),
        { sink: (record) => void few.push(record), filter: filters.dedupe('1 h'), minimumSeverity: 'WARN' },
      ],
    });
    for (const severityNumber of [9, 9, 17, 17, 17]) logger.emit({ body: 'again', severityNumber });
    await processor.forceFlush();
    expect(reports(all)).toEqual(Array(5).fill(['again', undefined]));
    expect(reports(few)).toEqual([
      ['again', undefined],
      ['again', 2],
    ]);
  });

  test.each([
    ['all', () => filters.all(() => true, filters.dedupe('1 h')), 2],
    ['any', () => filters.any(() => false, filters.dedupe('1 h')), 2],
    ['any that keeps it', () => filters.any(filters.dedupe('1 h'), () => true), undefined],
    ['not', () => filters.not(filters.dedupe('1 h')), undefined],
  ])('where it is one of others: %s', async (_name, filter, count) => {
    const { records, logger, processor } = listening({ filter: filter() });
    for (let i = 0; i < 3; i++) logger.emit({ body: 'again' });
    await processor.forceFlush();
    const counts = records.map(({ attributes }) => attributes['laketrace.dropped.count']).filter(Boolean);
    expect(counts).toEqual(count === undefined ? [] : [count]);
  });

  test('by two processors that share the filter, each of its own', async () => {
    const filter = filters.dedupe('1 h', 'eventName');
    const [one, two] = [listening({ filter }), listening({ filter })];
    for (const { logger } of [one, two, two, one, two]) logger.emit({ eventName: 'e', body: 'x' });
    await Promise.all([one.processor.forceFlush(), two.processor.forceFlush()]);
    expect([reports(one.records), reports(two.records)]).toEqual([
      [
        ['x', undefined],
        ['x', 1],
      ],
      [['x', 3]],
    ]);
  });

  test('redacted, past an allow-list, and with no value that is not a text', async () => {
    const { records, logger, processor } = listening({
      filter: filters.dedupe('1 h'),
      allowAttributes: { allow: ['kept'], strict: true },
    });
    for (let i = 0; i < 2; i++) logger.emit({ body: 'by jane.doe@example.com', attributes: { kept: 1, dropped: 2 } });
    const live = { user: 'jane.doe@example.com' };
    for (let i = 0; i < 2; i++) logger.emit({ body: live });
    await processor.forceFlush();
    expect(reports(records)).toEqual([
      ['by [EMAIL]', undefined],
      [{ user: '[EMAIL]' }, undefined],
      ['by [EMAIL]', 1],
      ['equal log records were dropped', 1],
    ]);
  });

  test('at the exit of a process that shuts nothing down, into its file', async () => {
    const directory = temporaryDirectory();
    const script = `
      import { LoggerProvider } from '@opentelemetry/sdk-logs';
      import { LakeTraceLogRecordProcessor } from ${JSON.stringify(new URL('../../../src/processor/log-record-processor.ts', import.meta.url).href)};
      import { filters } from ${JSON.stringify(new URL('../../../src/processor/filters/filters.ts', import.meta.url).href)};
      const file = { directory: process.argv[1], name: 'app' };
      const processor = new LakeTraceLogRecordProcessor({ file, filter: filters.dedupe('1 h') });
      const logger = new LoggerProvider({ processors: [processor] }).getLogger('test');
      for (let i = 0; i < 7; i++) logger.emit({ body: 'again', severityNumber: 9 });
    `;
    execFileSync(process.execPath, ['--input-type=module', '-e', script, directory], { stdio: 'pipe' });
    expect(await bodiesInDirectory(directory)).toEqual(['again', 'again']);
  });

  test('of more kinds of records than are remembered, before their time', async () => {
    const { records, logger, processor } = listening({ filter: filters.dedupe('1 h') });
    for (let i = 0; i < 2; i++) for (let n = 0; n < 1500; n++) logger.emit({ body: `line ${n}` });
    await processor.forceFlush();
    const counts = records.map(({ attributes }) => Number(attributes['laketrace.dropped.count'] ?? 0));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1500);
  });

  test('with a clock that throws or stands still, and nothing of it keeps a process alive', () => {
    const script = `
      import { LoggerProvider } from '@opentelemetry/sdk-logs';
      import { LakeTraceLogRecordProcessor } from ${JSON.stringify(new URL('../../../src/processor/log-record-processor.ts', import.meta.url).href)};
      import { filters } from ${JSON.stringify(new URL('../../../src/processor/filters/filters.ts', import.meta.url).href)};
      let isBroken = false;
      const now = () => { if (isBroken) throw new Error('no time'); return 0; };
      const said = [];
      const processor = new LakeTraceLogRecordProcessor({
        file: false,
        filter: filters.dedupe('10 ms', undefined, { now }),
        sinks: [(record) => said.push(record.attributes['laketrace.dropped.count'])],
      });
      const logger = new LoggerProvider({ processors: [processor] }).getLogger('test');
      for (let i = 0; i < 3; i++) logger.emit({ body: 'again', severityNumber: 9 });
      isBroken = true;
      setTimeout(() => console.log(JSON.stringify(said)), 200);
    `;
    expect(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })).toBe(
      '[null,2]\n',
    );
  });
});
