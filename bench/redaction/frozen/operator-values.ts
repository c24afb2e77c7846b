// Made-up values for the frozen corpus: what `{...}` stands for in its templates.
import { ALPHABET, type SeededRandom } from '../seeded-random.ts';

/** `{w40}`: so many characters of a class. */
const CLASSES: Readonly<Record<string, string>> = {
  a: ALPHABET.lower,
  A: ALPHABET.upper,
  d: ALPHABET.digit,
  x: ALPHABET.hex,
  X: ALPHABET.HEX,
  n: ALPHABET.lowerDigit,
  N: ALPHABET.upperDigit,
  w: ALPHABET.base62,
  b: ALPHABET.base64,
  u: ALPHABET.base64url,
  r: ALPHABET.base32,
};

const THINGS =
  'harbor lantern autumn kettle pelican velvet copper orbit meadow saffron granite willow falcon ember walnut thistle'.split(
    ' ',
  );
const FIRST = 'mira tessa jonas piet amara odile rasmus ines corin yara'.split(' ');
const LAST = 'holloway kettering vandermolen osei brandvold tillmann ashgrove marchetti'.split(' ');
const DOMAINS = ['example.org', 'mail.example.com', 'northwind.example', 'acme.example.net', 'post.example.co.uk'];

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** A password as people and generators make them, of characters that need no escape anywhere. */
function password(random: SeededRandom): string {
  const [one, two] = [random.pick(THINGS), random.pick(THINGS)];
  return random.pick([
    () => `${capital(one)}-${capital(two)}-${random.digits(2)}`,
    () => `${one}_${two}_${random.digits(4)}`,
    () => `${one.replace('e', '3').replace('o', '0')}${capital(two)}${random.digits(2)}`,
    () => `${random.pick([...ALPHABET.lower])}${random.chars(ALPHABET.base62, 11)}`,
    () => `${capital(one)}${random.digits(4)}!`,
    () => random.chars(ALPHABET.base62, 20),
  ])();
}

/** A generated password with signs in it; it stands between quotes. */
function hardPassword(random: SeededRandom): string {
  let text = random.chars(ALPHABET.base62, 3);
  for (let i = 0; i < 4; i++) text += random.pick([...'!#%^*_+=.~-']) + random.chars(ALPHABET.base62, 3);
  return text;
}

function mail(random: SeededRandom): string {
  const [first, last] = [random.pick(FIRST), random.pick(LAST)];
  const name = random.pick([`${first}.${last}`, `${first.charAt(0)}${last}${random.digits(2)}`, `${last}_${first}`]);
  return `${name}@${random.pick(DOMAINS)}`;
}

/** The check digit of Luhn's rule at the end. */
function withLuhn(digits: string): string {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]) * (i % 2 === 0 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return digits + ((10 - (sum % 10)) % 10);
}

/** Groups of four digits, separated. */
const grouped = (digits: string, separator: string): string => (digits.match(/.{4}/g) as string[]).join(separator);

/** Account numbers of the registry's lengths, `A` a letter and `9` a digit. */
const ACCOUNTS: Readonly<Record<string, string>> = {
  DE: '9'.repeat(18),
  GB: `AAAA${'9'.repeat(14)}`,
  FR: '9'.repeat(23),
  NL: `AAAA${'9'.repeat(10)}`,
  ES: '9'.repeat(20),
  CH: '9'.repeat(17),
};

function iban(random: SeededRandom, country: string, separator: string): string {
  const account = (ACCOUNTS[country] as string).replace(/./g, (form) =>
    random.chars(form === 'A' ? ALPHABET.upper : ALPHABET.digit, 1),
  );
  const digits = `${account}${country}00`.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  const check = String(98n - (BigInt(digits) % 97n)).padStart(2, '0');
  return (`${country}${check}${account}`.match(/.{1,4}/g) as string[]).join(separator);
}

function ssn(random: SeededRandom, separator: string): string {
  const area = random.pick([random.int(1, 665), random.int(667, 899)]);
  const parts = [String(area).padStart(3, '0'), String(random.int(1, 99)).padStart(2, '0'), random.int(1000, 9999)];
  return parts.join(separator);
}

function jwt(random: SeededRandom): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { sub: random.guid(), iss: 'https://login.example.org', exp: 1_764_443_400 };
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.${random.chars(ALPHABET.base64url, 86)}`;
}

/** Lines of a PEM block's body. */
function body(random: SeededRandom, lines: number, separator: string): string {
  const full = Array.from({ length: lines - 1 }, () => random.chars(ALPHABET.base64, 64));
  return [...full, `${random.chars(ALPHABET.base64, 30)}==`].join(separator);
}

/** What has a name rather than a class and a length. */
const NAMED: Readonly<Record<string, (random: SeededRandom) => string>> = {
  pass: password,
  plain: (random) => `${random.pick(THINGS)}${random.pick(THINGS)}${random.digits(2)}`,
  hard: hardPassword,
  passpct: (random) => `${capital(random.pick(THINGS))}%21${random.chars(ALPHABET.base62, 8)}%23${random.digits(2)}`,
  phrase: (random) => Array.from({ length: 4 }, () => random.pick(THINGS)).join(' '),
  basic: (random) => Buffer.from(`${random.pick(FIRST)}:${password(random)}`).toString('base64'),
  guid: (random) => random.guid(),
  jwt,
  mail,
  mail40: (random) => mail(random).replace('@', '%40'),
  'mail+': (random) => mail(random).replace('@', `+${random.pick(THINGS)}@`),
  mailuni: (random) => `j\u00fcrgen.${random.pick(LAST)}@${random.pick(DOMAINS)}`,
  visa: (random) => withLuhn(`4${random.digits(14)}`),
  mc: (random) => withLuhn(`5${random.int(1, 5)}${random.digits(13)}`),
  'visa ': (random) => grouped(withLuhn(`4${random.digits(14)}`), ' '),
  'visa-': (random) => grouped(withLuhn(`4${random.digits(14)}`), '-'),
  'mc-': (random) => grouped(withLuhn(`5${random.int(1, 5)}${random.digits(13)}`), '-'),
  amex: (random) => withLuhn(`37${random.digits(12)}`),
  'amex ': (random) => withLuhn(`37${random.digits(12)}`).replace(/^(.{4})(.{6})/, '$1 $2 '),
  ssn: (random) => ssn(random, '-'),
  'ssn ': (random) => ssn(random, ' '),
  ssn9: (random) => ssn(random, ''),
};

/** What stands for `{name}`. */
export function operatorValue(random: SeededRandom, name: string): string {
  const named = NAMED[name];
  if (named !== undefined) return named(random);
  const bytes = /^b64=(\d+)$/.exec(name);
  if (bytes !== null) return random.bytes(Number(bytes[1])).toString('base64');
  const account = /^iban:([A-Z]{2})( ?)$/.exec(name);
  if (account !== null) return iban(random, account[1] as string, account[2] as string);
  const pem = /^body(esc)?(\d+)(?:>(\d+))?$/.exec(name);
  if (pem !== null) {
    const separator = pem[1] === undefined ? `\n${' '.repeat(Number(pem[3] ?? 0))}` : '\\n';
    return body(random, Number(pem[2]), separator);
  }
  const characters = CLASSES[name.charAt(0)];
  const count = Number(name.slice(1));
  if (characters === undefined || !(count > 0)) throw new Error(`the corpus has an unknown value {${name}}`);
  return random.chars(characters, count);
}
