// A record of several lines is counted as such: the marks of a hash chain take room in each of them.
import { expect, test } from 'vitest';
import { resolveFormat } from '../../src/format/resolve-format.ts';
import { logRecord } from '../support/log-records.ts';

const STACK = 'Error: why\n    at a\n    at b';
const record = logRecord('x', { attributes: { 'exception.stacktrace': STACK } });

test.each([
  ['text', 4],
  ['json', 1],
  ['logfmt', 1],
  ['ecs', 1],
])('%s: a record with a stack of three lines has %i', (format, lines) => {
  const encoder = resolveFormat(format).createEncoder();
  encoder.stage(record);
  expect(encoder.stagedLines).toBe(lines);
  encoder.commit();
  expect([encoder.pendingRecords, encoder.pendingLines, encoder.stagedLines]).toEqual([1, lines, 0]);
  expect(Buffer.from(encoder.take()).toString().match(/\n/g)).toHaveLength(lines);
  expect(encoder.pendingLines).toBe(0);
});
