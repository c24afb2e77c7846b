// The filters that come with LakeTrace, under one name.
import { all, any, not } from './combined-filters.ts';
import { attribute, level, levels, pattern, scope } from './content-filters.ts';
import { dedupe } from './dedupe-filter.ts';
import { rateLimit, sample } from './volume-filters.ts';

/** The shape of {@link filters}. */
export interface Filters {
  readonly level: typeof level;
  readonly levels: typeof levels;
  readonly pattern: typeof pattern;
  readonly attribute: typeof attribute;
  readonly scope: typeof scope;
  readonly sample: typeof sample;
  readonly rateLimit: typeof rateLimit;
  readonly dedupe: typeof dedupe;
  readonly not: typeof not;
  readonly all: typeof all;
  readonly any: typeof any;
}

/**
 * Filters for a processor or a sink. Each keeps a record or drops it, is checked when it is made, and bears the name that its
 * drops are counted under.
 *
 * @example
 * filter: [filters.levels({ 'org.noisy.*': 'ERROR' }), filters.any(filters.level('WARN'), filters.sample(0.1, 'traceId'))]
 */
export const filters: Filters = Object.freeze({
  level,
  levels,
  pattern,
  attribute,
  scope,
  sample,
  rateLimit,
  dedupe,
  not,
  all,
  any,
});
