// The way of records into the memory of the flight recorder, and out of it: by a trigger or a crash.
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { onCrash } from '../lifecycle/crash.ts';
import type { ErrorPolicy } from './errors/error-policy.ts';
import { contentFilterOf, type LogRecordFilter } from './filters/filter.ts';
import { FilterChain } from './filters/filter-chain.ts';
import type { MutableLogRecord } from './record/record-step.ts';
import { FlightRecorder, type RecorderStats } from './recorder/flight-recorder.ts';
import type { RecorderSettings } from './recorder/recorder-option.ts';
import type { RecordedRecord } from './recorder/recording.ts';

/** The attribute of records that waited in memory until another one had them written. */
const RECORDED = 'laketrace.recorded';

/** What a {@link RecorderPath} works with. */
export interface RecorderPathParts {
  readonly settings: RecorderSettings;
  readonly filters: readonly LogRecordFilter[];
  readonly errors: ErrorPolicy;
  /** Emits a record whose content is ready. Answers whether no step was against it. */
  readonly leave: (record: MutableLogRecord) => boolean;
}

/**
 * What is recorded is clean already when it is written, and past `minimumSeverity`; sinks ask their own conditions as ever. Filters are asked
 * before, and only about content: what may never be written is to use up no rate.
 */
export class RecorderPath {
  readonly #parts: RecorderPathParts;
  readonly #recorder: FlightRecorder;
  readonly #filters: FilterChain | undefined;
  readonly #leaveCrash: () => void;

  constructor(parts: RecorderPathParts) {
    const { settings, filters, errors } = parts;
    this.#parts = parts;
    this.#recorder = new FlightRecorder(settings);
    this.#filters = FilterChain.of(filters.map(contentFilterOf), errors, 'filter');
    this.#leaveCrash = onCrash(() => {
      this.#write(this.#recorder.takeAll());
      errors.reportPending();
    });
  }

  /** Why a record is not recorded: the reason of the first filter that does not hold. */
  rejection(record: ReadableLogRecord): string | undefined {
    return this.#filters?.rejection(record);
  }

  /** Keeps a copy of a record. */
  add(record: ReadableLogRecord): void {
    this.#recorder.add(record);
  }

  /** Whether a record that is written has what was recorded written before it. */
  isTriggeredBy(severity: number | undefined): boolean {
    return this.#recorder.isTriggeredBy(severity);
  }

  /** Writes what was recorded for a trigger. */
  writeFor(trigger: ReadableLogRecord): void {
    this.#write(this.#recorder.takeFor(trigger));
  }

  /** Forgets all, and records nothing more. @returns how many records were held */
  end(): number {
    this.#leaveCrash();
    return this.#recorder.takeAll().length;
  }

  get stats(): RecorderStats {
    return this.#recorder.stats;
  }

  #write(records: readonly RecordedRecord[]): void {
    for (const record of records) {
      record.setAttribute(RECORDED, true);
      if (this.#parts.leave(record)) this.#recorder.countWritten();
    }
  }
}
