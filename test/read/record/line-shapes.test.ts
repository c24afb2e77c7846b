// Lines that are read by their shape are the records that they would be if each were parsed.
import { expect, test } from 'vitest';
import { CopiedLines } from '../../../src/cli/records/copied-lines.ts';
import { TextLines } from '../../../src/cli/records/printed-lines.ts';
import { flatJsonLines } from '../../../src/format/flat-json.ts';
import { PrettyCopier } from '../../../src/format/pretty-copier.ts';
import { prettyLines } from '../../../src/format/pretty-text.ts';
import { WRITTEN, writtenOf } from '../../../src/format/written-fields.ts';
import { LineParser } from '../../../src/read/record/line-parser.ts';
import type { StoredRecord } from '../../../src/read/record/stored-record.ts';

/** The records of lines, and what is wrong with others. */
function read(lines: readonly string[]): (StoredRecord | string)[] {
  const found: (StoredRecord | string)[] = [];
  parse(lines, false, (one) => found.push(one));
  return found;
}

function parse(lines: readonly string[], isPassing: boolean, take: (one: StoredRecord | string) => void): void {
  const broken = (line: number, reason: string) => take(`${line}: ${reason}`);
  const parser = new LineParser('app.jsonl', true, { record: take, broken }, isPassing);
  // Among others, as they stand in a file; the same bytes are used again.
  const bytes = Buffer.alloc(Math.max(...lines.map((line) => Buffer.byteLength(line))) + 20);
  for (const [index, line] of lines.entries()) {
    const start = bytes.fill('"7,').write('{"a":1}\n');
    const end = start + bytes.write(line, start);
    if (!parser.takeAlike(bytes, start, end, index + 1)) parser.line(line, index + 1);
  }
  parser.end();
}

/** The lines of records that are printed one after the other, as the bytes of each pass. */
function printed(lines: readonly string[], into: TextLines): string {
  parse(lines, true, (one) => typeof one === 'string' || into.add(one));
  return Buffer.from(into.take()).toString();
}

/** The record of a line that is parsed: an escape of an equal character keeps it from being read by its shape. */
function parsed(lines: readonly string[]): (StoredRecord | string)[] {
  return read(lines.map((line) => line.replace('e', '\\u0065')));
}

function shown(record: StoredRecord | string): unknown {
  if (typeof record === 'string') return record;
  const { hrTime, severityNumber, severityText, body, eventName, attributes, spanContext, source } = record;
  const { resource, instrumentationScope, droppedAttributesCount, hrTimeObserved } = record;
  return {
    ...{ hrTime, hrTimeObserved, severityNumber, severityText, body, eventName, spanContext, source },
    ...{ attributes: Object.entries(attributes), resource: Object.entries(resource.attributes) },
    ...{ instrumentationScope, droppedAttributesCount },
  };
}

function linesOf(records: readonly (StoredRecord | string)[], lineOf: (record: StoredRecord) => string): string[] {
  return records.flatMap((record) => (typeof record === 'string' ? [] : [lineOf(record)]));
}

const HEAD = '"timestamp":"2026-01-31T12:00:00.123Z","level":"INFO","message":"loaded","logger_name":"etl"';

test('a line like one before it is not parsed', () => {
  const [first, second] = read([`{${HEAD},"rows":1}`, `{${HEAD},"rows":22}`]) as StoredRecord[];
  expect(writtenOf(first as StoredRecord)).toBeUndefined();
  expect(writtenOf(second as StoredRecord)?.line.text).toBe(`{${HEAD},"rows":22}`);
  expect(second?.attributes).toEqual({ rows: 22 });
  expect(second?.message).toBe('loaded');
});

