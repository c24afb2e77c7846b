// Records that are left out because they have no time, or no level, by which others are chosen: it is said how many.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { directoryOf, flatLine } from '../../support/read-records.ts';
import { inProcess } from '../run-command.ts';

const LINES = [
  '{"message":"paid"}',
  '{"level":"INFO","message":"paid twice"}',
  flatLine('failed', 0, 'ERROR').trim(),
  '{"message":"lost"}',
];
const log = (): string => join(directoryOf({ 'app.log': `${LINES.join('\n')}\n` }), 'app.log');
const NO_TIME = '3 records without a time were left out';
const NO_LEVEL = '2 records without a level were left out';

describe.each(['cat', 'tail', 'stats'])('%s', (verb) => {
  test.each([
    [['--since', '2026-01-01'], [NO_TIME]],
    [['--until', '2027-01-01'], [NO_TIME]],
    [['--level', 'warn'], [NO_LEVEL]],
    // One that is less severe is left out for that.
    [['--since', '2026-01-01', '--level', 'warn'], ['2 records without a time were left out']],
    [['--level', 'info', '--where', 'message=lost'], ['1 record without a level was left out']],
    [['--level', 'info', '--where', 'message=failed'], []],
    [[], []],
  ])('%j', async (args, notes) => {
    const { code, stderr } = await inProcess([verb, ...args, log()]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: notes.map((note) => `laketrace ${verb}: ${note}\n`).join('') });
  });
});

test.each([
  [['paid', '--since', '2026-01-01'], 1, '2 records without a time were left out'],
  [['-c', 'paid', '--since', '2026-01-01'], 1, '2 records without a time were left out'],
  [['-v', 'paid', '--level', 'warn'], 0, '1 record without a level was left out'],
  [['nothing', '--since', '2026-01-01'], 1, undefined],
])('grep %j says it of those that match, with the exit code as it is', async (args, code, note) => {
  const run = await inProcess(['grep', ...args, log()]);
  expect(run).toMatchObject({ code, stderr: note === undefined ? '' : `laketrace grep: ${note}\n` });
});

test('of standard input as well', async () => {
  const run = await inProcess(['cat', '--level', 'warn', '-'], { stdin: LINES.join('\n') });
  expect(run).toMatchObject({ code: 0, stderr: `laketrace cat: ${NO_LEVEL}\n` });
});
