// Kills writing processes again and again, at random moments and under disturbances, and checks after each round what they
// had promised.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { examine, type Findings } from './findings.ts';
import { type LifeResult, live, type Outcome } from './life.ts';
import { exploreMachine, type Machine } from './machine.ts';
import {
  type DisturbanceKind,
  disturbanceKinds,
  planFrom,
  type Round,
  type Writer,
  type WriterOptions,
} from './plan.ts';
import { Scene } from './scene.ts';
import { type Range, startOnce } from './writer-process.ts';

/** What a torture is to do. */
export interface TortureOptions {
  readonly seed: number;
  readonly kills: number;
  /** Only this round of the plan, to replay it. Default: all. */
  readonly round?: number | undefined;
  /** How many rounds run at the same time. Default 2. */
  readonly sideBySide?: number;
  /** Called with the progress and of what the machine does not allow. */
  readonly report?: (line: string) => void;
  /** Where the files of a round with problems are kept. Default: nowhere. */
  readonly keep?: string;
}

/** What a torture has shown. */
export interface TortureSummary {
  readonly seed: number;
  readonly kills: number;
  readonly rounds: number;
  /** Records found in the files, over all rounds. */
  readonly records: number;
  /** Records that were promised, over all rounds. */
  readonly promised: number;
  /** How many flushes were refused. */
  readonly refusals: number;
  readonly disturbances: Readonly<Record<DisturbanceKind, Readonly<Record<Outcome, number>>>>;
  readonly problems: readonly string[];
}

const LAST_OPTIONS: Omit<WriterOptions, 'compression'> = {
  rotation: '64 KB',
  flush: 'turn',
  enqueue: false,
  fsync: 'rotate',
  overflow: 'block',
  maxBufferedBytes: '4 MB',
};

/** Tortures; resolves when all rounds are over. */
export async function torture(options: TortureOptions): Promise<TortureSummary> {
  const { seed, kills, round, sideBySide = 2, report = () => undefined } = options;
  const machine = exploreMachine();
  for (const note of machine.notes) report(note);
  const plan = planFrom(seed, kills).filter(({ number }) => round === undefined || number === round);
  // Writers start three times as fast with their code compiled.
  const cache = mkdtempSync(join(tmpdir(), 'laketrace-compiled-'));
  chmodSync(cache, 0o777);
  const tally = new Tally(seed, report);
  try {
    const frame: RoundFrame = { machine, variables: { ...process.env, NODE_COMPILE_CACHE: cache }, keep: options.keep };
    const rounds = plan.values();
    // All take from the same iterator.
    const runs = Array.from({ length: sideBySide }, async () => {
      for (const next of rounds) tally.add(next, await endure(next, frame));
    });
    await Promise.all(runs);
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
  return tally.summary;
}

interface RoundFrame {
  readonly machine: Machine;
  readonly variables: NodeJS.ProcessEnv;
  readonly keep: string | undefined;
}

interface RoundResult {
  readonly lives: readonly LifeResult[];
  readonly findings: Findings;
}

/** Lives the lives of a round, has a last start mend what they left, and examines the files. */
async function endure(round: Round, { machine, variables, keep }: RoundFrame): Promise<RoundResult> {
  const scene = new Scene(round.place, machine);
  try {
    const lives: LifeResult[] = [];
    for (const [index, life] of round.lives.entries()) {
      lives.push(await live(life, { scene, machine, name: `r${round.number}l${index}`, variables }));
      if (index % 3 === 0) scene.plantClaim();
    }
    scene.ageClaims();
    const options = {
      ...LAST_OPTIONS,
      compression: round.compression,
      ...(round.isChained && { integrity: true as const }),
    };
    const { mishap, errors } = await startOnce({ directory: scene.logs, options, label: 'last', machine, variables });
    scene.exhume();
    const promised = new Map(lives.flatMap((life) => [...life.promised]));
    promised.set('last', [[0, 0]] satisfies Range[]);
    const ordered = new Set(round.lives.flatMap(({ writers }, life) => inOrder(writers, `r${round.number}l${life}`)));
    const found = await examine(scene, round, promised, ordered);
    const problems = [...(mishap === undefined ? [] : [mishap]), ...found.problems];
    if (problems.length > 0 && errors !== '') problems.push(`the last start reported: ${errors.trim()}`);
    const findings = { ...found, problems };
    const isBad = findings.problems.length > 0 || lives.some(({ problems }) => problems.length > 0);
    if (isBad && keep !== undefined) scene.keep(join(keep, `round-${round.number}`));
    return { lives, findings };
  } finally {
    scene.close();
  }
}

/** The labels of those writers of a life that write no chunk to a side file. */
function inOrder(writers: readonly Writer[], name: string): string[] {
  return writers.flatMap(({ options: { enqueue } }, index) => (enqueue ? [] : [`${name}w${index}`]));
}

/** Adds up what the rounds have shown. */
class Tally {
  readonly #seed: number;
  readonly #report: (line: string) => void;
  readonly #problems: string[] = [];
  readonly #disturbances: Record<DisturbanceKind, Record<Outcome, number>>;
  #kills = 0;
  #rounds = 0;
  #records = 0;
  #promised = 0;
  #refusals = 0;

  constructor(seed: number, report: (line: string) => void) {
    this.#seed = seed;
    this.#report = report;
    const zeros = disturbanceKinds.map((kind) => [kind, { done: 0, idle: 0, skipped: 0 }]);
    this.#disturbances = Object.fromEntries(zeros);
  }

  add({ number }: Round, { lives, findings }: RoundResult): void {
    const hundreds = Math.floor(this.#kills / 100);
    this.#rounds++;
    this.#records += findings.records;
    this.#promised += findings.promised;
    for (const life of lives) {
      this.#kills += life.kills;
      this.#refusals += life.refusals;
      for (const [kind, outcome] of life.disturbances) this.#disturbances[kind][outcome]++;
    }
    for (const problem of [...lives.flatMap(({ problems }) => problems), ...findings.problems]) {
      this.#problems.push(`round ${number}: ${problem}`);
      this.#report(`round ${number}: ${problem}`);
    }
    if (Math.floor(this.#kills / 100) > hundreds)
      this.#report(`${this.#kills} kills, ${this.#problems.length} problems`);
  }

  get summary(): TortureSummary {
    return {
      seed: this.#seed,
      kills: this.#kills,
      rounds: this.#rounds,
      records: this.#records,
      promised: this.#promised,
      refusals: this.#refusals,
      disturbances: this.#disturbances,
      problems: this.#problems,
    };
  }
}
