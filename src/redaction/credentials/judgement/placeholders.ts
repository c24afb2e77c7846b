// Tells what stands for a secret that is not there: our own labels, other tools' masks, variables, literals, status words.

import {
  AT_SIGN,
  CLOSE_BRACKET,
  CLOSE_PARENTHESIS,
  COLON,
  DOLLAR,
  GREATER,
  HASH,
  LESS,
  LOWER_X,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PARENTHESIS,
  PERCENT,
  STAR,
  UNDERLINE,
  UPPER_X,
} from '../../scan/ascii.ts';
import { ALNUM, CLASS, DIGIT, UPPER } from '../../scan/byte-classes.ts';
import { ENTITY_NAMES } from '../../scan/entities.ts';
import type { Scan } from '../../scan/scan.ts';
import { WordSet } from '../../scan/word-set.ts';
import { HAS_BRACKET, HAS_STAR } from './value-shape.ts';

const LONGEST_LABEL = 80;

/** The end of a label of ours (`[EMAIL]`, `[EMAIL:1f2e…]`) that starts at an index; -1 when there is none. */
export function labelEnd(scan: Scan, at: number): number {
  if (scan.at(at) !== OPEN_BRACKET || (scan.classAt(at + 1) & UPPER) === 0) return -1;
  let end = at + 2;
  const limit = at + LONGEST_LABEL;
  while (end < limit && ((scan.classAt(end) & (UPPER | DIGIT)) !== 0 || scan.at(end) === UNDERLINE)) end++;
  if (scan.at(end) === COLON) {
    end++;
    while (end < limit && (scan.classAt(end) & ALNUM) !== 0) end++;
  }
  return scan.at(end) === CLOSE_BRACKET ? end + 1 : -1;
}

/** Literals, types and words about a value instead of one. */
const NO_SECRETS = new WordSet(
  'null none nil undefined nan true false yes no on off n/a na empty blank default unset set present absent exists exist given ' +
    'redacted masked hidden removed filtered secret_removed scrubbed obfuscated encrypted hashed protected sensitive confidential ' +
    'required optional missing invalid valid incorrect correct wrong expired revoked denied rejected accepted refused failed failure ' +
    'ok success successful error unknown unavailable unsupported disabled enabled changed updated reset created deleted rotated ' +
    'generated provided specified configured loaded found not must should cannot is are was has to for from in of the a an and or ' +
    'string str text varchar char bytes byte int integer long bool boolean number any object array list dict map optional[str] optional.empty ' +
    'securestring password_input this self function async await return new let const var if else then end ' +
    'basic bearer digest negotiate ntlm oauth oauth2 kerberos simple plain md5 sha1 sha256 sha512 bcrypt pbkdf2 argon2 include ' +
    'pbkdf2_sha1 pbkdf2_sha256 pbkdf2_sha512 bcrypt_sha256 argon2i argon2id scrypt scram-sha-256 skipped ignored ' +
    'omit same-origin all nopasswd ok, token password passwd secret credentials <nil> (null) [] {} void never ' +
    'read write binary double float decimal timestamp uuid json jsonb blob clob bytea nvarchar varchar2 buffer uint8array ' +
    'synced syncing unsynced pending mounted stale refreshed replicated provisioned ' +
    'define undef keyfile certfile string[] byte[] char[] optional[string] string! secretstr unchanged strong weak tbd',
);

/** The word password in other languages, as labels have it: with a capital, where there are any. Who chooses it writes it otherwise. */
const TRANSLATIONS: ReadonlySet<string> = new Set(
  (
    'Passwort|Kennwort|Wachtwoord|Wagwoord|Mot de passe|Contrase\u00f1a|Contrasenya|Contrasinal|Senha|Palavra-passe|Parola|' +
    'Parool|L\u00f6senord|Passord|Adgangskode|Lykilor\u00f0|Salasana|Salas\u00f5na|Has\u0142o|Heslo|Geslo|Lozinka|' +
    'Jelsz\u00f3|Slapta\u017eodis|\u015eifre|Fjal\u00ebkalimi|Pasahitza|M\u1eadt kh\u1ea9u|Kata sandi|Kata laluan|' +
    '\u041f\u0430\u0440\u043e\u043b\u044c|\u041f\u0430\u0440\u043e\u043b\u0430|\u041b\u043e\u0437\u0438\u043d\u043a\u0430|' +
    '\u039a\u03c9\u03b4\u03b9\u03ba\u03cc\u03c2|' +
    '\u039a\u03c9\u03b4\u03b9\u03ba\u03cc\u03c2 \u03c0\u03c1\u03cc\u03c3\u03b2\u03b1\u03c3\u03b7\u03c2|\u5bc6\u7801|' +
    '\u5bc6\u78bc|\u53e3\u4ee4|\u30d1\u30b9\u30ef\u30fc\u30c9|\ube44\ubc00\ubc88\ud638|\uc554\ud638|' +
    '\u0e23\u0e2b\u0e31\u0e2a\u0e1c\u0e48\u0e32\u0e19|\u0915\u0942\u091f\u0936\u092c\u094d\u0926|' +
    '\u092a\u093e\u0938\u0935\u0930\u094d\u0921|\u0643\u0644\u0645\u0629 \u0627\u0644\u0645\u0631\u0648\u0631|' +
    '\u0643\u0644\u0645\u0629 \u0627\u0644\u0633\u0631|\u0631\u0645\u0632 \u0639\u0628\u0648\u0631|' +
    '\u05e1\u05d9\u05e1\u05de\u05d4|\u05e1\u05d9\u05e1\u05de\u05d0'
  ).split('|'),
);

