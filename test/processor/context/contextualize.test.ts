// Every record within a function has its fields, and no other record has.
import { setTimeout as delay } from 'node:timers/promises';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, type ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { contextualize } from '../../../src/processor/context/contextualize.ts';
import type { LakeTraceLogRecordProcessorOptions } from '../../../src/processor/processor-options.ts';
import { collector } from '../collector.ts';
import { diagLog, NOWHERE, ProcessorIn, setUp } from '../provider.ts';

/** A logger, and the attributes of what a sink has got so far, by the bodies of the records. */
function logging(options: LakeTraceLogRecordProcessorOptions = {}) {
  const { records, sink } = collector();
  const { logger, ...rest } = setUp({ sinks: [sink], ...options });
  const log = (body: string, attributes: Record<string, unknown> = {}) =>
    logger.emit({ body, attributes: attributes as never });
  const seen = () => Object.fromEntries(records.map(({ body, attributes }) => [String(body), attributes]));
  return { ...rest, records, log, seen };
}

test('records within the function have the fields: at once, awaited, and not awaited', async () => {
  const { log, seen } = logging();
  const ended = Promise.withResolvers<void>();
  log('before');
  const returned = contextualize({ job: 'load', attempt: 2 }, async () => {
    log('at once');
    setTimeout(() => {
      log('timer');
      ended.resolve();
    }, 5);
    queueMicrotask(() => log('microtask'));
    await delay(1);
    log('awaited');
    return 'returned';
  });
  log('meanwhile');
  expect(await returned).toBe('returned');
  log('afterwards');
  await ended.promise;
  const fields = { job: 'load', attempt: 2 };
  expect(seen()).toEqual({
    before: {},
    'at once': fields,
    meanwhile: {},
    microtask: fields,
    awaited: fields,
    afterwards: {},
    timer: fields,
  });
});

test('a hundred at a time do not mix', async () => {
  const { log, records } = logging();
  const requests = Array.from({ length: 100 }, (_, request) =>
    contextualize({ request }, async () => {
      for (let i = 0; i < 3; i++) {
        await delay(Math.random() * 5);
        log('step', { expected: request });
      }
    }),
  );
  await Promise.all(requests);
  expect(records).toHaveLength(300);
  for (const { attributes } of records) expect(attributes['request']).toBe(attributes['expected']);
});

test('the field of the record itself stays, inner fields come over outer ones, both over static attributes', () => {
  const { log, seen } = logging({ attributes: { team: 'static', stage: 'static' } });
  contextualize({ a: 'outer', b: 'outer', c: 'outer', team: 'outer' }, () => {
    contextualize({ b: 'inner', c: undefined as never, d: null }, () => {
      log('inner', { a: 'own', e: 1 });
      log('own is undefined', { a: undefined });
    });
    log('outer');
  });
  const fixed = { team: 'outer', stage: 'static' };
  expect(seen()).toEqual({
    inner: { a: 'own', b: 'inner', d: null, e: 1, ...fixed },
    'own is undefined': expect.objectContaining({ b: 'inner' }),
    outer: { a: 'outer', b: 'outer', c: 'outer', ...fixed },
  });
});

describe('what the function does comes back', () => {
  test('its value, its promise itself, its error, its rejection', async () => {
    const promise = Promise.resolve(7);
    const error = new Error('mine');
    expect(contextualize({ a: 1 }, () => 7)).toBe(7);
    expect(contextualize({ a: 1 }, () => promise)).toBe(promise);
    expect(() =>
      contextualize({ a: 1 }, () => {
        throw error;
      }),
    ).toThrow(error);
    await expect(contextualize({ a: 1 }, () => Promise.reject(error))).rejects.toBe(error);
    const { log, seen } = logging();
    log('after an error');
    expect(seen()).toEqual({ 'after an error': {} });
  });

  test('it is called once, without arguments, and what is no function is refused', () => {
    const calls: unknown[][] = [];
    contextualize({}, ((...inputs: unknown[]) => calls.push(inputs)) as () => unknown);
    expect(calls).toEqual([[]]);
    for (const fn of [undefined, null, 'text', {}]) {
      expect(() => contextualize({}, fn as never)).toThrow(
        /^contextualize\(fn\): .* is not accepted; accepted is a function/,
      );
    }
  });
});

describe('fields are copies', () => {
  test('of what they are when the function is called', () => {
    const { log, seen } = logging({ redaction: false });
    const user = { id: 7, roles: ['reader'] };
    const fields: Record<string, unknown> = { user, at: 1 };
    contextualize(fields as never, () => {
      log('first');
      user.id = 8;
      user.roles.push('admin');
      fields['at'] = 2;
      fields['more'] = true;
      log('second');
    });
    const copied = { user: { id: 7, roles: ['reader'] }, at: 1 };
    expect(seen()).toEqual({ first: copied, second: copied });
  });

  test.each([
    [true, false],
    [false, false],
    [false, true],
  ])('of which each record has its own, with redaction: %s, isolate: %s', (redaction, isolate) => {
    // Exporters of ours get the record itself, and so do processors after ours.
    const seen: unknown[] = [];
    const spoil = ({ attributes }: ReadableLogRecord) => {
      const { user } = attributes as { user?: { roles: string[] } };
      seen.push(structuredClone(user));
      user?.roles.push('admin');
      return true;
    };
    const sinks = [{ sink: () => undefined, filter: spoil }];
    const processor = new ProcessorIn({ file: false, redaction, isolate, sinks }, NOWHERE);
    const after = { onEmit: spoil, forceFlush: async () => undefined, shutdown: async () => undefined };
    const provider = new LoggerProvider({ processors: [processor, after] });
    onTestFinished(() => provider.shutdown());
    contextualize({ user: { roles: ['reader'] } } as never, () => {
      for (let i = 0; i < 2; i++) provider.getLogger('x').emit({ body: 'x' });
    });
    expect(seen.filter((user, i) => i % 2 === 0 && user !== undefined)).toEqual([
      { roles: ['reader'] },
      { roles: ['reader'] },
    ]);
  });
});

