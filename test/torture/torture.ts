// `npm run torture`: 1,000 kills at random moments. `npm run torture -- --steps`: a kill at every single file system call, with
// every compression. Exits with 1 where a promise was broken, and where its options make no torture.
import { parseArgs } from 'node:util';
import { compressionsOfSteps } from '../support/step-options.ts';
import { planFrom } from './plan.ts';
import { torture } from './rounds.ts';
import { closeOpenScenes } from './scene.ts';
import { killAtEachStep } from './steps.ts';

const { values } = parseArgs({
  options: {
    // How many writers are killed. Default 1,000.
    kills: { type: 'string' },
    // A whole number. The same seed and kills give the same plan; the moments of the kills are then up to the machine.
    seed: { type: 'string' },
    // The number of a round, counted from 0, to replay it alone.
    round: { type: 'string' },
    // How many rounds run at the same time. Default 2.
    'side-by-side': { type: 'string' },
    // A directory to keep the files of rounds with problems in.
    keep: { type: 'string' },
    // Kills at every file system call instead.
    steps: { type: 'boolean' },
  },
});

/** Ends the program: a torture that did nothing must not look like one that found nothing. */
function refuse(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}

/** The whole number that an option has. */
function numberOf(option: 'kills' | 'seed' | 'round' | 'side-by-side', least: number, byDefault: number): number {
  const { [option]: given } = values;
  if (given === undefined) return byDefault;
  const number = /^\d+$/.test(given) ? Number(given) : Number.NaN;
  if (Number.isSafeInteger(number) && number >= least) return number;
  return refuse(`--${option} "${given}": accepted is a whole number from ${least}`);
}

/** The round that is to be replayed, where one is named. */
function roundOf(seed: number, kills: number): number | undefined {
  if (values.round === undefined) return undefined;
  const last = planFrom(seed, kills).length - 1;
  const round = numberOf('round', 0, 0);
  if (round > last) refuse(`--round ${round}: the rounds of this plan (seed ${seed}, ${kills} kills) are 0 to ${last}`);
  return round;
}

async function killAtRandomMoments(): Promise<readonly string[]> {
  const seed = numberOf('seed', 0, Date.now() % 1_000_000);
  const kills = numberOf('kills', 1, 1000);
  const sideBySide = numberOf('side-by-side', 1, 2);
  const round = roundOf(seed, kills);
  console.log(`seed ${seed}`);
  const summary = await torture({
    seed,
    kills,
    round,
    sideBySide,
    report: console.log,
    ...(values.keep !== undefined && { keep: values.keep }),
  });
  const { rounds, records, promised, refusals, disturbances, problems } = summary;
  console.table(disturbances);
  console.log(
    `${summary.kills} kills in ${rounds} rounds, seed ${seed}: ${records} records found, ${promised} promised, ` +
      `${refusals} flushes refused, ${problems.length} problems`,
  );
  return problems;
}

async function killAtEveryStep(): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const compression of compressionsOfSteps) {
    for (const isOffLoop of [false, true]) {
      for (const moment of ['before', 'after'] as const) {
        const summary = await killAtEachStep({ compression, isOffLoop, moment });
        const name = `${compression}${isOffLoop ? ', enqueue' : ''}, ${moment} each call`;
        console.log(
          `${name}: ${summary.kills} kills, ${summary.calls} calls to the end, ${summary.problems.length} problems`,
        );
        for (const problem of summary.problems) console.log(`${name}: ${problem}`);
        problems.push(...summary.problems);
      }
    }
  }
  return problems;
}

process.once('exit', closeOpenScenes);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const problems = await (values.steps ? killAtEveryStep() : killAtRandomMoments());
process.exitCode = problems.length === 0 ? 0 : 1;
