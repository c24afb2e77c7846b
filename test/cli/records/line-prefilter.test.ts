// A line is left unparsed only where its record cannot have the text.
import { gzipSync } from 'node:zlib';
import { constantFrom, assert as holds, nat, property, record, string, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import { type LinePrefilter, linePrefilter } from '../../../src/cli/records/line-prefilter.ts';
import { textOf } from '../../../src/format/json-value.ts';
import { ecs, flatJson, logfmt, otlpJson, type StoredLogRecord } from '../../../src/index.ts';
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
        const filter = linePrefilter([ignoresCase ? wanted.toUpperCase() : wanted], ignoresCase);
        expect(filter?.(line) ?? true).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});

test('lines that cannot have it are not even parsed', async () => {
  const directory = directoryOf({ 'app.jsonl': `${flatLine('wanted')}oops\n${flatLine('other', 1)}` });
  const lineFilter = linePrefilter(['"wanted"'], false);
  expect(lineFilter).toBeDefined();
  const problems: unknown[] = [];
  const onProblem = (problem: unknown) => problems.push(problem);
  const records = await all(openAllRecords({ ...readSettings(directory, { onProblem }, 'limit', 0), lineFilter }));
  expect([records.map(({ message }) => message), problems]).toEqual([['wanted'], []]);
  expect(linePrefilter(['é "=" '], false)).toBeUndefined();
});

test.each([false, true])(
  'all words of a text are looked for, and numbers however they are written, with %s for the case',
  (caseless) => {
    const filter = linePrefilter(['batch 17777 into'], caseless);
    const judge = (line: string) => filter?.(Buffer.from(line));
    expect(judge('{"message":"batch 17777 into it"}')).toBe(true);
    expect(judge('{"message":"batch 17778 into it"}')).toBe(false);
    expect(judge('{"message":"batch 17777"}')).toBe(false);
    expect(judge('{"message":"batch \\u0031 into it"}')).toBe(true);
    for (const number of ['1.7777e4', ' 17777E0', '0.29999999999999999'])
      expect(judge(`{"message":"into batch","rows":${number}}`)).toBe(true);
    for (const number of ['5.4799999999999995', '1e+21', '1769860800123456789', '3'])
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
    const found = async (lineFilter?: LinePrefilter) =>
      (await all(openAllRecords({ ...settings, lineFilter })))
        .filter(({ message }) => message.startsWith('Needle'))
        .map(({ message, source }) => `${source.file}:${source.line} ${message}`);
    const filtered = await found(linePrefilter([ignoresCase ? 'nEEdle' : 'Needle'], ignoresCase));
    expect(filtered).toHaveLength(2 * 13);
    expect(filtered).toEqual(await found());
  },
);
