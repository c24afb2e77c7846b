// A text without what differs from one record to the next, so that records of one statement count together.

/** Longer texts differ in their ends alone, or are not for people. */
const LONGEST = 300;
const QUOTED = /"[^"]*"/g;
const ID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
const WORD = /[\da-z]+/gi;
const DIGIT = /\d/;
const DIGITS = /\d+/g;
const SEVERAL = /#(?:[.,:]#)+/g;
/** The least characters of an id or a digest: of a word with digits in it. */
const SHORTEST_ID = 8;

/** The beginning of a text with `#` for its numbers, its ids and what is in double quotes: `row 20 of "a"` is `row # of "#"`. */
export function foldedText(text: string): string {
  const start = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  const unquoted = start.includes('"') ? start.replace(QUOTED, '"#"') : start;
  if (!DIGIT.test(unquoted)) return unquoted;
  return unquoted.replace(ID, '#').replace(WORD, foldedWord).replace(SEVERAL, '#');
}

function foldedWord(word: string): string {
  if (!DIGIT.test(word)) return word;
  return word.length >= SHORTEST_ID ? '#' : word.replace(DIGITS, '#');
}