test('a line that passes is copied from its bytes, which are then gone', () => {
  const bytes = Buffer.from(`{${HEAD},"rows":1}{${HEAD},"rows":22}`);
  const half = bytes.indexOf('}') + 1;
  const records: StoredRecord[] = [];
  const parsed = { record: (record: StoredRecord) => void records.push(record), broken: () => undefined };
  const parser = new LineParser('app.jsonl', true, parsed, true);
  parser.line(bytes.toString('latin1', 0, half), 1);
  expect(parser.takeAlike(bytes, half, bytes.length, 2)).toBe(true);
  const notCopied = () => 'not copied';
  for (const [copier, line] of [
    [new PrettyCopier('HH:mm:ss', 'UTC'), '12:00:00.123 INFO     etl loaded rows=22\n'],
    [new CopiedLines(), 'not copied\n'],
  ] as const) {
    const lines = new TextLines(() => ({ lineOf: notCopied, copier }));
    lines.add(records[1] as StoredRecord);
    expect(Buffer.from(lines.take()).toString()).toBe(line);
  }
});

test.each([
  ['another number', '"rows":1', ['"rows":0', '"rows":-7', '"rows":1.5', '"rows":123456789012345', '"rows":0.1']],
  ['a number that others write in another way', '"rows":1', ['"rows":1e5', '"rows":1.50', '"rows":-0', '"rows":1E-7']],
  ['a number that is no double', '"rows":1', ['"rows":9007199254740993', '"rows":5.4799999999999995', '"rows":0.1000']],
  [
    'digits that are no JSON',
    '"rows":1',
    ['"rows":01', '"rows":1.', '"rows":.5', '"rows":--1', '"rows":1,', '"rows":'],
  ],
  ['an exponent in the first line', '"rows":1e5', ['"rows":2e5', '"rows":3']],
  [
    'another kind',
    '"rows":1',
    ['"rows":"1"', '"rows":true', '"rows":null', '"rows":[1]', '"rows":{"a":1}', '"rows":trux'],
  ],
  ['words', '"ok":true', ['"ok":false', '"ok":null', '"ok":truefalse', '"ok":nul']],
  [
    'texts',
    '"note":"a"',
    ['"note":""', '"note":"a b"', '"note":"a=b"', '"note":"a\\"b"', '"note":"ü"', '"note":"a\u0007b"', '"note":"a"b"'],
  ],
  [
    'other keys',
    '"rows":1',
    ['"row":1', '"rows":1,"more":2', '"a":1,"rows":1', '"rows":1,"rows":2', '"__proto__":1', '"7":1'],
  ],
  [
    'fields of ours',
    '"hostname":"h","pid":7',
    ['"hostname":"h","pid":0', '"hostname":"","pid":7', '"hostname":"0","pid":8', '"hostname":"h","pid":1.5'],
  ],
  ['ids', '"trace_id":"0af7651916cd43dd8448eb211c80319c","span_id":"b7ad6b7169203331"', ['"trace_id":"","span_id":""']],
  [
    'an event',
    '"event_name":"a","platform":"local"',
    ['"event_name":"","platform":""', '"event_name":"b","platform":"c"'],
  ],
  ['what is more than one field', '"exception":"boom"', ['"exception":"bang"', '"exception":null']],
  ['parts of an exception', '"exception.type":"E"', ['"exception.type":"F"']],
])('%s is what it is if it is parsed', (_, first, others) => {
  const lines = [first, first, ...others, first].map((fields) => `{${HEAD},${fields}}`);
  expectAlike(lines);
});

test.each([
  [
    'times',
    ['2026-01-31T12:00:00.124Z', '2026-02-31T12:00:00.123Z', '2026-01-31T12:00:60.000Z', '2026-01-31T24:00:00.000Z'],
  ],
  [
    'odd times',
    [
      '2026-01-31 12:00:00.123Z',
      '2026-01-31T12:00:00,123Z',
      '2026-01-31T12:00:00.123456Z',
      'soon',
      '',
      '1769860800123',
    ],
  ],
])('%s are what they are if they are parsed', (_, times) => {
  const line = `{${HEAD},"rows":1}`;
  expectAlike([line, line, ...times.map((time) => line.replace('2026-01-31T12:00:00.123Z', time)), line]);
});

test('levels are what they are if they are parsed', () => {
  const line = `{${HEAD},"rows":1}`;
  expectAlike([line, line, ...['WARN', 'none such', '', 'error'].map((level) => line.replace('INFO', level)), line]);
  expectAlike([line, line, line.replace('"INFO"', '30'), line.replace('"level":"INFO",', ''), line]);
});

