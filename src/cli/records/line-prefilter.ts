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
/** A number outside of quotes with an exponent, or with as many digits as a double has: it may be shown otherwise than it is written. */
const LONG_NUMBER = /[:,[ =](-?(?:[\d.]{1,32}[eE][\d+-]{0,8}|[\d.]{16,400}))/g;
const INTEGER = /^-?\d+$/;
/** Shorter ones are in nearly every line. */
const LEAST = 3;
/** How JSON writes a character of ASCII that is to be hidden, or that some writers always escape. */
const ESCAPE = '\\u00';

/** A part of a text that has to stand in a line. */
interface Part {
  readonly isNumber: boolean;
  isIn(lines: Buffer): boolean;
}

/**
 * What looks for texts in the bytes of lines; nothing where they have no part that must stand there.
 * @param texts of which a record has one
 */
export function linePrefilter(texts: readonly string[], ignoresCase: boolean): LinePrefilter | undefined {
  const sought = texts.map((text) => partsOf(text, ignoresCase));
  if (sought.length === 0 || sought.some((parts) => parts.length === 0)) return undefined;
  const hidden = Buffer.from(ESCAPE, 'latin1');
  return (lines) => sought.some((parts) => parts.every((part) => isIn(lines, part))) || lines.includes(hidden);
}

function isIn(lines: Buffer, part: Part): boolean {
  return part.isIn(lines) || (part.isNumber && hasNumberShownOtherwise(lines.toString('latin1')));
}

function hasNumberShownOtherwise(text: string): boolean {
  for (const [, number = ''] of text.matchAll(LONG_NUMBER)) {
    // An integer keeps all its digits.
    if (!INTEGER.test(number) && String(Number(number)) !== number) return true;
  }
  return false;
}

/** The parts of a text, the longest first: it is the rarest, as a rule. */
function partsOf(text: string, ignoresCase: boolean): Part[] {
  const found = text.match(ignoresCase ? AS_IT_STANDS_CASELESS : AS_IT_STANDS) ?? [];
  const parts = found.filter(
    (part) => part.length >= LEAST && !NOT_IN_LINES.some((name) => name.includes(part.toLowerCase())),
  );
  return parts
    .sort((a, b) => b.length - a.length)
    .map((part) => ({ isNumber: NUMBER.test(part), isIn: ignoresCase ? caseless(part) : exact(part) }));
}

function exact(part: string): Part['isIn'] {
  const bytes = Buffer.from(part, 'latin1');
  return (lines) => lines.includes(bytes);
}

function caseless(part: string): Part['isIn'] {
  const pattern = new RegExp(part.replaceAll('.', '\\.'), 'i');
  return (lines) => pattern.test(lines.toString('latin1'));
}
