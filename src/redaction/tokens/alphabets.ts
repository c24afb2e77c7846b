// The alphabets of vendors' tokens: which characters may follow a prefix.
import { DIGITS, LOWER_LETTERS, UPPER_LETTERS } from '../scan/detector.ts';

/** Characters, and for each byte whether it is one of them. */
export interface Alphabet {
  readonly characters: string;
  readonly has: Uint8Array;
}

const LETTERS_AND_DIGITS = `${UPPER_LETTERS}${LOWER_LETTERS}${DIGITS}`;

function alphabet(characters: string): Alphabet {
  const has = new Uint8Array(256);
  for (let i = 0; i < characters.length; i++) has[characters.charCodeAt(i)] = 1;
  return { characters, has };
}

export const UPPER_CASE: Alphabet = alphabet(`${UPPER_LETTERS}${DIGITS}`);
export const UPPER_CASE_DASH: Alphabet = alphabet(`${UPPER_LETTERS}${DIGITS}-`);
export const UPPER_CASE_UNDERSCORE: Alphabet = alphabet(`${UPPER_LETTERS}${DIGITS}_`);
export const HEXADECIMAL: Alphabet = alphabet(`${DIGITS}abcdefABCDEF`);
/** Hexadecimal digits and dashes. */
export const GUID: Alphabet = alphabet(`${DIGITS}abcdefABCDEF-`);
export const ALPHANUMERIC: Alphabet = alphabet(LETTERS_AND_DIGITS);
export const ALPHANUMERIC_DASH: Alphabet = alphabet(`${LETTERS_AND_DIGITS}-`);
export const ALPHANUMERIC_COLON: Alphabet = alphabet(`${LETTERS_AND_DIGITS}:`);
export const ALPHANUMERIC_DOLLAR: Alphabet = alphabet(`${LETTERS_AND_DIGITS}$`);
export const WORD: Alphabet = alphabet(`${LETTERS_AND_DIGITS}_`);
/** Letters, digits, underscores and dashes: also base64 as it is written in URLs, without its padding. */
export const TOKEN: Alphabet = alphabet(`${LETTERS_AND_DIGITS}_-`);
export const PADDED_TOKEN: Alphabet = alphabet(`${LETTERS_AND_DIGITS}_-=`);
export const DOTTED_TOKEN: Alphabet = alphabet(`${LETTERS_AND_DIGITS}_-.`);
export const PADDED_DOTTED_TOKEN: Alphabet = alphabet(`${LETTERS_AND_DIGITS}_-=.`);
export const BASE64: Alphabet = alphabet(`${LETTERS_AND_DIGITS}+/=`);
/** Base64 of either spelling. */
export const ANY_BASE64: Alphabet = alphabet(`${LETTERS_AND_DIGITS}+/_-=`);
/** Several of them, by commas. */
export const LISTED_BASE64: Alphabet = alphabet(`${LETTERS_AND_DIGITS}+/_-=,`);
/** Base64 as it stands in cookies. */
export const PERCENT_ENCODED_BASE64: Alphabet = alphabet(`${LETTERS_AND_DIGITS}+/_-=%`);
/** The parts of a cluster token of k3s: a digest, a user and a password, by colons and a dot. */
export const CLUSTER_TOKEN: Alphabet = alphabet(`${LETTERS_AND_DIGITS}:.`);
