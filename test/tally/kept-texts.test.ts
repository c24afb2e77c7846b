// What is kept of records is small, however long what it was read from is.

import v8 from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { RecordStats } from '../../src/cli/stats/record-stats.ts';
import { keptText } from '../../src/format/kept-text.ts';
import type { StoredLogRecord } from '../../src/read/record/stored-record.ts';
import { ErrorGroups } from '../../src/report/error-groups.ts';
import { said } from '../report/report-records.ts';

const RECORDS = 2000;
const LONG = 50_000;

function usedBytes(): number {
  v8.setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

/** Letters alone: numbers are folded. */
const letters = (index: number): string =>
  String(1e6 + index).replaceAll(/\d/g, (digit) => 'abcdefghij'[Number(digit)] as string);

/** A line as it is read, long, and new each time. */
const line = (index: number): string => Buffer.alloc(LONG, `${letters(index)} is what was logged, `).toString('latin1');

test('a kept text is the same text, or its beginning', () => {
  for (const text of [
    '',
    'short',
    'a plain text of ASCII',
    'Größe der Datei: 5 Byte',
    'fertig ✓ und mehr',
    'half \ud83d of it',
  ]) {
    expect(keptText(text)).toBe(text);
    expect(keptText(`${text} and more`, text.length)).toBe(text);
  }
});

test('statistics of long messages, all different', () => {
  const before = usedBytes();
  const stats = new RecordStats();
  for (let index = 0; index < RECORDS; index++) {
    const text = line(index);
    const [message, logger, level] = [text, text.slice(0, 30), text.slice(10, 40)];
    stats.add(
      said({ message, logger, level, fields: { [text.slice(5, 40)]: 1, 'step.ms': index } }) as StoredLogRecord,
    );
  }
  expect(stats.messages.size).toBe(RECORDS);
  expect(usedBytes() - before).toBeLessThan((RECORDS * LONG) / 5);
});

test('kinds of errors with long stacks, all different; those that are shown have theirs', () => {
  const before = usedBytes();
  const groups = new ErrorGroups();
  const add = (value: string, traceback: string) =>
    groups.add({
      band: 1,
      logger: traceback.slice(0, 30),
      message: '',
      exception: { type: 'E', value, traceback },
      time: 0,
    });
  for (let index = 0; index < RECORDS; index++) {
    add(line(index).slice(0, 40), line(index));
    if (index % 10 === 0) add('frequent', line(index));
  }
  const { errors, moreErrors } = groups.summary();
  expect(errors.length + moreErrors).toBe(RECORDS + 1);
  expect(errors[0]).toMatchObject({ message: 'frequent', count: RECORDS / 10 });
  expect(errors.map(({ stack }) => stack.length > 32_000)).toEqual(errors.map(() => true));
  expect(usedBytes() - before).toBeLessThan((RECORDS * LONG) / 5);
});
