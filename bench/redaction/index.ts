// The redaction bench: recall by entity, false hits, over-masking, speed and linearity, beside three rivals.
//   npm run bench -- redaction [--seed=7] [--per-entity=400] [--quick] [--misses=FILE] [--write-docs]
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRedactor } from '../../src/redaction/redactor.ts';
import { CLEAN_CACHE, CLEAN_SAMPLE, cleanLines, expectedHits, scoreClean } from './clean-corpus.ts';
import { formatPii, formatSecrets } from './format-corpus.ts';
import { identifierLines } from './identifier-corpus.ts';
import { independentPii, independentSecrets, trapLines } from './independent-corpus.ts';
import { growth, throughput, worstLines } from './measure.ts';
import { optInSamples, piiSamples } from './pii-corpus.ts';
import { programSecrets } from './program-corpus.ts';
import { type Figures, missesText, type RedactorFigures, report, writeDocs } from './report.ts';
import { rivals } from './rivals.ts';
import { type Redact, scoreSamples } from './scoring.ts';
import { beyondSamples, secretSamples } from './secret-corpus.ts';
import { SeededRandom } from './seeded-random.ts';
import { unseenPii, unseenSecrets } from './unseen-corpus.ts';

interface Settings {
  readonly seed: number;
  readonly perEntity: number;
  /** Leaves out the timing tables. */
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

/** One of `oneOf` items, chosen at random so that no shape of a periodic corpus is favoured. */
function share<T>(items: readonly T[], oneOf: number): readonly T[] {
  if (oneOf === 1) return items;
  const random = new SeededRandom(oneOf);
  return items.filter(() => random.chance(1 / oneOf));
}

/** Runs the bench and prints its report; `args` are the command's own arguments. */
export function run(args: readonly string[] = []): Figures {
  const settings = settingsFrom(args);
  const corpus = { seed: settings.seed, perEntity: settings.perEntity };
  const pii = piiSamples(corpus);
  const secrets = secretSamples(corpus);
  const second = { pii: unseenPii(corpus), secrets: unseenSecrets(corpus) };
  const third = { pii: formatPii(corpus), secrets: formatSecrets(corpus) };
  const fourth = programSecrets(corpus);
  const fifth = { pii: independentPii(corpus), secrets: independentSecrets(corpus) };
  const traps = trapLines(settings.seed, settings.perEntity);
  const large = cleanLines(CLEAN_CACHE);
  const clean = large.length > 0 ? large : cleanLines(CLEAN_SAMPLE);
  const identifiers = identifierLines(settings.seed, settings.perEntity * 25);
  const expected = expectedHits();
  const ours = createRedactor({});
  const all = createRedactor({ entities: 'all' });

  const evaluate = (name: string, redact: Redact, oneOf: number): RedactorFigures => ({
    name,
    pii: scoreSamples(share(pii, oneOf), redact),
    secrets: scoreSamples(share(secrets, oneOf), redact),
    secondPii: scoreSamples(share(second.pii, oneOf), redact),
    secondSecrets: scoreSamples(share(second.secrets, oneOf), redact),
    thirdPii: scoreSamples(share(third.pii, oneOf), redact),
    thirdSecrets: scoreSamples(share(third.secrets, oneOf), redact),
    fourthSecrets: scoreSamples(share(fourth, oneOf), redact),
    fifthPii: scoreSamples(share(fifth.pii, oneOf), redact),
    fifthSecrets: scoreSamples(share(fifth.secrets, oneOf), redact),
    traps: scoreClean(share(traps, oneOf), [], redact),
    clean: scoreClean(share(clean, oneOf), expected, redact),
    identifiers: scoreClean(share(identifiers, oneOf), [], redact),
    speed: throughput(
      share(clean, oneOf).map(({ line }) => line),
      redact,
      oneOf === 1 ? 5 : 1,
    ),
  });
  const redact: Redact = (text) => ours.redactText(text);
  const figures: Figures = {
    seed: settings.seed,
    perEntity: settings.perEntity,
    cleanSource: large.length > 0 ? 'logs made on this machine' : 'committed sample',
    redactors: [
      evaluate('laketrace', redact, 1),
      ...rivals().map((rival) => evaluate(rival.name, rival.redact, rival.oneOf)),
    ],
    optIn: scoreSamples(optInSamples(corpus), (text) => all.redactText(text)),
    beyond: scoreSamples(beyondSamples(corpus), redact),
    worst: settings.quick ? [] : worstLines(redact),
    growth: settings.quick ? [] : growth(redact),
  };
  console.log(report(figures));
  if (settings.misses !== undefined) writeFileSync(settings.misses, missesText(figures));
  if (settings.writeDocs) writeDocs(join(import.meta.dirname, '../../docs/privacy.md'), figures);
  return figures;
}

if (import.meta.main) run(process.argv.slice(2));