describe('fields go the way of all attributes', () => {
  // Put together here, so that no scanner takes it for one.
  const address = ['jo', 'example.org'].join('@');

  test('they are redacted, names and nested values too, also for processors after ours', () => {
    const { log, seen, seenAfter } = logging();
    contextualize({ user: address, deep: { list: [address] }, [address]: 1 } as never, () => log('x'));
    const clean = { user: '[EMAIL]', deep: { list: ['[EMAIL]'] }, '[EMAIL]': 1 };
    expect(seen()['x']).toEqual(clean);
    expect(seenAfter()[0]?.attributes).toEqual(clean);
  });

  test('they are allow-listed', () => {
    const { log, seen } = logging({ allowAttributes: { allow: ['job'], strict: true }, onError: () => undefined });
    contextualize({ job: 'load', secret: 'x' }, () => log('x'));
    expect(seen()).toEqual({ x: { job: 'load' } });
  });

  test('the limits of the provider hold for them', () => {
    const { records, sink } = collector();
    const processor = new ProcessorIn({ file: false, sinks: [sink] }, NOWHERE);
    const provider = new LoggerProvider({
      resource: resourceFromAttributes({}),
      processors: [processor],
      logRecordLimits: { attributeCountLimit: 3, attributeValueLengthLimit: 4 },
    });
    onTestFinished(() => provider.shutdown());
    contextualize({ a: 'longer', b: 2, c: 3 }, () =>
      provider.getLogger('x').emit({ body: 'x', attributes: { own: 1 } }),
    );
    expect(records[0]?.attributes).toEqual({ own: 1, a: 'long', b: 2 });
    expect(records[0]?.droppedAttributesCount).toBe(1);
  });

  test('filters see them', () => {
    const { log, seen, processor } = logging({ filter: ({ attributes }) => attributes['tenant'] !== 'quiet' });
    for (const tenant of ['quiet', 'loud']) contextualize({ tenant }, () => log(tenant));
    expect(Object.keys(seen())).toEqual(['loud']);
    expect(processor.stats().records).toEqual({ received: 2, passed: 1, dropped: { filter: 1 } });
  });

  test.each([
    [false, { job: 'load' }],
    [true, {}],
  ])('isolate: %s', (isolate, after) => {
    const { log, seen, seenAfter } = logging({ isolate, filter: ({ attributes }) => attributes['job'] === 'load' });
    contextualize({ job: 'load' }, () => log('x'));
    expect(seen()).toEqual({ x: { job: 'load' } });
    expect(seenAfter().map(({ attributes }) => attributes)).toEqual([after]);
  });
});

describe('hostile fields never stop the function', () => {
  const thrower = {
    get bad(): never {
      throw new Error('getter');
    },
    good: 1,
  };
  const closed = new Proxy(
    {},
    {
      ownKeys() {
        throw new Error('trap');
      },
    },
  );
  const cycle: Record<string, unknown> = { name: 'c' };
  cycle['self'] = cycle;

  test.each<[string, unknown, unknown]>([
    ['a getter that throws', thrower, { bad: '[Unreadable]', good: 1 }],
    ['a proxy that is closed', closed, {}],
    ['nothing', undefined, {}],
    ['null', null, {}],
    ['a text', 'user', {}],
    ['a list', ['a'], {}],
    [
      'names of prototypes',
      JSON.parse('{"__proto__": 1, "constructor": 2, "hasOwnProperty": 3}'),
      expect.objectContaining({ hasOwnProperty: 3 }),
    ],
    ['an object without prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    // As of a record itself, the SDK leaves out what it takes for no value.
    ['a cycle', { cycle, a: 1 }, { a: 1 }],
    ['a date and a function', { at: new Date(0), call: () => 1, a: 1 }, { a: 1 }],
  ])('%s', (_, fields, attributes) => {
    const { log, seen, reports } = logging();
    const done = contextualize(fields as never, () => {
      log('x');
      return 'done';
    });
    expect(done).toBe('done');
    expect(seen()['x']).toEqual(attributes);
    expect(reports).toEqual([]);
  });

  test('diag is told of what is no object, and of too many fields', async () => {
    const { log, seen } = logging();
    const messages = diagLog('warn');
    contextualize(7 as never, () => undefined);
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`f${i}`, i]));
    contextualize(many, () => log('x'));
    await delay(0);
    expect(messages.filter((message) => message.startsWith('laketrace: contextualize'))).toEqual([
      expect.stringMatching(/no field was taken/),
      expect.stringMatching(/99000 fields were left out, beyond 1000/),
    ]);
    // The provider's own limit.
    expect(Object.keys(seen()['x'] ?? {})).toHaveLength(128);
  });

  test('fields do not add up without end, and the inner ones of equal names count all the same', () => {
    const { log, seen } = logging({ isolate: true });
    const within = (depth: number): void =>
      contextualize({ depth, [`f${depth}`]: depth }, () => (depth < 1500 ? within(depth + 1) : log('x')));
    within(1);
    const attributes = seen()['x'] ?? {};
    expect(Object.keys(attributes)).toHaveLength(1000);
    expect(attributes).toMatchObject({ depth: 1500, f1: 1, f999: 999 });
  });
});
