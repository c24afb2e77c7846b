// The time that filters go by.
import { ConfigurationError } from '../../spec/configuration-error.ts';

/** What rates and windows take from outside. */
export interface TimedFilterOptions {
  /** Milliseconds. Default: a clock that is never set, that of `performance`. */
  readonly now?: () => number;
}

/** The default. */
export const monotonic = (): number => performance.now();

/** What {@link checkSource} says of a clock. */
export const CLOCK = 'a function that gives milliseconds';

/** @throws ConfigurationError for what is no function */
export function checkSource(source: unknown, option: string, accepted: string): void {
  if (typeof source !== 'function') throw new ConfigurationError(option, source, accepted);
}
