// Tells by the bytes of lines that none of their records has a text, so that they need not be parsed.

/** Whether one of some lines may have what is looked for. */
export type LinePrefilter = (lines: Buffer) => boolean;

/**
 * What stands in a line as it stands in a record, however the line was written: letters, digits and what joins them. JSON escapes the
 * rest where a writer likes to, and a field is shown as `name=value` where a line has other characters between the two.
 */
const AS_IT_STANDS = /[\w.-]+/g;
/** Where case does not matter, `k` and `s` are also two letters beyond ASCII. */
const AS_IT_STANDS_CASELESS = /[A-JL-RT-Za-jl-rt-z0-9_.-]+/g;
/** What records have under other names than lines, or without being in them at all. */
const NOT_IN_LINES: readonly string[] = [
  ...['null', 'code.function.name', 'code.file.path', 'code.line.number', 'thread.id', 'thread.name'],
  ...['exception.type', 'exception.message', 'exception.stacktrace'],
];
const NUMBER = /^[\d.e+-]+$/i;
/** Shorter ones are in nearly every line. */
const LEAST = 3;
/** How JSON writes a character of ASCII that is to be hidden, or that some writers always escape. */
const ESCAPE = '\\u00';

/**
 * What looks for texts in the bytes of lines; nothing where they have no part that must stand there.
 * @param texts of which a record has one
 */
export function linePrefilter(texts: readonly string[], ignoresCase: boolean): LinePrefilter | undefined {
  const parts = texts.map((text) => longestPart(text, ignoresCase ? AS_IT_STANDS_CASELESS : AS_IT_STANDS));
  const needles = parts.filter((part) => part !== undefined);
  if (needles.length < parts.length || needles.length === 0) return undefined;
  if (ignoresCase) {
    const pattern = new RegExp([...needles, '\\\\u00'].map((part) => part.replaceAll('.', '\\.')).join('|'), 'i');
    return (lines) => pattern.test(lines.toString('latin1'));
  }
  const wanted = [...needles, ESCAPE].map((part) => Buffer.from(part, 'latin1'));
  return (lines) => wanted.some((part) => lines.includes(part));
}

/** A number may be written in several ways: `1000` and `1e3`. */
function longestPart(text: string, words: RegExp): string | undefined {
  const parts = (text.match(words) ?? []).filter(
    (part) =>
      part.length >= LEAST && !NUMBER.test(part) && !NOT_IN_LINES.some((name) => name.includes(part.toLowerCase())),
  );
  return parts.sort((a, b) => b.length - a.length)[0];
}
