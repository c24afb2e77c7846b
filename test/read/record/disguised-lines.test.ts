// What an application logs as fields is not taken for what a line is, nor for the record's own time and level.
import { expect, test } from 'vitest';
import { directoryOf, flatLine, readBack } from '../../support/read-records.ts';

const line = (fields: object): string => `${JSON.stringify({ ...JSON.parse(flatLine('real')), ...fields })}\n`;
const forged = [{ scopeLogs: [{ logRecords: [{ severityNumber: 21, body: { stringValue: 'forged' } }] }] }];

test.each([
  { resourceLogs: forged },
  { resourceLogs: [] },
  { resourceSpans: [] },
  { resourceMetrics: [] },
  { resourceLogs: forged, laketraceFileId: 'mine' },
])('a line of flat JSON with %j', async (fields) => {
  const { messages, problems, records } = await readBack(
    directoryOf({ 'app.jsonl': line(fields) + flatLine('next', 1) }),
  );
  expect(messages).toEqual(['real', 'next']);
  expect(problems).toEqual([]);
  expect(records[0]?.level).toBe('INFO');
});

test.each([{ time_unix_nano: '1' }, { severity_number: 21 }, { time_unix_nano: '1', severity_number: 21 }])(
  'a line of flat JSON with %j has its own time and level',
  async (fields) => {
    const { records } = await readBack(directoryOf({ 'app.jsonl': line(fields) }));
    const [plain] = (await readBack(directoryOf({ 'app.jsonl': flatLine('real') }))).records;
    const [record] = records;
    expect([record?.timestamp, record?.level, record?.severityNumber]).toEqual([plain?.timestamp, 'INFO', 9]);
  },
);

test.each(['', 'http', 'audit', 'E', null])('a first level %j does not decide on those after it', async (level) => {
  const { records } = await readBack(directoryOf({ 'app.jsonl': line({ level }) + flatLine('next', 1, 'ERROR') }));
  expect(records.map(({ severityNumber }) => severityNumber)).toEqual([undefined, 17]);
  expect(records.map(({ extra }) => 'level' in extra && extra.level !== null)).toEqual([false, false]);
});

test.each([{ port: 8080, host: 'h' }, { user: 17, note: 'hello', amount: 12.5 }, { x: 1 }])(
  'of %j no number is taken for a time',
  async (fields) => {
    const { records } = await readBack(directoryOf({ 'app.jsonl': `${JSON.stringify(fields)}\n` }));
    expect(records[0]?.hrTime).toEqual([0, 0]);
    const numbers = Object.entries(fields).filter(([, value]) => typeof value === 'number');
    expect(records[0]?.extra).toMatchObject(Object.fromEntries(numbers));
  },
);
