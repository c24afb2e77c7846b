// What the processor itself adds to an emit: its checks and steps, with a sink that does nothing.
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, type LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { LakeTraceLogRecordProcessor } from '../../src/processor/log-record-processor.ts';
import type { LakeTraceLogRecordProcessorOptions } from '../../src/processor/processor-options.ts';

/** One row of the figures: medians over the rounds, of CPU time: what else the machine does counts less. */
export interface ProcessorFigure {
  readonly what: string;
  readonly nanosecondsPerEmit: number;
  /** Beyond the SDK's emit into a processor that does nothing, in the same round. */
  readonly nanosecondsAdded: number;
  readonly timesNothing: number;
}

const BARE = 'a processor that does nothing';
const doNothing = (): void => undefined;

const nothing: LogRecordProcessor = {
  onEmit: doNothing,
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};

function laketrace(options: LakeTraceLogRecordProcessorOptions): LogRecordProcessor {
  return new LakeTraceLogRecordProcessor({ file: false, redaction: false, sinks: [doNothing], ...options });
}

const PROCESSORS: Readonly<Record<string, LogRecordProcessor>> = {
  [BARE]: nothing,
  'severity, a sink': laketrace({ resource: false }),
  'and the resource merge': laketrace({ resource: resourceFromAttributes({ 'laketrace.platform': 'local' }) }),
  'and a filter': laketrace({ filter: ({ body }) => body !== '' }),
  'and two static attributes': laketrace({ attributes: { team: 'data', stage: 'prod' } }),
  'and a record id': laketrace({ recordId: true }),
  'and two more sinks': laketrace({ sinks: [doNothing, doNothing, { sink: doNothing, minimumSeverity: 'ERROR' }] }),
  'isolate: true': laketrace({ isolate: true }),
  'redaction on': laketrace({ redaction: true }),
};

const ATTRIBUTES = {
  table: 'flights',
  rows: 123_456,
  partition: 'day=2026-01-31',
  ok: true,
  ratio: 0.25,
  stage: 'load',
};
const BODIES = Array.from(
  { length: 16 },
  (_, i) => `Finished stage ${i} in 1.234 s: 1,234,567 rows written to table sales_eu_west part ${i}`,
);

function timeOf(processor: LogRecordProcessor, emits: number): number {
  const logger = new LoggerProvider({ processors: [processor] }).getLogger('bench');
  const start = process.cpuUsage();
  for (let i = 0; i < emits; i++) {
    logger.emit({ severityNumber: 9, severityText: 'INFO', body: BODIES[i & 15], attributes: ATTRIBUTES });
  }
  const { user, system } = process.cpuUsage(start);
  return ((user + system) * 1000) / emits;
}

/** Measures every kind of processor, in turn, so that a change of the machine's speed meets all alike. */
export function run(rounds = 15, emits = 50_000): ProcessorFigure[] {
  const times = new Map<string, number[]>(Object.keys(PROCESSORS).map((what) => [what, []]));
  for (let round = -2; round < rounds; round++) {
    for (const [what, processor] of Object.entries(PROCESSORS)) {
      const time = timeOf(processor, emits);
      // The first rounds are for the compiler.
      if (round >= 0) times.get(what)?.push(time);
    }
  }
  const bare = times.get(BARE) ?? [];
  return [...times].map(([what, measured]) => ({
    what,
    nanosecondsPerEmit: Math.round(median(measured)),
    nanosecondsAdded: Math.round(median(measured.map((time, round) => time - (bare[round] ?? Number.NaN)))),
    timesNothing: Number(median(measured.map((time, round) => time / (bare[round] ?? Number.NaN))).toFixed(2)),
  }));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
