// A notebook in Microsoft Fabric: each function is a cell. At the end the files of the run go to the attached lakehouse, whole.
//
//   node examples/fabric-notebook/main.ts
import { cpSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { defaultLogDirectory, detectRuntime, finishRun, getLogger } from 'laketrace';

/** Where Fabric mounts the default lakehouse. */
const FILES = process.env['LAKEHOUSE_FILES'] ?? '/lakehouse/default/Files';
const WEATHER = join(import.meta.dirname, '../../node_modules/vega-datasets/data/seattle-weather.csv');

interface Day {
  readonly date: string;
  readonly rain: number;
  readonly warmest: number;
}

// Cell 1: the logger. A logger of this name that is there already is the one that is given: the cell may run again.
const logger = getLogger('weather-report', { logDir: defaultLogDirectory(), compression: 'gzip', format: 'json' });
logger.info('notebook started', { user: process.env['USER_EMAIL'] ?? 'ada@example.com' });

// Cell 2: read.
function readDays(): Day[] {
  const [, ...rows] = readFileSync(WEATHER, 'utf8').trim().split('\n');
  const days = rows.map((row) => {
    const [date = '', rain, warmest] = row.split(',');
    return { date, rain: Number(rain), warmest: Number(warmest) };
  });
  logger.success('weather read', { days: days.length, from: days[0]?.date, to: days.at(-1)?.date });
  return days;
}

// Cell 3: a report by year, with a child logger whose records all name their year.
function report(days: readonly Day[]): void {
  for (const [year, rows = []] of Object.entries(Object.groupBy(days, ({ date }) => date.slice(0, 4)))) {
    const log = logger.bind({ year: Number(year) });
    const wettest = rows.reduce((most, day) => (day.rain > most.rain ? day : most));
    log.info('year summed up', {
      rain: Math.round(rows.reduce((sum, { rain }) => sum + rain, 0)),
      warmest: Math.max(...rows.map((day) => day.warmest)),
    });
    if (wettest.rain > 50) log.warning('a day of heavy rain', { date: wettest.date, rain: wettest.rain });
  }
}

report(readDays());

// Last cell: what was logged last, and the end of the run. Off Fabric the files stay where they are.
await logger.flush();
await logger.tail(3);
const { platform, runId = String(Date.now()) } = detectRuntime();
const { ok, files, upload } = await finishRun({
  logger,
  ...(platform === 'fabric' && {
    upload: (paths) => {
      for (const path of paths) cpSync(path, join(FILES, 'logs/weather-report', runId, basename(path)));
    },
  }),
});
console.log(`ok: ${ok}, upload: ${upload}, files: ${files.map((path) => basename(path)).join(', ')}`);
