// What a report counts: all records, by severity, origin and mask label; what could not be read; records without a time.
import { expect, test } from 'vitest';
import { HOSTILE, hostileRecords, pipelineRecords, reportOf, START, said } from './report-records.ts';

test('records by severity, and what they are of', async () => {
  const { summary } = await reportOf(pipelineRecords(1200));
  expect(summary).toMatchObject({
    ...{ title: 'orders', records: 1200, tableRecords: 1200, files: 1, recordsWithoutTime: 0 },
    ...{ first: START, last: START + 11_990, bands: [0, 10, 46, 762, 382, 0, 0] },
    origins: [['service', [['orders', 1200]]]],
    redactions: [['EMAIL', 46]],
  });
  const sums = summary.bands.map((_, band) =>
    summary.timeline.counts.reduce((sum, counts) => sum + (counts[band] ?? 0), 0),
  );
  expect(sums).toEqual(summary.bands);
});

test('records without a time are counted apart', async () => {
  const { summary } = await reportOf([said({ at: null }), said({ at: 5 })]);
  expect(summary).toMatchObject({ records: 2, recordsWithoutTime: 1, first: START + 5, last: START + 5 });
});

test('no records at all', async () => {
  const { summary, blocks } = await reportOf([]);
  expect(summary).toMatchObject({ title: 'logs', records: 0, first: null, last: null, stages: [], errors: [] });
  expect(blocks).toEqual([]);
});

test('labels are counted in messages, fields and stacks', async () => {
  const traceback = 'Error: for [EMAIL]\n    at [IBAN]';
  const thrown = { 'exception.type': 'Error', 'exception.message': 'for [EMAIL]', 'exception.stacktrace': traceback };
  const fields = { to: '[JWT]', list: [{ deep: '[JWT]' }], ...thrown };
  const { summary } = await reportOf([said({ message: '[AWS_KEY]', fields })]);
  expect(Object.fromEntries(summary.redactions)).toEqual({ AWS_KEY: 1, JWT: 2, EMAIL: 1, IBAN: 1 });
});

test('whatever records hold', async () => {
  const { summary } = await reportOf(hostileRecords());
  expect(summary).toMatchObject({ records: HOSTILE.length, tableRecords: HOSTILE.length });
  expect(({} as { owned?: unknown }).owned).toBeUndefined();
});
