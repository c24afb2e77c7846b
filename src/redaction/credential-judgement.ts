// Decides whether what stands under a credential word is a secret: the part that keeps "token count=5" and finds "token=s3cr3t".
import type { CredentialWord } from './credential-words.ts';
import { isPlaceholder, isWordForValue } from './placeholders.ts';
import { looksGenerated, looksSecret } from './randomness.ts';

/** How name and value stand to each other. */
export interface Form {
  /** `=` without blanks, a quoted name, a tag or an option: nobody writes prose so. */
  readonly isStructured: boolean;
  /** The value stands between quotes or tags. */
  readonly isQuoted: boolean;
  /** Further words follow on the line. */
  readonly isInSentence: boolean;
  /** The name of a user stands right before. */
  readonly isAfterUser?: boolean;
}

/** Whether `value`, or as much of it as is judged, is a secret under `word`. */
export function isSecretValue({ word, strength }: CredentialWord, value: string, form: Form): boolean {
  // The cheap questions come first: a line of nothing but such names asks them at every one.
  if (value.length < LEAST_LENGTH[strength] || isWordForValue(value) || isPlaceholder(value)) return false;
  if (!form.isQuoted && isCodeText(value)) return false;
  switch (strength) {
    case 'strong':
      return isStrongSecret(word, value, form);
    case 'token':
      return isTokenSecret(word, value, form);
    case 'code':
      return isCode(word, value);
    case 'list':
      return isListedSecret(word, value, form);
    case 'weak':
      return isWeakSecret(word, value, form);
  }
}

const LEAST_LENGTH: Readonly<Record<CredentialWord['strength'], number>> = {
  strong: 1,
  token: 4,
  code: 3,
  list: 4,
  weak: 4,
};

function isCodeText(value: string): boolean {
  if (!/[([.>]/.test(value)) return false;
  return CODE.test(value) || REFERENCE.test(value);
}

/** `getPassword(`, `tokens[`, `a.b(`, `->`: code that yields a value. */
const CODE = /^(?:new [A-Z]|[A-Za-z_$][\w$]*(?:(?:\.|->|::)[A-Za-z_$][\w$]*)*[([])/;
/** `process.env.TOKEN`, `self.password`: code that names one. */
const REFERENCE =
  /^(?:process\.env|os\.environ|os\.getenv|env|self|this|config|conf|cfg|args|request|req|secrets|vault|var|local|data|settings|options|opts|params|props|ctx|user|input|github|dbutils|spark)(?:\.|->|\[)[A-Za-z_]/;
const PATH = /^(?:~?\/|[A-Za-z]:\\|\.{1,2}\/)/;
const CONSTANT = /^[A-Z]+(?:_[A-Z]+)*$/;
const TYPE_NAME = /^[A-Z][a-z]+(?:[A-Z][a-z]+)+$/;
const RESOURCE = /^[a-z0-9.-]+(?:[/:][a-z0-9._-]+)+$/;
const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

function isStrongSecret(word: string, value: string, form: Form): boolean {
  // PWD is the working directory of every shell.
  if (word === 'pwd' && PATH.test(value)) return false;
  // `apiKey=FIND_COORDINATOR`, `privateKey: CryptoKey`: constants and types have no digit; a password may be such a word.
  if (
    !word.includes('pass') &&
    !form.isQuoted &&
    (CONSTANT.test(value) || (!form.isStructured && TYPE_NAME.test(value)))
  )
    return false;
  // A file of keys, an URL of a store: names, not secrets.
  if (!word.startsWith('pass') && !form.isStructured && (isPath(value) || value.includes('://'))) return false;
  return !form.isInSentence || form.isStructured || form.isQuoted || looksSecret(value);
}

function isTokenSecret(word: string, value: string, form: Form): boolean {
  if (/^\d+$/.test(value)) return form.isStructured && value.length >= 6;
  if (RESOURCE.test(value) || PATH.test(value) || value.includes('://') || NESTED_NAME.test(value)) return false;
  if (!form.isStructured && !form.isQuoted) return looksSecret(value);
  if (form.isQuoted && /\s/.test(value)) return false;
  if (/^[A-Za-z]+$/.test(value)) return value.length >= (word === 'secret' ? 4 : 8);
  return value.length >= 4;
}

/** `/etc/keys/api.key`, but not base64 that happens to start with a slash. */
function isPath(value: string): boolean {
  return PATH.test(value) && !(/[A-Z]/.test(value) && /[a-z]/.test(value) && /\d/.test(value) && value.length >= 32);
}

/** `auth=user=…`: the value is a list of names itself. */
const NESTED_NAME = /^[A-Za-z_][\w.-]*=[^=]/;

function isCode(word: string, value: string): boolean {
  return word.startsWith('cv') || word === 'csc'
    ? /^\d{3,4}$/.test(value)
    : /^(?=.*\d)[A-Z0-9]{4,10}$/.test(value) || /^\d{3}[- ]\d{3}$/.test(value);
}

/** `"passwords": ["…"]`; what is called tokens is as often words of a text, and secrets names of ones. */
function isListedSecret(word: string, value: string, form: Form): boolean {
  if (/\s/.test(value) || /^\d+$/.test(value)) return false;
  if (word.startsWith('pass')) return form.isQuoted || looksSecret(value);
  return looksGenerated(value) && (/^[0-9a-f]+$/i.test(value) || (/[A-Z]/.test(value) && /[a-z]/.test(value)));
}

/** `pass: 5`, `pass="2/3"` and `pass=inline` are counts and steps; `"pass":"word-word-7"` is a password. */
function isPass(value: string, { isStructured, isAfterUser }: Form): boolean {
  if (/^[\d.,:%/]+[a-z]{0,2}$/.test(value)) return false;
  if (isAfterUser === true || looksSecret(value)) return true;
  return isStructured && /[^A-Za-z]/.test(value) && /[A-Za-z].*[A-Za-z].*[A-Za-z]/.test(value);
}

function isWeakSecret(word: string, value: string, form: Form): boolean {
  if (
    /[\s;(){}]/.test(value) ||
    value.includes('://') ||
    value.includes(':\\/\\/') ||
    NESTED_NAME.test(value) ||
    GUID.test(value)
  )
    return false;
  if (PATH.test(value) && !/[+=]/.test(value)) return false;
  if (word === 'code') return value.length >= 40 && looksGenerated(value.replaceAll('=', ''));
  if (word === 'pass') return isPass(value, form);
  const least = word.startsWith('sig') || word.startsWith('s') ? 16 : 8;
  return value.length >= least && (looksSecret(value) || looksGenerated(value)) && !RESOURCE.test(value);
}
