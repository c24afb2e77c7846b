// Looks for what an expression matches in bytes, which become text piece by piece.

/** Gives where something is from an index on; -1 where it is not. */
export type Find = (from: number) => number;

/** What some finds give instead. */
export const NOWHERE: number = Number.POSITIVE_INFINITY;

/** Does not look again for what lies ahead. */
export function remembering(find: Find): Find {
  let found = -1;
  return (from) => {
    if (found >= from) return found;
    const at = find(from);
    found = at === -1 ? NOWHERE : at;
    return found;
  };
}

/** How many bytes become text in one go: more get memory of their own, which takes five times as long. */
const TEXT_BYTES = 64 * 1024;

/**
 * What looks for an expression, which knows a byte as a character of Latin-1.
 * @param pattern a global one
 * @param length of what it matches, at most
 */
export function findsOf(pattern: RegExp, length: number): (lines: Buffer) => Find {
  const most = Math.max(TEXT_BYTES, 2 * length);
  return (lines) => {
    let [text, start] = ['', 0];
    return (from) => {
      for (let at = Math.max(0, from); ; at = start + text.length - length + 1) {
        if (at < start || at + length > start + text.length) {
          text = lines.toString('latin1', at, at + most);
          start = at;
        }
        pattern.lastIndex = at - start;
        const found = pattern.exec(text);
        if (found !== null) return start + found.index;
        if (start + text.length >= lines.length) return -1;
      }
    };
  };
}
