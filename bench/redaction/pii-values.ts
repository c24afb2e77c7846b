// Valid personal identifiers by their published formats: e-mail, cards, SSN, IBAN.
// Sources: RFC 5321, 5322, 6531 (e-mail); ISO/IEC 7812 and the issuers' ranges (cards); the Social Security
// Administration's numbering rules (SSN); the SWIFT IBAN registry through faker (IBAN).
import type { Faker } from '@faker-js/faker';
import { ALPHABET, type SeededRandom } from './seeded-random.ts';

/** A generated value and what kind it is. */
export interface Value {
  readonly variant: string;
  readonly text: string;
}

const LATIN = /^[\x21-\x7e]+$/;

function localPart(faker: Faker, random: SeededRandom): string {
  const first = faker.person.firstName();
  const last = faker.person.lastName();
  const name = faker.internet.email({ firstName: first, lastName: last }).split('@')[0] as string;
  return random.pick([
    name,
    name.toLowerCase(),
    `${random.chars(ALPHABET.lower, 1)}.${random.chars(ALPHABET.lower, random.int(4, 9))}`,
    `${random.chars(ALPHABET.lower, random.int(3, 8))}_${random.int(1, 2999)}`,
    `${random.chars(ALPHABET.lower, random.int(3, 7))}-${random.chars(ALPHABET.lower, 4)}`,
    String(random.int(10000, 99999999)),
  ]);
}

function domain(faker: Faker, random: SeededRandom): string {
  const word = () =>
    faker.internet
      .domainWord()
      .toLowerCase()
      .replace(/[^a-z0-9-]/g, '') || 'acme';
  return random.pick([
    `${word()}.com`,
    `${word()}.co.uk`,
    `${word()}.de`,
    `mail.${word()}.org`,
    `eu-west.mx.${word()}.com.br`,
    `${word()}.photography`,
    `${word()}${random.int(1, 99)}.io`,
    'example.com',
    `${word()}.onmicrosoft.com`,
    `${word()}.museum`,
  ]);
}

const IDN_DOMAINS = [
  'bücher.example',
  'münchen-büro.de',
  'почта.рф',
  '例え.jp',
  'παράδειγμα.gr',
  'xn--bcher-kva.example',
  'xn--e1afmkfd.xn--p1ai',
  'उदाहरण.भारत',
];
const NATIVE_LOCALS = [
  'jörg.müller',
  'иван.петров',
  '山田太郎',
  'андрей',
  'josé',
  'łukasz',
  'محمد',
  'françois.lefèvre',
];

export function emailValue(faker: Faker, random: SeededRandom): Value {
  const local = localPart(faker, random);
  const plain = `${LATIN.test(local) ? local : random.chars(ALPHABET.lower, 7)}@${domain(faker, random)}`;
  const at = plain.indexOf('@');
  const [name, host] = [plain.slice(0, at), plain.slice(at + 1)];
  return random.pick<() => Value>([
    () => ({ variant: 'plain', text: plain }),
    () => ({ variant: 'plain', text: plain }),
    () => ({ variant: 'plain', text: faker.internet.email() }),
    () => ({ variant: 'faker, local name', text: faker.internet.email({ firstName: faker.person.firstName() }) }),
    () => ({ variant: 'plus tag', text: `${name}+${random.pick(['news', 'order-2026', 'a.b', 'spam+2'])}@${host}` }),
    () => ({ variant: 'mixed case', text: plain.replace(/[a-z]/g, (c) => (random.chance(0.5) ? c.toUpperCase() : c)) }),
    () => ({ variant: 'IDN host', text: `${name}@${random.pick(IDN_DOMAINS)}` }),
    () => ({
      variant: 'international local part',
      text: `${random.pick(NATIVE_LOCALS)}@${random.chance(0.5) ? host : random.pick(IDN_DOMAINS)}`,
    }),
    () => ({
      variant: 'quoted local part',
      text: `"${name} ${random.pick(['smith', 'de la cruz', '(home)'])}"@${host}`,
    }),
    () => ({
      variant: 'special characters',
      text: `${name}${random.pick(["o'brien", '!x', '#7', '=a', '~b', '/office', '{1}'])}@${host}`,
    }),
    () => ({ variant: 'percent-encoded', text: plain.replace('@', '%40').replace('+', '%2B') }),
    () => ({ variant: 'percent-encoded plus', text: `${name}%2Btag%40${host}` }),
  ])();
}

interface Issuer {
  readonly name: string;
  readonly prefixes: readonly string[];
  readonly lengths: readonly number[];
  /** How the digits are printed on the card, when not in fours. */
  readonly groups?: readonly number[];
}

/** Ranges as the issuers publish them (also on Wikipedia's "Payment card number"). */
const ISSUERS: readonly Issuer[] = [
  { name: 'visa', prefixes: ['4'], lengths: [16, 16, 16, 13, 19] },
  { name: 'mastercard', prefixes: ['51', '52', '53', '54', '55'], lengths: [16] },
  { name: 'mastercard 2-series', prefixes: ['2221', '2300', '2500', '2699', '2720'], lengths: [16] },
  { name: 'amex', prefixes: ['34', '37'], lengths: [15], groups: [4, 6, 5] },
  { name: 'discover', prefixes: ['6011', '644', '649', '65', '622126', '622925'], lengths: [16] },
  { name: 'diners', prefixes: ['300', '305', '36', '38', '39'], lengths: [14], groups: [4, 6, 4] },
  { name: 'jcb', prefixes: ['3528', '3589', '3566'], lengths: [16] },
  { name: 'unionpay', prefixes: ['620', '624', '625', '6291'], lengths: [16, 16, 17, 18, 19] },
  {
    name: 'maestro',
    prefixes: ['5018', '5020', '5038', '5893', '6304', '6759', '6761', '6763'],
    lengths: [16, 16, 13, 18, 19],
  },
  { name: 'mir', prefixes: ['2200', '2204'], lengths: [16] },
  { name: 'rupay', prefixes: ['6521', '8172', '5081', '60'], lengths: [16] },
  { name: 'elo', prefixes: ['506731', '636368', '438935', '509000', '650485'], lengths: [16] },
  { name: 'troy', prefixes: ['9792'], lengths: [16] },
];

