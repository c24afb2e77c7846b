// What DuckDB finds in files as they lie there is what the reader finds in them, whatever stands in the place of whatever.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { describe, expect, test } from 'vitest';
import type { PlainValue } from '../../src/query/duckdb.ts';
import { withLogDatabase } from '../../src/query/log-database.ts';
import { NativeLines } from '../../src/query/native-line.ts';
import type { PrepareOptions } from '../../src/query/query-sources.ts';
import { readLogRecords } from '../../src/read/read-log-records.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const attribute = (key: string, value: unknown) => ({ key, value });
const listOf = (...values: unknown[]) => ({ arrayValue: { values } });
const mapOf = (...values: unknown[]) => ({ kvlistValue: { values } });

/** A line with every field that is read. */
const whole = (): object => ({
  resourceLogs: [
    {
      resource: {
        attributes: [
          attribute('service.name', { stringValue: 's' }),
          attribute('m', mapOf(attribute('k', { intValue: '1' }))),
        ],
        droppedAttributesCount: 0,
      },
      scopeLogs: [
        {
          scope: { name: 'scope', version: '1', attributes: [attribute('x', { stringValue: 'y' })] },
          logRecords: [
            {
              timeUnixNano: '1769860800123456789',
              observedTimeUnixNano: '1769860800123456799',
              severityNumber: 9,
              severityText: 'INFO',
              eventName: 'event',
              body: { stringValue: 'first' },
              attributes: [
                attribute('s', { stringValue: 't' }),
                attribute('i', { intValue: '5' }),
                attribute('d', { doubleValue: 0.5 }),
                attribute('b', { boolValue: true }),
                attribute('y', { bytesValue: 'AAH/' }),
                attribute('l', listOf({ stringValue: 'q' }, { intValue: 7 })),
              ],
              flags: 1,
              traceId: '0af7651916cd43dd8448eb211c80319c',
              spanId: '0af7651916cd43dd',
            },
            { timeUnixNano: '1769860800123456790', body: { stringValue: 'second' } },
          ],
        },
      ],
    },
  ],
});

const ODD_VALUES: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    'true',
    'x',
    '',
    ' 7 ',
    '0x10',
    '1e3',
    '+5',
    '007',
    '00',
    '1769860800.5',
    '2026-01-01T00:00:00Z',
  ],
  ...[0, 5, -5, 1.5, 24, 25, 1e30, '0', '5', '-5', 'SEVERITY_NUMBER_ERROR', 'WARN', '\ud800', '\0', '\u{1f600}"\\\n'],
  ...['9223372036854775806', '9223372036854775807', '-9223372036854775808', '18446744073709551616', '9'.repeat(20)],
  ...['9'.repeat(21), 'a'.repeat(40), [], [5], [null], [[]], [{}], {}, { a: 1 }, [{ a: 1 }], { stringValue: 'z' }],
  ...[
    [{ stringValue: 'z' }],
    { stringValue: null },
    { stringValue: 5 },
    { stringValue: {} },
    { stringValue: '\ud83d' },
  ],
  ...[{ intValue: 'x' }, { intValue: 1.5 }, { intValue: null }, { intValue: '-0' }, { intValue: 'Infinity' }],
  ...[{ intValue: '9223372036854775808' }, { intValue: '007' }, { intValue: -7 }, { doubleValue: 'x' }],
  ...[{ doubleValue: '1e3' }, { doubleValue: 1e21 }, { doubleValue: 1e-7 }, { doubleValue: 3 }, { doubleValue: 'NaN' }],
  ...[{ doubleValue: 0.1 + 0.2 }, { doubleValue: '-Infinity' }, { doubleValue: 1.7976931348623157e308 }],
  ...[{ boolValue: 'true' }, { boolValue: 5 }, { bytesValue: '***' }, { bytesValue: '_-8=' }, { bytesValue: 'AAE' }],
  ...[
    { bytesValue: 'AB==' },
    { arrayValue: null },
    { arrayValue: [] },
    { arrayValue: {} },
    { arrayValue: { values: {} } },
  ],
  ...[listOf(null, {}, 5), listOf({}, { doubleValue: 1e-7 }), mapOf(null), mapOf({ value: { stringValue: '1' } })],
  ...[mapOf(attribute('a', { stringValue: '1' }), attribute('a', { stringValue: '2' })), { kvlistValue: null }],
  ...[mapOf({ value: { stringValue: '1' }, key: 'a' }), listOf(attribute('a', { stringValue: '1' }))],
  ...[{ string_value: 'snake' }, { stringValue: 'a', intValue: '5' }, { other: 1 }, { stringValue: 'a', other: 1 }],
];

