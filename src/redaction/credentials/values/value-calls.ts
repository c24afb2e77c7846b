// Tells which arguments of a call may be what the call gives: `String::from('V')`, `os.getenv('PW', 'V')`, `concat('V', 'V')`.
import { WordSet } from '../../scan/word-set.ts';

/** Which texts between brackets may be the value: those of a group, the first argument, those after the first, all, or none. */
export type Bracket = 'group' | 'first' | 'later' | 'all' | 'none';

/** Functions that give their argument in another form: texts, bytes, hashes, options, boxes. */
const CONVERTERS = new WordSet(
  'string str text cstring stringvalue string_value from fromstring from_string from_str of ofnullable valueof value_of some just right ok lit literal box ' +
    'secretstr secretstring secret secure securestring sensitive nonsensitive protectedstring plaintext unsafeplaintext unsafe_plain_text plain password ' +
    'bytes bytearray byte tobytes utf8 ascii encode decode tobytearray getbytes nsstring encodedstring quote escape trim strip lower upper tolower toupper ' +
    'b64encode b64decode base64encode base64decode btoa atob base64 hexencode urlencode encodeuricomponent md5 sha1 sha256 sha512 sha2 crypt bcrypt hashpw ' +
    'encrypt make_password generate_password_hash generatepasswordhash hash_password hashpassword password_hash hash_pw hashsync ' +
    'orelse getorelse get_or_else or_else unwrap_or unwrap_or_else orelseget or_insert default with_default withdefault default_if_empty defaultifempty ifempty fallback value_or',
);
/** Functions that join texts, put them into one, or choose one of them; the first text of a hash may name its algorithm. */
const JOINERS = new WordSet(
  'concat concat_ws strcat join implode format sprintf printf hash hash_hmac hmac coalesce nvl ifnull isnull nullif',
);
/** What joins parts of a path. */
const PATHS = new WordSet('path paths filepath posixpath ntpath file files url uri');
/** Of these the receiver is a type: `Box::new('V')`. */
const MAKERS = new WordSet('new create make build');
/** A constructor of what holds a text. */
const HOLDER =
  /(?:string|secret|credentials?|password|protected|sensitive|buffer|option(?:al)?|box|arc|rc|zeroizing|value)$/i;
/** A field of a form or a rule holds none: `new PasswordField('Password')`. */
const GETTERS =
  /^(?:get|fetch|env|config|lookup|dig|pop|setdefault|read|load|option|param|attr|str|string|value)|(?:env|property|or_?default|variable)$/i;
/** Where settings come from. */
const SETTINGS = /env|propert|conf|setting|option|opts|param|args|props|lookup|default/i;
/** Named arguments that have the value. */
const VALUE_ARGUMENTS = new WordSet(
  'default fallback default_value defaultvalue string value initial_value initialvalue otherwise else plaintext',
);

/** What the brackets after a path of names hold; `isNew` where the word `new` stands before it. */
export function bracketsOf(path: string, isNew: boolean): Bracket {
  const names = path.split(PARTS);
  const last = names.at(-1) ?? '';
  const before = names.at(-2) ?? '';
  if (isNew || (MAKERS.has(last) && before !== '')) return HOLDER.test(isNew ? last : before) ? 'first' : 'none';
  if (JOINERS.has(last)) return PATHS.has(before) ? 'none' : 'all';
  if (GETTERS.test(last) && SETTINGS.test(path)) return 'later';
  return CONVERTERS.has(last) ? 'first' : 'none';
}

const PARTS = /\.|::|->|\?\.|!/;

/** Whether an argument is named as one that has the value. */
export function isValueArgument(name: string): boolean {
  return VALUE_ARGUMENTS.has(name);
}

/** `password.encode('utf-8')`, `digest('SHA-256', …)`: what arguments name besides the value. */
const ENCODING =
  /^(?:utf-?(?:7|8|16|32)(?:-?(?:le|be|sig))?|(?:us-)?ascii|latin-?1|iso-?8859-\d{1,2}|cp-?\d{3,5}|windows-\d{4}|unicode|hex|base64(?:url)?|sha-?\d{1,3}(?:-\d{3})?|md[45])$/i;

/** Whether an argument names an encoding or an algorithm. */
export function isEncoding(text: string): boolean {
  return ENCODING.test(text);
}
