// A message without what differs from one record to the next, so that records of one statement count together.

/** Longer messages differ in their ends alone, or are not for people. */
const LONGEST = 300;
const ID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
/** Of eight digits on, one a decimal: a hash, an address, an id of a trace. */
const HEXADECIMAL = /\b(?:0x)?[0-9a-f]{8,64}\b/gi;
const NUMBER = /\d+/g;
const DIGIT = /\d/;

/** `row 20 rejected` and `row 21 rejected` are both `row # rejected`. */
export function foldedMessage(message: string): string {
  const text = message.length > LONGEST ? `${message.slice(0, LONGEST)}…` : message;
  if (!DIGIT.test(text)) return text;
  return text
    .replace(ID, '#')
    .replace(HEXADECIMAL, (digits) => (DIGIT.test(digits) ? '#' : digits))
    .replace(NUMBER, '#')
    .replace(/#(?:[.,:]#)+/g, '#');
}
