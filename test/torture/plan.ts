// What a torture does, made from its seed alone: the same seed gives the same rounds, lives, options and disturbances.
import { Random } from './random.ts';

/** What is done to the files while they are written, or between two lives of their writers. */
export const disturbanceKinds = [
  'delete a rotated file',
  'delete the active file',
  /** As an external logrotate does, which tells the writer (SIGHUP) or not. */
  'rename the active file',
  'rename a rotated file',
  'remove the directory',
  /** The log's directory is given to writers by a relative path. */
  'change the working directory',
  /** Forward or back, for all that run; another life may begin with another time. */
  'set the clock',
  /** Again and again, also while a rotation is under way. */
  'have the writers reopen',
  /** The tmpfs that holds the files has no byte left. */
  'fill the disk',
  /** The operating system refuses to let files grow beyond some bytes (`RLIMIT_FSIZE`): a write is taken in part. */
  'limit the file size',
  'make the directory read-only',
  'make the active file read-only',
] as const;

/** By how many milliseconds the clock is wrong after it was set. */
export function clockOf(choice: number): number {
  return CLOCKS[Math.floor(choice * CLOCKS.length)] ?? 0;
}

/** One of {@link disturbanceKinds}. */
export type DisturbanceKind = (typeof disturbanceKinds)[number];

/** Those that leave all lines in the log's files, so that a hash chain over these is whole; in the opposite order. */
const LEAVING = [
  'make the active file read-only',
  'make the directory read-only',
  'limit the file size',
  'fill the disk',
  'have the writers reopen',
  'set the clock',
  'change the working directory',
] as const satisfies readonly DisturbanceKind[];

/** One thing that is done to the files. */
export interface Disturbance {
  readonly kind: DisturbanceKind;
  /** Milliseconds until it is done: from the writers' start, or from the end of the disturbance before it. */
  readonly after: number;
  /** Milliseconds until it is undone, where it can be. */
  readonly hold: number;
  /** A number from 0 up to 1, by which the disturbance chooses among files, bytes or ways. */
  readonly choice: number;
}

/** When a writer is killed. */
export interface Kill {
  /** From the moment at which its exporter is made, or at which it has promised something after the last disturbance was undone. */
  readonly from: 'start' | 'recovery';
  /** In milliseconds. */
  readonly after: number;
}

/** The codecs of a torture. */
export const codecs = ['gzip', 'zstd', 'bz2', 'zip', 'none'] as const;

/** Options of a writer's exporter, as they go to its process. */
export interface WriterOptions {
  readonly compression: (typeof codecs)[number];
  readonly rotation: string;
  readonly flush: 'turn' | 'record';
  readonly enqueue: boolean;
  readonly fsync: 'never' | 'rotate' | 'flush';
  readonly overflow: 'block' | 'drop-newest' | 'drop-oldest';
  readonly maxBufferedBytes: string;
  readonly integrity?: true;
}

/** One writing process. */
export interface Writer {
  readonly options: WriterOptions;
  /** How many records it takes in between two flushes. */
  readonly batch: number;
  /** Whether it logs in every callback that it gives to its exporter and processor. */
  readonly isChatty: boolean;
  readonly kill: Kill;
}

/** Writers that live at the same time, under the same exporter name. */
export interface Life {
  /** By how many milliseconds the clock is wrong when its writers start. */
  readonly clock: number;
  /** What is done before they start; undone while they run. */
  readonly before: readonly Disturbance[];
  readonly during: readonly Disturbance[];
  readonly writers: readonly Writer[];
}

/** Lives in one directory, one after the other; then a last start mends what is left, and the files are checked. */
export interface Round {
  readonly number: number;
  readonly place: 'tmpfs' | 'disk';
  /** Whether the lines are chained: the chain is then verified, and nothing takes lines away. */
  readonly isChained: boolean;
  /** What the last start compresses with. */
  readonly compression: WriterOptions['compression'];
  readonly lives: readonly Life[];
}

const HOUR = 3_600_000;
const YEAR = 8766 * HOUR;
/** By how much a clock is wrong: right, an hour back, a month ahead, 1986 or so. */
const CLOCKS = [0, 0, 0, -HOUR, 30 * 24 * HOUR, -40 * YEAR] as const;

const MOST_LIVES = 6;
const MOST_WRITERS = 3;
const MOST_DISTURBANCES = 3;
// This many rounds give a kind its turn in every life; later some lives are left alone.
const ROUNDS_OF_TURNS = 5;

/**
 * The rounds of a torture.
 * @param seed a whole number
 * @param kills how many writers are killed in all, at least 1
 */
