// Filters and leak guards by a clock, or by chance, that a test decides about: the types that users see do not show that they can be.
import type { SummarizingFilter } from '../../src/processor/filters/drop-summary.ts';
import type { NamedLogRecordFilter } from '../../src/processor/filters/filter.ts';
import type { FilterClock } from '../../src/processor/filters/filter-clock.ts';
import { filters } from '../../src/processor/filters/filters.ts';
import type { RecordField } from '../../src/processor/filters/record-field.ts';
import type { RandomSource } from '../../src/processor/filters/volume-filters.ts';
import { type GuardClock, LeakGuard, type LeakGuardOptions } from '../../src/processor/guard/leak-guard.ts';

type By = RecordField | undefined;

/** `filters.sample`, by other chance. */
export const sampleBy: (rate: number, by: By, source: RandomSource) => NamedLogRecordFilter = filters.sample;

/** `filters.rateLimit`, by another clock. */
export const rateLimitBy: (n: number, per: string | number, by: By, clock: FilterClock) => NamedLogRecordFilter =
  filters.rateLimit;

type DedupeBy = (window: string | number, by: By, clock: FilterClock) => SummarizingFilter;

/** `filters.dedupe`, by another clock, and with the summaries that only the processor reads. */
export const dedupeBy: DedupeBy = filters.dedupe as unknown as DedupeBy;

/** A leak guard by another clock. */
export const LeakGuardBy: new (options: LeakGuardOptions, clock: GuardClock) => LeakGuard = LeakGuard;
