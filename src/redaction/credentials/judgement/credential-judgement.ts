// Decides whether what stands under a credential word is a secret: the part that keeps "token count=5" and finds "token=s3cr3t".

import { OPEN_BRACKET } from '../../scan/ascii.ts';
import type { CredentialWord } from '../names/credential-words.ts';
import { isCodeText, isIdentity, isNameInCode } from './code-values.ts';
import type { Form } from './form.ts';
import { isPlaceholder, isWordForValue } from './placeholders.ts';
import { looksChosen, looksGenerated, looksSecret } from './randomness.ts';
import {
  HAS_BLANK,
  HAS_CODE_MARK,
  HAS_COLON,
  HAS_DOT,
  HAS_EQUALS,
  HAS_PARENTHESIS,
  HAS_SLASH,
  shapeOf,
  type ValueShape,
} from './value-shape.ts';

/** Whether `value`, or as much of it as is judged, is a secret under `word`. */
export function isSecretValue(credential: CredentialWord, value: string, form: Form): boolean {
  const { word, strength } = credential;
  // The cheap questions come first: a line of nothing but such names asks them at every one.
  if (value.length < LEAST_LENGTH[strength] || (strength === 'code' && value.length > LONGEST_CODE)) return false;
  if (isWordForValue(value)) return false;
  const shape = shapeOf(value);
  if (isPlaceholder(value, shape.marks) || isIdentity(value, shape)) return false;
  if (NUMBER_OF_64_BITS.test(value) && isNamedByNumbers(word)) return false;
  if (!form.isQuoted && (isCodeText(value, form, shape) || isListOfColumns(credential, value))) return false;
  if (form.isVague === true && !looksChosen(value, form.isQuoted, shape)) return false;
  switch (strength) {
    case 'strong':
      return isStrongSecret(word, value, form, shape);
    case 'token':
      return isTokenSecret(word, value, form, shape);
    case 'code':
      return isCode(word, value, shape);
    case 'list':
      return isListedSecret(word, value, form, shape);
    case 'weak':
      return isWeakSecret(word, value, form, shape);
  }
}

/** `primary_key: [order_id, line_no]`, of which the value is read up to the comma: keys of Azure, and of tables, are as often columns. */
function isListOfColumns({ strength, entity }: CredentialWord, value: string): boolean {
  if (value.charCodeAt(0) !== OPEN_BRACKET || (strength !== 'weak' && entity !== 'AZURE_KEY')) return false;
  const first = value.slice(1, value.endsWith(']') ? -1 : undefined);
  return !looksSecret(first) && !looksGenerated(first);
}

/** `sessionid: 0x1a2b3c4d5e60007` of ZooKeeper, a pointer, a hash code: what counts is no secret. */
const NUMBER_OF_64_BITS = /^0x[0-9a-f]{1,16}$/i;

/** Whether programs give numbers under a name, and people no secret of their own choice. */
function isNamedByNumbers(word: string): boolean {
  return word.includes('session') || word.endsWith('token') || word.endsWith('key');
}

const LONGEST_CODE = 10;
const LEAST_LENGTH: Readonly<Record<CredentialWord['strength'], number>> = {
  strong: 1,
  token: 4,
  code: 3,
  list: 4,
  weak: 4,
};

const PATH = /^(?:~?\/|[A-Za-z]:\\|\.{1,2}\/)/;
/** `change password: /account/password`: a path of words. */
const PATH_OF_WORDS = /^(?:\/[A-Za-z][a-z_-]*)+\/?$/;
const RESOURCE = /^[a-z0-9.-]+(?:[/:][a-z0-9._-]+)+$/;
const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