export function planFrom(seed: number, kills: number): Round[] {
  const random = new Random(seed);
  // The chained round, the fourth, begins with the kinds that the three rounds before it cannot have come to: so 30 kills
  // have every kind, however many writers die in a life.
  const turns = { all: takeTurns(disturbanceKinds), leaving: takeTurns(LEAVING) };
  const rounds: Round[] = [];
  for (let left = kills; left > 0; ) {
    const isChained = rounds.length % 4 === 3;
    const round = planRound({
      random: new Random(random.integer(0, 0xffff_ffff)),
      number: rounds.length,
      isChained,
      kinds: isChained ? LEAVING : disturbanceKinds,
      turns: isChained ? turns.leaving : turns.all,
      mostKills: left,
    });
    left -= countKills([round]);
    rounds.push(round);
  }
  return rounds;
}

/** How many writers are killed in some rounds. */
export function countKills(rounds: readonly Round[]): number {
  return rounds.reduce((sum, { lives }) => lives.reduce((inner, { writers }) => inner + writers.length, sum), 0);
}

interface RoundFrame {
  readonly random: Random;
  readonly number: number;
  readonly isChained: boolean;
  readonly kinds: Kinds;
  /** Gives each kind its turn, so that a short torture has them all. */
  readonly turns: Iterator<DisturbanceKind, never>;
  readonly mostKills: number;
}

type Kinds = readonly [DisturbanceKind, ...DisturbanceKind[]];

function planRound({ random, number, isChained, kinds, turns, mostKills }: RoundFrame): Round {
  const lives: Life[] = [];
  const count = random.integer(2, MOST_LIVES);
  let left = mostKills;
  for (let index = 0; index < count && left > 0; index++) {
    const turn = number < ROUNDS_OF_TURNS || index % 3 < 2 ? [turns.next().value] : [];
    const life = planLife(random, { isChained, kinds, turn, mostWriters: Math.min(left, MOST_WRITERS) });
    left -= life.writers.length;
    lives.push(life);
  }
  const needsSmallDisk = lives.some(({ before, during }) =>
    [...before, ...during].some(({ kind }) => kind === 'fill the disk'),
  );
  const place = needsSmallDisk || random.chance(0.5) ? 'tmpfs' : 'disk';
  return { number, place, isChained, compression: random.pick(codecs), lives };
}

interface LifeFrame extends Pick<RoundFrame, 'isChained' | 'kinds'> {
  /** Kinds that are certain to come. */
  readonly turn: readonly DisturbanceKind[];
  readonly mostWriters: number;
}

function planLife(random: Random, { isChained, kinds, turn, mostWriters }: LifeFrame): Life {
  const before = planDisturbances(random, kinds, 0.2)
    .slice(0, 1)
    .filter(({ kind }) => kind !== 'limit the file size');
  const during = [...turn.map((kind) => planDisturbance(random, kind)), ...planDisturbances(random, kinds, 0.3)];
  const count = random.chance(0.6) ? 1 : Math.min(mostWriters, random.integer(2, MOST_WRITERS));
  const isDisturbed = before.length + during.length > 0;
  const writers = Array.from({ length: count }, (_, index) => ({
    options: planOptions(random, isChained),
    batch: random.integer(1, 300),
    isChatty: random.chance(0.3),
    // Where a kind has its turn, one writer sees it through.
    kill: planKill(random, isDisturbed, turn.length > 0 && index === 0),
  }));
  return { clock: random.pick(CLOCKS), before, during, writers };
}

function planDisturbances(random: Random, kinds: Kinds, probability: number): Disturbance[] {
  const disturbances: Disturbance[] = [];
  while (disturbances.length < MOST_DISTURBANCES && random.chance(probability)) {
    disturbances.push(planDisturbance(random, random.pick(kinds)));
  }
  return disturbances;
}

function planDisturbance(random: Random, kind: DisturbanceKind): Disturbance {
  return { kind, after: random.integer(0, 60), hold: random.integer(0, 150), choice: random.fraction() };
}

function planOptions(random: Random, isChained: boolean): WriterOptions {
  return {
    compression: random.pick(codecs),
    rotation: random.pick(['32 KB', '128 KB', '1 MB']),
    flush: random.pick(['turn', 'turn', 'record']),
    enqueue: random.chance(0.35),
    fsync: random.pick(['rotate', 'rotate', 'never', 'flush']),
    overflow: random.pick(['block', 'block', 'drop-newest', 'drop-oldest']),
    maxBufferedBytes: random.pick(['128 KB', '1 MB']),
    ...(isChained && { integrity: true }),
  };
}

/** Some right at the start, amidst the recovery; most while lines are written, rotated and compressed. */
function planKill(random: Random, isDisturbed: boolean, seesItThrough: boolean): Kill {
  if (seesItThrough || (isDisturbed && random.chance(0.4))) return { from: 'recovery', after: random.integer(0, 60) };
  const [least, most] = random.pick([
    [0, 12],
    [0, 80],
    [0, 80],
    [50, 250],
  ]);
  return { from: 'start', after: random.integer(least, most) };
}

function* takeTurns(kinds: Kinds): Generator<DisturbanceKind, never> {
  for (;;) yield* kinds;
}
