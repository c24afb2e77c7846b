// Kinds of errors: what is one kind, which come first, and that many of them need no more memory.
import { expect, test } from 'vitest';
import { ErrorGroups } from '../../src/report/error-groups.ts';
import { failed, reportOf, START, said } from './report-records.ts';

test('the most frequent kind is first, with its last stack and its times', async () => {
  const { summary } = await reportOf([
    failed('token expired', { at: 0 }),
    failed('orders_1 is busy', { at: 10 }),
    failed('orders_2 is busy', { at: 20 }),
    said({ severity: 21, message: 'out of memory', at: 30 }),
    said({ severity: 13, message: 'no error' }),
  ]);
  expect(summary.errors.map(({ type, message, count }) => [type, message, count])).toEqual([
    ['LakeBusyError', 'orders_1 is busy', 2],
    ['', 'out of memory', 1],
    ['LakeBusyError', 'token expired', 1],
  ]);
  const [busy] = summary.errors;
  expect(busy).toMatchObject({ first: START + 10, last: START + 20 });
  expect(busy?.stack).toContain('LakeBusyError: orders_2 is busy\n    at write');
});

test('a warning with an exception is one too', async () => {
  const { summary } = await reportOf([failed('busy', { severity: 13, level: 'WARN' })]);
  expect(summary.errors).toMatchObject([{ band: 2, type: 'LakeBusyError', count: 1 }]);
});

test('kinds without end: the frequent ones stay, and how many were left out is known', () => {
  const groups = new ErrorGroups();
  const add = (message: string) => groups.add({ band: 1, logger: '', message, exception: undefined, time: Number.NaN });
  const letters = (index: number) => String(index).replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '');
  for (let index = 0; index < 5000; index++) {
    add(letters(index));
    add('frequent');
  }
  const { errors, moreErrors } = groups.summary();
  expect(errors[0]).toMatchObject({ message: 'frequent', count: 5000 });
  expect(errors).toHaveLength(50);
  expect(errors.length + moreErrors).toBe(5001);
});
