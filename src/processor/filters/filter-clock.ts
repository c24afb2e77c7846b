// The clock of filters that measure time: another one for tests, which the types that users see do not show.
import { ConfigurationError } from '../../spec/configuration-error.ts';

/** What rates and windows are measured by. */
export interface FilterClock {
  /** Milliseconds. Default: a clock that is never set. */
  readonly now?: () => number;
}

/** What {@link checkSource} says of a clock. */
export const CLOCK = 'a function that gives milliseconds';

/** @throws ConfigurationError for what is no function */
export function checkSource(source: unknown, option: string, accepted: string): void {
  if (typeof source !== 'function') throw new ConfigurationError(option, source, accepted);
}
