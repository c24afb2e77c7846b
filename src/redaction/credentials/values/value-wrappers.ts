// Finds where a value starts that a type or an object is wrapped around: `Some("…")`, `Optional[…]`, `{"stringValue":"…"}`.
import {
  AMPERSAND,
  AT_SIGN,
  BACKSLASH,
  BLANK,
  COLON,
  DOLLAR,
  DOUBLE_QUOTE,
  EXCLAMATION,
  LESS,
  LINE_FEED,
  LOWER_C,
  LOWER_S,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PARENTHESIS,
  SINGLE_QUOTE,
  UPPER_A,
  UPPER_J,
  UPPER_O,
  UPPER_R,
  UPPER_S,
} from '../../scan/ascii.ts';
import { DIGIT, LETTER, UPPER } from '../../scan/byte-classes.ts';
import type { Scan } from '../../scan/scan.ts';
import { GO_LIST } from './printed-openings.ts';
import type { Value } from './quoted-values.ts';

/** What Rust, Java, Scala, Python, Erlang and PHP print around a string. */
const WRAPPERS: readonly string[] = [
  'Some(',
  'Optional[',
  'Optional(',
  'Just ',
  'Secret(',
  'SecretStr(',
  'Right(',
  'R"(',
];
/** Keys of an object that has nothing but the value: DynamoDB, Firestore, property lists, forms. */
const VALUE_KEYS: readonly string[] = ['value', 'stringValue', 'S', '_value', '$value', 'plaintext', 'default'];
const LONGEST_OPENING = 12;

/** Where the value starts that is wrapped at `at`; `at` itself where nothing is. */
export function unwrapped(scan: Scan, at: number): number {
  switch (scan.at(at)) {
    case UPPER_A:
      return afterPattern(scan, at, PHP_ARRAY);
    case UPPER_O:
    case UPPER_S:
    case UPPER_J:
    case UPPER_R:
      return at + (WRAPPERS.find((wrapper) => scan.hasExactlyAt(wrapper, at))?.length ?? 0);
    case LESS:
      return hereDocumentEnd(scan, at) ?? (scan.hasExactlyAt('<<', at) ? at + 2 : at);
    case DOLLAR:
    case AT_SIGN:
      return hereDocumentEnd(scan, at) ?? at;
    case EXCLAMATION:
    case AMPERSAND:
      return afterPattern(scan, at, YAML_MARK);
    case OPEN_BRACKET:
      return scan.hasExactlyAt(GO_LIST, at) ? at + GO_LIST.length : afterPattern(scan, at, CAST);
    case LOWER_S:
      return afterStringLength(scan, at);
    case LINE_FEED:
      return afterStringBelow(scan, at);
    case OPEN_PARENTHESIS:
      return afterPattern(scan, at, GO_TYPE);
    case LOWER_C:
      return scan.hasExactlyAt('chr "', at) ? at + 4 : at;
    case OPEN_BRACE:
      return afterValueKey(scan, at);
    default:
      return at;
  }
}

/**
 * `!!str V`, `!vault V`, `!Secret "V"`, `&anchor V`, `!<tag:yaml.org,2002:str> V`: what YAML puts before a value. `&mut V` is a type of Rust, `!flag && …`
 * a condition, and some tags say where a value is to be found.
 */
