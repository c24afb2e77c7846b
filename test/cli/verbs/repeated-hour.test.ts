// In the hour in which summer time ends, clocks show each time twice: there lines say which one it was.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { inPipe, inProcess } from '../run-command.ts';

function logOf(...times: readonly string[]): string {
  const directory = temporaryDirectory();
  const lines = times.map((time) => JSON.stringify({ timestamp: time, level: 'INFO', message: 'm' }));
  writeFileSync(join(directory, 'app.jsonl'), `${lines.join('\n')}\n`);
  return directory;
}

async function timesOf(...args: readonly string[]): Promise<string[]> {
  const { stdout } = await inProcess(['cat', ...args]);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.slice(0, line.indexOf(' INFO')));
}

const OSLO = [
  '2026-10-24T23:59:59.999Z',
  '2026-10-25T00:00:00.000Z',
  '2026-10-25T00:30:00.000Z',
  '2026-10-25T00:30:00.500Z',
];
const OSLO_LATER = [
  '2026-10-25T01:00:00.000Z',
  '2026-10-25T01:30:00.000Z',
  '2026-10-25T01:59:59.999Z',
  '2026-10-25T02:00:00.000Z',
];

test('the offset stands behind each time that is shown twice, and behind no other', async () => {
  const directory = logOf(...OSLO, ...OSLO_LATER);
  const shown = [
    ...['2026-10-25 01:59:59.999', '2026-10-25 02:00:00.000+02:00', '2026-10-25 02:30:00.000+02:00'],
    ...['2026-10-25 02:30:00.500+02:00', '2026-10-25 02:00:00.000+01:00', '2026-10-25 02:30:00.000+01:00'],
    ...['2026-10-25 02:59:59.999+01:00', '2026-10-25 03:00:00.000'],
  ];
  expect(await timesOf(directory, '--zone', 'Europe/Oslo')).toEqual(shown);
  const coloured = inPipe(['cat', directory, '--color=always'], { env: { TZ: 'Europe/Oslo' } }).stdout;
  for (const time of shown) expect(coloured).toContain(`${time}\x1b[0m `);
  // What is shown can be written back.
  expect(await timesOf(directory, '--zone', 'Europe/Oslo', '--since', shown[5] as string)).toEqual(shown.slice(5));
  const { stdout } = await inProcess(['stats', logOf(...OSLO.slice(2)), '--zone', 'Europe/Oslo']);
  expect(stdout).toContain('2026-10-25 02:30:00+02:00 to 2026-10-25 02:30:00+02:00');
});

test('a change of half an hour, one that goes forward, and a zone without any', async () => {
  const lordHowe = logOf(
    '2026-04-04T14:29:59.000Z',
    '2026-04-04T14:30:00.000Z',
    '2026-04-04T15:00:00.000Z',
    '2026-04-04T15:30:00.000Z',
  );
  expect(await timesOf(lordHowe, '--zone', 'Australia/Lord_Howe')).toEqual([
    ...['2026-04-05 01:29:59.000', '2026-04-05 01:30:00.000+11:00'],
    ...['2026-04-05 01:30:00.000+10:30', '2026-04-05 02:00:00.000'],
  ]);
  const spring = logOf('2026-03-29T00:30:00.000Z', '2026-03-29T01:30:00.000Z');
  expect(await timesOf(spring, '--zone', 'Europe/Oslo')).toEqual([
    '2026-03-29 01:30:00.000',
    '2026-03-29 03:30:00.000',
  ]);
  expect(await timesOf(logOf(...OSLO), '--zone', 'UTC')).not.toContainEqual(expect.stringContaining('+'));
});
