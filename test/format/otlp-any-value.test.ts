// What each kind of value becomes in OTLP/JSON, and that no value breaks a line, throws or never ends.
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runsOf } from '../support/long-form.ts';
import { anyNumber, anyString, anyValue, hostileValue } from './arbitrary-values.ts';
import { otlpJsonProblems } from './otlp-json-rules.ts';
import { encodedValue, otlpLine, parsedRecord, recordWith } from './otlp-lines.ts';

const text = (stringValue: string) => ({ stringValue });
const map = (...entries: readonly (readonly [string, unknown])[]) => ({
  kvlistValue: { values: entries.map(([key, value]) => ({ key, value })) },
});
const list = (...values: readonly unknown[]) => ({ arrayValue: { values } });

describe('numbers', () => {
  test.each([
    [0, { intValue: '0' }],
    [-0, { intValue: '0' }],
    [-7, { intValue: '-7' }],
    [Number.MAX_SAFE_INTEGER, { intValue: '9007199254740991' }],
    [2 ** 53, { intValue: '9007199254740992' }],
    [2 ** 60 + 2 ** 8, { intValue: '1152921504606847232' }],
    [2 ** 63 - 1024, { intValue: '9223372036854774784' }],
    [-(2 ** 63), { intValue: '-9223372036854775808' }],
    [2 ** 63, { doubleValue: 2 ** 63 }],
    [1e21, { doubleValue: 1e21 }],
    [-1e300, { doubleValue: -1e300 }],
    [0.1, { doubleValue: 0.1 }],
    [-0.5, { doubleValue: -0.5 }],
    [-0.001, { doubleValue: -0.001 }],
    [5e-324, { doubleValue: 5e-324 }],
    [Number.NaN, { doubleValue: 'NaN' }],
    [Number.POSITIVE_INFINITY, { doubleValue: 'Infinity' }],
    [Number.NEGATIVE_INFINITY, { doubleValue: '-Infinity' }],
    [9223372036854775807n, { intValue: '9223372036854775807' }],
    [-9223372036854775808n, { intValue: '-9223372036854775808' }],
    [9223372036854775808n, { stringValue: '9223372036854775808' }],
    [-9223372036854775809n, { stringValue: '-9223372036854775809' }],
  ])('%s', (value, expected) => {
    expect(encodedValue(value)).toEqual(expected);
    expect(parsedRecord(otlpLine(recordWith({ attributes: { value } }))).attributes).toEqual([
      { key: 'value', value: expected },
    ]);
  });
});

describe('plain values', () => {
  test.each<[string, unknown, unknown]>([
    ['undefined', undefined, {}],
    ['null', null, {}],
    ['true', true, { boolValue: true }],
    ['false', false, { boolValue: false }],
    ['an empty string', '', text('')],
    ['bytes', Uint8Array.of(0, 255, 62, 63), { bytesValue: 'AP8+Pw==' }],
    ['a part of a buffer', Buffer.from('abcdef').subarray(2, 4), { bytesValue: 'Y2Q=' }],
    ['no bytes', new Uint8Array(), { bytesValue: '' }],
    ['bytes of another realm', runInNewContext('Uint8Array.of(1)'), { bytesValue: 'AQ==' }],
    ['an array', [1, 'a', [null]], list({ intValue: '1' }, text('a'), list({}))],
    ['an array with holes', Object.assign(new Array(3), { 1: true }), list({}, { boolValue: true }, {})],
    ['an empty array', [], list()],
    ['an array of another realm', runInNewContext('[1]'), list({ intValue: '1' })],
    ['a map', { a: 1, '': { b: undefined } }, map(['a', { intValue: '1' }], ['', map(['b', {}])])],
    ['a map without prototype', Object.assign(Object.create(null), { a: 'x' }), map(['a', text('x')])],
    [
      'a map with an own __proto__',
      JSON.parse('{"__proto__":{"a":1}}'),
      map(['__proto__', map(['a', { intValue: '1' }])]),
    ],
    [
      'keys that are numbers, in their order',
      { b: 1, 2: 1, 1: 1 },
      map(['1', { intValue: '1' }], ['2', { intValue: '1' }], ['b', { intValue: '1' }]),
    ],
    [
      'an instance of a class',
      new (class Job {
        id = 7;
        #secret = 1;
        get twice() {
          return this.#secret * 2;
        }
      })(),
      map(['id', { intValue: '7' }]),
    ],
    [
      'inherited and symbol keys',
      Object.assign(Object.create({ inherited: 1 }), { own: 1, [Symbol('s')]: 1 }),
      map(['own', { intValue: '1' }]),
    ],
    ['another typed array', Float64Array.of(0.5), map(['0', { doubleValue: 0.5 }])],
    ['a function', () => 1, {}],
    ['a symbol', Symbol('s'), {}],
    [
      'an object twice, side by side',
      ((shared) => [shared, shared])({ a: 1 }),
      list(map(['a', { intValue: '1' }]), map(['a', { intValue: '1' }])),
    ],
  ])('%s', (_, value, expected) => {
    expect(encodedValue(value)).toEqual(expected);
  });
});

