// Which names are names of secrets: the words, in any case style, and how much else it takes to believe the value is one.
import { ALNUM, DIGIT, LETTER, LOWER, UPPER } from './byte-classes.ts';
import type { Entity } from './entities.ts';
import type { Scan } from './scan.ts';

/**
 * How sure a name is.
 * - `strong`: whatever stands under it is a secret, but for literals and placeholders.
 * - `token`: secrets and everyday values both are called so; numbers and words are left.
 * - `code`: short digits are the secret (PIN, one-time password).
 * - `weak`: the value must itself look generated.
 */
export type Strength = 'strong' | 'token' | 'code' | 'weak';

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

const WORDS: readonly CredentialWord[] = [
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
  ...words('password~new password~old password~value password~plain secret~value token~value password~text', 'strong'),
  ...words(
    'api~key apikey apikeys api~keys api~pass api~secret app~key app~secret application~key access~key secret~key',
    'strong',
  ),
  ...words('private~key priv~key encryption~key encrypt~key decryption~key cipher~key crypto~key', 'strong'),
  ...words(
    'signing~key signature~key sign~key master~key hmac~key hash~key salt~key session~key jwt~key token~key',
    'strong',
  ),
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
  ...words(
    'aws~secret~access~key secret~access~key aws~secret~key aws~session~token amz~security~token',
    'strong',
    'AWS_KEY',
  ),
  ...words('_auth~token _auth', 'strong', 'NPM_TOKEN'),
  ...words('token bearer', 'token', 'CREDENTIAL', true),
  ...words(
    'passin~pass passout~pass mdp haslo has\u0142o heslo parola lozinka jelszo salasana adgangskode l\u00f6senord losenord',
    'strong',
  ),
  ...words(
    'mot~de~passe \u5bc6\u7801 \u5bc6\u78bc \u043f\u0430\u0440\u043e\u043b\u044c \u30d1\u30b9\u30ef\u30fc\u30c9 \ube44\ubc00\ubc88\ud638',
    'strong',
    'CREDENTIAL',
    true,
  ),
  ...words('client~key~data', 'strong'),
  ...words('code', 'weak', 'AZURE_KEY'),
  ...words('jwt otp~secret totp~secret totp~seed mfa~secret seed~phrase recovery~phrase mnemonic', 'token'),
  ...words(
    'sessionid session~id jsessionid phpsessid aspsessionid asp.net_sessionid connect.sid session~cookie',
    'weak',
  ),
  ...words('pass auth credential credentials creds cred credential~value signature sig sid salt phrase', 'weak'),
  ...words('connection~string conn~string conn~str connstr dsn webhook', 'weak'),
  ...words('otp pin cvv cvc cvv2 cvc2 csc pin~code otp~code mfa~code totp verification~code security~code', 'code'),
  ...words('two~factor~code 2fa~code auth~code sms~code passkey~code one~time~code one~time~password', 'code'),
];

/** Words by their last two letters, the longest first, so that `secret_access_key` is found before `access_key`. */
const BY_ENDING: ReadonlyMap<number, readonly CredentialWord[]> = groupByEnding();

function groupByEnding(): Map<number, CredentialWord[]> {
  const groups = new Map<number, CredentialWord[]>();
  for (const word of [...WORDS].sort((a, b) => b.word.length - a.word.length)) {
    const key = ending(
      viewByte(word.word.charCodeAt(word.word.length - 2)),
      viewByte(word.word.charCodeAt(word.word.length - 1)),
    );
    groups.set(key, [...(groups.get(key) ?? []), word]);
  }
  return groups;
}

/** A letter beyond Latin-1 is one byte in the view, and so in the key. */
function viewByte(code: number): number {
  return Math.min(code, 0xff);
}

function ending(last2: number, last: number): number {
  return ((last2 | 0x20) << 8) | (last | 0x20);
}

/** The letters that such words end in. */
export const LAST_LETTERS: string = [
  ...new Set(WORDS.map(({ word }) => String.fromCharCode(viewByte(word.charCodeAt(word.length - 1))))),
].join('');

/** A name found: which word it is, and where the whole name starts. */
export interface FoundName {
  readonly word: CredentialWord;
  /** Where the word itself starts; what is before it qualifies it. */
  readonly start: number;
}

/** The credential word that ends right before `end`; `undefined` when the name is another. Looks back at most 48 characters. */
export function credentialNameBefore(scan: Scan, end: number): FoundName | undefined {
  let last = end - 1;
  // `password1`, `SECRET_2`
  if ((scan.classAt(last) & DIGIT) !== 0) last = afterNumber(scan, last);
  const candidates = BY_ENDING.get(ending(scan.at(last - 1), scan.at(last)));
  if (candidates === undefined) return undefined;
  for (const word of candidates) {
    const start = matchBack(scan, word.word, last);
    if (start >= 0 && isWordStart(scan, start, word)) {
      return isNegated(scan, start) ? undefined : { word, start };
    }
  }
  return undefined;
}

function afterNumber(scan: Scan, from: number): number {
  const stop = from - 3;
  let at = from;
  while (at > stop && (scan.classAt(at) & DIGIT) !== 0) at--;
  const byte = scan.at(at);
  if (byte === 0x5f || byte === 0x2d) at--;
  // `cvv2` and `2fa` have their digit in the word.
  return (scan.classAt(at) & LETTER) !== 0 && !scan.hasWordAt('cv', at - 2) ? at : from;
}

/** Where `word` starts when it ends at `last`; -1 when it does not. */
function matchBack(scan: Scan, word: string, last: number): number {
  let at = last;
  for (let i = word.length - 1; i >= 0; i--) {
    const expected = word.charCodeAt(i);
    if (expected === 0x7e) {
      const byte = scan.at(at);
      if (byte === 0x5f || byte === 0x2d || byte === 0x2e || byte === 0x20) at--;
      continue;
    }
    const byte = expected > 0xff ? scan.text.charCodeAt(at) : scan.at(at);
    if (byte !== expected && (byte | 0x20) !== expected) return -1;
    at--;
  }
  return at + 1;
}

function isWordStart(scan: Scan, start: number, { isGlued }: CredentialWord): boolean {
  const before = scan.classAt(start - 1);
  if ((before & LETTER) === 0) return true;
  if (scan.endsEscape(start)) return true;
  if ((scan.classAt(start) & UPPER) !== 0 && (before & LOWER) !== 0) return true;
  return isGlued;
}

/** `NOPASSWD: ALL`, `max_token=…`, `no_password=…`, `unexpected token: …`. */
const NEGATIONS = [
  'no',
  'max',
  'min',
  'num',
  'unexpected',
  'missing',
  'invalid',
  'next',
  'last',
  'eos',
  'bos',
  'pad',
  'unk',
  'cls',
];

function isNegated(scan: Scan, start: number): boolean {
  const end = (scan.classAt(start - 1) & ALNUM) === 0 ? start - 1 : start;
  for (const word of NEGATIONS) {
    const at = end - word.length;
    if (scan.hasWordAt(word, at) && (scan.classAt(at - 1) & LETTER) === 0) return true;
  }
  return false;
}
