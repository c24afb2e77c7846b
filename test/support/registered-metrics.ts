// The metrics that a processor with files, a batch path and a recorder registers, as its meter is asked for them.
import { createNoopMeter, type MeterProvider, type MetricOptions } from '@opentelemetry/api';
import { InMemoryLogRecordExporter } from '@opentelemetry/sdk-logs';
import { LakeTraceLogRecordProcessor } from '../../src/processor/log-record-processor.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** A metric, as the meter was asked for it. */
export interface RegisteredMetric {
  readonly name: string;
  /** What the semantic conventions call the kind: `counter`, `updowncounter`, `gauge`, `histogram`. */
  readonly kind: string;
  readonly unit: string | undefined;
  readonly description: string | undefined;
}

/** All metrics, each once. */
export async function registeredMetrics(): Promise<readonly RegisteredMetric[]> {
  const metrics = new Map<string, RegisteredMetric>();
  const meter = createNoopMeter();
  const recording = new Proxy(meter, {
    get(target, method: keyof typeof meter) {
      const kind = /^create(?:Observable)?(\w+)$/.exec(method)?.[1]?.toLowerCase();
      if (kind === undefined) return target[method];
      return (name: string, options: MetricOptions = {}) => {
        metrics.set(name, { name, kind, unit: options.unit, description: options.description });
        return (target[method] as (name: string, options: MetricOptions) => unknown)(name, options);
      };
    },
  });
  const provider: MeterProvider = { getMeter: () => recording };
  const processor = new LakeTraceLogRecordProcessor({
    meterProvider: provider,
    recorder: true,
    file: { directory: temporaryDirectory() },
    batch: { exporter: new InMemoryLogRecordExporter() },
  });
  await processor.shutdown();
  return [...metrics.values()];
}