test("what somebody added to Object.prototype is nobody's attribute", () => {
  const prototype = Object.prototype as unknown as Record<string, unknown>;
  prototype['polluted'] = 1;
  try {
    expect(otlpLine(recordWith({ attributes: { own: 1 }, body: { own: 2 } }))).not.toContain('polluted');
  } finally {
    delete prototype['polluted'];
  }
});

describe('what cannot be written is marked where it stands', () => {
  test('an object within itself', () => {
    const job: Record<string, unknown> = { id: 1 };
    job['parent'] = { child: job };
    expect(encodedValue(job)).toEqual(map(['id', { intValue: '1' }], ['parent', map(['child', text('[Circular]')])]));
    const rows: unknown[] = [];
    rows.push(new Map([['rows', rows]]));
    expect(encodedValue(rows)).toEqual(list(map(['rows', text('[Circular]')])));
  });

  test('attributes within themselves', () => {
    const attributes: Record<string, unknown> = {};
    attributes['self'] = attributes;
    expect(parsedRecord(otlpLine(recordWith({ attributes }))).attributes).toEqual([
      { key: 'self', value: map(['self', text('[Circular]')]) },
    ]);
  });

  test.each([
    ['lists', (inner: unknown): unknown => [inner]],
    ['maps', (inner: unknown): unknown => ({ inner })],
  ])('128 levels of %s are written, deeper ones are not', (_, wrap) => {
    const nested = (levels: number, core: unknown) => Array.from({ length: levels }).reduce(wrap, core);
    expect(JSON.stringify(encodedValue(nested(128, 'core')))).toContain('"core"');
    const deeper = JSON.stringify(encodedValue(nested(100_000, 'core')));
    expect(deeper).toContain('"[Too deep]"');
    expect(deeper).not.toContain('"core"');
  });

  test('a property that throws costs only itself', () => {
    const value = {
      before: 1,
      get broken(): never {
        throw new Error('secret of the error');
      },
      after: 2,
    };
    const expected = [
      ['before', { intValue: '1' }],
      ['broken', text('[Unreadable]')],
      ['after', { intValue: '2' }],
    ] as const;
    expect(encodedValue(value)).toEqual(map(...expected));
    expect(parsedRecord(otlpLine(recordWith({ attributes: value }))).attributes).toEqual(
      map(...expected).kvlistValue.values,
    );
  });

  test('an object that throws at every touch', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(encodedValue([proxy, 1])).toEqual(list(text('[Unreadable]'), { intValue: '1' }));
  });

  test('what shares its parts over and over ends after a million entries', () => {
    let value: unknown = 'leaf';
    for (let level = 0; level < 60; level++) value = [value, value];
    const line = otlpLine(recordWith({ body: value }));
    expect(line).toContain('"[Truncated]"');
    expect(line.length).toBeLessThan(100e6);
    expect(otlpJsonProblems(otlpLine(recordWith({ body: 'the next record' })))).toEqual([]);
  });

  test('a list of four thousand million holes', () => {
    const holes: unknown[] = [];
    holes.length = 2 ** 32 - 1;
    const { arrayValue } = encodedValue(holes) as { arrayValue: { values: readonly unknown[] } };
    expect(arrayValue.values).toHaveLength(1_000_001);
    expect(arrayValue.values.at(-1)).toEqual(text('[Truncated]'));
  });

  test('a map of more than a million keys', () => {
    const wide = Object.fromEntries(Array.from({ length: 1_000_010 }, (_, i) => [`k${i}`, i]));
    const { attributes } = parsedRecord(otlpLine(recordWith({ attributes: wide })));
    expect(attributes).toHaveLength(1_000_001);
    expect(attributes.at(-1)).toEqual({ key: '[Truncated]', value: text('[Truncated]') });
  });

  test('a proxy that gives a new proxy for every property', () => {
    const endless = (): unknown =>
      new Proxy(
        {},
        {
          ownKeys: () => ['a', 'b'],
          getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
          get: endless,
        },
      );
    expect(otlpLine(recordWith({ body: endless() }))).toContain('"[Truncated]"');
  });

  test('attributes that throw at every touch', () => {
    const attributes = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no');
        },
      },
    );
    expect(parsedRecord(otlpLine(recordWith({ attributes }))).attributes).toEqual([
      { key: '[Unreadable]', value: text('[Unreadable]') },
    ]);
  });

  test('a proxy that gives itself ever new prototypes', () => {
    let asked = 0;
    const endless = (target: object): object =>
      new Proxy(target, {
        getPrototypeOf: () => {
          if (++asked > 1000) throw new Error('asked without end');
          return endless({});
        },
      });
    const value = endless({ a: 1 });
    expect(encodedValue(value)).toEqual(map(['a', { intValue: '1' }]));
    expect(parsedRecord(otlpLine(recordWith({ attributes: value }))).attributes).toEqual([
      { key: 'a', value: { intValue: '1' } },
    ]);
  });
});