const YAML_MARK =
  /^(?:(?:!<[^>\s]{1,40}>|!(?!(?:ref|getatt|env\w{0,8}|importvalue|include\w{0,8}|import|lookup|reference|file|path|findinmap|join|split|select|if|transform|ssm|param|var|config|sub(?! ['"])) )[\w./:!-]{0,40}|&(?!(?:mut|str|dyn|impl) )\w{1,24})[ ]){1,2}(?=["'\\]|[\w$@#%^][^\s,}]{0,64}\s{0,4}(?:$|[\n\r#,}\\]))/i;
/** `[string]"V"` of PowerShell. */
const CAST = /^\[(?:System\.)?string\]\s?(?=["'])/i;
/** `<<EOF`, `<<-'EOT'`, `<<~PW`, `<<<EOT`, `$(cat <<EOF`, and `@'` of PowerShell, up to the line below. */
const HERE_DOCUMENT = /^(?:\$\(cat )?(?:<<[<~-]?\s?["']?[A-Z]\w{0,15}["']?|@["'])(?:\r?\n|\\n)[ \t]{0,32}/i;

/** The line below the mark of a here-document, which has the value; `undefined` where none starts. */
export function hereDocumentEnd(scan: Scan, at: number): number | undefined {
  const found = HERE_DOCUMENT.exec(scan.textAfter(at, LONGEST_INDENT));
  return found === null ? undefined : at + found[0].length;
}

/** The first item of a list, as `print_r` prints it. */
const PHP_ARRAY = /^Array\s{1,40}\(\s{1,44}\[0\] => /;
/** PHP's var_dump writes `string(7) "…"`. */
function afterStringLength(scan: Scan, at: number): number {
  if (!scan.hasExactlyAt('string(', at)) return at;
  const close = scan.skip(at + 7, DIGIT, at + 13);
  return scan.hasExactlyAt(') ', close) ? close + 2 : at;
}

/** `["password"]=>`, a line end, `string(7) "…"`. */
function afterStringBelow(scan: Scan, at: number): number {
  let from = at + 1;
  while (scan.at(from) === BLANK && from < at + LONGEST_INDENT) from++;
  const after = afterStringLength(scan, from);
  return after > from ? after : at;
}

const LONGEST_INDENT = 64;
const LONGEST_WRAPPER = 100;
/** `(string) (len=9) "…"`, as spew prints it. */
const GO_TYPE = /^\([\w.*]{1,32}\) (?:\(len=\d{1,6}\) )?(?=")/;

function afterPattern(scan: Scan, at: number, pattern: RegExp): number {
  return at + (pattern.exec(scan.textAfter(at, LONGEST_WRAPPER))?.[0].length ?? 0);
}

/** `{"S":"…"}`: the index after the colon. */
function afterValueKey(scan: Scan, at: number): number {
  let from = at + 1;
  while (from < at + LONGEST_OPENING && (scan.at(from) === BLANK || scan.at(from) === BACKSLASH)) from++;
  const quote = scan.at(from);
  if (quote !== DOUBLE_QUOTE && quote !== SINGLE_QUOTE) return at;
  for (const key of VALUE_KEYS) {
    if (!scan.hasExactlyAt(key, from + 1)) continue;
    let end = from + 1 + key.length;
    while (scan.at(end) === BACKSLASH && end < from + LONGEST_OPENING + key.length) end++;
    if (scan.at(end) !== quote) continue;
    end++;
    if (scan.at(end) === BLANK) end++;
    if (scan.at(end) === COLON) return end + 1;
  }
  return at;
}

/** `Optional[HiddenText]` says of what type a value is. */
export function isTypeName(scan: Scan, { start, end, isQuoted }: Omit<Value, 'isOverlong'>): boolean {
  return !isQuoted && /^[A-Z][A-Za-z]+$/.test(scan.text.slice(start, end));
}

/** `password: Option<String>`, `password: !vault |`, `password: !Sub '…'`: a generic type, or a tag of YAML and what it is put on. */
export function isTyped(scan: Scan, { start, end, isQuoted }: Value): boolean {
  if (isQuoted) return false;
  if (scan.at(end) === LESS) return (scan.classAt(end + 1) & UPPER) !== 0 && isTypeName(scan, { start, end, isQuoted });
  if (scan.at(start) !== EXCLAMATION || scan.at(end) !== BLANK) return false;
  return scan.skip(start + 1, LETTER, end) === end && '|>\'"['.includes(String.fromCharCode(scan.at(end + 1) || BLANK));
}
