// What rotation at 10 MB costs against none: two processors in one process, in turn, by CPU time of all threads and by the clock.
import { setImmediate as turn } from 'node:timers/promises';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import type { LakeTraceLogRecordProcessor } from 'laketrace';
import { SHAPES } from '../contenders/samples.ts';
import { InstalledLine } from '../contenders/sdk-line.ts';
import { inTemporaryDirectory } from '../own-process.ts';
import { figure, markdownTable } from '../page/generated-page.ts';
import type { Scale, Section } from '../section.ts';
import { median } from '../statistics.ts';

/** So many records are a little more than 10 MB: each sample has a rotation. */
const RECORDS: Readonly<Record<Scale, number>> = { full: 25_000, quick: 2000 };
const ROUNDS: Readonly<Record<Scale, number>> = { full: 15, quick: 2 };
const WARM_UP = 2;
const WAYS = { without: false, with: '10 MB', 'without, once more': false } as const;
type Way = keyof typeof WAYS;

/** Microseconds a record, medians over the rounds. */
interface Cost {
  readonly way: Way;
  readonly cpu: number;
  readonly wall: number;
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
    const ways = Object.entries(WAYS).map(([way, rotation], index) => ({
      way: way as Way,
      processor: new Processor({ file: { directory, name: `app${index}`, rotation, retention: 1 } }),
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
    const costs = ways.map(({ way, samples }) => ({
      way,
      cpu: median(samples.map(({ cpu }) => cpu)),
      wall: median(samples.map(({ wall }) => wall)),
    }));
    return { rounds: ROUNDS[scale], rotations, costs };
  });
}

function render({ rounds, rotations, costs }: RotationCost): string {
  const [base] = costs;
  const against = (value: number, of = 0) => (value === of ? '' : `${figure((value / of - 1) * 100, 1)} %`);
  const rows = costs.map(({ way, cpu, wall }) => [
    way,
    `${figure(cpu, 2)} µs`,
    against(cpu, base?.cpu),
    `${figure(wall, 2)} µs`,
    against(wall, base?.wall),
  ]);
  return [
    `Processors with plain files, in turn in one process, medians of ${rounds} rounds with ${figure(rotations)} rotations in all. "Without, once more" is the same as "without": ` +
      'its figure says how far the others can be trusted.',
    markdownTable([
      ['rotation at 10 MB', 'CPU a record', 'against without', 'wall a record', 'against without'],
      ...rows,
    ]),
  ].join('\n\n');
}

export const rotationCost: Section<RotationCost> = { measure, render };
