// Filters made of filters.
import { describe, expect, test } from 'vitest';
import { filters } from '../../../src/processor/filters/filters.ts';
import { logRecord } from '../log-record.ts';

describe('combinations', () => {
  const yes = () => true;
  const no = () => false;
  test.each([
    ['not yes', filters.not(yes), false],
    ['not no', filters.not(no), true],
    ['not what holds though it is not true', filters.not((() => ['a match']) as never), false],
    ['not what does not hold though it is not false', filters.not((() => null) as never), true],
    ['all of none', filters.all(), true],
    ['all', filters.all(yes, yes), true],
    ['all but one', filters.all(yes, no), false],
    ['all of a list', filters.all([yes, no]), false],
    ['any of none', filters.any(), false],
    ['any', filters.any(no, yes), true],
    ['any of no', filters.any([no, no]), false],
  ])('%s', (_name, filter, expected) => {
    expect(filter(logRecord())).toBe(expected);
  });

  test('the first that decides spares the others', () => {
    const never = () => expect.fail('asked');
    expect(filters.all(no, never)(logRecord())).toBe(false);
    expect(filters.any(yes, never)(logRecord())).toBe(true);
  });
});
