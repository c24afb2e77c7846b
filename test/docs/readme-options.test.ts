// The README lists every option of the processor, and no other.
import { expect, test } from 'vitest';
import { PROCESSOR_OPTIONS } from '../../src/processor/processor-option-names.ts';
import { tableRows, textOf } from './pages.ts';

test('the README lists every option of the processor, and no other', () => {
  const listed = tableRows(textOf('README.md') ?? '', 'Options of the processor').flatMap(([names = '']) =>
    [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name),
  );
  expect(listed.sort()).toEqual([...PROCESSOR_OPTIONS.known].sort());
});