/** Texts of lines that are no text of `JSON.stringify`, by what is replaced in one. */
const ODD_TEXTS: readonly (readonly [RegExp, string])[] = [
  [/0\.5/, '1.0'],
  [/0\.5/, '1e3'],
  [/0\.5/, '0.99999999999999999999'],
  [/0\.5/, '123456789012345678901'],
  [/0\.5/, '-0.0'],
  [/0\.5/, '.5'],
  [/0\.5/, 'NaN'],
  [/"flags":1/, '"flags":1,'],
  [/"flags":1/, '"flags":1,"body":{"stringValue":"other"}'],
  [/"flags":1/, String.raw`"flags":1,"bod\u0079":{"stringValue":"other"}`],
  [/"flags":1/, '"flags":1,"later":{"a":[1,{"b":null},"]}"]}'],
  [/"resourceLogs"/, String.raw`"resource\u004cogs"`],
  [/"first"/, String.raw`"\ud83d\ude00"`],
  [/"first"/, String.raw`"\ud83d \ude00"`],
  [/"first"/, String.raw`"\x"`],
  [/"first"/, '"a\tb"'],
  [/^/, ' '],
  [/:/g, ' : '],
  [/\}$/, ',"laketraceChain":{"seq":"1"}}'],
  [/\}$/, ',"other":1}'],
  [/\}$/, '} '],
  [/\}$/, '}}'],
  [/"scopeLogs"/, '"instrumentationLibraryLogs"'],
  [/"logRecords"/, '"logs"'],
  [/"attributes":\[\{"key":"s"/, '"attributes":[{"key":"__proto__","value":{"stringValue":"p"}},{"key":"s"'],
  [/"attributes":\[\{"key":"s"/, '"attributes":[{"key":"i","value":{"stringValue":"twice"}},{"key":"s"'],
  [/"attributes":\[\{"key":"s"/, '"attributes":[{"value":{"stringValue":"before"},"key":"v"},{"key":"s"'],
];

type Path = readonly (string | number)[];

function* pathsIn(value: unknown, path: Path = []): Generator<Path> {
  if (path.length > 0) yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, within] of Object.entries(value))
    yield* pathsIn(within, [...path, Array.isArray(value) ? Number(key) : key]);
}

function withValue(path: Path, value: unknown): string {
  const line = whole();
  let at = line as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  at[path.at(-1) as string] = value;
  return JSON.stringify(line);
}

const isNative = (line: string): boolean => new NativeLines().look(Buffer.from(line)) !== undefined;
const text = JSON.stringify(whole());
const LINES = [
  ...[...pathsIn(whole())].flatMap((path) => ODD_VALUES.map((value) => withValue(path, value))),
  ...ODD_TEXTS.map(([pattern, replacement]) => text.replace(pattern, () => replacement)),
];

const COLUMNS =
  'time, severity, service_name, body, attributes, resource, scope, trace_id, span_id, event_name, severity_number, severity_text';

interface Found {
  readonly rows: readonly string[];
  readonly told: readonly string[];
}

async function foundIn(path: string, options: PrepareOptions): Promise<Found> {
  const told: string[] = [];
  const prepare: PrepareOptions = {
    onProblem: ({ line, message }) => told.push(`${line}: ${message}`),
    onTimesBeyond: (count) => told.push(`${count} beyond`),
    ...options,
  };
  return await withLogDatabase('a test', [path], prepare, async ({ database }) => {
    const rows: PlainValue[][] = [];
    const found = await database.query(`select ${COLUMNS} from logs`);
    for await (const chunk of found?.chunks() ?? []) rows.push(...chunk);
    return { rows: rows.map((row) => JSON.stringify(row.map(sorted))).sort(), told };
  });
}

/** Maps have no order. */
function sorted(value: PlainValue): PlainValue {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function asReader(path: string): Promise<Found> {
  const problems: string[] = [];
  const found = await foundIn(path, {
    open: async () =>
      readLogRecords(path, {
        onProblem: ({ line, message }) => problems.push(`${line}: ${message}`),
      }) as AsyncIterable<ReadableLogRecord>,
  });
  return { rows: found.rows, told: [...problems, ...found.told] };
}

describe('lines of OTLP/JSON', () => {
  test('that DuckDB reads as they lie there have what the reader finds in them', async () => {
    const native = LINES.filter(isNative);
    // Enough that the test means something, on both sides.
    expect(native.length).toBeGreaterThan(LINES.length / 5);
    expect(native.length).toBeLessThan(LINES.length / 2);
    const path = join(temporaryDirectory(), 'a.jsonl');
    writeFileSync(path, `${native.join('\n')}\n`);
    expect(await foundIn(path, {})).toEqual(await asReader(path));
  });

  test.each([
    ['what OTLP has', text],
    ['another order', JSON.stringify({ resourceLogs: [{ scopeLogs: [], resource: { attributes: [] } }] })],
    ['blanks', JSON.stringify(whole(), null, ' ').replaceAll('\n', ' ')],
    ['fields of later versions', text.replace('"flags":1', '"flags":1,"later":{"a":[1,{"b":null},"]}"]}')],
    ['a chain', text.replace(/\}$/, ',"laketraceChain":{"seq":"1"}}')],
    ['what is left out', '{"resourceLogs":[{"resource":null,"scopeLogs":[{"logRecords":[{}]},{"logRecords":null}]}]}'],
    ['no record', '{"resourceLogs":[]}'],
  ])('are for DuckDB: %s', (_, line) => {
    expect(isNative(line)).toBe(true);
  });

  test.each([
    ['null in the place of a record', '{"resourceLogs":[{"scopeLogs":[{"logRecords":[null]}]}]}'],
    ['a time before 1970', text.replace('"1769860800123456789"', '"-5"')],
    ['no line of OTLP', text.replace(/\}$/, ',"message":"x"}')],
    ['a field twice', text.replace('"flags":1', '"body":{"stringValue":"b"}')],
    ['depth', `{"resourceLogs":[],"laketraceOther":${'['.repeat(100_000)}`],
  ])('are for the reader: %s', (_, line) => {
    expect(isNative(line)).toBe(false);
  });

  test('are looked at one after the other, whatever was in the one before', () => {
    const lines = new NativeLines();
    const other = text.replace('"s"', '"other"');
    for (const line of [text, other, text.slice(0, 100), text, '', other, text])
      expect(lines.look(Buffer.from(line))).toBe(line.endsWith(']}') ? 0 : undefined);
  });
});
