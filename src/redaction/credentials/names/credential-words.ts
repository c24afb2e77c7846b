// Which names are names of secrets: the words, in any case style, and how much else it takes to believe the value is one.

import {
  BEYOND_ASCII,
  BLANK,
  COLON,
  DASH,
  DOT,
  EQUALS,
  LAST_BYTE,
  LOWER_CASE,
  TILDE,
  UNDERLINE,
  ZERO,
} from '../../scan/ascii.ts';
import { ALNUM, CLASS, DIGIT, LETTER, LOWER, OTHER_LETTER, TOKEN, UPPER } from '../../scan/byte-classes.ts';
import { byteTable } from '../../scan/byte-table.ts';
import { COST } from '../../scan/effort.ts';
import type { Entity } from '../../scan/entities.ts';
import type { Scan } from '../../scan/scan.ts';

/**
 * How sure a name is.
 * - `strong`: whatever stands under it is a secret, but for literals and placeholders.
 * - `token`: secrets and everyday values both are called so; numbers and words are left.
 * - `code`: short digits are the secret (PIN, one-time password).
 * - `list`: a plural; the items of a list under it are secrets, numbers and words are not.
 * - `weak`: the value must itself look generated.
 */
export type Strength = 'strong' | 'token' | 'code' | 'list' | 'weak';

/** A word that names a secret. */
export interface CredentialWord {
  /** Lower case; `~` is where words are joined: nothing, `_`, `-`, `.`, a blank or a capital. */
  readonly word: string;
  readonly strength: Strength;
  /** Also at the end of a longer word (`dbpassword`). */
  readonly isGlued: boolean;
  /** What it is called when found, where a more specific entity has it. */
  readonly entity: Entity;
}

function words(list: string, strength: Strength, entity: Entity = 'CREDENTIAL', isGlued = false): CredentialWord[] {
  return list.split(' ').map((word) => ({ word, strength, entity, isGlued }));
}

/** All of them. */
export const WORDS: readonly CredentialWord[] = [
  ...words(
    'password passwd passwrd passphrase passcode pword kennwort passwort wachtwoord',
    'strong',
    'CREDENTIAL',
    true,
  ),
  ...words('secret', 'token', 'CREDENTIAL', true),
  ...words('pwd senha contrase\u00f1a contrasena motdepasse', 'strong', 'CREDENTIAL', true),
  ...words(
    'pass~word pass~phrase pass~wd user~pass db~pass root~pass admin~pass smtp~pass mysql~pass ftp~pass my~pass',
    'strong',
  ),
  ...words(
    'proxy~pass auth~pass login~pass redis~pass mail~pass email~pass sql~pass ldap~pass bind~pass requirepass',
    'strong',
  ),
  ...words(
    'keystore~pass truststore~pass key~pass store~pass masterauth bindpw bind~pw rootpw user~pw userpw pgpass',
    'strong',
  ),
  ...words(
    'password~confirmation password~confirm password~again password~hash password~digest password~repeat',
    'strong',
  ),
  ...words(
    'password~new password~old password~value password~plain secret~value secret~binary secret~key~base token~value password~text secret~string secret~text',
    'strong',
  ),
  ...words(
    'api~key apikey apikeys api~keys api~pass api~secret app~key app~secret application~key access~key secret~key',
    'strong',
  ),
  ...words('private~key priv~key encryption~key encrypt~key decryption~key cipher~key crypto~key', 'strong'),
  ...words('signing~key signature~key sign~key master~key hmac~key salt~key session~key jwt~key token~key', 'strong'),
  ...words(
    'auth~key service~key server~key client~key consumer~key consumer~secret subscription~key function~key',
    'strong',
  ),
  ...words(
    'functions~key admin~key deploy~key ssh~key integration~key ingest~key write~key webhook~key license~key',
    'strong',
  ),
  ...words(
    'account~keys data~key root~key rsa~key pem~key secure~key license~secret stripe~key openai~key maps~key',
    'strong',
  ),
  ...words(
    'google~key aws~key azure~key sendgrid~key twilio~key github~key anthropic~key sas~key cosmos~key',
    'strong',
  ),
  ...words(
    'client~secret app~secret shared~secret webhook~secret signing~secret jwt~secret session~secret cookie~secret',
    'strong',
  ),
  ...words(
    'access~token auth~token api~token refresh~token bearer~token session~token security~token secret~token',
    'strong',
  ),
  ...words(
    'personal~token private~token deploy~token registry~token bot~token user~token app~token id~token csrf~token',
    'strong',
  ),
  ...words(
    'github~token gitlab~token slack~token npm~token vault~token service~token sas~token oauth~token jwt~token',
    'strong',
  ),
  ...words(
    'device~token push~token login~token reset~token verification~token xsrf~token databricks~token hf~token',
    'strong',
  ),
  ...words(
    'storage~key account~key shared~access~key primary~access~key secondary~access~key sharedkey',
    'strong',
    'AZURE_KEY',
  ),
  ...words('primary~key secondary~key', 'weak', 'AZURE_KEY'),
  // Of a cache or a table as often as of a cipher.
  ...words('hash~key', 'weak'),
  ...words(
    'aws~secret~access~key secret~access~key aws~secret~key aws~session~token amz~security~token',
    'strong',
    'AWS_KEY',
  ),
  ...words('_auth~token _auth', 'strong', 'NPM_TOKEN'),
  ...words('token bearer', 'token', 'CREDENTIAL', true),
  ...words(
    'passin~pass passout~pass mdp haslo heslo parola lozinka jelszo salasana adgangskode l\u00f6senord losenord',
    'strong',
  ),
  ...words(
    'has\u0142o mot~de~passe \u5bc6\u7801 \u5bc6\u78bc \u043f\u0430\u0440\u043e\u043b\u044c \u30d1\u30b9\u30ef\u30fc\u30c9 \ube44\ubc00\ubc88\ud638',
    'strong',
    'CREDENTIAL',
    true,
  ),
  ...words('hapikey auth~user~info azure~search~key cognitive~key', 'strong'),
  ...words('become~pass ssh~pass sudo~pass pre~shared~key instrumentation~key', 'strong'),
  ...words('sonar~login root~pw db~pw admin~pw unseal~key recovery~key fernet~key art~api', 'strong'),
  ...words('dest~store~pass src~store~pass dest~key~pass src~key~pass', 'strong'),
  ...words('pw', 'weak'),
  ...words('secret~id', 'weak'),
  ...words('code~verifier saml~response', 'weak'),
  ...words('psk', 'token'),
  ...words('pat', 'weak'),
  ...words('client~key~data', 'strong'),
  ...words('passwords passphrases pwds secrets tokens', 'list'),
  ...words('code', 'weak', 'AZURE_KEY'),
  ...words('jwt otp~secret totp~secret totp~seed mfa~secret seed~phrase recovery~phrase mnemonic', 'token'),
  ...words(
    'sessionid session~id jsessionid phpsessid aspsessionid asp~net~sessionid connect~sid session~cookie',
    'weak',
  ),
  ...words('pass auth credential credentials creds cred credential~value signature sig sid salt phrase', 'weak'),
  ...words('connection~string conn~string conn~str connstr dsn webhook', 'weak'),
  ...words('otp pin cvv cvc cvv2 cvc2 csc pin~code otp~code mfa~code totp verification~code security~code', 'code'),
  ...words('two~factor~code 2fa~code auth~code sms~code passkey~code one~time~code one~time~password', 'code'),
];

