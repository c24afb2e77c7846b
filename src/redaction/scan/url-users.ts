// Where a URL has its user: noted by the rule of URLs, so that the rule of addresses leaves `user:password@host`.
import { Remembered } from './memory.ts';
import type { Scan } from './scan.ts';

/** The `@` after the user, and that of the last user of the same URL, which may have several hosts; -1 for none. */
const FIRST = new Remembered(-1);
const LAST = new Remembered(-1);

/** Notes that a URL's users end at the `@` of two indices, and between them. */
export function noteUsersOfUrl(scan: Scan, firstAt: number, lastAt: number): void {
  FIRST.set(scan, firstAt);
  LAST.set(scan, lastAt);
}

/** Whether the `@` at an index ends the user of a URL. */
export function isUserOfUrl(scan: Scan, at: number): boolean {
  return at >= FIRST.of(scan) && at <= LAST.of(scan);
}