describe('no value breaks a line', () => {
  test('as body, attribute, and attribute name', () => {
    fc.assert(
      fc.property(hostileValue, anyString, (make, key) => {
        const value = make();
        expect(otlpJsonProblems(otlpLine(recordWith({ body: value, attributes: { [key]: value } })))).toEqual([]);
      }),
      { numRuns: runsOf(500, 2000) },
    );
  });

  test('in any field of the record', () => {
    const field = fc.constantFrom(
      'severityNumber',
      'severityText',
      'eventName',
      'droppedAttributesCount',
      'attributes',
    );
    fc.assert(
      fc.property(field, hostileValue, (name, make) => {
        expect(otlpJsonProblems(otlpLine(recordWith({ [name]: make() })))).toEqual([]);
      }),
      { numRuns: runsOf(250, 1000) },
    );
  });

  test('as a time', () => {
    const time = fc.oneof(fc.tuple(anyNumber, anyNumber), fc.array(anyValue));
    fc.assert(
      fc.property(time, time, (hrTime, hrTimeObserved) => {
        expect(otlpJsonProblems(otlpLine(recordWith({ hrTime, hrTimeObserved })))).toEqual([]);
      }),
      { numRuns: runsOf(250, 1000) },
    );
  });

  test('in any field of the span context, resource and scope', () => {
    fc.assert(
      fc.property(hostileValue, hostileValue, hostileValue, (...makers) => {
        const [a, b, c] = makers.map((make) => make());
        const record = recordWith({
          spanContext: { traceId: a, spanId: b, traceFlags: c },
          resource: { attributes: { a }, schemaUrl: b },
          instrumentationScope: { name: a, version: b, schemaUrl: c, attributes: { a, b }, droppedAttributesCount: c },
        });
        expect(otlpJsonProblems(otlpLine(record))).toEqual([]);
      }),
      { numRuns: runsOf(250, 1000) },
    );
  });
});
