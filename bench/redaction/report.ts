// Prints the bench's figures as markdown, and writes them into the documentation between their markers.
import { readFileSync, writeFileSync } from 'node:fs';
import type { CleanResult } from './clean-corpus.ts';
import { GROWTH_SIZES, type Growth, type WorstLine } from './measure.ts';
import type { Miss, Score } from './scoring.ts';

export interface RedactorFigures {
  readonly name: string;
  readonly pii: Score;
  readonly secrets: Score;
  /** The corpora of whole lines, written after the rules had been improved on the first. */
  readonly secondPii: Score;
  readonly secondSecrets: Score;
  /** Every format that was thought of, a line each. */
  readonly thirdPii: Score;
  readonly thirdSecrets: Score;
  /** Lines of programs, written after the rules for the third. */
  readonly fourthSecrets: Score;
  /** Lines of an evaluation by somebody who had not seen the rules. */
  readonly fifthPii: Score;
  readonly fifthSecrets: Score;
  /** Clean lines that look as if they had a secret, of the same evaluation. */
  readonly traps: CleanResult;
  readonly clean: CleanResult;
  readonly identifiers: CleanResult;
  /** MB/s on the clean lines. */
  readonly speed: number;
}

export interface Figures {
  readonly seed: number;
  readonly perEntity: number;
  readonly cleanSource: string;
  /** Ours first, then the rivals. */
  readonly redactors: readonly RedactorFigures[];
  readonly optIn: Score;
  readonly beyond: Score;
  readonly worst: readonly WorstLine[];
  readonly growth: readonly Growth[];
}

const percent = (share: number, digits = 1): string => `${(share * 100).toFixed(digits)} %`;
const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [row(head), row(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(row)].join('\n');
}

function summary(figures: Figures): string {
  const lines = (redactor: RedactorFigures, pick: (redactor: RedactorFigures) => CleanResult) =>
    `${(pick(redactor).rate * 10_000).toFixed(1)} of ${pick(redactor).lines}`;
  return table(
    ['', ...figures.redactors.map(({ name }) => name)],
    [
      ['PII found', ...figures.redactors.map((r) => percent(r.pii.recall))],
      ['secrets found', ...figures.redactors.map((r) => percent(r.secrets.recall))],
      ['PII found, second corpus', ...figures.redactors.map((r) => percent(r.secondPii.recall))],
      ['secrets found, second corpus', ...figures.redactors.map((r) => percent(r.secondSecrets.recall))],
      ['PII found, third corpus', ...figures.redactors.map((r) => percent(r.thirdPii.recall))],
      ['secrets found, third corpus', ...figures.redactors.map((r) => percent(r.thirdSecrets.recall))],
      ['secrets found, fourth corpus', ...figures.redactors.map((r) => percent(r.fourthSecrets.recall))],
      ['PII found, fifth corpus', ...figures.redactors.map((r) => percent(r.fifthPii.recall))],
      ['secrets found, fifth corpus', ...figures.redactors.map((r) => percent(r.fifthSecrets.recall))],
      ['real clean lines altered, per 10,000', ...figures.redactors.map((r) => lines(r, (x) => x.clean))],
      ['identifier lines altered, per 10,000', ...figures.redactors.map((r) => lines(r, (x) => x.identifiers))],
      ['trap lines altered, per 10,000', ...figures.redactors.map((r) => lines(r, (x) => x.traps))],
      [
        'masked beside a secret',
        ...figures.redactors.map((r) => percent((r.pii.overMasking + r.secrets.overMasking) / 2)),
      ],
      ['MB/s on the clean lines', ...figures.redactors.map((r) => r.speed.toFixed(r.speed < 10 ? 2 : 0))],
    ],
  );
}

function recall(score: (redactor: RedactorFigures) => Score, figures: Figures): string {
  const entities = [...score(figures.redactors[0] as RedactorFigures).byEntity.keys()];
  return table(
    ['entity', 'planted', ...figures.redactors.map(({ name }) => name)],
    entities.map((entity) => {
      const shares = figures.redactors.map((redactor) => {
        const counts = score(redactor).byEntity.get(entity);
        return counts === undefined ? '' : percent(counts.found / counts.planted);
      });
      return [
        `\`${entity}\``,
        score(figures.redactors[0] as RedactorFigures).byEntity.get(entity)?.planted ?? 0,
        ...shares,
      ];
    }),
  );
}

function single(score: Score): string {
  return table(
    ['', 'planted', 'found'],
    [...score.byEntity].map(([entity, counts]) => [entity, counts.planted, percent(counts.found / counts.planted)]),
  );
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

/** The whole report as markdown. */
export function report(figures: Figures): string {
  const parts = [
    `Seed ${figures.seed}, ${figures.perEntity} samples an entity; clean lines: ${figures.cleanSource}; slow rivals on a random part. ` +
      `Node ${process.versions.node}. A value counts as found when no six of its characters in a row are left.`,
    summary(figures),
    'PII by entity:',
    recall((redactor) => redactor.pii, figures),
    'Secrets by entity:',
    recall((redactor) => redactor.secrets, figures),
    "Opt-in entities (`entities: 'all'`):",
    single(figures.optIn),
    'Beyond what the entities promise, with the defaults:',
    single(figures.beyond),
  ];
  if (figures.worst.length > 0) {
    parts.push(
      'The slowest lines of 1 MB, of all hostile shapes, in ms:',
      table(['repeated', 'ms', 'repeated with breaks', 'ms'], slowest(figures.worst)),
    );
    const sizes = GROWTH_SIZES.map((size) => (size < 1 << 20 ? `${size >> 10} KB` : `${size >> 20} MB`));
    parts.push(
      'Time in ms as the input with breaks doubles, and the largest factor of one doubling (of those over 0.5 ms):',
      table(
        ['shape', ...sizes, 'factor'],
        figures.growth.map((g) => [g.shape, ...g.times.map((time) => time.toFixed(1)), g.worst.toFixed(2)]),
      ),
    );
  }
  return parts.join('\n\n');
}

const START = '<!-- figures: generated by npm run bench -- redaction --write-docs -->';
const END = '<!-- /figures -->';

/** Replaces what stands between the markers of a page. */
export function writeDocs(path: string, figures: Figures): void {
  const page = readFileSync(path, 'utf8');
  const start = page.indexOf(START);
  const end = page.indexOf(END);
  if (start < 0 || end < start) throw new Error(`${path} has no figures markers`);
  writeFileSync(path, `${page.slice(0, start)}${START}\n\n${report(figures)}\n\n${page.slice(end)}`);
}

/** Misses in classes, commonest first, with examples; then the false hits. For whoever works on the rules. */
export function missesText(figures: Figures): string {
  const ours = figures.redactors[0] as RedactorFigures;
  const sections = (
    [
      ['PII', ours.pii],
      ['Secrets', ours.secrets],
      ['PII, second corpus', ours.secondPii],
      ['Secrets, second corpus', ours.secondSecrets],
      ['PII, third corpus', ours.thirdPii],
      ['Secrets, third corpus', ours.thirdSecrets],
      ['Secrets, fourth corpus', ours.fourthSecrets],
      ['Opt-in', figures.optIn],
      ['Beyond', figures.beyond],
    ] as const
  ).map(
    ([title, score]) => `## ${title}: ${score.misses.length} missed of ${score.planted}\n\n${classes(score.misses)}`,
  );
  const hits = [...ours.clean.falseHits, ...ours.identifiers.falseHits];
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
