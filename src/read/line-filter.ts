// Which lines cannot hold a text, told by their bytes: those need not be parsed.

/** Says no to a line that cannot hold what is looked for. */
export type LineFilter = (line: Buffer) => boolean;

/**
 * What every format writes as it is: not quotes and backslashes, which JSON escapes, nor what stands beyond ASCII, which it may, nor blanks,
 * signs and brackets, by which the parts of a record are joined for people (`rows=5`).
 */
const WORDS = /[A-Za-z0-9_.-]+/g;
/** Without regard to case, `k` and `s` also stand for letters beyond ASCII. */
const CASELESS_WORDS = /[A-JL-RT-Za-jl-rt-z0-9_.-]+/g;
/** What records have under other names than lines, or without being in them at all. */
const NOT_IN_LINES: readonly string[] = [
  ...['null', 'code.function.name', 'code.file.path', 'code.line.number', 'thread.id', 'thread.name'],
  ...['exception.type', 'exception.message', 'exception.stacktrace'],
];

/**
 * A filter for lines of JSON and logfmt by a text that is looked for in a record: in its logger, message, event, exception, or its fields
 * as `name=value`. It never says no to a line that has the text; what it says yes to has to be looked at.
 * @param ignoresCase whether `A` is found by `a`
 * @returns nothing where the text has no word by which lines could be told
 */
export function lineFilterFor(text: string, ignoresCase = false): LineFilter | undefined {
  const words = text.match(ignoresCase ? CASELESS_WORDS : WORDS) ?? [];
  const usable = words.filter((word) => !NOT_IN_LINES.some((name) => name.includes(word.toLowerCase())));
  // The longest ones, and those with digits, are the rarest.
  const rarest = usable.sort((a, b) => rarity(b) - rarity(a)).slice(0, MOST_WORDS);
  if (rarest.length === 0) return undefined;
  if (!ignoresCase) {
    const all = rarest.map((word) => Buffer.from(word, 'latin1'));
    return (line) => all.every((bytes) => line.includes(bytes));
  }
  const all = rarest.map((word) => word.toLowerCase());
  return (line) => {
    const text = line.toString('latin1').toLowerCase();
    return all.every((word) => text.includes(word));
  };
}

/** More words make no difference. */
const MOST_WORDS = 4;

function rarity(word: string): number {
  return word.length + (/\d/.test(word) ? MOST_WORDS : 0);
}