/** For what is known as a password by its place, not by a name. */
export const PASSWORD: CredentialWord = { word: 'password', strength: 'strong', entity: 'CREDENTIAL', isGlued: true };
/** For what is known as a secret by its place, not by a name. */
export const SECRET_VALUE: CredentialWord = {
  word: 'secret~value',
  strength: 'strong',
  entity: 'CREDENTIAL',
  isGlued: true,
};

/** The letters that such words end in. */
export const LAST_LETTERS: string = [
  ...new Set(WORDS.map(({ word }) => String.fromCharCode(viewByte(word.charCodeAt(word.length - 1))))),
].join('');

/** Those in any case. The view has no capitals of letters outside Latin-1: all of these are one byte there. */
export const LAST_LETTERS_ANY_CASE: string =
  LAST_LETTERS + Array.from(LAST_LETTERS.toUpperCase()).filter(isViewByte).join('');

/** And the letters of plurals and of names that are no such word but stand for one. */
export const NAME_LETTERS: string = `${LAST_LETTERS_ANY_CASE}oOsS`;

function isViewByte(character: string): boolean {
  return character.charCodeAt(0) <= LAST_BYTE;
}

/** A letter beyond Latin-1 is one byte in the view. */
export function viewByte(code: number): number {
  return Math.min(code, OTHER_LETTER);
}

/** A credential word found at the end of a name. */
export interface FoundName {
  readonly word: CredentialWord;
  /** Where the word starts; what is before it qualifies it. */
  readonly start: number;
}

/** A node is two bytes of {@link WordTree.next}. */
const MOST_NODES = 65_536;
/** What the tree of words distinguishes: letters in any case, digits, the underscore, letters outside ASCII. */
const SYMBOLS = 48;
const UNDERSCORE_SYMBOL = 37;
const SYMBOL: Uint8Array = buildSymbols();

