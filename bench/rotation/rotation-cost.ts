// What rotation at 10 MB costs against none, and what of it is fsync and retention: processors in one process, in turn, by CPU time of all
// threads and by the clock.
import { setImmediate as turn } from 'node:timers/promises';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import type { LakeTraceLogRecordProcessor } from 'laketrace';
import type { FileOptions } from '../contenders/laketrace.ts';
import { SHAPES } from '../contenders/samples.ts';
import { InstalledLine } from '../contenders/sdk-line.ts';
import { inTemporaryDirectory } from '../own-process.ts';
import { figure, markdownTable } from '../page/generated-page.ts';
import type { Scale, Section } from '../section.ts';
import { median } from '../statistics.ts';

/** So many records are a little more than 10 MB: each sample has a rotation. */
const RECORDS: Readonly<Record<Scale, number>> = { full: 25_000, quick: 2000 };
const ROUNDS: Readonly<Record<Scale, number>> = { full: 25, quick: 2 };
const WARM_UP = 2;
type Way = 'without' | "with, `fsync: 'never'`" | 'with' | 'with, and `retention: 1`' | 'without, once more';
const ROTATED = { rotation: '10 MB' } as const;
/** Who has no rotation has the kernel write the bytes to the disk, and free them, at another time: in none of its figures. */
const WAYS: Readonly<Record<Way, FileOptions>> = {
  without: { rotation: false },
  "with, `fsync: 'never'`": { ...ROTATED, fsync: 'never' },
  with: ROTATED,
  'with, and `retention: 1`': { ...ROTATED, retention: 1 },
  'without, once more': { rotation: false },
};

/** Medians over the rounds. */
interface Cost {
  readonly way: Way;
  /** Microseconds a record. */
  readonly cpu: number;
  readonly wall: number;
  /** How much more than without rotation, each round by itself: the machine is not as fast in all of them. */
  readonly more: { readonly cpu: number; readonly wall: number };
}

/** What the bench has measured. */
export interface RotationCost {
  readonly rounds: number;
  readonly rotations: number;
  readonly costs: readonly Cost[];
}

type Sampled = { readonly cpu: number; readonly wall: number };

async function sample(processor: LakeTraceLogRecordProcessor, records: number): Promise<Sampled> {
  const logger = new LoggerProvider({ processors: [processor] }).getLogger('bench');
  const [before, start] = [process.cpuUsage(), performance.now()];
  for (let index = 0; index < records; index++) {
    const { body, attributes } = SHAPES.typical.of(index);
    logger.emit({ severityNumber: 9, body, attributes: attributes as Record<string, string> });
    if (index % 1000 === 999) await turn();
  }
  await processor.forceFlush();
  const { user, system } = process.cpuUsage(before);
  return { cpu: (user + system) / records, wall: ((performance.now() - start) * 1000) / records };
}

async function measure(scale: Scale): Promise<RotationCost> {
  const { LakeTraceLogRecordProcessor: Processor } = new InstalledLine('sdk-3').laketrace;
  return await inTemporaryDirectory(async (directory) => {
    const ways = Object.entries(WAYS).map(([way, options], index) => ({
      way: way as Way,
      processor: new Processor({ file: { directory, name: `app${index}`, ...options } }),
      samples: [] as Sampled[],
    }));
    for (let round = -WARM_UP; round < ROUNDS[scale]; round++) {
      // Each way is the first as often as it is the last.
      const shift = Math.abs(round) % ways.length;
      for (const { processor, samples } of [...ways.slice(shift), ...ways.slice(0, shift)]) {
        const sampled = await sample(processor, RECORDS[scale]);
        if (round >= 0) samples.push(sampled);
      }
    }
    const rotations = ways.reduce((sum, { processor }) => sum + (processor.stats().file?.rotations ?? 0), 0);
    await Promise.all(ways.map(({ processor }) => processor.shutdown()));
    const without = ways[0]?.samples ?? [];
    const costs = ways.map(({ way, samples }) => {
      const of = (key: keyof Sampled) => median(samples.map((sampled) => sampled[key]));
      const more = (key: keyof Sampled) =>
        median(samples.map((sampled, round) => sampled[key] / (without[round]?.[key] ?? Number.NaN))) - 1;
      return { way, cpu: of('cpu'), wall: of('wall'), more: { cpu: more('cpu'), wall: more('wall') } };
    });
    return { rounds: ROUNDS[scale], rotations, costs };
  });
}

function render({ rounds, rotations, costs }: RotationCost): string {
  const against = (share: number) => (share === 0 ? '' : `${figure(share * 100, 1)} %`);
  const rows = costs.map(({ way, cpu, wall, more }) => [
    way,
    `${figure(cpu, 2)} µs`,
    against(more.cpu),
    `${figure(wall, 2)} µs`,
    against(more.wall),
  ]);
  return [
    `Processors with plain files, in turn in one process, medians of ${rounds} rounds with ${figure(rotations)} rotations in all; what is more than "without" is taken round by ` +
      'round. A rotation has 10 MB written to the disk at once (`fsync`), and retention has as many freed, which is all in these figures; "without", the kernel does both, ' +
      'later, and in none of them. "Without, once more" is the same as "without": its figure says how far the others can be trusted.',
    markdownTable([
      ['rotation at 10 MB', 'CPU a record', 'against without', 'wall a record', 'against without'],
      ...rows,
    ]),
  ].join('\n\n');
}

export const rotationCost: Section<RotationCost> = { measure, render };
