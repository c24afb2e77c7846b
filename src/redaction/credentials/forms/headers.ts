// Finds what a header carries whose whole value is a credential: Authorization, Cookie and Set-Cookie.
import { LOWER_CASE, LOWER_E, LOWER_N, LOWER_S } from '../../scan/ascii.ts';
import type { Scan } from '../../scan/scan.ts';
import { FOUND_UP_TO } from '../judgement/looked-at.ts';
import { findAuthorization } from './authorization.ts';
import { findCookies } from './cookies.ts';

/** Handles the value that starts at `from` of a header whose name ends at `nameEnd`; whether it is an Authorization header. */
export function findHeader(scan: Scan, nameEnd: number, from: number): boolean {
  const last = scan.at(nameEnd - 1) | LOWER_CASE;
  if (last === LOWER_N && scan.hasWordAt('authorization', nameEnd - 13)) {
    FOUND_UP_TO.set(scan, Math.max(FOUND_UP_TO.of(scan), findAuthorization(scan, from)));
    return true;
  }
  const mayBeCookie = last === LOWER_E || last === LOWER_S;
  if (mayBeCookie && (scan.hasWordAt('cookie', nameEnd - 6) || scan.hasWordAt('cookies', nameEnd - 7)))
    findCookies(scan, from);
  return false;
}
