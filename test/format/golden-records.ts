// Records whose lines are kept: every kind of value that a record may hold.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { recordWith } from './otlp-lines.ts';

const circular: Record<string, unknown> = { name: 'circular' };
circular['self'] = circular;
const deep = Array.from({ length: 200 }).reduce<unknown>((inner, _, level) => (level % 2 ? [inner] : { inner }), 'end');
const error = Object.assign(new TypeError('it failed: "twice"\n', { cause: new Error('first') }), { code: 'E_TWICE' });
error.stack = 'TypeError: it failed\n    at there (file:///there.js:1:2)';
(error.cause as Error).stack = 'Error: first\n    at here';
const both = new AggregateError([error], 'both');
// Not where this file lies, nor what calls it.
both.stack = 'AggregateError: both\n    at here';
const throwing = Object.defineProperty({}, 'now', {
  enumerable: true,
  get: () => {
    throw new Error('not now');
  },
});
const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();

const TEXTS = [
  '',
  'a',
  'sixteen letters.',
  'seventeen letters',
  'quote " backslash \\ slash / tab \t line\r\nfeed \0 bell \u0007 del \u007f csi \u009b',
  'ümlaut, 漢字, 👍🏽, e\u0301, \u2028 \u2029 \u202e \u2066 \u200b \ufeff',
  'lone \ud800 and \udfff halves \udc00\ud800',
  'long '.repeat(1000),
  `${'x'.repeat(4095)}"`,
  `long and wide ${'äöü€😀'.repeat(400)}`,
];
const NUMBERS = [
  ...[0, -0, 1, -1, 42, 2 ** 31, 2 ** 53 - 1, 2 ** 53, 2 ** 53 + 2, -(2 ** 63), 2 ** 63, 1e21, -1e300],
  ...[0.1, 0.5, -1.25, 1234.567, 0.001, 1e-7, 123456.789012345, 5e-324, 1.7976931348623157e308, 1 / 3, -99.999],
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
];
const OTHERS: readonly unknown[] = [
  ...[true, false, null, undefined, () => 1, Symbol('s'), 0n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 63n, 10n ** 40n],
  ...[new Uint8Array([0, 1, 254, 255]), Buffer.from('bytes'), new Float64Array([1.5, 2]), new ArrayBuffer(4)],
  ...[
    [],
    Object.assign([1], { 2: 'after a hole' }),
    [[1], ['two', [3.5]]],
    {},
    { a: { b: { c: [null, { d: 1n }] } } },
    Object.create({ own: 'not' }),
  ],
  ...[
    new Date(1_700_000_000_123),
    new Date(Number.NaN),
    /x"y/giu,
    new Map<unknown, unknown>([
      ['k', 1],
      [{ o: 1 }, 2],
    ]),
  ],
  ...[new Set(['x', 2]), new URL('https://example.com/a?b=c'), error, both, new Number(3)],
  ...[
    { toJSON: () => ({ as: 'json' }) },
    throwing,
    revoked,
    circular,
    deep,
    { '': 'empty', 'k"\\\n': 'key', schlüssel: 'ü' },
  ],
];

/** Records with every kind of value as a body and as an attribute, every severity, odd times and spans. */
export function* goldenRecords(): Generator<ReadableLogRecord> {
  const values = [...TEXTS, ...NUMBERS, ...OTHERS];
  for (const body of values) yield recordWith({ body });
  for (const value of values) yield recordWith({ body: 'attribute', attributes: { value, 'a.second': value } });
  yield recordWith({ attributes: Object.fromEntries(values.map((value, number) => [`value.${number}`, value])) });
  for (let severityNumber = -1; severityNumber <= 25; severityNumber++) {
    yield recordWith({ severityNumber, severityText: `LEVEL${severityNumber}` });
    yield recordWith({ severityNumber, severityText: severityNumber % 2 ? undefined : 'wärn' });
  }
  for (const time of [
    [0, 0],
    [1, 1],
    [1_700_000_000, 999_999_999],
    [-1, 0],
    [2e10, 5],
    [Number.NaN, 0],
    [1.5, 2.5],
  ]) {
    yield recordWith({ hrTime: time, hrTimeObserved: [1_700_000_001, 0], body: 'time' });
  }
  const [traceId, spanId] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
  for (const spanContext of [{ traceId, spanId, traceFlags: 1 }, { traceId: 'short', spanId, traceFlags: 256 }, null]) {
    yield recordWith({ spanContext, eventName: 'of.a"span', droppedAttributesCount: 3 });
  }
  yield recordWith({
    eventName: '',
    severityNumber: 1.5,
    severityText: 9,
    droppedAttributesCount: -1,
    attributes: null,
  });
}