function buildSymbols(): Uint8Array {
  const symbols = new Uint8Array(256);
  for (let byte = ZERO; byte < BEYOND_ASCII; byte++) {
    const classes = CLASS[byte] as number;
    if ((classes & LETTER) !== 0) symbols[byte] = byte & 31;
    else if ((classes & DIGIT) !== 0) symbols[byte] = byte - ZERO + 27;
  }
  symbols[UNDERLINE] = UNDERSCORE_SYMBOL;
  symbols[OTHER_LETTER] = 38;
  for (const letter of '\u00f1\u00d1') symbols[letter.charCodeAt(0)] = 39;
  for (const letter of '\u00f6\u00d6') symbols[letter.charCodeAt(0)] = 40;
  return symbols;
}

/**
 * The words as a tree over their letters from last to first, so that a name is compared with all of them at once: names that
 * end in `key` or `token` are common, and such words are many. It is built when the first name may be one of them.
 */
let builtTree: WordTree | undefined;

interface WordTree {
  /** `next[node * SYMBOLS + symbol]` is the next node, 0 for none. */
  readonly next: Uint16Array;
  /** Whether a separator may stand before what was matched up to a node. */
  readonly isJoint: Uint8Array;
  readonly word: readonly (CredentialWord | undefined)[];
}

function buildTree(): WordTree {
  const size = WORDS.reduce((sum, { word }) => sum + word.length, 1);
  if (size > MOST_NODES)
    throw new RangeError(`the tree of credential words has room for ${MOST_NODES} letters, not for ${size}`);
  const next = new Uint16Array(size * SYMBOLS);
  const isJoint = new Uint8Array(size);
  const word: (CredentialWord | undefined)[] = [undefined];
  let nodes = 1;
  for (const entry of WORDS) {
    let node = 0;
    for (let i = entry.word.length - 1; i >= 0; i--) {
      const code = entry.word.charCodeAt(i);
      if (code === TILDE) {
        isJoint[node] = 1;
        continue;
      }
      const edge = node * SYMBOLS + (SYMBOL[viewByte(code)] as number);
      if (next[edge] === 0) next[edge] = nodes++;
      node = next[edge] as number;
    }
    word[node] ??= entry;
  }
  return { next, isJoint, word };
}

function isSeparator(byte: number): boolean {
  return byte === UNDERLINE || byte === DASH || byte === DOT || byte === BLANK;
}

/** The longest credential word that ends right before `end`; `undefined` when the name is another. */
export function credentialNameBefore(scan: Scan, end: number): FoundName | undefined {
  scan.effort.spend(COST.name);
  let at = end - 1;
  // `password1`, `SECRET_2`
  if ((scan.classAt(at) & DIGIT) !== 0) at = afterNumber(scan, at);
  builtTree ??= buildTree();
  const { next, isJoint, word: wordOf } = builtTree;
  let node = 0;
  let found: FoundName | undefined;
  while (at >= 0) {
    const byte = scan.bytes[at] as number;
    const child = next[node * SYMBOLS + (SYMBOL[byte] as number)] as number;
    if (child === 0) {
      if (isJoint[node] === 0 || !isSeparator(byte)) break;
      // A name has one separator at a joint: what follows it must continue in the tree.
      const before = next[node * SYMBOLS + (SYMBOL[scan.at(at - 1)] as number)] as number;
      if (before === 0) break;
      at--;
      node = before;
    } else node = child;
    const word = wordOf[node];
    if (word !== undefined && isWordStart(scan, at, word) && isSpelledSo(scan, at, word)) found = { word, start: at };
    at--;
  }
  return found === undefined || isNegated(scan, found) ? undefined : found;
}

/** Letters beyond Latin-1 are alike in the view: the text itself distinguishes them. */
function isSpelledSo(scan: Scan, start: number, { word }: CredentialWord): boolean {
  if (!SPELLINGS.has(word)) return true;
  scan.effort.spend(COST.spelling);
  for (const [lower, upper] of SPELLINGS.values()) {
    if (lower.length === word.length && isWrittenAt(scan.text, start, lower, upper)) return true;
  }
  return false;
}

/** The words of other scripts, each in small letters and in capitals. */
const SPELLINGS: ReadonlyMap<string, readonly [lower: string, upper: string]> = new Map(
  WORDS.map(({ word }) => word)
    .filter((word) => /[^\0-\xff]/.test(word))
    .map((word) => [word, [word, word.toUpperCase()]]),
);

function isWrittenAt(text: string, start: number, lower: string, upper: string): boolean {
  for (let i = 0; i < lower.length; i++) {
    const unit = text.charCodeAt(start + i);
    if (unit !== lower.charCodeAt(i) && unit !== upper.charCodeAt(i)) return false;
  }
  return true;
}