function luhnDigit(digits: string): string {
  let sum = 0;
  for (let i = digits.length - 1, double = true; i >= 0; i--, double = !double) {
    const d = Number(digits[i]) * (double ? 2 : 1);
    sum += d > 9 ? d - 9 : d;
  }
  return String((10 - (sum % 10)) % 10);
}

function grouped(digits: string, groups: readonly number[] | undefined, separator: string): string {
  if (groups === undefined) return digits.replace(/(.{4})(?=.)/g, `$1${separator}`);
  const parts: string[] = [];
  let at = 0;
  for (const size of groups) {
    parts.push(digits.slice(at, at + size));
    at += size;
  }
  return parts.join(separator);
}

const DIGIT_ZEROS: readonly (readonly [string, number])[] = [
  ['full-width', 0xff10],
  ['Arabic-Indic', 0x0660],
  ['Devanagari', 0x0966],
  ['mathematical', 0x1d7d8],
];
const LOOK_ALIKES = ['\u00a0', '\u2011', '\u2013', '\u2009', '\u202f', '\u2212', '\u2007', '\u2010'];

export function otherDigits(text: string, random: SeededRandom): Value {
  const [name, zero] = random.pick(DIGIT_ZEROS);
  return { variant: `${name} digits`, text: text.replace(/\d/g, (d) => String.fromCodePoint(zero + Number(d))) };
}

export function cardNumber(random: SeededRandom): { readonly issuer: Issuer; readonly digits: string } {
  // The five great issuers are three quarters of the cards.
  const issuer = random.chance(0.75) ? random.pick(ISSUERS.slice(0, 5)) : random.pick(ISSUERS);
  const prefix = random.pick(issuer.prefixes);
  const body = prefix + random.digits(random.pick(issuer.lengths) - prefix.length - 1);
  return { issuer, digits: body + luhnDigit(body) };
}

export function cardValue(random: SeededRandom): Value {
  const { issuer, digits } = cardNumber(random);
  const spaced = grouped(digits, issuer.groups, ' ');
  const shape = random.next();
  if (shape < 0.4) return { variant: `${issuer.name}, plain`, text: digits };
  if (shape < 0.65) return { variant: `${issuer.name}, spaced`, text: spaced };
  if (shape < 0.85) return { variant: `${issuer.name}, dashed`, text: grouped(digits, issuer.groups, '-') };
  if (shape < 0.93)
    return { variant: 'card, look-alike separators', text: grouped(digits, issuer.groups, random.pick(LOOK_ALIKES)) };
  const other = otherDigits(random.chance(0.5) ? digits : spaced, random);
  return { variant: `card, ${other.variant}`, text: other.text };
}

/** Never 000, 666 or 9xx, never group 00, never serial 0000 (SSA, since 2011). */
export function ssnParts(random: SeededRandom): readonly [string, string, string] {
  let area = random.int(1, 899);
  if (area === 666) area = 667;
  const pad = (value: number, size: number) => String(value).padStart(size, '0');
  return [pad(area, 3), pad(random.int(1, 99), 2), pad(random.int(1, 9999), 4)];
}

export function ssnValue(random: SeededRandom): Value {
  const parts = ssnParts(random);
  const shape = random.next();
  if (shape < 0.5) return { variant: 'dashed', text: parts.join('-') };
  if (shape < 0.65) return { variant: 'spaced', text: parts.join(' ') };
  if (shape < 0.85) return { variant: 'nine digits', text: parts.join('') };
  if (shape < 0.93) return { variant: 'look-alike separators', text: parts.join(random.pick(LOOK_ALIKES)) };
  return otherDigits(parts.join('-'), random);
}

/** Countries of the IBAN registry that faker can make. */
const IBAN_COUNTRIES =
  'AD AE AL AT AZ BA BE BG BH BR CH CR CY CZ DE DK DO EE ES FI FO FR GB GE GI GL GR GT HR HU IE IL IS IT KW KZ LB LI LT LU LV MC MD ME MK MR MT MU NL NO PK PL PS PT QA RO RS SA SE SI SK SM TN TR UA VG XK'.split(
    ' ',
  );

export function ibanValue(faker: Faker, random: SeededRandom): Value {
  const country = random.pick(IBAN_COUNTRIES);
  let text: string;
  try {
    text = faker.finance.iban({ countryCode: country });
  } catch {
    text = faker.finance.iban({ countryCode: 'DE' });
  }
  const groups = text.replace(/(.{4})(?=.)/g, '$1 ');
  return random.pick<Value>([
    { variant: 'compact', text },
    { variant: 'compact', text },
    { variant: 'grouped', text: groups },
    { variant: 'grouped', text: groups },
    { variant: 'grouped, no-break spaces', text: groups.replaceAll(' ', '\u00a0') },
    { variant: 'dashed', text: groups.replaceAll(' ', '-') },
    { variant: 'lower case', text: text.toLowerCase() },
  ]);
}
