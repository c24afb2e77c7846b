// The keys that filters remember records by: of bounded size and number.
import { hash } from 'node:crypto';

/** How many keys a filter remembers. What is forgotten begins anew, so memory stays bounded whatever the keys are. */
export const MOST_KEYS = 10_000;
const LONGEST_KEY = 128;

/** A key of bounded size: of a long text its digest. */
export function shortKey(text: string): string {
  return text.length <= LONGEST_KEY ? text : hash('sha256', text, 'base64');
}

/** Forgets what has been in a map for longest. */
export function forgetFirst(map: Map<string, unknown>): void {
  for (const key of map.keys()) {
    map.delete(key);
    return;
  }
}
