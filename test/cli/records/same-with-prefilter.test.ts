// Whatever stands in a file: what is found without parsing all lines is what is found by parsing them.
import { array, constantFrom, assert as holds, nat, oneof, property, string, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import { linePrefilter } from '../../../src/cli/records/line-prefilter.ts';
import { searchedText, textMatch } from '../../../src/cli/records/text-match.ts';
import { parseLogName } from '../../../src/read/bytes/log-names.ts';
import { type FileReading, LogLines } from '../../../src/read/log-lines.ts';
import type { StoredLogRecord } from '../../../src/read/record/stored-record.ts';

/** Values as odd writers write them in JSON. */
const ODD_VALUES: readonly string[] = [
  ...['1e400', '-1E+999', '4.711e3', '1E3', '-0', '-0.0', '1.50', '1e-7', '0.00000012', '-0.000000000471', '12.0e-3'],
  ...['4711', '47.11', '0.30000000000000004', '0.29999999999999999', '1299.99999999999999', '12345678901234567890'],
  ...[
    '1234567890123456789',
    '123456789012345678.9',
    `1${'0'.repeat(330)}.5`,
    `0.${'4711'.repeat(110)}`,
    '[1e3,{"a":2E2}]',
  ],
  ...[
    '\t1e5',
    'true',
    'false',
    'null',
    '""',
    '"Infinity"',
    '"a b"',
    '"\\u0041bc"',
    '"\\ud800x"',
    '"ſtraße K"',
    '[]',
    '{}',
  ],
  ...['"1e3"', '{"a":"x\\ny","b":[null,"\\/"]}', '{"deep":{"er":{"type":"T","message":"m"}}}', '"say \\"hi\\""'],
];
/** Fields of an `AnyValue`, each of its kind and of others. */
const KINDS: readonly string[] = ['stringValue', 'intValue', 'doubleValue', 'boolValue', 'bytesValue', 'int_value'];
const HELD: readonly string[] = [
  ...['"1e3"', '1e3', '"0x1F"', '" 5 "', '"NaN"', '"abc"', '"-Infinity"', '1e400', '"1E400"', '""', 'true', '"true"'],
  ...['1', '{}', '[1,2]', 'null', '"aGVsbG8="', '"aGVs bG8"', '"_-8"', '"0.1e1"', '"12345678901234567890"', '0.5e-6'],
];
const KEYS: readonly string[] = [
  ...[
    'message',
    'msg',
    'level',
    'time',
    'rows',
    'a.b',
    'event',
    'exception',
    'extra',
    'thread',
    'error',
    'log',
    'name',
  ],
  ...['function', 'pid', 'labels', 'logger', '__proto__', '1', 'lvl', 'body'],
];

const value = oneof(
  constantFrom(...ODD_VALUES),
  tuple(constantFrom(...KEYS), constantFrom(...ODD_VALUES)).map(([key, held]) => `{"${key}":${held},"rest":"of it"}`),
  string({ unit: 'binary', maxLength: 12 }).map((text) => JSON.stringify(text)),
);
const fields = array(tuple(constantFrom(...KEYS), value), { maxLength: 5 }).map((all) =>
  all.map(([key, held]) => `,"${key}":${held}`).join(''),
);
const FLAT = '{"timestamp":"2026-01-31T12:00:00.000Z","level":"INFO","message":"it is so"}';
const FLAT_OF_LOGGER = FLAT.replace('it is so"', 'one more 4711","logger_name":"shop"');
const begin = constantFrom(
  ...[FLAT, FLAT_OF_LOGGER].map((line) => line.slice(1, -1)),
  '"@timestamp":"2026-01-31T12:00:00.000Z","log.level":"info","ecs.version":"8.10","message":"of ECS"',
  '"@timestamp":"2026-01-31T12:00:00.000Z","ecs":{"version":"8"},"log":{"level":"warn","x":1e2},"message":"nested"',
  '"timestamp":"2026-01-31T12:00:00Z","level":"INFO","message":"m","severity_number":9,"event_name":"e","time_unix_nano":"1769860800000000000","observed_timestamp":"2026-01-31T12:00:00Z","file":"a.ts","thread":{"id":1e3,"kind":"main"}',
);
const otlp = tuple(constantFrom(...KINDS), constantFrom(...HELD), constantFrom(...KINDS), constantFrom(...HELD)).map(
  ([kind, held, other, more]) =>
    `{"resourceLogs":[{"scopeLogs":[{"scope":{"name":"s"},"logRecords":[{"body":{"${kind}":${held}},"attributes":[{"key":"k.e","value":{"${other}":${more}}}]}]}]}]}`,
);
const line = oneof(
  tuple(begin, fields).map(([first, more]) => `{${first}${more}}`),
  otlp,
  constantFrom('a line of text', '{"message":"bro', ''),
);

const logfmt = tuple(
  constantFrom(...KEYS),
  oneof(constantFrom('1e3', '4711', '"a b"', 'x', '"\\u0041"'), constantFrom(undefined)),
).map(
  ([key, held]) => `time=2026-01-31T12:00:00Z msg="it is" ${held === undefined ? key : `${key}=${held}`} level=info`,
);

/** The records of a file. */
function read(lines: readonly string[], lineFilter?: FileReading['lineFilter']): StoredLogRecord[] {
  const nothing = (): void => undefined;
  const reading = { problem: nothing, read: nothing, expect: nothing, plainLine: nothing, lineFilter };
  const all = new LogLines('app.jsonl', parseLogName('app.jsonl'), 0, reading);
  all.take(Buffer.from(`${lines.join('\n')}\n`));
  all.end();
  return all.drain();
}

const found = (records: readonly StoredLogRecord[], wanted: string, ignoresCase: boolean): string[] => {
  const match = textMatch(wanted, ignoresCase);
  return records
    .filter((record) => match.test(searchedText(record)))
    .map((record) => `${record.source.line}: ${searchedText(record)}`);
};

test.each([
  // What its names are a file says by its first line of flat JSON.
  ['JSON', tuple(constantFrom(FLAT, FLAT_OF_LOGGER), array(line, { minLength: 1, maxLength: 12 }))],
  ['logfmt', tuple(logfmt, array(logfmt, { minLength: 1, maxLength: 6 }))],
])('in a file of %s', (_, files) => {
  holds(
    property(
      files,
      nat(),
      nat(),
      nat(25),
      constantFrom(true, false),
      ([first, more], nth, from, length, ignoresCase) => {
        const lines = [first, ...more];
        const all = read(lines);
        const text = searchedText(all[nth % all.length] as StoredLogRecord);
        const start = from % Math.max(1, text.length);
        const some = text.slice(start, start + 1 + length);
        const wanted = ignoresCase ? some.toUpperCase() : some;
        const filtered = read(lines, linePrefilter(wanted, ignoresCase));
        expect([wanted, found(filtered, wanted, ignoresCase)]).toEqual([wanted, found(all, wanted, ignoresCase)]);
      },
    ),
    { numRuns: Number(process.env['LAKETRACE_PROPERTY_RUNS'] ?? 1500) },
  );
});
