// A text in memory of its own: one that was cut out of a large text would keep all of that.

/** A copy of a text, to be kept. */
export function ownText(text: string): string {
  // To read a character lays the joined text out as one piece, of which all but the first character is the copy.
  const joined = ` ${text}`;
  return joined.charCodeAt(0) > 0 ? joined.slice(1) : text;
}