/** Whether a value is a literal, a type or a status word, in any case, or a translation of the word password. */
export function isWordForValue(value: string): boolean {
  if (NO_SECRETS.has(value)) return true;
  return value.length <= LONGEST_TRANSLATION && TRANSLATIONS.has(value.endsWith(':') ? value.slice(0, -1) : value);
}

const LONGEST_TRANSLATION = 20;

/**
 * Whether a value is a placeholder or a reference: it stands for a secret and shows nothing of it. `marks` are those of its shape,
 * where that is known.
 */
export function isPlaceholder(value: string, marks: number = HAS_STAR | HAS_BRACKET): boolean {
  if (value.length === 0 || isMaskOnly(value)) return true;
  if ((marks & HAS_STAR) !== 0 && value.includes('***')) return true;
  if ((marks & HAS_BRACKET) !== 0 && hasEntityLabel(value)) return true;
  const first = value.charCodeAt(0);
  const last = value.charCodeAt(value.length - 1);
  switch (first) {
    case LESS: // <redacted>, but a value may start so
      return last === GREATER;
    case OPEN_BRACKET: // [REDACTED]
      return last === CLOSE_BRACKET || LABEL_FIRST.test(value) || PRINTED_OBJECT.test(value);
    case OPEN_PARENTHESIS: // (hidden)
      // `(sensitive value)`, of which a bare value is the first word.
      return last === CLOSE_PARENTHESIS || /^\([a-z]+$/.test(value);
    case OPEN_BRACE: // {name}, {{ name }}, but ODBC puts a password between braces
      return BRACES.test(value);
    case DOLLAR: // ${NAME}, $(command), $NAME
      return VARIABLE.test(value) || (LONE_NAME.test(value) && NAME_OF_SECRET.test(value));
    case COLON: // :password
    case AT_SIGN: // @password
      return LONE_NAME.test(value) && BIND_PARAMETER.test(value);
    case PERCENT: // %NAME%, %s
      return last === PERCENT || FORMAT.test(value);
    case HASH: // #{name}
      return value.charCodeAt(1) === OPEN_BRACE;
    default:
      return TEMPLATE_STARTS.has(first) && TEMPLATE.test(value);
  }
}

/** A label of ours within a value: it was masked before, as far as it was found then. */
const ENTITY_LABEL = new RegExp(`\\[(?:${ENTITY_NAMES.join('|')})(?::[0-9a-f]+)?\\]`);

function hasEntityLabel(value: string): boolean {
  return value.includes('[') && ENTITY_LABEL.test(value);
}

const LABEL_FIRST = /^\[[A-Z][A-Z0-9_]*(?::[0-9a-zA-Z]+)?\]/;
/** The first word of `[object Object]`, `[Function (anonymous)]`, `[Circular *1]`. */
const PRINTED_OBJECT = /^\[(?:object|Object:?|Function|AsyncFunction|class|Circular|Getter\/Setter)$/;
const VARIABLE = /^\$(?:[{(]|\d{1,2}$|env:|[A-Z_][A-Z0-9_]*$)/i;
/** A name and the sign before it. */
const LONE_NAME = /^[$@:]\w*$/;
const NAME_OF_SECRET = /pass|pwd|secret|token|key|cred/i;
/** The names that statements are given their values by. */
const BIND_PARAMETER = /^.(?:p\d{0,2}$|param)|cred|(?:pass|pwd|passwd|password|secret|token|key|value)$/i;
const BRACES = /^(?:\{ ?){1,3}[\s\w.:$'"-]{0,60}(?: ?\}){0,3}$/;
const FORMAT = /^(?:%(?:(?:\d*\$)?[-\d.]*[sdvqxr@]|[({]\w+[)}]s?)[:/@, -]?)+$/;
const TEMPLATE_STARTS: ReadonlySet<number> = new Set(
  Array.from('ymtiesdYMTIESD', (character) => character.charCodeAt(0)),
);
const TEMPLATE =
  /^(?:your|my|the|insert|enter|example|sample|dummy)[-_ ]?(?:own[-_ ]?)?(?:\w*[-_ ])?(?:password|passwd|secret|token|key|api[-_]?key)(?:[-_]here)?$/i;

/** Only the marks that tools mask with: `***`, `xxxx`, `••••`, `----`. */
function isMaskOnly(value: string): boolean {
  const first = value.charCodeAt(0);
  const second = value.charCodeAt(1);
  if ((second !== first && second !== STAR && value.length > 1) || (CLASS[first & 255] as number) & DIGIT) return false;
  if ((first === LOWER_X || first === UPPER_X) && value.length < 3) return false;
  if (!'*xX.#-_\u2022\u25cf\u2026?'.includes(value.charAt(0))) return false;
  for (let i = 1; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code !== first && code !== STAR) return false;
  }
  return true;
}
