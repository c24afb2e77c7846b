// Finds what a header carries whose whole value is a credential: Authorization, Cookie and Set-Cookie.
import { LOWER_CASE, LOWER_E, LOWER_N, LOWER_S } from '../../scan/ascii.ts';
import type { Scan } from '../../scan/scan.ts';
import { FOUND_UP_TO } from '../judgement/looked-at.ts';
import { findAuthorization } from './authorization.ts';
import { findCookies } from './cookies.ts';

/** Whether a name that ends at `nameEnd` is that of a header whose whole value is a credential. */
export function isHeaderName(scan: Scan, nameEnd: number): boolean {
  const last = scan.at(nameEnd - 1) | LOWER_CASE;
  if (last === LOWER_N) return scan.hasWordAt('authorization', nameEnd - 13);
  if (last === LOWER_E) return scan.hasWordAt('cookie', nameEnd - 6);
  return last === LOWER_S && scan.hasWordAt('cookies', nameEnd - 7);
}

/** Handles the value that starts at `from` of a header whose name ends at `nameEnd`; whether it is an Authorization header. */
export function findHeader(scan: Scan, nameEnd: number, from: number): boolean {
  if (!isHeaderName(scan, nameEnd)) return false;
  const isAuthorization = (scan.at(nameEnd - 1) | LOWER_CASE) === LOWER_N;
  if (isAuthorization) FOUND_UP_TO.set(scan, Math.max(FOUND_UP_TO.of(scan), findAuthorization(scan, from)));
  else findCookies(scan, from);
  return isAuthorization;
}
