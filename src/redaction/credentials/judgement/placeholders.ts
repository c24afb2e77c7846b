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

/** Whether a value is a literal, a type or a status word, in any case. */
export function isWordForValue(value: string): boolean {
  return NO_SECRETS.has(value);
}

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
