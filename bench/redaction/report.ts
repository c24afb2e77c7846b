// Prints the bench's figures as markdown, and writes them into the documentation between their markers.
import { readFileSync, writeFileSync } from 'node:fs';
import { markdownTable, replaceBetween } from '../page/generated-page.ts';
import type { CleanResult } from './clean-corpus.ts';
import { type ComparedRedactor, comparisonRows } from './comparison.ts';
import { GROWTH_SIZES, type Growth, type WorstLine } from './measure.ts';
import type { EntityScore, Miss, Score } from './scoring.ts';

/** MB/s on real logs. */
export interface Speed {
  readonly name: string;
  readonly speed: number;
}

export interface Figures {
  readonly seed: number;
  readonly perEntity: number;
  /** On the frozen corpus. */
  readonly redactors: readonly ComparedRedactor[];
  /** Ours on the regression sets. */
  readonly plantedSets: readonly { readonly name: string; readonly score: Score }[];
  readonly cleanSets: readonly { readonly name: string; readonly result: CleanResult }[];
  /** These are empty when times were not measured. */
  readonly speeds: readonly Speed[];
  readonly worst: readonly WorstLine[];
  readonly growth: readonly Growth[];
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

function regressionSets(figures: Figures): string {
  return markdownTable([
    ['regression set', 'planted', 'missed', 'masked beside'],
    ...figures.plantedSets.map(({ name, score }) => [
      name,
      score.planted,
      score.misses.length,
      percent(score.overMasking),
    ]),
  ]);
}

function cleanSets(figures: Figures): string {
  return markdownTable([
    ['regression set without secrets', 'lines', 'altered'],
    ...figures.cleanSets.map(({ name, result }) => [name, result.lines, result.falseHits.length]),
  ]);
}

function regressionEntities(figures: Figures): string {
  const byEntity = new Map<string, EntityScore>();
  for (const { score } of figures.plantedSets) {
    for (const [entity, { planted, found }] of score.byEntity) {
      const sum = byEntity.get(entity) ?? { planted: 0, found: 0 };
      byEntity.set(entity, { planted: sum.planted + planted, found: sum.found + found });
    }
  }
  return markdownTable([
    ['entity', 'planted', 'missed'],
    ...[...byEntity].map(([entity, { planted, found }]) => [`\`${entity}\``, planted, planted - found]),
  ]);
}

const SLOWEST = 5;

/** The slowest lines as they are beside the slowest with breaks. */
function slowest(lines: readonly WorstLine[]): string[][] {
  const by = (form: 'repeated' | 'broken'): [string, string][] =>
    lines
      .toSorted((a, b) => b[form] - a[form])
      .slice(0, SLOWEST)
      .map((line) => [line.shape, line[form].toFixed(1)]);
  const brokenLines = by('broken');
  return by('repeated').map((line, i) => [...line, ...(brokenLines[i] ?? [])]);
}

/** What is found, missed and altered, as markdown. */
function findings(figures: Figures): string {
  return [
    'The frozen corpus. A value counts as found when no six of its characters in a row are left. Each redactor has its defaults.',
    markdownTable(comparisonRows(figures.redactors)),
    `The regression sets, laketrace alone; seed ${figures.seed}, ${figures.perEntity} samples an entity:`,
    regressionSets(figures),
    cleanSets(figures),
    'The entities of the regression sets:',
    regressionEntities(figures),
  ].join('\n\n');
}

/** Speeds and times as markdown. */
function times(figures: Figures): string {
  const sizes = GROWTH_SIZES.map((size) => (size < 1 << 20 ? `${size >> 10} KB` : `${size >> 20} MB`));
  return [
    `Speed on real logs under Node ${process.versions.node}; the slow rivals on a random part of them:`,
    markdownTable([
      ['', ...figures.speeds.map(({ name }) => name)],
      ['MB/s', ...figures.speeds.map(({ speed }) => speed.toFixed(speed < 10 ? 2 : 0))],
    ]),
    'The slowest lines of 1 MB, of all hostile shapes, in ms:',
    markdownTable([['repeated', 'ms', 'repeated with breaks', 'ms'], ...slowest(figures.worst)]),
    'Time in ms as the input with breaks doubles, and the largest factor of one doubling (of those over 0.5 ms):',
    markdownTable([
      ['shape', ...sizes, 'factor'],
      ...figures.growth.map((g) => [g.shape, ...g.times.map((time) => time.toFixed(1)), g.worst.toFixed(2)]),
    ]),
  ].join('\n\n');
}

const isTimed = (figures: Figures): boolean => figures.worst.length > 0;

/** The whole report as markdown. */
export function report(figures: Figures): string {
  return isTimed(figures) ? `${findings(figures)}\n\n${times(figures)}` : findings(figures);
}

/** Replaces what stands between the markers of a page; the times stay as they are when they were not measured. */
export function writeDocs(path: string, figures: Figures): void {
  let page = replaceBetween(readFileSync(path, 'utf8'), 'figures', 'redaction', findings(figures));
  if (isTimed(figures)) page = replaceBetween(page, 'times', 'redaction', times(figures));
  writeFileSync(path, page);
}

/** What the regression sets miss, in classes, commonest first, with examples; then the false hits. For whoever works on the rules. */
export function missesText(figures: Figures): string {
  const sections = figures.plantedSets.map(
    ({ name, score }) => `## ${name}: ${score.misses.length} missed of ${score.planted}\n\n${classes(score.misses)}`,
  );
  const hits = figures.cleanSets.flatMap(({ result }) => result.falseHits);
  const falseHits = hits.map(
    ({ source, line, output }) => `- ${source}\n  - ${line.slice(0, 300)}\n  - ${output.slice(0, 300)}`,
  );
  return `${[...sections, `## False hits: ${hits.length}`, falseHits.join('\n')].join('\n\n')}\n`;
}

function classes(misses: readonly Miss[]): string {
  const groups = new Map<string, Miss[]>();
  for (const miss of misses) {
    const key = `${miss.entity} / ${miss.variant} / ${miss.container}`;
    groups.set(key, [...(groups.get(key) ?? []), miss]);
  }
  return [...groups]
    .sort((a, b) => b[1].length - a[1].length)
    .map(([key, group]) => {
      const example = group[0] as Miss;
      const text = JSON.stringify(example.text.slice(0, 260));
      return `- ${group.length} x ${key}\n  - text:   ${text}\n  - output: ${JSON.stringify(example.output.slice(0, 260))}`;
    })
    .join('\n');
}
