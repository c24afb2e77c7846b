// Points in time as `stats()` shows them: measured by a clock that is never set, and shown by the one on the wall.
import { monotonic } from '../foreign/clock.ts';

/** A point in time. */
export interface Moment {
  /** By the machine's clock as it is set now: `2026-11-29T23:59:59.123Z`. */
  readonly at: string;
  /** How many milliseconds ago it was, by a clock that is never set. */
  readonly ago: number;
}

/** The two clocks, in milliseconds. */
export interface Clocks {
  now(): number;
  monotonic(): number;
}

const OF_THE_SYSTEM: Clocks = { now: () => Date.now(), monotonic };

/** What was measured by the monotonic clock as a {@link Moment}; nothing where there was nothing. */
export function momentOf(measured: number | undefined, clocks: Clocks = OF_THE_SYSTEM): Moment | undefined {
  if (measured === undefined) return undefined;
  const ago = Math.max(0, Math.round(clocks.monotonic() - measured));
  const at = new Date(clocks.now() - ago);
  // A clock may be set to what no date can be.
  return { at: Number.isNaN(at.getTime()) ? '' : at.toISOString(), ago };
}
