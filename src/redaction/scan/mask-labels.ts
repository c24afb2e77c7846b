// The labels that masks leave in texts: `[EMAIL]`, `[EMAIL:0123456789abcdef]`.
import { ENTITY_NAMES } from './entities.ts';

/** Digits of the hash in a label. */
export const HASH_DIGITS = 16;
/** What a label says of a value that is masked for its name alone. */
export const REDACTED = 'REDACTED';

const LONGEST_NAME = Math.max(REDACTED.length, ...ENTITY_NAMES.map((name) => name.length));
const IS_HASH = /^[\da-f]{16}$/;

/**
 * What stands in brackets in a text as the name of a label does, in its order. Whether it is the name of an entity is for the caller to
 * say. Other mask styles leave no name behind, and the labels of custom patterns look like any word in brackets.
 */
export function* labelNamesIn(text: string): Generator<string> {
  for (let open = text.indexOf('['); open !== -1; open = text.indexOf('[', open + 1)) {
    const label = text.slice(open + 1, open + 2 + LONGEST_NAME + HASH_DIGITS + 1);
    const close = label.indexOf(']');
    if (close === -1) continue;
    const colon = label.indexOf(':');
    const isHashed = colon !== -1 && colon < close;
    if (isHashed && !IS_HASH.test(label.slice(colon + 1, close))) continue;
    yield label.slice(0, isHashed ? colon : close);
  }
}