test('files of several writers, with blanks and other names', () => {
  const python = '{"time": "2026-01-31T12:00:00.123Z", "levelname": "INFO", "msg": "a", "rows": 1}';
  const pino = '{"level":30,"time":1769860800123,"pid":1,"hostname":"h","msg":"b"}';
  expectAlike([
    python,
    python,
    pino,
    pino,
    python,
    `{${HEAD}}`,
    python,
    pino,
    `{${HEAD}}`,
    `{${HEAD}}`,
    'no JSON',
    python,
  ]);
});

test('lines that two writers may have written', () => {
  const one = '{"time":"2026-01-31T12:00:00.123Z","level":"INFO","msg":"a"}';
  const other = '{"timestamp":"2026-01-31T12:00:01.123Z","level":"INFO","message":"b"}';
  const both = `${one.slice(0, -1)},${other.slice(1).replace('"level":"INFO",', '')}`;
  expectAlike([one, both, both, other, both, both, one, both]);
});

test('many shapes', () => {
  const lines = Array.from(
    { length: 3000 },
    (_, index) => `{${HEAD},"k${(index * 7) % 500}":${index},"z":"${index % 3}"}`,
  );
  expectAlike(lines);
});

/** Lines of any shape and any values. */
test('lines as they come', () => {
  let seed = 7;
  const upTo = (limit: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % limit;
  };
  const values = [
    '1',
    '-2',
    '0',
    '0.5',
    '1e3',
    '"x"',
    '"a b"',
    '""',
    '"\\n"',
    'true',
    'null',
    '[1]',
    '1.25',
    '"é"',
    '1.10',
  ];
  const keys = [
    'a',
    'b',
    'pid',
    'hostname',
    'extra',
    'logger_name',
    'exception',
    'file',
    'trace_id',
    'level',
    'time',
    '1',
  ];
  const lines = Array.from({ length: 2000 }, () => {
    const fields = Array.from({ length: upTo(4) }, () => `"${keys[upTo(keys.length)]}":${values[upTo(values.length)]}`);
    const second = String(upTo(70)).padStart(2, '0');
    const level = ['INFO', 'WARN', 'odd'][upTo(3)];
    return `{${[`"timestamp":"2026-01-31T12:00:${second}.5Z"`, `"level":"${level}"`, '"message":"m"', ...fields].join(',')}}`;
  });
  expectAlike([...lines, ...lines.map((line) => line.replace('.5Z', '.500Z'))]);
});

function expectAlike(lines: readonly string[]): void {
  const [records, expected] = [read(lines), parsed(lines)];
  // What a parser says of a line names a place in it.
  const comparable = (all: readonly (StoredRecord | string)[]) =>
    all.map(shown).map((one) => (typeof one === 'string' ? one.split(':', 2).join() : one));
  expect(comparable(records)).toEqual(comparable(expected));
  expect(expected.every((record) => typeof record === 'string' || !(WRITTEN in record && writtenOf(record)))).toBe(
    true,
  );
  const encode = flatJsonLines();
  const copied = new CopiedLines();
  expect(linesOf(records, (record) => copied.lineOf(record))).toEqual(linesOf(expected, encode));
  const passing = new CopiedLines();
  const flat = new TextLines(() => ({ lineOf: (record) => passing.lineOf(record), copier: passing }));
  expect(printed(lines, flat)).toBe(textOf(linesOf(expected, encode)));
  for (const colors of [false, true]) {
    const style = { colors, timeZone: 'UTC', sanitize: true };
    expect(linesOf(records, prettyLines(style))).toEqual(linesOf(expected, prettyLines(style)));
  }
  const style = { colors: false, timeZone: 'Europe/Oslo', sanitize: true, time: 'YYYY-MM-DD HH:mm:ss.SSS' };
  const pretty = new TextLines(() => ({
    lineOf: prettyLines(style),
    copier: new PrettyCopier('YYYY-MM-DD HH:mm:ss', 'Europe/Oslo'),
  }));
  expect(printed(lines, pretty)).toBe(textOf(linesOf(expected, prettyLines(style))));
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
