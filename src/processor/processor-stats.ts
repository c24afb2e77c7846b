// What a processor shows of what it has done.
import type { FileExporterStats } from '../file/writer/exporter-stats.ts';
import type { BatchStats } from './delivery/batch-path.ts';
import type { RecorderStats } from './recorder/flight-recorder.ts';
import type { SinkStats } from './sinks/sink.ts';

/** What a processor has done: plain data, which can be printed as JSON. */
export interface ProcessorStats {
  readonly records: {
    /** Given to the processor. */
    readonly received: number;
    /** Passed on to the sinks. */
    readonly passed: number;
    /**
     * Not passed on, by reason: `severity`, `shutdown`, `recorder`, the reason of a filter, or the name of a step. `stopped`: logged by a
     * function of the redaction that was stopped, for it took too long, while it logged.
     */
    readonly dropped: Readonly<Record<string, number>>;
  };
  /** What waits in memory for a trigger, and has become of such records; nothing where `recorder` is off. */
  readonly recorder: RecorderStats | undefined;
  /** By sink id. */
  readonly sinks: Readonly<Record<number, SinkStats>>;
  readonly file: FileExporterStats | undefined;
  readonly batch: BatchStats | undefined;
  /** What was masked, by entity or pattern; nothing where redaction is off. */
  readonly redactions: Readonly<Record<string, number>> | undefined;
  /** Errors of filters, steps, sinks, files and the batch path, by source. */
  readonly errors: Readonly<Record<string, number>>;
}
