// A line is left unparsed only where its record cannot have the text.
import { gzipSync } from 'node:zlib';
import { constantFrom, double, assert as holds, nat, oneof, property, record, string, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import { linePrefilter } from '../../../src/cli/records/line-prefilter.ts';
import { textOf } from '../../../src/format/json-value.ts';
import { ecs, flatJson, logfmt, otlpJson, type StoredLogRecord } from '../../../src/index.ts';
import type { LineFilter } from '../../../src/read/line-filter.ts';
import { openAllRecords } from '../../../src/read/open-records.ts';
import { readSettings } from '../../../src/read/read-options.ts';
import { LineParser } from '../../../src/read/record/line-parser.ts';
import { logRecord } from '../../support/log-records.ts';
import { all, directoryOf, flatLine } from '../../support/read-records.ts';

const FORMATS = {
  otlp: otlpJson(),
  json: flatJson(),
  full: flatJson({ serialize: true }),
  ecs: ecs(),
  logfmt: logfmt(),
};

/** What of a record is looked through. */
function searched({ loggerName, message, extra, exception }: StoredLogRecord): string {
  const fields = Object.entries(extra).map(([key, value]) => `${key}=${textOf(value)}`);
  return [loggerName, message, ...fields, exception?.type, exception?.value, exception?.traceback].join(' ');
}

function readLine(line: string): StoredLogRecord | undefined {
  const records: StoredLogRecord[] = [];
  const parser = new LineParser('app', false, { record: (one) => records.push(one), broken: () => undefined });
  parser.line(line, 1);
  parser.end();
  return records[0];
}

/** Whether a line may be one of those that are looked for: alone, and among others. */
function isFound(line: Buffer, filter: LineFilter | undefined): boolean {
  if (filter === undefined) return true;
  const alone = filter.in(line).next(0) !== -1;
  const [before, after] = ['{"m":1}\n', '\n{"m":2.5}\n'].map((other) => Buffer.from(other)) as [Buffer, Buffer];
  const at = filter.in(Buffer.concat([before, line, after])).next(0);
  expect(at !== -1).toBe(alone);
  if (alone) expect(at >= before.length && at < before.length + line.length).toBe(true);
  return alone;
}

const text = string({ unit: 'binary', maxLength: 30 });
const value = tuple(
  text,
  nat(),
  constantFrom(0.5, 1e21, true, null, 'Kelvin \u212a', 'a"b\\c/d', [1, 'two'], { deep: { a: 1 } }),
);

test.each(Object.entries(FORMATS))('%s', (_, format) => {
  holds(
    property(
      record({
        message: text,
        key: text,
        value,
        from: nat(80),
        length: nat(20),
        ignoresCase: constantFrom(true, false),
      }),
      ({ message, key, value: [words, number, other], from, length, ignoresCase }) => {
        const encoder = format.createEncoder();
        const attributes = { [key]: words, number, other, 'exception.type': 'TypeError', 'exception.message': message };
        encoder.stage(logRecord(message, { attributes: attributes as never }));
        encoder.commit();
        const line = Buffer.from(encoder.take()).subarray(0, -1);
        const read = readLine(line.toString());
        if (read === undefined) throw new Error(`not read: ${line}`);
        const all = searched(read);
        const start = from % Math.max(1, all.length);
        const wanted = all.slice(start, start + length);
        const filter = linePrefilter(ignoresCase ? wanted.toUpperCase() : wanted, ignoresCase);
        expect(isFound(line, filter)).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});

test('lines that cannot have it are not even parsed', async () => {
  const directory = directoryOf({ 'app.jsonl': `${flatLine('wanted')}oops\n${flatLine('other', 1)}` });
  const lineFilter = linePrefilter('"wanted"', false);
  expect(lineFilter).toBeDefined();
  const problems: unknown[] = [];
  const onProblem = (problem: unknown) => problems.push(problem);
  const records = await all(openAllRecords({ ...readSettings(directory, { onProblem }, 'limit', 0), lineFilter }));
  expect([records.map(({ message }) => message), problems]).toEqual([['wanted'], []]);
  expect(linePrefilter('é "=" ', false)).toBeUndefined();
});

test.each([false, true])(
  'all words of a text are looked for, and numbers however they are written, with %s for the case',
  (caseless) => {
    const filter = linePrefilter('batch 17777 into', caseless);
    const judge = (line: string) => isFound(Buffer.from(line), filter);
    expect(judge('{"message":"batch 17777 into it"}')).toBe(true);
    expect(judge('{"message":"batch 17778 into it"}')).toBe(false);
    expect(judge('{"message":"batch 17777"}')).toBe(false);
    expect(judge('{"message":"batch \\u0031 into it"}')).toBe(true);
    for (const number of ['1.7777e4', ' 17777E0', '17776.9999999999999999'])
      expect(judge(`{"message":"into batch","rows":${number}}`)).toBe(true);
    for (const number of ['5.4799999999999995', '0.29999999999999999', '1e+21', '1769860800123456789', '3'])
      expect(judge(`{"message":"into batch","rows":${number}}`)).toBe(false);
  },
);

test.each([false, true])(
  'in many lines, with %s for the case, what is found is what a look at each would find',
  async (ignoresCase) => {
    // Some lines in a row have it; then none for longer than is looked at in one go; one is longer than that.
    const has = (n: number) => n % 500 < 3 || n === 1777;
    const lines = Array.from({ length: 2000 }, (_, n) => {
      const more = n === 1776 ? '-'.repeat(100_000) : '';
      return `${flatLine(`${has(n) ? 'Needle' : 'other'} ${n}${more}`, n)}${n % 700 === 0 ? '\n' : ''}`;
    });
    const directory = directoryOf({ 'app.jsonl': lines.join(''), 'archive.jsonl.gz': gzipSync(lines.join('')) });
    const settings = readSettings(directory, {}, 'limit', 0);
    const found = async (lineFilter?: LineFilter) =>
      (await all(openAllRecords({ ...settings, lineFilter })))
        .filter(({ message }) => message.startsWith('Needle'))
        .map(({ message, source }) => `${source.file}:${source.line} ${message}`);
    const filtered = await found(linePrefilter(ignoresCase ? 'nEEdle' : 'Needle', ignoresCase));
    expect(filtered).toHaveLength(2 * 13);
    expect(filtered).toEqual(await found());
  },
);

/** Ways to write a number that JSON has. */
const SPELLINGS: readonly ((value: number) => string)[] = [
  String,
  (value) => value.toExponential(),
  (value) => value.toExponential(20).toUpperCase(),
  (value) => value.toPrecision(17),
  (value) => value.toPrecision(21),
  (value) => value.toFixed(20),
  (value) => value.toExponential().replace('+', ''),
  (value) =>
    value
      .toExponential()
      .replace('e', '000e')
      .replace(/^(-?\d)000e/, '$1.000e'),
  (value) => `${Math.trunc(value % 1e18) || 1}777.5`,
  (value) => String(BigInt(Math.trunc(value % 1e30))),
  // Below the next number by less than a double holds.
  (value) => `${Math.trunc(value % 1e9) || 1}.${'9'.repeat(17)}`,
];

test('a number is found by any part of how it is shown, however it is written', () => {
  const values = oneof(
    double({ noNaN: true, noDefaultInfinity: true }),
    nat(100_000).map((thousandths) => thousandths / 1000),
    nat(100).map((tens) => tens * 10),
    double({ min: -1e24, max: 1e24, noNaN: true }),
    tuple(nat(9999), nat(40)).map(([digits, power]) => Number(`${digits}e${power - 20}`)),
  );
  holds(
    property(values, nat(SPELLINGS.length - 1), nat(30), nat(30), (number, way, from, length) => {
      const written = SPELLINGS[way]?.(number) ?? '';
      for (const line of [`{"message":"m","rows":${written}}`, `{"message":"m", "rows": ${written} ,"z":true}`]) {
        const read = readLine(line);
        if (read === undefined) throw new Error(`not read: ${line}`);
        const shown = textOf(read.extra.rows);
        const wanted = shown.slice(from % shown.length, (from % shown.length) + 3 + length);
        expect([line, wanted, isFound(Buffer.from(line), linePrefilter(wanted, false))]).toEqual([line, wanted, true]);
      }
    }),
    { numRuns: 3000 },
  );
});

test('digits that go on and on take no longer than others', () => {
  const digits = Buffer.from(`${'1'.repeat(390)}x`.repeat(2500));
  const points = Buffer.from(`${'.0000001'.repeat(40)}x`.repeat(3000));
  const exponents = Buffer.from('1e1'.repeat(300_000));
  for (const lines of [digits, points, exponents]) expect(linePrefilter('4711.5', false)?.in(lines).next(0)).toBe(-1);
  // It may be any number.
  expect(
    linePrefilter('4711.5', false)
      ?.in(Buffer.from('1'.repeat(1_000_000)))
      .next(0),
  ).toBeGreaterThanOrEqual(0);
});
