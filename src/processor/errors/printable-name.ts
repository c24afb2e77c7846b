// Names that come from outside, as they can stand in a message.
import { sanitizeText } from '../../format/sanitize-text.ts';

const LONGEST_NAME = 100;

/** An attribute's name on one line, and not long. */
export function printableName(name: string): string {
  return sanitizeText(name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME)}…`);
}
