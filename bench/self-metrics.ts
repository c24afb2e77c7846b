// What `meterProvider` costs: pairs of a processor without and one with it, in turns of many records and of one, by CPU time.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { InMemoryLogRecordExporter, LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import type { LakeTraceLogRecordProcessor as Processor } from '../src/index.ts';
import { attributesOf, BODY } from './contenders/workload.ts';

const ROUNDS = 60;
/** Records of a sample, by how many are emitted in each turn of the event loop. */
const SAMPLES: Readonly<Record<string, { readonly records: number; readonly aTurn: number }>> = {
  '1,000 records a turn': { records: 20_000, aTurn: 1000 },
  'a record a turn': { records: 6000, aTurn: 1 },
};

interface Way {
  readonly name: string;
  readonly processor: Processor;
  readonly logger: ReturnType<LoggerProvider['getLogger']>;
}

/** CPU time of a record, of all threads. */
export interface MetricsFigure {
  readonly work: string;
  readonly way: string;
  readonly microseconds: number;
  /** Against the way without metrics, in percent: the median of the rounds, with the middle half of them. */
  readonly percent: string;
}

/**
 * Measures.
 * @param before the entry point of another build, which is measured beside the others
 */
export async function run([before]: readonly string[] = []): Promise<MetricsFigure[]> {
  const exporter = new PrometheusExporter({ preventServerStart: true });
  const provider = new MeterProvider({ readers: [exporter] });
  const directory = mkdtempSync(join(tmpdir(), 'laketrace-bench-'));
  const { LakeTraceLogRecordProcessor } = await import('../dist/index.mjs' as string);
  const wayOf = (name: string, Made: typeof Processor, options: object): Way => {
    const processor = new Made({
      file: { directory, name, rotation: '64 MB', retention: 1 },
      batch: { exporter: new Discarding() },
      ...options,
    });
    return { name, processor, logger: new LoggerProvider({ processors: [processor] }).getLogger('bench') };
  };
  const ways = [
    wayOf('without', LakeTraceLogRecordProcessor, {}),
    wayOf('with', LakeTraceLogRecordProcessor, { meterProvider: provider }),
    wayOf('without, once more', LakeTraceLogRecordProcessor, {}),
  ];
  if (before !== undefined) {
    const other = (await import(pathToFileURL(resolve(before)).href)) as {
      LakeTraceLogRecordProcessor: typeof Processor;
    };
    ways.push(wayOf('before', other.LakeTraceLogRecordProcessor, {}));
  }
  try {
    const figures: MetricsFigure[] = [];
    for (const [work, sample] of Object.entries(SAMPLES)) figures.push(...(await compare(work, ways, sample)));
    const began = process.cpuUsage();
    const times = 1000;
    for (let i = 0; i < times; i++) await exporter.collect();
    figures.push({
      work: 'a collection',
      way: 'with',
      microseconds: Math.round(sum(process.cpuUsage(began)) / times),
      percent: '',
    });
    return figures;
  } finally {
    await Promise.all(ways.map(({ processor }) => processor.shutdown()));
    rmSync(directory, { recursive: true, force: true });
  }
}

/** An exporter that answers at once and keeps nothing. */
class Discarding extends InMemoryLogRecordExporter {
  override export(...[, done]: Parameters<InMemoryLogRecordExporter['export']>): void {
    done({ code: 0 });
  }
}

async function compare(
  work: string,
  ways: readonly Way[],
  sample: { readonly records: number; readonly aTurn: number },
): Promise<MetricsFigure[]> {
  const times = new Map<Way, number[]>(ways.map((way) => [way, []]));
  for (let round = -5; round < ROUNDS; round++) {
    // Each way is the first as often as it is the last.
    const shift = Math.abs(round) % ways.length;
    const order = [...ways.slice(shift), ...ways.slice(0, shift)];
    for (const way of order) {
      const time = await cpuOf(way, sample);
      if (round >= 0) times.get(way)?.push(time / sample.records);
    }
  }
  const [base = []] = times.values();
  return ways.map((way) => {
    const own = times.get(way) ?? [];
    const ratios = own.map((time, index) => (time / (base[index] ?? time) - 1) * 100);
    const [low, middle, high] = [0.25, 0.5, 0.75].map((part) => quantile(ratios, part).toFixed(1));
    return {
      work,
      way: way.name,
      microseconds: Number(quantile(own, 0.5).toFixed(2)),
      percent: way === ways[0] ? '' : `${middle} (${low} to ${high})`,
    };
  });
}

async function cpuOf(
  { logger, processor }: Way,
  { records, aTurn }: { records: number; aTurn: number },
): Promise<number> {
  const began = process.cpuUsage();
  for (let index = 0; index < records; index++) {
    logger.emit({ severityNumber: 9, body: BODY, attributes: attributesOf(index) });
    if (index % aTurn === aTurn - 1) await turn();
  }
  await processor.forceFlush();
  return sum(process.cpuUsage(began));
}

function sum({ user, system }: NodeJS.CpuUsage): number {
  return user + system;
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
