// Filters that judge a record by how many there are: sampling and rate limit.
import { ask } from '../../foreign/call.ts';
import { monotonic } from '../../foreign/clock.ts';
import { ConfigurationError } from '../../spec/configuration-error.ts';
import { parseDuration } from '../../spec/duration.ts';
import { keepsAll, type LogRecordFilter, type NamedLogRecordFilter, withContentFilter, withReason } from './filter.ts';
import { CLOCK, checkSource, type FilterClock } from './filter-clock.ts';
import { forgetFirst, MOST_KEYS, shortKey } from './filter-keys.ts';
import { contentOf, fieldReader, type RecordField } from './record-field.ts';

/** What draws at random: something else for tests, which the types that users see do not show. */
export interface RandomSource {
  /** A number from 0 to below 1. Default `Math.random`. */
  readonly random?: () => number;
}

/** How many times are remembered over all keys of a rate limit: 8 MB. */
const MOST_TIMES = 1_048_576;

/**
 * Keeps a part of the records.
 * @param rate the part, from 0 to 1
 * @param by a field: records in which it is equal are kept or dropped together, in every process. By `'traceId'` the decision
 *   is that of OpenTelemetry's consistent probability sampling: a trace sampled at the same rate keeps its logs. A record
 *   without the field is judged at random. Default: every record is judged at random
 * @throws ConfigurationError where the rate is no number from 0 to 1, or `by` no field
 */
export function sample(rate: number, by?: RecordField): NamedLogRecordFilter;
export function sample(
  rate: number,
  by?: RecordField,
  { random = Math.random }: RandomSource = {},
): NamedLogRecordFilter {
  if (typeof rate !== 'number' || !(rate >= 0 && rate <= 1)) {
    throw new ConfigurationError('filters.sample(rate)', rate, 'a number from 0 to 1');
  }
  checkSource(random, 'filters.sample(options.random)', 'a function that gives a number from 0 to below 1');
  const read = by === undefined ? undefined : fieldReader(by, 'filters.sample(by)');
  return countingFilter('sample', (record) => {
    const value = read?.(record);
    if (value === undefined || value === null) return ask('random', random) < rate;
    if (typeof value === 'string' && TRACE_ID.test(value)) return keepsTrace(value, rate);
    return keyRandomness(typeof value === 'string' ? value : (contentOf(value) ?? '')) < rate;
  });
}

/**
 * Keeps at most `n` records in any span of a time.
 * @param n how many, from 1 to 1,048,576
 * @param per the time, such as `'10 s'` or `'minute'`, or milliseconds
 * @param by a field: each of its values has a rate of its own, and records without it share one. The 10,000 values used last
 *   are remembered, fewer where `n` is above 100. Default: one rate for all
 * @throws ConfigurationError where `n` is no such number, `per` no time, or `by` no field
 */
export function rateLimit(n: number, per: string | number, by?: RecordField): NamedLogRecordFilter;
export function rateLimit(
  n: number,
  per: string | number,
  by?: RecordField,
  { now = monotonic }: FilterClock = {},
): NamedLogRecordFilter {
  if (!Number.isSafeInteger(n) || n < 1 || n > MOST_TIMES) {
    throw new ConfigurationError('filters.rateLimit(n)', n, `a whole number from 1 to ${MOST_TIMES}`);
  }
  checkSource(now, 'filters.rateLimit(options.now)', CLOCK);
  const span = parseDuration(isUnit(per) ? `1 ${per}` : per, 'filters.rateLimit(per)');
  if (by === undefined) {
    const only = new LastPasses(n, span);
    return countingFilter('rate-limit', () => only.pass(ask('now', now)));
  }
  const read = fieldReader(by, 'filters.rateLimit(by)');
  const mostKeys = Math.max(1, Math.min(MOST_KEYS, Math.floor(MOST_TIMES / n)));
  const passes = new Map<string, LastPasses>();
  return countingFilter('rate-limit', (record) => {
    const key = shortKey(contentOf(read(record)) ?? '');
    const ofKey = passes.get(key) ?? new LastPasses(n, span);
    // Put after the others: the first of the map is the one not used for longest.
    passes.delete(key);
    passes.set(key, ofKey);
    if (passes.size > mostKeys) forgetFirst(passes);
    return ofKey.pass(ask('now', now));
  });
}

function countingFilter(reason: string, filter: LogRecordFilter): NamedLogRecordFilter {
  return withContentFilter(withReason(reason, filter), keepsAll);
}

/** Ten per minute: a unit alone is one of it. */
function isUnit(per: string | number): per is string {
  return typeof per === 'string' && /^[a-z]+$/i.test(per);
}

/** The times of the last `n` records that passed, in a ring that grows as it fills: one comparison a record. */
class LastPasses {
  readonly #n: number;
  readonly #span: number;
  #times: Float64Array = new Float64Array(1);
  #count = 0;
  #oldest = 0;
  #last = Number.NEGATIVE_INFINITY;

  constructor(n: number, span: number) {
    this.#n = n;
    this.#span = span;
  }

  pass(now: number): boolean {
    // A clock that was set back begins anew: it must not block until it has caught up.
    if (now < this.#last) this.#count = 0;
    if (this.#count < this.#n) this.#add(now);
    else {
      if (now - (this.#times[this.#oldest] ?? 0) < this.#span) return false;
      this.#times[this.#oldest] = now;
      this.#oldest = (this.#oldest + 1) % this.#n;
    }
    this.#last = now;
    return true;
  }

  #add(now: number): void {
    if (this.#count === 0) this.#oldest = 0;
    if (this.#count === this.#times.length) {
      const longer = new Float64Array(Math.min(this.#n, this.#count * 2));
      longer.set(this.#times);
      this.#times = longer;
    }
    this.#times[this.#count++] = now;
  }
}

const TRACE_ID = /^[0-9a-f]{32}$/;

/**
 * As OpenTelemetry's consistent probability sampling decides: a trace is kept where its randomness, the last 56 bits of its
 * id (W3C Trace Context level 2), is not below a threshold of 1 - rate. Here the upper 52 of these bits, which a number holds.
 */
function keepsTrace(traceId: string, rate: number): boolean {
  return Number.parseInt(traceId.slice(18, 31), 16) >= (1 - rate) * 2 ** 52;
}

/** FNV-1a over the key's code units, with the final mix of MurmurHash3, so that near keys come out far apart. */
function keyRandomness(key: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) h = Math.imul(h ^ key.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}
