// What the benches write: the passages of the pages, the picture and the JSON, each from the figures and nothing else.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { figure, markdownTable, replaceBetween } from '../page/generated-page.ts';
import { ROOT } from '../root.ts';
import type { Row } from '../throughput/index.ts';
import { budgetTable } from './budgets.ts';
import { chartOf } from './chart.ts';
import { type Results, SECTIONS, type SectionName, sectionOf } from './sections.ts';

/** Where the figures of the last runs stand. */
export const RESULTS = 'docs/performance.json';
export const CHART = 'docs/performance.svg';

/** A passage between markers. */
export interface Passage {
  /** From the root. */
  readonly page: string;
  readonly name: string;
  /** The bench that writes it. */
  readonly bench: SectionName | 'all';
  readonly text: string;
}

const PAGE = 'docs/performance.md';
/** Rows of the README's table and picture that would say the same twice, or are of the SDK's older line. */
const NOT_SHOWN = /^(?:laketrace-(?:interval|no-rotation)|raw-writes)$|, sdk-0\.2$/;

const shown = (rows: readonly Row[]): Row[] =>
  rows.filter(({ name }) => !NOT_SHOWN.test(name) && name !== 'emit-into-nothing');

function summary({ throughput }: Results): string {
  if (throughput === undefined) return '';
  const rows = shown(throughput.result.typical)
    .toSorted((a, b) => b.finished - a.finished)
    .map(({ title, finished, cpu, lost }) => [title, figure(finished), `${figure(cpu, 1)} µs`, figure(lost)]);
  return [
    `![Records a second until all are in files](${CHART})`,
    markdownTable([['logger', 'records/s, all in files', 'CPU a record', 'lost'], ...rows]),
    `${throughput.conditions} ${throughput.result.versions}.`,
  ].join('\n\n');
}

/** All passages that the figures are enough for. */
export function passagesOf(results: Results): Passage[] {
  const passages: Passage[] = [];
  for (const bench of Object.keys(SECTIONS) as SectionName[]) {
    const measured = results[bench];
    if (measured === undefined) continue;
    const { render, passages: several } = sectionOf(bench);
    const texts = several?.(measured.result) ?? { [bench]: render(measured.result) };
    for (const [name, text] of Object.entries(texts)) {
      const whole = `${measured.conditions}\n\n${text}`;
      passages.push({ page: PAGE, name, bench, text: whole });
      if (bench === 'compression') passages.push({ page: 'docs/files.md', name, bench, text: whole });
    }
  }
  for (const page of [PAGE, 'README.md'])
    passages.push({ page, name: 'budgets', bench: 'all', text: budgetTable(results) });
  if (results.throughput !== undefined)
    passages.push({ page: 'README.md', name: 'speed', bench: 'all', text: summary(results) });
  return passages;
}

export function chart({ throughput }: Results): string | undefined {
  return throughput === undefined ? undefined : chartOf(shown(throughput.result.typical), throughput.conditions);
}

/** What the last runs have measured; nothing where there were none. */
export function readResults(): Results {
  try {
    return JSON.parse(readFileSync(join(ROOT, RESULTS), 'utf8')) as Results;
  } catch {
    return {};
  }
}

/** Writes all pages anew. @returns their paths from the root */
export function writePages(results: Results): string[] {
  const written = new Set([RESULTS]);
  writeFileSync(join(ROOT, RESULTS), `${JSON.stringify(results, null, 2)}\n`);
  for (const { page, name, bench, text } of passagesOf(results)) {
    const path = join(ROOT, page);
    writeFileSync(path, replaceBetween(readFileSync(path, 'utf8'), name, bench, text));
    written.add(page);
  }
  const picture = chart(results);
  if (picture !== undefined) {
    writeFileSync(join(ROOT, CHART), picture);
    written.add(CHART);
  }
  return [...written];
}
