// The redaction bench: the frozen corpus beside three rivals, then ours alone on the regression sets, speed and linearity.
//   npm run bench -- redaction [--seed=7] [--per-entity=400] [--quick] [--misses=FILE] [--write-docs]
//   npm run bench -- redaction --accept     writes test/redaction/accepted-misses.json from what is missed now
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRedactor } from '../../src/redaction/redactor.ts';
import { writeAccepted } from './accepted.ts';
import { CLEAN_CACHE, CLEAN_SAMPLE, cleanLines, expectedHits, scoreClean } from './clean-corpus.ts';
import { type ComparedRedactor, comparedRedactors } from './comparison.ts';
import { growth, throughput, worstLines } from './measure.ts';
import { CLEAN_SETS, PLANTED_SETS } from './regression-sets.ts';
import { type Figures, missesText, report, type Speed, writeDocs } from './report.ts';
import type { CorpusOptions } from './sample.ts';
import { type Redact, scoreSamples } from './scoring.ts';
import { SeededRandom } from './seeded-random.ts';

interface Settings extends CorpusOptions {
  /** Measures no times, for a machine that is busy: the page keeps those that it has. */
  readonly quick: boolean;
  readonly misses: string | undefined;
  readonly writeDocs: boolean;
}

function settingsFrom(args: readonly string[]): Settings {
  const value = (name: string) => args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
  return {
    seed: Number(value('seed') ?? 7),
    perEntity: Number(value('per-entity') ?? 400),
    quick: args.includes('--quick'),
    misses: value('misses'),
    writeDocs: args.includes('--write-docs'),
  };
}

/** One of `oneOf` lines, chosen at random: the slow rivals would take an hour for all. */
function share(lines: readonly string[], oneOf: number): readonly string[] {
  if (oneOf === 1) return lines;
  const random = new SeededRandom(oneOf);
  return lines.filter(() => random.chance(1 / oneOf));
}

/** Runs the bench and prints its report; `args` are the command's own arguments. */
export function run(args: readonly string[] = []): void {
  if (args.includes('--accept')) writeAccepted();
  else measure(settingsFrom(args));
}

function measure(settings: Settings): void {
  const large = cleanLines(CLEAN_CACHE);
  const ours = createRedactor({});
  const all = createRedactor({ entities: 'all' });
  const redact: Redact = (text) => ours.redactText(text);
  const redactAll: Redact = (text) => all.redactText(text);

  const lines = (large.length > 0 ? large : cleanLines(CLEAN_SAMPLE)).map(({ line }) => line);
  const redactors = comparedRedactors();
  const speedOf = ({ name, redact, oneOf }: ComparedRedactor): Speed => ({
    name,
    speed: throughput(share(lines, oneOf), redact, oneOf === 1 ? 5 : 1),
  });
  const figures: Figures = {
    seed: settings.seed,
    perEntity: settings.perEntity,
    redactors,
    plantedSets: PLANTED_SETS.map(({ name, samples, entities }) => ({
      name,
      score: scoreSamples(samples(settings), entities === 'all' ? redactAll : redact),
    })),
    cleanSets: [
      ...CLEAN_SETS.map(({ name, lines }) => ({ name, lines: lines(settings) })),
      ...(large.length > 0 ? [{ name: 'real logs, made on this machine', lines: large }] : []),
    ].map(({ name, lines }) => ({ name, result: scoreClean(lines, expectedHits(), redact) })),
    speeds: settings.quick ? [] : redactors.map(speedOf),
    worst: settings.quick ? [] : worstLines(redact),
    growth: settings.quick ? [] : growth(redact),
  };
  console.log(report(figures));
  if (settings.misses !== undefined) writeFileSync(settings.misses, missesText(figures));
  if (settings.writeDocs) writeDocs(join(import.meta.dirname, '../../docs/privacy.md'), figures);
}

if (import.meta.main) run(process.argv.slice(2));
