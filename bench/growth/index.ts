// How the cost grows: with attributes, sinks, the size of a record, files in the directory.
import { join } from 'node:path';
import { inOwnProcess } from '../own-process.ts';
import { figure, markdownTable } from '../page/generated-page.ts';
import type { Scale, Section } from '../section.ts';
import type { Growth, GrowthTask, Measure } from './growth-process.ts';

const SIZES: Readonly<Record<Measure, Readonly<Record<Scale, readonly number[]>>>> = {
  attributes: { full: [0, 1, 4, 16, 64, 128], quick: [0, 16] },
  sinks: { full: [0, 1, 4, 16], quick: [0, 4] },
  bytes: { full: [100, 1000, 10_000, 100_000], quick: [100, 10_000] },
  files: { full: [1, 100, 1000, 10_000], quick: [1, 100] },
};
const TITLES: Readonly<Record<Measure, string>> = {
  attributes: 'attributes',
  sinks: 'more sinks, functions that do nothing',
  bytes: 'characters of the body',
  files: 'finished files in the directory',
};
const RECORDS: Readonly<Record<Scale, number>> = { full: 20_000, quick: 500 };
const ROUNDS: Readonly<Record<Scale, number>> = { full: 5, quick: 1 };

/** What the bench has measured. */
export interface GrowthFigures {
  readonly rows: readonly (Growth & { readonly measure: Measure; readonly size: number })[];
}

async function measureAll(scale: Scale): Promise<GrowthFigures> {
  const rows: (Growth & { measure: Measure; size: number })[] = [];
  for (const measure of Object.keys(SIZES) as Measure[]) {
    for (const size of SIZES[measure][scale]) {
      const records = measure === 'files' ? 100 : RECORDS[scale];
      const task: GrowthTask = { measure, size, records, rounds: ROUNDS[scale] };
      const growth = await inOwnProcess<GrowthTask, Growth>(join(import.meta.dirname, 'growth-process.ts'), task);
      rows.push({ measure, size, ...growth });
    }
  }
  return { rows };
}

function render({ rows }: GrowthFigures): string {
  const tables = (Object.keys(SIZES) as Measure[]).map((measure) => {
    const own = rows.filter((row) => row.measure === measure);
    if (measure === 'files') {
      const times = own.map(({ start, settled, rotate }) => [start, settled, rotate]);
      const cells = own.map(({ size }, i) => [
        figure(size),
        ...(times[i] ?? []).map((time) => `${figure(time, 1)} ms`),
      ]);
      const head = [
        TITLES[measure],
        'start, until the first record is in its file',
        '`forceFlush()` then',
        '`rotate()`',
      ];
      return markdownTable([head, ...cells]);
    }
    const cells = own.map((row) => [figure(row.size), `${figure(row.cpu, 2)} µs`]);
    if (measure !== 'bytes') return markdownTable([[TITLES[measure], 'CPU a record'], ...cells]);
    const rates = own.map((row, i) => [...(cells[i] ?? []), `${figure(row.size / row.cpu)} MB/s`]);
    return markdownTable([[TITLES[measure], 'CPU a record', 'bodies'], ...rates]);
  });
  return [
    `Plain files and redaction, one process for each row, medians of its rounds; two attributes where they are not what grows:`,
    ...tables,
  ].join('\n\n');
}

export const growth: Section<GrowthFigures> = { measure: measureAll, render };
