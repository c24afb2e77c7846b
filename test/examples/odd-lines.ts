// Lines of OTLP/JSON with all that the format allows, and what a table should have of each record: for every engine the same.

export interface OddRecord {
  readonly body: string;
  readonly service: string;
  readonly scope: string | null;
  readonly attributes: Readonly<Record<string, string | null>>;
}

const attributesOf = (values: Readonly<Record<string, unknown>>): object[] =>
  Object.entries(values).map(([key, value]) => ({ key, value }));

const list = (...values: readonly (object | null)[]): object => ({ arrayValue: { values } });
const map = (entries: Readonly<Record<string, object>>): object => ({ kvlistValue: { values: attributesOf(entries) } });

/** Values of one field of an OTLP value, and what a table should have. */
const VALUES: Readonly<Record<string, readonly [value: object | null, expected: string | null]>> = {
  'int64 max': [{ intValue: '9223372036854775807' }, '9223372036854775807'],
  'int64 min': [{ intValue: '-9223372036854775808' }, '-9223372036854775808'],
  'beyond a double': [{ intValue: '9007199254740993' }, '9007199254740993'],
  'int as a number': [{ intValue: 42 }, '42'],
  double: [{ doubleValue: 0.1 }, '0.1'],
  'double as text': [{ doubleValue: '12.5' }, '12.5'],
  'not a number': [{ doubleValue: 'NaN' }, 'NaN'],
  infinite: [{ doubleValue: '-Infinity' }, '-Infinity'],
  'no fraction': [{ doubleValue: 3 }, '3'],
  true: [{ boolValue: true }, 'true'],
  false: [{ boolValue: false }, 'false'],
  bytes: [{ bytesValue: 'AAH/' }, 'AAH/'],
  'empty text': [{ stringValue: '' }, ''],
  'empty value': [{}, null],
  'no value': [null, null],
  'an unknown kind': [{ stringValue: 'x', laterValue: { a: 1 } }, 'x'],
  quotes: [{ stringValue: '"\\\n\t\u2028 \u{1f600}' }, '"\\\n\t\u2028 \u{1f600}'],
  'a number as text': [{ stringValue: '007' }, '007'],
  // What lies deeper is plain JSON.
  deep: [
    list(map({ k: list(map({ k: list({ stringValue: 'ground "quoted"' }) })) }), { boolValue: false }),
    String.raw`[{"k":[{"k":["ground \"quoted\""]}]},false]`,
  ],
  'very deep': [
    Array.from({ length: 100 }).reduce<object>((value) => list(map({ a: value })), { intValue: 1 }),
    `${'[{"a":'.repeat(100)}1${'}]'.repeat(100)}`,
  ],
  'deep numbers': [
    map({
      n: { intValue: '9223372036854775807' },
      d: { doubleValue: -0.5 },
      text: { doubleValue: '12.5' },
      nan: { doubleValue: 'NaN' },
      no: { stringValue: '1' },
    }),
    '{"n":9223372036854775807,"d":-0.5,"text":12.5,"nan":"NaN","no":"1"}',
  ],
  'deep odds': [
    list({ bytesValue: 'AAH/' }, {}, null, list(), map({}), { arrayValue: {} }, { kvlistValue: { values: [] } }),
    '["AAH/",null,null,[],{},[],{}]',
  ],
  'deep names': [
    {
      kvlistValue: {
        values: [{ key: '"a\\', value: map({ '}]}}': { stringValue: ']}},{"key":"' } }) }, { key: 'no' }],
      },
    },
    String.raw`{"\"a\\":{"}]}}":"]}},{\"key\":\""},"no":null}`,
  ],
  'an empty list': [{ arrayValue: {} }, '[]'],
  'an empty map': [{ kvlistValue: { values: [] } }, '{}'],
  'no OTLP': [{ arrayValue: { values: [5] } }, '{"arrayValue":{"values":[5]}}'],
};

const recordOf = (body: string, attributes: object[] = []): object => ({
  timeUnixNano: '1769860800123456789',
  severityNumber: 9,
  body: { stringValue: body },
  attributes,
  traceId: '0af7651916cd43dd8448eb211c80319c',
  // Of a later version of OTLP.
  laterField: { a: [1, { b: null }] },
});

const odd = attributesOf(Object.fromEntries(Object.entries(VALUES).map(([key, [value]]) => [key, value])));
const resource = (name: string): object => ({ attributes: attributesOf({ 'service.name': { stringValue: name } }) });

/** Two resources in a line, several scopes in one, a scope without a name, a file's id and unknown fields at every level. */
export const ODD_LINES: readonly string[] = [
  JSON.stringify({
    laterLine: true,
    resourceLogs: [
      {
        laketraceFileId: '0123456789abcdef',
        resource: resource('first'),
        scopeLogs: [
          {
            scope: { name: 'a', laterScope: 1 },
            logRecords: [recordOf('1', odd), recordOf('2')],
            schemaUrl: 'https://a.example',
          },
          { scope: { name: 'b' }, logRecords: [recordOf('3')] },
          { scope: { name: 'none' }, logRecords: [] },
        ],
      },
      { resource: resource('second'), scopeLogs: [{ logRecords: [recordOf('4')] }], laterResource: {} },
      { resource: resource('empty'), scopeLogs: [] },
    ],
  }),
];

export const ODD_RECORDS: readonly OddRecord[] = [
  {
    body: '1',
    service: 'first',
    scope: 'a',
    attributes: Object.fromEntries(Object.entries(VALUES).map(([key, [, expected]]) => [key, expected])),
  },
  { body: '2', service: 'first', scope: 'a', attributes: {} },
  { body: '3', service: 'first', scope: 'b', attributes: {} },
  { body: '4', service: 'second', scope: null, attributes: {} },
];
