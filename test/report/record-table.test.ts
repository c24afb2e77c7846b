// The table of a report: within its limit the newest records, and warnings and errors before others; long texts are cut.
import { randomBytes } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { KeptBlock } from '../../src/report/record-block.ts';
import type { RecordBlock } from '../../src/report/report-data.ts';
import { failed, HOSTILE, hostileRecords, reportOf, START, said } from './report-records.ts';

interface Row {
  readonly ordinal: number;
  readonly time: number | null;
  readonly message: string;
}

function rowsOf(blocks: readonly KeptBlock[]): Row[] {
  const rows = blocks.flatMap(({ compressed }) => {
    const { ordinal, time, message } = JSON.parse(inflateRawSync(compressed).toString()) as RecordBlock;
    let [lastOrdinal, lastTime] = [0, 0];
    return message.map((text, row) => {
      lastOrdinal += ordinal[row] ?? Number.NaN;
      const step = time[row] ?? null;
      lastTime += step ?? 0;
      return { ordinal: lastOrdinal, time: step === null ? null : lastTime, message: text };
    });
  });
  return rows.sort((a, b) => a.ordinal - b.ordinal);
}

const info = (index: number) => said({ at: index, message: `info ${index}` });

test('all records, with their times, also over several blocks', async () => {
  const records = Array.from({ length: 4500 }, (_, index) =>
    index % 7 === 0 ? said({ at: null, message: 'none' }) : info(index),
  );
  const { blocks } = await reportOf(records);
  expect(blocks.length).toBeGreaterThan(2);
  const rows = rowsOf(blocks);
  expect(rows.map(({ ordinal }) => ordinal)).toEqual(records.map((_, index) => index));
  expect(rows.filter(({ time }) => time === null)).toHaveLength(643);
  for (const { ordinal, time } of rows) if (time !== null) expect(time).toBe(START + ordinal);
});

test('beyond the limit the newest stay', async () => {
  const { blocks, summary } = await reportOf(
    Array.from({ length: 9000 }, (_, index) => info(index)),
    3000,
  );
  expect(summary).toMatchObject({ records: 9000, tableRecords: 3000 });
  const rows = rowsOf(blocks);
  expect([rows[0], rows.at(-1), rows.length]).toEqual([
    { ordinal: 6000, time: START + 6000, message: 'info 6000' },
    { ordinal: 8999, time: START + 8999, message: 'info 8999' },
    3000,
  ]);
});

test('old warnings and errors stay before new chatter, up to half of the table', async () => {
  const errors = Array.from({ length: 5000 }, (_, index) => failed(`failure ${index}`, { at: index }));
  const few = await reportOf(
    [...errors.slice(0, 10), ...Array.from({ length: 9000 }, (_, index) => info(index))],
    3000,
  );
  const rows = rowsOf(few.blocks);
  expect(rows).toHaveLength(3000);
  expect(rows.slice(0, 10).every(({ message }) => message === 'write failed')).toBe(true);
  const many = rowsOf(
    (await reportOf([...errors, ...Array.from({ length: 9000 }, (_, index) => info(index))], 3000)).blocks,
  );
  expect(many.filter(({ message }) => message === 'write failed').map(({ ordinal }) => ordinal)).toEqual(
    Array.from({ length: 1500 }, (_, index) => 3500 + index),
  );
});

test('room that chatter does not need is for errors', async () => {
  const errors = Array.from({ length: 5000 }, (_, index) => failed(`failure ${index}`, { at: index }));
  expect((await reportOf([...errors, info(1)], 3000)).summary.tableRecords).toBe(3000);
});

test.each([
  ['errors first', (index: number) => index < 4000],
  ['errors last', (index: number) => index >= 8000],
  ['every other', (index: number) => index % 2 === 0],
  ['every tenth', (index: number) => index % 10 === 0],
  ['in turns', (index: number) => Math.floor(index / 3000) % 2 === 0],
])('whatever comes when, the newest of both halves are there: %s', async (_, isError) => {
  const limit = 5000;
  const records = Array.from({ length: 12_000 }, (_each, index) =>
    isError(index) ? failed('failure', { at: index }) : info(index),
  );
  const rows = rowsOf((await reportOf(records, limit)).blocks);
  const all = Array.from(records, (_each, index) => index);
  const [severe, others] = [all.filter(isError), all.filter((index) => !isError(index))];
  const mostSevere = Math.min(severe.length, Math.max(limit / 2, limit - others.length));
  const newest = [...severe.slice(-mostSevere), ...others.slice(-(limit - mostSevere))];
  expect(rows.map(({ ordinal }) => ordinal)).toEqual(newest.sort((a, b) => a - b));
});

test('the errors of a cut block keep their rows', async () => {
  const errors = Array.from({ length: 2500 }, (_, index) => failed(`failure number ${index}`, { at: index }));
  const { blocks } = await reportOf(errors, 1000);
  const found = blocks.flatMap(({ compressed }) => {
    const block = JSON.parse(inflateRawSync(compressed).toString()) as RecordBlock;
    return block.errors.map(([row, , , message]) => [block.fields.length > row, message]);
  });
  expect(found).toEqual(Array.from({ length: 1000 }, (_, index) => [true, `failure number ${1500 + index}`]));
});

test('a message of a megabyte is cut, and says so', async () => {
  const { blocks } = await reportOf(hostileRecords());
  const long = rowsOf(blocks).find(({ message }) => message.startsWith('xxx'));
  expect(long?.message).toMatch(/x… \[984000 more characters\]$/);
  expect(blocks.reduce((sum, { characters }) => sum + characters, 0)).toBeLessThan(400_000);
  expect(HOSTILE.some((text) => text.length === 1_000_000)).toBe(true);
});

test('of large records there are fewer, the newest of both halves, and the report knows', async () => {
  const large = (index: number) => randomBytes(9000).toString('base64') + index;
  const records = Array.from({ length: 2400 }, (_, index) =>
    index % 2 === 0
      ? said({ at: index, message: large(index) })
      : failed(large(index), { at: index, message: 'failed' }),
  );
  const { blocks, summary } = await reportOf(records);
  expect(summary).toMatchObject({ records: 2400, isTableFull: true });
  const bytes = blocks.reduce((sum, { compressed }) => sum + compressed.length, 0);
  expect(bytes / 1024 / 1024).toBeGreaterThan(10);
  // And the blocks that are closed at the end.
  expect(bytes / 1024 / 1024).toBeLessThan(14);
  const rows = rowsOf(blocks);
  expect(rows).toHaveLength(summary.tableRecords);
  expect(rows.slice(-2).map(({ ordinal }) => ordinal)).toEqual([2398, 2399]);
  expect(rows.filter(({ message }) => message === 'failed').length).toBeGreaterThan(100);
  expect((await reportOf(records.slice(0, 10))).summary.isTableFull).toBe(false);
});
