// Texts that are kept when what they were read from is gone.

/** V8 copies the characters of shorter parts itself. */
const SHORTEST_PART = 13;
const WIDE = /[^\0-\xff]/;

/**
 * A text for keeping. One that was cut out of another is a view of it for V8, and so a name of 20 characters can hold a line of a megabyte in
 * memory: this is a copy.
 * @param most characters that are kept
 */
export function keptText(text: string, most: number = Number.POSITIVE_INFINITY): string {
  const part = text.length > most ? text.slice(0, most) : text;
  if (part.length < SHORTEST_PART) return part;
  const encoding = WIDE.test(part) ? 'utf16le' : 'latin1';
  return Buffer.from(part, encoding).toString(encoding);
}
