// The metrics of the processor itself: what `stats()` shows of records, redactions, sinks and errors.
import { byName, ComponentMetrics, type Measured, type ObservedMetric } from '../telemetry/component-metrics.ts';
import type { MeterProviderOption } from '../telemetry/meter-provider.ts';
import type { ProcessorStats } from './processor-stats.ts';
import type { SinkStats } from './sinks/sink.ts';

const TYPE = 'laketrace_log_processor';
const RECORDS = '{log_record}';

/** What is read for the metrics: errors are those of the processor alone, for a file exporter has metrics of its own. */
export type ProcessorReadings = Pick<ProcessorStats, 'records' | 'recorder' | 'sinks' | 'redactions' | 'errors'>;

/** Shows what a processor has done. Ended by `end()`. */
export function processorMetrics(
  provider: Exclude<MeterProviderOption, false>,
  read: () => ProcessorReadings,
): ComponentMetrics {
  const ofTheRecorder = read().recorder === undefined ? [] : ofRecorder(read);
  return new ComponentMetrics(TYPE, provider, [...ofRecords(read), ...ofTheRecorder, ...ofSinks(read)]);
}

function ofRecords(read: () => ProcessorReadings): ObservedMetric[] {
  return [
    {
      name: 'otel.sdk.processor.log.processed',
      kind: 'counter',
      unit: RECORDS,
      description: 'The number of log records for which the processing has finished, either successful or failed.',
      read: () => {
        const { passed, dropped } = read().records;
        // To drop by a filter is what a processor is asked for.
        const { shutdown = 0, stopped = 0, ...meant } = dropped;
        const done = Object.values(meant).reduce((sum, count) => sum + count, passed);
        return [
          [done, {}],
          [shutdown, { 'error.type': 'already_shutdown' }],
          [stopped, { 'error.type': 'stopped' }],
        ];
      },
    },
    {
      name: 'laketrace.processor.records.received',
      kind: 'counter',
      unit: RECORDS,
      description: 'Log records that were given to the processor.',
      read: () => read().records.received,
    },
    {
      name: 'laketrace.processor.records.passed',
      kind: 'counter',
      unit: RECORDS,
      description: 'Log records that were passed on to the sinks.',
      read: () => read().records.passed,
    },
    {
      name: 'laketrace.processor.records.dropped',
      kind: 'counter',
      unit: RECORDS,
      description:
        'Log records that were not passed on, by reason: `severity`, `shutdown`, `stopped`, `recorder`, a filter, a step.',
      read: () => byName('laketrace.drop.reason', read().records.dropped),
    },
    {
      name: 'laketrace.processor.redactions',
      kind: 'counter',
      unit: '{redaction}',
      description: 'What was masked, by entity.',
      read: () => byName('laketrace.entity', read().redactions ?? {}),
    },
    {
      name: 'laketrace.errors',
      kind: 'counter',
      unit: '{error}',
      description: 'Contained errors, by source.',
      read: () => byName('laketrace.error.source', read().errors),
    },
  ];
}

function ofRecorder(read: () => ProcessorReadings): ObservedMetric[] {
  const count = (name: 'held' | 'written' | 'dropped') => () => read().recorder?.[name] ?? 0;
  return [
    {
      name: 'laketrace.recorder.records.held',
      kind: 'upDownCounter',
      unit: RECORDS,
      description: 'Log records that wait in memory for a trigger.',
      read: count('held'),
    },
    {
      name: 'laketrace.recorder.records.written',
      kind: 'counter',
      unit: RECORDS,
      description: 'Log records that waited in memory, and were written by a trigger or a crash.',
      read: count('written'),
    },
    {
      name: 'laketrace.recorder.records.dropped',
      kind: 'counter',
      unit: RECORDS,
      description:
        'Log records that waited in memory, and had to go by `records`, `bytes` or `traces` of the recorder.',
      read: count('dropped'),
    },
  ];
}

function ofSinks(read: () => ProcessorReadings): ObservedMetric[] {
  // Sinks may have the same name: one value of a metric would take the place of the other.
  const bySink = (count: (stats: SinkStats) => number) => (): Measured => {
    const counts: Record<string, number> = Object.create(null);
    for (const stats of Object.values(read().sinks)) counts[stats.name] = (counts[stats.name] ?? 0) + count(stats);
    return byName('laketrace.sink.name', counts);
  };
  return [
    {
      name: 'laketrace.sink.records',
      kind: 'counter',
      unit: RECORDS,
      description: 'Log records that were handed to a sink.',
      read: bySink(({ records }) => records),
    },
    {
      name: 'laketrace.sink.records.failed',
      kind: 'counter',
      unit: RECORDS,
      description: 'Log records that a sink has lost.',
      read: bySink(({ failed }) => failed),
    },
  ];
}
