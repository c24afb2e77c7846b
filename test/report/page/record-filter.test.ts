// The search of the page: words, phrases, what is left out, fields by name; and the other conditions beside it.
import { describe, expect, test } from 'vitest';
import {
  type FilterState,
  fieldSearch,
  filterRows,
  NO_FILTER,
  parseSearch,
  rowTest,
} from '../../../src/report/page/record-filter.ts';
import type { RecordStore } from '../../../src/report/page/record-store.ts';

/** Three records: an order that was written, a warning, an error. */
const STORE: RecordStore = {
  ...{ size: 3, time: Float64Array.of(1000, 2000, Number.NaN), band: Uint8Array.of(3, 2, 1) },
  ...{ level: ['INFO', 'WARN', 'ERROR'], logger: ['orders', 'orders.lake', 'orders'], line: Uint32Array.of(1, 2, 3) },
  ...{
    file: ['a.jsonl', 'a.jsonl', 'b.jsonl'],
    resource: ['', '', ''],
    message: ['Batch 7 written', 'no "address"', 'failed'],
  },
  fields: [
    '{"rows":"12","stage":"load"}',
    '{"rows":"123","path":"C:\\\\logs\\\\a b"}',
    '{"__proto__":"x","stage":"extract"}',
  ],
  trace: ['', '', '4bf92f3577b34da6a3ce929d0e0e4736/00f067aa0ba902b7'],
  errors: new Map([
    [2, { group: 5, type: 'LakeBusyError', message: 'orders_1 is busy', stack: 'at write (file:///a.ts:1:1)' }],
  ]),
};

const found = (
  search: string,
  { store = STORE, ...state }: Partial<FilterState> & { readonly store?: RecordStore } = {},
) => [0, 1, 2].filter(rowTest(store, { ...NO_FILTER, search, ...state }));

describe('a search', () => {
  test.each<[string, number[]]>([
    ['', [0, 1, 2]],
    ['   ', [0, 1, 2]],
    ['batch', [0]],
    ['BATCH written', [0]],
    ['batch failed', []],
    ['"7 written"', [0]],
    ['"7 written', [0]],
    ['-batch', [1, 2]],
    ['-"7 written" -warn', [2]],
    ['rows=12', [0]],
    ['ROWS=123', [1]],
    ['-rows=12', [1, 2]],
    ['path="C:\\logs\\a b"', [1]],
    ['C:\\logs', [1]],
    ['__proto__=x', [2]],
    ['level=error', [2]],
    ['logger=orders', [0, 2]],
    ['file=b.jsonl', [2]],
    ['trace=4bf92f3577b34da6a3ce929d0e0e4736', [2]],
    ['4bf92f35', [2]],
    ['lakebusy', [2]],
    ['file:///a.ts', [2]],
    ['rows=', []],
    ['-', []],
    ['=', []],
  ])('%j', (search, rows) => expect(found(search)).toEqual(rows));

  test('for a field with any value is read as it was meant', () => {
    for (const value of ['load', 'a b', 'a "quoted" b', 'x=y', '{"a": [1]}', '"'])
      expect(
        found(fieldSearch('stage', value), { store: { ...STORE, fields: ['', '', JSON.stringify({ stage: value })] } }),
      ).toEqual([2]);
    expect(parseSearch(fieldSearch('stage', 'a b'))).toMatchObject([{ field: 'stage', text: 'a b' }]);
  });
});

test('severities, logger, time and kind of error', () => {
  expect(found('', { hidden: new Set([3]) })).toEqual([1, 2]);
  expect(found('', { logger: 'orders' })).toEqual([0, 2]);
  expect(found('', { range: [1000, 2000] })).toEqual([0]);
  expect(found('', { group: 5 })).toEqual([2]);
  expect(found('failed', { group: 5, hidden: new Set([1]) })).toEqual([]);
});

test('a filter that was given up gives nothing', async () => {
  const store = { ...STORE, size: 100_000 };
  let asked = 0;
  expect(await filterRows(store, NO_FILTER, () => ++asked > 1)).toBeUndefined();
  expect(asked).toBe(2);
  expect((await filterRows(STORE, NO_FILTER, () => false))?.length).toBe(3);
});
