// Lines of OTLP/JSON with all that the format allows, and what a table should have of each record: for every engine the same.

/** What a value should be in the table: its text, or what the JSON of its text is. */
export type Expected = string | null | { readonly json: unknown };

export interface OddRecord {
  readonly body: string;
  readonly service: string;
  readonly scope: string | null;
  readonly attributes: Readonly<Record<string, Expected>>;
}

/** Five lists and maps within each other, and the text at their ground. */
const nested = (text: string): object => {
  const list = (value: object) => ({ arrayValue: { values: [value] } });
  const map = (value: object) => ({ kvlistValue: { values: [{ key: 'k', value }] } });
  return list(map(list(map(list({ stringValue: text })))));
};

/** Values of one field of an OTLP value, and what a table should have. */
const VALUES: Readonly<Record<string, readonly [value: object | null, expected: Expected]>> = {
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
  deep: [nested('ground "quoted"'), { json: (nested('ground "quoted"') as { arrayValue: object }).arrayValue }],
  'deep numbers': [
    { kvlistValue: { values: [{ key: 'n', value: { intValue: '9223372036854775807' } }] } },
    { json: { values: [{ key: 'n', value: { intValue: '9223372036854775807' } }] } },
  ],
  'an empty list': [{ arrayValue: {} }, { json: {} }],
};

const attributesOf = (values: Readonly<Record<string, unknown>>): object[] =>
  Object.entries(values).map(([key, value]) => ({ key, value }));

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

/** The attributes of a row, with the JSON in them parsed where it should be some. */
export function attributesFound(text: string, { attributes }: OddRecord): Record<string, Expected> {
  const found = JSON.parse(text) as Record<string, string | null>;
  const known = (key: string, value: string | null): Expected =>
    value !== null && typeof attributes[key] === 'object' && attributes[key] !== null
      ? { json: JSON.parse(value) }
      : value;
  return Object.fromEntries(Object.entries(found).map(([key, value]) => [key, known(key, value)]));
}