function afterNumber(scan: Scan, from: number): number {
  const stop = from - 3;
  let at = from;
  while (at > stop && (scan.classAt(at) & DIGIT) !== 0) at--;
  const byte = scan.at(at);
  if (byte === UNDERLINE || byte === DASH) at--;
  // `password__0` of SQLAlchemy
  if (byte === UNDERLINE && scan.at(at) === byte) at--;
  // `cvv2` and `2fa` have their digit in the word.
  return (scan.classAt(at) & LETTER) !== 0 && !scan.hasWordAt('cv', at - 2) ? at : from;
}

function isWordStart(scan: Scan, start: number, { isGlued }: CredentialWord): boolean {
  const before = scan.classAt(start - 1);
  if ((before & LETTER) === 0) return true;
  if (scan.endsEscape(start) || scan.hasExactlyAt('-D', start - 2)) return true;
  if ((scan.classAt(start) & UPPER) !== 0 && (before & LOWER) !== 0) return true;
  return isGlued;
}

/** `NOPASSWD: ALL`, `max_token=…`, `no_password=…`, `unexpected token: …`. */
const NEGATIONS: readonly string[] =
  'no max min num unexpected missing invalid next last eos bos pad unk cls existing imagepull'.split(' ');
const NEGATIONS_BY_LAST: ReadonlyMap<number, readonly string[]> = Map.groupBy(NEGATIONS, (word) =>
  word.charCodeAt(word.length - 1),
);

/** A key without words is no token of a language. */
const LEAST_KEY = 24;

/** Whether a long run with digits follows: `Invalid token: 4485…` shows what was tried. */
function isKeyNext(scan: Scan, nameEnd: number): boolean {
  if (scan.at(nameEnd) !== COLON) return false;
  const from = nameEnd + (scan.at(nameEnd + 1) === BLANK ? 2 : 1);
  const end = scan.skip(from, TOKEN, from + LEAST_KEY);
  if (end - from < LEAST_KEY) return false;
  for (let i = from; i < end; i++) if ((scan.classAt(i) & DIGIT) !== 0) return true;
  return false;
}

/** What is said of a token or a password that was tried, or of one that is kept. */
const OF_OTHERS: readonly string[] = ['invalid', 'last', 'next', 'existing', 'unexpected'];

function isPassword({ word, isGlued, strength }: CredentialWord): boolean {
  return strength === 'strong' && (word.startsWith('pass') || (isGlued && !word.includes('~')));
}

/** Whether a value with letters and digits follows: `Invalid password: hunter2` shows what was tried; `invalid password: too short`. */
function isTriedNext(scan: Scan, nameEnd: number): boolean {
  const end = scan.at(nameEnd) === COLON || scan.at(nameEnd) === EQUALS ? nameEnd + 1 : -1;
  if (end < 0) return false;
  const from = scan.at(end) === BLANK ? end + 1 : end;
  let digits = 0;
  let letters = 0;
  for (let i = from; i < from + LEAST_KEY && scan.at(i) > BLANK; i++) {
    if ((scan.classAt(i) & DIGIT) !== 0) digits++;
    else if ((scan.classAt(i) & LETTER) !== 0) letters++;
  }
  return digits > 0 && letters > 2;
}

/** `page_token`, `continuationToken`, `$skiptoken`: cursors of a list. */
const CURSORS: readonly string[] = ['page', 'continuation', 'skip', 'sync', 'cursor'];

const ENDS_NEGATION: Uint8Array = byteTable(NEGATIONS.map((word) => word.slice(-1)).join(''));

function isNegated(scan: Scan, { word, start }: FoundName): boolean {
  if (start === 0) return false;
  // `X-Amz-Credential` is the key's id with a scope; the id is found by its form.
  if (word.word === 'credential' && scan.hasWordAt('amz-', start - 4)) return true;
  // `isSecret=true` of a variable says what it is.
  if (word.word === 'secret' && scan.hasWordAt('is', start - 2) && (scan.classAt(start - 3) & LETTER) === 0)
    return true;
  const end = (scan.classAt(start - 1) & ALNUM) === 0 ? start - 1 : start;
  if (word.word === 'token' && CURSORS.some((kind) => scan.hasWordAt(kind, end - kind.length))) return true;
  const last = scan.at(end - 1) | LOWER_CASE;
  if (ENDS_NEGATION[last] === 0) return false;
  const negations = NEGATIONS_BY_LAST.get(last);
  if (negations === undefined) return false;
  for (const negation of negations) {
    const at = end - negation.length;
    if (scan.hasWordAt(negation, at) && (scan.classAt(at - 1) & LETTER) === 0)
      return (
        !OF_OTHERS.includes(negation) ||
        !(isPassword(word) ? isTriedNext(scan, start + word.word.length) : isKeyNext(scan, start + word.word.length))
      );
  }
  return false;
}
