// Fields that hold durations: how long they are as a rule, and at most, and in which record.

import { keptText } from '../../format/kept-text.ts';
import type { StoredLogRecord } from '../../read/record/stored-record.ts';

/** Units that the end of a name says, in milliseconds; those without one are shown as they are. */
const UNITS: readonly (readonly [RegExp, number])[] = [
  [/(?:milliseconds|millis|(?:^|[._-])(?:ms|msec)|[a-z\d]Ms)$/i, 1],
  [/(?:microseconds|micros|(?:^|[._-])us)$/i, 0.001],
  [/(?:nanoseconds|nanos|(?:^|[._-])ns)$/i, 1e-6],
  [/(?:seconds|(?:^|[._-])(?:s|sec|secs))$/i, 1000],
];
const WITHOUT_UNIT = /(?:^|[._-])(?:duration|elapsed|latency|took|response_?time|run_?time)$/i;

/** Names are the application's: no more of them are looked at. */
const MOST_FIELDS = 50;
const MOST_NAMES = 10_000;
const LONGEST_NAME = 200;
/** Counts are kept by size, two sizes within these parts of each other being one. */
const GROWTH = Math.log(1.005);
const SMALLEST = 1e-9;

/** What is known of one field. */
export interface DurationSummary {
  readonly field: string;
  /** Milliseconds, or without a unit where the name has none. */
  readonly unit: 'ms' | '';
  readonly count: number;
  readonly median: number;
  readonly p95: number;
  readonly most: number;
  /** The record with the longest one. */
  readonly slowest: {
    readonly message: string;
    readonly timestamp: string;
    readonly file: string;
    readonly line: number;
  };
}

interface FieldSizes {
  readonly unit: number | undefined;
  count: number;
  readonly sizes: Map<number, number>;
  most: number;
  slowest: DurationSummary['slowest'] | undefined;
}

/** Gathers durations. */
export class DurationFields {
  readonly #fields = new Map<string, FieldSizes>();
  /** Names that are none, which are most. */
  readonly #others = new Set<string>();

  add(record: StoredLogRecord): void {
    const { attributes } = record;
    for (const name in attributes) {
      const value = (attributes as Record<string, unknown>)[name];
      if (typeof value !== 'number' || this.#others.has(name)) continue;
      const field = this.#fields.get(name) ?? this.#enter(name);
      if (field !== undefined && value >= 0 && Number.isFinite(value)) count(field, value, record);
    }
  }

  /** The fields, those that are met most often first. */
  summaries(): DurationSummary[] {
    const fields = [...this.#fields].filter(([, { count: times }]) => times > 0);
    return fields
      .sort(([, a], [, b]) => b.count - a.count)
      .map(([field, { unit, count: times, sizes, most, slowest }]) => {
        const scale = unit ?? 1;
        const at = (share: number) => Math.min(most, sizeAt(sizes, times * share)) * scale;
        return {
          ...{ field, unit: unit === undefined ? '' : 'ms', count: times, median: at(0.5), p95: at(0.95) },
          ...{ most: most * scale, slowest: slowest as DurationSummary['slowest'] },
        } as const;
      });
  }

  #enter(name: string): FieldSizes | undefined {
    const unit = UNITS.find(([end]) => end.test(name))?.[1];
    if ((unit === undefined && !WITHOUT_UNIT.test(name)) || this.#fields.size >= MOST_FIELDS) {
      if (this.#others.size < MOST_NAMES) this.#others.add(keptText(name, LONGEST_NAME));
      return undefined;
    }
    const field: FieldSizes = { unit, count: 0, sizes: new Map(), most: -1, slowest: undefined };
    this.#fields.set(keptText(name), field);
    return field;
  }
}

function count(field: FieldSizes, value: number, record: StoredLogRecord): void {
  field.count++;
  const size = Math.round(Math.log(Math.max(value, SMALLEST)) / GROWTH);
  field.sizes.set(size, (field.sizes.get(size) ?? 0) + 1);
  if (value <= field.most) return;
  field.most = value;
  const { message, timestamp, source } = record;
  field.slowest = {
    ...{ message: keptText(message, LONGEST_MESSAGE), timestamp: keptText(timestamp) },
    ...{ file: source.file, line: source.line },
  };
}

const LONGEST_MESSAGE = 300;

/** The size below which a number of values are. */
function sizeAt(sizes: ReadonlyMap<number, number>, rank: number): number {
  let below = 0;
  for (const [size, times] of [...sizes].sort(([a], [b]) => a - b)) {
    below += times;
    if (below >= rank) return Math.exp(size * GROWTH);
  }
  return 0;
}
