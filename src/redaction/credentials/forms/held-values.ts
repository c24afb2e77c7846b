// Finds the secrets in an object or list under the name of one: `{"password":{"db":"V"}}`, `{"api_key":[{"prod":"V"}]}`.

import type { Scan } from '../../scan/scan.ts';
import { isPlaceOfSecret } from '../judgement/described-secrets.ts';
import type { Form } from '../judgement/form.ts';
import { FOUND_UP_TO } from '../judgement/looked-at.ts';
import { isWordForValue } from '../judgement/placeholders.ts';
import { looksSecret } from '../judgement/randomness.ts';
import type { CredentialWord } from '../names/credential-words.ts';
import { type HeldText, textsHeldIn } from '../values/object-values.ts';
import type { Value } from '../values/quoted-values.ts';

/** Judges a text and reports a secret. */
type Accept = (word: CredentialWord, value: Value, form: Form) => void;

/** Judges what may be a secret in the object or list that opens at an index, under a word; whether there was anything. */
export function findHeld(scan: Scan, open: number, word: CredentialWord, accept: Accept): boolean {
  const found = FOUND_UP_TO.of(scan);
  let isFound = false;
  for (const text of textsHeldIn(scan, open, word)) {
    const form = formOf(scan, text);
    if (form === undefined) continue;
    isFound = true;
    accept(text.isValue && text.word.strength === 'list' ? SECRET : text.word, text.value, form);
  }
  // Names in the object are looked at as ever.
  FOUND_UP_TO.set(scan, found);
  return isFound;
}

/** One of several secrets, each with a name. */
export const SECRET: CredentialWord = { word: 'secret', strength: 'token', entity: 'CREDENTIAL', isGlued: true };

/** `"passwords": {"db": "V"}` */
export function isPlural({ word, strength }: CredentialWord): boolean {
  return strength === 'list' && word.startsWith('pass');
}

/** How a text stands in an object; nothing where it is no secret there. */
function formOf(scan: Scan, { value, word, field, isValue, isItem }: HeldText): Form | undefined {
  const text = scan.text.slice(value.start, value.end);
  if (isPlaceOfSecret(field, text)) return undefined;
  const form: Form = { isStructured: true, isQuoted: value.isQuoted, isInSentence: false };
  const isOfTokens = word.word === 'secret' || word.word.endsWith('token');
  if (isValue) {
    // What a parser calls a token may be any word.
    if (word.strength !== 'token' || word.word === 'secret') return form;
    return looksSecret(text) ? { ...form, isVague: true } : undefined;
  }
  if (word.strength !== 'strong' && word.word !== 'secret' && !isPlural(word)) return undefined;
  // `"other": "y"`, `"columns": ["id"]`
  if (text.length < (word.word.includes('pass') ? 2 : LEAST_KEY) || isSaid(text) || (isItem && MESSAGE.test(text)))
    return undefined;
  return { ...form, isVague: isOfTokens || !value.isQuoted };
}

/** What is no password is not shorter. */
const LEAST_KEY = 4;
/** `Invalid.`: a message of one word. */
const MESSAGE = /\s|^[A-Z][a-z]+[.!]$/;
/** `Your password has expired`, `too short!` */
const SENTENCE = /^[A-Z][a-z]* [a-z]|[.!?]$/;
const FIRST_WORD = /^[a-z]+(?= )/i;

/** Whether a text is a sentence: a field may say something about a secret. */
function isSaid(text: string): boolean {
  if (!text.includes(' ')) return false;
  return SENTENCE.test(text) || isWordForValue(FIRST_WORD.exec(text)?.[0] ?? '');
}
