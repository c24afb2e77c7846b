// Generators of what may stand in a log record, ordinary and hostile.
import fc from 'fast-check';

const TELLING_STRINGS = [
  '',
  '"',
  '\\',
  '\n',
  '\r\n',
  '\u0000',
  '\u001b[31mred',
  '\u007f\u0085\u009b2J',
  '\u2028\u2029',
  '\u202eevil\u2069',
  'ü',
  '日本語',
  '😀',
  '\ud800',
  '\udc00x',
  '\ude00\ud83d',
  '__proto__',
  'constructor',
  '","value":{}},{"key":"forged',
  '\n{"resourceLogs":[]}',
];

/** Strings of any UTF-16 code units, lone surrogates among them, short and long. */
export const anyString: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...TELLING_STRINGS),
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc
    .array(fc.constantFrom(...TELLING_STRINGS, 'plain text ', 'more of it, long enough for the long way'), {
      maxLength: 12,
    })
    .map((parts) => parts.join('')),
);

/** Numbers: every kind of double, integers around the limits of int32, int53 and int64, short decimals. */
export const anyNumber: fc.Arbitrary<number> = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constantFrom(
    0,
    -0,
    1e21,
    -1e21,
    2 ** 63,
    -(2 ** 63),
    2 ** 53,
    2 ** 53 + 2,
    2 ** 63 - 1024,
    2 ** 64,
    5e-324,
    1.7976931348623157e308,
  ),
  fc.tuple(fc.integer(), fc.integer({ min: 1, max: 6 })).map(([digits, decimals]) => digits / 10 ** decimals),
);

/** Values that the OTLP data model has, as both SDK lines type them: these mean the same to the SDK's serializer and to us. */
export const anyValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    anyString,
    anyNumber,
    fc.boolean(),
    fc.constantFrom(null, undefined),
    fc.uint8Array(),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.sparseArray(tie('value'), { maxLength: 6 }),
    fc.dictionary(anyString, tie('value'), { maxKeys: 4 }),
  ),
})).value;

/** Attributes: a map of such values, at times on an object of a class or without a prototype. */
export const anyAttributes: fc.Arbitrary<Record<string, unknown>> = fc.dictionary(anyString, anyValue, { maxKeys: 8 });

/** Objects that throw, never end, contain themselves or pretend to be something else. */
const HOSTILE_OBJECTS: readonly (() => unknown)[] = [
  () => {
    const self: Record<string, unknown> = { name: 'self' };
    self['self'] = self;
    return self;
  },
  () => {
    const list: unknown[] = [];
    list.push(list, [list]);
    return list;
  },
  () => ({
    fine: 1,
    get broken(): never {
      throw new Error('no');
    },
  }),
  () => ({
    toJSON(): never {
      throw new Error('no');
    },
  }),
  () => new Proxy({}, { ownKeys: () => fail() }),
  () => new Proxy({ a: 1 }, { get: () => fail() }),
  () => new Proxy([1, 2], { get: () => fail() }),
  () => new Proxy({}, { getPrototypeOf: () => fail() }),
  () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  () => new Proxy([], { get: (_, name) => (name === 'length' ? '3' : 'x\ny') }),
  () => Object.create(Uint8Array.prototype),
  () => Object.create(Date.prototype),
  () => new Date(Number.NaN),
  () =>
    new Map<unknown, unknown>([
      [Object.create(null), 1],
      ['a\nb', new Set([new Error('x\ny')])],
    ]),
  () => Symbol('a\nb'),
  () => () => '\n',
  () => Promise.resolve('\n'),
  () => new WeakMap(),
  () => Object('boxed\n'),
  () => Object.freeze([Object.freeze({ toString: fail })]),
  () => ({ __proto__: { inherited: 1 }, own: 2 }),
];

const hostileObject: fc.Arbitrary<() => unknown> = fc.constantFrom(...HOSTILE_OBJECTS);

function fail(): never {
  throw new Error('hostile');
}

/**
 * Anything at all, made when called: fast-check itself looks into the values that it generates, which some of these do not
 * survive.
 */
export const hostileValue: fc.Arbitrary<() => unknown> = fc.oneof(
  anyValue.map((value) => () => value),
  hostileObject,
  fc
    .anything({
      withBigInt: true,
      withBoxedValues: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withObjectString: true,
      withSet: true,
      withSparseArray: true,
      withTypedArray: true,
    })
    .map((value) => () => value),
  fc.array(hostileObject, { maxLength: 3 }).map((makers) => () => makers.map((make) => make())),
  fc
    .array(fc.tuple(anyString, hostileObject), { maxLength: 3 })
    .map((makers) => () => Object.fromEntries(makers.map(([key, make]) => [key, make()]))),
);
