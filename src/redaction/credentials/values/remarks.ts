// Tells what is said about a secret from a secret of several words: `must have 8 characters`, `Passwords do not match`.
import { WordSet } from '../../scan/word-set.ts';
import { isFunctionWord, isProse } from './phrases.ts';

const LONGEST_REMARK = 200;
/** One of these is in every remark. */
const REMARKING = new WordSet(
  'must should cannot required invalid incorrect wrong expired missing match matches short long weak characters character least minimum maximum blank empty',
);
/** Words of such remarks beside prose. */
const ALSO = new WordSet(
  "uppercase lowercase special common easy guess mix more better stronger can't don't doesn't isn't s",
);
const NUMBER = /^\d{1,3}$/;

/** Whether every word of a text is one that people say of secrets, and one of them is said of nothing else. */
export function isRemark(text: string): boolean {
  if (text.length > LONGEST_REMARK || !text.includes(' ')) return false;
  const words = text.split(BETWEEN_WORDS).filter((word) => word !== '');
  let isRemarking = false;
  for (const word of words) {
    if (REMARKING.has(word)) isRemarking = true;
    else if (!NUMBER.test(word) && !ALSO.has(word) && !isProse(word) && !isFunctionWord(word)) return false;
  }
  return isRemarking && words.length > 1;
}

const BETWEEN_WORDS = /[\s.,:;!?()"\\&]+/;