function isStrongSecret(word: string, value: string, form: Form, shape: ValueShape): boolean {
  // PWD is the working directory of every shell.
  if (word === 'pwd' && PATH.test(value)) return false;
  // What is in an object has names of its own.
  if (word === 'secret~string' && OBJECT.test(value)) return false;
  // `has_password=1`; `privateKey: T2`
  if (shape.digits === value.length && value.length === 1) return false;
  // `accesskey="n"` is a key of the keyboard.
  if (value.length < (form.isStructured ? 2 : 4) && !isPassword(word)) return false;
  if (!form.isQuoted && shape.digits === 0 && isNameInCode(word, value, form)) return false;
  if ((shape.marks & HAS_BLANK) !== 0 && STARTS_BELOW.test(value)) return false;
  if ((shape.marks & (HAS_SLASH | HAS_COLON)) !== 0 && isPlace(word, value, form, shape)) return false;
  return !form.isInSentence || form.isStructured || form.isQuoted || looksSecret(value, shape);
}

/** `"SecretString":"{\\"username\\":…`, on any level of escaping. */
const OBJECT = /^\{\s*\\*"/;

/** Of a token of a style sheet. */
const COLOUR = /^#[0-9a-f]{3,8}$/i;
const VERSION = /^(?:[\^~]|[<>]?=)?\d+\.\d+\.\d+(?:-[a-z][\w.]*)?$/;
/** The kinds of tokens of a language are shorter. */
const LONGEST_KIND = 20;

function isTokenSecret(word: string, value: string, form: Form, shape: ValueShape): boolean {
  const { length } = value;
  if (shape.digits === length) return form.isStructured && length >= 6;
  if ((shape.marks & (HAS_SLASH | HAS_COLON)) !== 0) {
    if (RESOURCE.test(value) || isPath(value, shape) || value.includes('://')) return false;
  }
  if (isNestedName(value, shape) || COLOUR.test(value) || isNumberWithPoints(value, shape)) return false;
  if (!form.isStructured && !form.isQuoted) return looksSecret(value, shape);
  if (form.isQuoted && (shape.marks & HAS_BLANK) !== 0) return false;
  // `token=IDENTIFIER` is the kind of a word.
  if (shape.upper === length && length < LONGEST_KIND) return false;
  if (shape.upper + shape.lower === length)
    return length >= (word === 'secret' ? 4 : 8) && !(word === 'token' && NAME_OF_TOKEN.test(value));
  return length >= 4;
}

/** `"output_token": "NextToken"`: the name of the field that has one. */
const NAME_OF_TOKEN = /^(?:[A-Za-z][a-z]+)(?:[A-Z][a-z]+)*(?:Token|Marker|Key|Id)$/;

/** `"lastModifiedSecret": 1556312220.133` is a time, `"jsonwebtoken": "^9.0.3"` a version. */
function isNumberWithPoints(value: string, { digits, joints, marks }: ValueShape): boolean {
  if ((marks & HAS_DOT) === 0) return false;
  return (joints === 1 && digits === value.length - 1) || VERSION.test(value);
}

function isPassword(word: string): boolean {
  return word.includes('pass') || word.endsWith('pwd');
}

/** A file of keys, an URL of a store, the page where a password is changed. */
function isPlace(word: string, value: string, { isStructured, isQuoted }: Form, shape: ValueShape): boolean {
  if (isPassword(word)) return !isStructured && PATH_OF_WORDS.test(value);
  if (!isStructured) return isPath(value, shape) || value.includes('://');
  return !isQuoted && word.endsWith('key') && FILE.test(value);
}

/** `--client-key=~/.kube/admin.key`, `ssh-privatekey=path/to/id_rsa` */
const FILE = /^[\w.~/\\-]*(?:\.(?:key|pem|crt|p8|p12|pfx|jks|txt|json)|\/id_[a-z0-9]+)$/;
/** The text between two quotes that belong to others: it starts with a line end. */
const STARTS_BELOW = /^\s*(?:\\+[nr]|[\n\r])\s/;

/** `/etc/keys/api.key`, but not base64 that happens to start with a slash. */
function isPath(value: string, { upper, lower, digits }: ValueShape): boolean {
  return PATH.test(value) && !(upper > 0 && lower > 0 && digits > 0 && value.length >= 32);
}

/** `auth=user=…`: the value is a list of names itself. */
const NESTED_NAME = /^[A-Za-z_][\w.-]*=[^=]/;

function isNestedName(value: string, { marks }: ValueShape): boolean {
  return (marks & HAS_EQUALS) !== 0 && NESTED_NAME.test(value);
}

function isCode(word: string, value: string, { digits }: ValueShape): boolean {
  if (digits === 0) return false;
  return word.startsWith('cv') || word === 'csc'
    ? /^\d{3,4}$/.test(value)
    : /^(?=.*\d)[A-Z0-9]{4,10}$/.test(value) || /^\d{3}[- ]\d{3}$/.test(value);
}

/** `"passwords": ["…"]`; what is called tokens is as often words of a text, and secrets names of ones. */
function isListedSecret(word: string, value: string, form: Form, shape: ValueShape): boolean {
  if ((shape.marks & HAS_BLANK) !== 0 || shape.digits === value.length) return false;
  if (word.startsWith('pass')) return form.isStructured || looksSecret(value, shape);
  return looksGenerated(value, shape) && ((shape.upper > 0 && shape.lower > 0) || /^[0-9a-f]+$/i.test(value));
}

/** `pass: 5`, `pass="2/3"` and `pass=inline` are counts and steps; `"pass":"word-word-7"` is a password. */
function isPass(value: string, { isStructured, isAfterUser }: Form, shape: ValueShape): boolean {
  if (/^[\d.,:%/]+[a-z]{0,2}$/.test(value)) return false;
  if (isAfterUser === true || looksSecret(value, shape)) return true;
  const letters = shape.upper + shape.lower;
  return isStructured && letters >= 3 && letters < value.length && !DOTTED_NAME.test(value);
}

const DOTTED_NAME = /^[A-Za-z]+(?:[._][A-Za-z]+)*$/;

const WORDS_OF_PASSWORDS: ReadonlySet<string> = new Set(['pass', 'pw']);

/** What is quoted after `pass` is no code, whatever its brackets. */
function isQuotedPass(word: string, { isQuoted }: Form): boolean {
  return isQuoted && WORDS_OF_PASSWORDS.has(word);
}

function isWeakSecret(word: string, value: string, form: Form, shape: ValueShape): boolean {
  // The secret half of an AppRole or of an access control token is a GUID.
  if (value.length === 36 && GUID.test(value)) return word === 'secret~id';
  if (isOtherThanWeak(word, value, form, shape)) return false;
  if (word === 'code') return value.length >= 40 && looksGenerated(value.replaceAll('=', ''));
  if (WORDS_OF_PASSWORDS.has(word)) return isPass(value, form, shape);
  // A path or a pattern as often as a personal access token.
  if (word === 'pat') return value.length >= 20 && (shape.marks & HAS_SLASH) === 0 && looksGenerated(value, shape);
  if (value.length < (word.startsWith('s') ? 16 : 8)) return false;
  if (!looksSecret(value, shape) && !looksGenerated(value, shape)) return false;
  return (shape.marks & (HAS_SLASH | HAS_COLON)) === 0 || !RESOURCE.test(value);
}

/** Text, code, a list of names, a URL or a path. */
function isOtherThanWeak(word: string, value: string, form: Form, shape: ValueShape): boolean {
  const { marks } = shape;
  if ((marks & HAS_BLANK) !== 0 || isNestedName(value, shape)) return true;
  if ((marks & (HAS_PARENTHESIS | HAS_CODE_MARK)) !== 0 && !isQuotedPass(word, form)) return true;
  if ((marks & HAS_COLON) !== 0 && (marks & HAS_SLASH) !== 0 && (value.includes('://') || value.includes(':\\/\\/')))
    return true;
  return (marks & HAS_EQUALS) === 0 && PATH.test(value) && !value.includes('+');
}
