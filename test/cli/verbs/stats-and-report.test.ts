// The statistics and the report say the same of the same files.
import { expect, test } from 'vitest';
import type { StatsSummary } from '../../../src/cli/stats/stats-summary.ts';
import { readLogRecords } from '../../../src/index.ts';
import { type Report, ReportCollector } from '../../../src/report/collect-report.ts';
import { foldedText } from '../../../src/tally/folded-text.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { inProcess } from '../run-command.ts';
import { shopLog } from '../shop-log.ts';
import { writeLogs } from './log-directory-of.ts';

async function reportOf(directory: string): Promise<Report['summary']> {
  const origin = { madeBy: '', madeAt: 0, paths: [directory], conditions: [], limit: 1000 };
  const collector = new ReportCollector(origin);
  for await (const record of readLogRecords(directory)) collector.add(record);
  return collector.finish().summary;
}

async function statsOf(...args: readonly string[]): Promise<StatsSummary> {
  return JSON.parse((await inProcess(['stats', '--json', ...args])).stdout);
}

test.each([
  ['the log of a shop', shopLog],
  ['sixty records', () => writeLogs(temporaryDirectory())],
])('%s', async (_, write) => {
  const directory = await write();
  const stats = await statsOf(directory);
  const { records, recordsWithoutTime, first, last, bands, timeline, redactions, errors } = await reportOf(directory);
  expect(stats).toMatchObject({
    ...{ records, withoutTime: recordsWithoutTime },
    ...{ first: new Date(first ?? 0).toISOString(), last: new Date(last ?? 0).toISOString() },
    overTime: {
      columnWidth: timeline.width,
      counts: timeline.counts.map((column) => column.reduce((sum, count) => sum + count, 0)),
    },
    redactions: { byLabel: Object.fromEntries(redactions) },
  });
  const bySeverity = (least: number, most: number): number =>
    stats.levels
      .filter(({ severityNumber }) => severityNumber >= least && severityNumber <= most)
      .reduce((sum, { count }) => sum + count, 0);
  expect(bands).toEqual(
    [
      [21, 24],
      [17, 20],
      [13, 16],
      [9, 12],
      [5, 8],
      [1, 4],
      [0, 0],
    ].map(([a, b]) => bySeverity(a ?? 0, b ?? 0)),
  );
  // A message of the one is a kind of error of the other, where nothing was thrown.
  const { messages } = await statsOf(directory, '--level', 'error');
  const said = new Map(messages.map(({ message, count }) => [message, count]));
  for (const { type, message, count } of errors.filter(({ type }) => type === ''))
    expect([type, said.get(foldedText(message))]).toEqual(['', count]);
});
