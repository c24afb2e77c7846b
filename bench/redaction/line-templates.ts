// Whole log lines with marks in them: `{mail}` is an address, `{pw}` a password; filled with made-up values at run time.
import { allFakers, type Faker } from '@faker-js/faker';
import { cardNumber, ibanValue, ssnParts } from './pii-values.ts';
import { type Piece, plant, type Sample, toSample } from './sample.ts';
import { jwt, OTHER_TOKENS, TOKENS } from './secret-tokens.ts';
import { accountKey, awsSecret, opaque, password } from './secret-values.ts';
import { ALPHABET, SeededRandom } from './seeded-random.ts';

type Make = (random: SeededRandom, faker: Faker) => string;

const tokenOf =
  (entity: string): Make =>
  (r) =>
    r.pick(TOKENS.filter((plan) => plan.entity === entity && !plan.variant.includes('ebhook'))).make(r);
const grouped = (digits: string, separator: string): string => digits.replace(/(.{4})(?=.)/g, `$1${separator}`);

/** `{kind}` in a line is one of these; its entity follows. */
const KINDS: Readonly<Record<string, readonly [entity: string, make: Make]>> = {
  mail: [
    'EMAIL',
    (r, f) =>
      `${f.internet.username().replace(/[^\w.]/g, '') || 'jo'}${r.chance(0.2) ? '+x1' : ''}@${f.internet.domainName()}`,
  ],
  card: ['CREDIT_CARD', (r) => visaLike(r)],
  cardGrouped: ['CREDIT_CARD', (r) => grouped(visaLike(r), r.pick([' ', '-']))],
  ssn: ['US_SSN', (r) => ssnParts(r).join('-')],
  ssnBare: ['US_SSN', (r) => ssnParts(r).join('')],
  iban: ['IBAN', (r, f) => ibanOf(r, f)],
  pw: ['CREDENTIAL', (r) => password(r, 'plain')],
  pwRich: ['CREDENTIAL', (r) => `${password(r, 'symbols').replace(/[#%]/g, '+')}`],
  key: ['CREDENTIAL', (r) => r.chars(ALPHABET.base62, r.int(24, 40))],
  hexKey: ['CREDENTIAL', (r) => r.hex(40)],
  b64: ['CREDENTIAL', (r) => Buffer.from(`u${r.int(1, 99)}:${password(r)}`).toString('base64')],
  urlPw: ['URL_PASSWORD', (r) => password(r, 'plain')],
  bearer: ['BEARER_TOKEN', (r) => opaque(r).replace(/[+/=]/g, '_')],
  basic: ['BEARER_TOKEN', (r) => Buffer.from(`svc:${password(r)}`).toString('base64')],
  jwt: ['JWT', (r) => jwt(r)],
  awsId: ['AWS_KEY', tokenOf('AWS_KEY')],
  awsSecret: ['AWS_KEY', (r) => awsSecret(r)],
  azureKey: ['AZURE_KEY', (r) => accountKey(r)],
  azureToken: ['AZURE_KEY', tokenOf('AZURE_KEY')],
  busKey: ['AZURE_KEY', (r) => r.bytes(32).toString('base64')],
  sas: ['AZURE_SAS', (r) => encodeURIComponent(r.bytes(32).toString('base64'))],
  dapi: ['DATABRICKS_TOKEN', tokenOf('DATABRICKS_TOKEN')],
  github: ['GITHUB_TOKEN', tokenOf('GITHUB_TOKEN')],
  gitlab: ['GITLAB_TOKEN', tokenOf('GITLAB_TOKEN')],
  slack: ['SLACK_TOKEN', tokenOf('SLACK_TOKEN')],
  stripe: ['STRIPE_KEY', tokenOf('STRIPE_KEY')],
  google: ['GOOGLE_KEY', tokenOf('GOOGLE_KEY')],
  ai: ['AI_KEY', tokenOf('AI_KEY')],
  npm: ['NPM_TOKEN', tokenOf('NPM_TOKEN')],

  mailApostrophe: [
    'EMAIL',
    (r, f) =>
      `${r.pick(['o', 'd', 'pat.o', 'kim_o', 'jane.d'])}'${r.pick(['brien', 'angelo', 'neill'])}@${f.internet.domainName()}`,
  ],
  mailUpper: ['EMAIL', (_r, f) => `${f.word.sample().toUpperCase()}.X@${f.internet.domainName().toUpperCase()}`],
  mailEncoded: ['EMAIL', (_r, f) => `jo.${f.word.sample().replace(/\W/g, '')}%40${f.internet.domainName()}`],
  amex: ['CREDIT_CARD', (r) => amex(r).join('')],
  amexGrouped: ['CREDIT_CARD', (r) => amex(r).join(r.pick([' ', '-']))],
  cardNbsp: ['CREDIT_CARD', (r) => grouped(visaLike(r), '\u00a0')],
  cardDashUnicode: ['CREDIT_CARD', (r) => grouped(visaLike(r), r.pick(['\u2011', '\u2013', '\u2212']))],
  cardWide: ['CREDIT_CARD', (r) => wide(visaLike(r))],
  ssnSpaced: ['US_SSN', (r) => ssnParts(r).join(' ')],
  ssnDash: ['US_SSN', (r) => ssnParts(r).join(r.pick(['\u2011', '\u2013', '\u2012']))],
  ssnWide: ['US_SSN', (r) => wide(ssnParts(r).join('-'))],
  ibanGrouped: ['IBAN', (r, f) => grouped(ibanOf(r, f).replaceAll(' ', ''), ' ')],
  ibanDashed: ['IBAN', (r, f) => grouped(ibanOf(r, f).replaceAll(' ', ''), '-')],
  ibanLower: ['IBAN', (r, f) => ibanOf(r, f).replaceAll(' ', '').toLowerCase()],

  phrase: ['CREDENTIAL', (r) => phrase(r)],
  guid: ['CREDENTIAL', (r) => r.guid()],
  md5: ['CREDENTIAL', (r) => r.hex(32)],
  sigHex: ['CREDENTIAL', (r) => r.hex(64)],
  b64url: ['CREDENTIAL', (r) => r.chars(ALPHABET.base64url, 43)],
  up8: ['SLACK_TOKEN', (r) => r.chars(ALPHABET.upperDigit, 8)],
  pwSym: ['CREDENTIAL', (r) => `${phrase(r)}${r.pick(['!', '#', '$'])}${r.int(1, 9)}`],
  b64long: ['CREDENTIAL', (r) => r.bytes(120).toString('base64')],
  awsSecretUrl: ['AWS_KEY', (r) => encodeURIComponent(awsSecret(r))],
  key24: ['SLACK_TOKEN', (r) => r.chars(ALPHABET.base62, 24)],
  key40: ['CREDENTIAL', (r) => r.chars(ALPHABET.base64url, 40)],
  key43: ['CREDENTIAL', (r) => r.chars(ALPHABET.base62, 43)],
  azFunc: [
    'AZURE_KEY',
    (r) => `${r.chars(ALPHABET.base64url, 44)}${['AzF', 'u'].join('')}${r.chars(ALPHABET.base64url, 6)}==`,
  ],
  vault: ['CREDENTIAL', (r) => `hv${'s.'}${r.chars(ALPHABET.base62, 24)}`],
  ado: ['CREDENTIAL', (r) => r.chars(ALPHABET.lower32, 52)],
  okta: ['CREDENTIAL', (r) => `00${r.chars(ALPHABET.base64url, 40)}`],
  asana: ['CREDENTIAL', (r) => `1/${r.digits(16)}:${r.hex(32)}`],
  apr1: ['CREDENTIAL', (r) => `$apr1$${r.chars(ALPHABET.base62, 8)}$${r.chars(ALPHABET.base62, 22)}`],
  bcrypt: ['CREDENTIAL', (r) => `$2y$10$${r.chars(ALPHABET.base62, 53)}`],
  sha512crypt: ['CREDENTIAL', (r) => `$6$${r.chars(ALPHABET.base62, 16)}$${r.chars(ALPHABET.base62, 86)}`],
  sendgrid: ['CREDENTIAL', otherToken('SendGrid')],
  telegram: ['CREDENTIAL', otherToken('Telegram bot')],
  discord: ['CREDENTIAL', otherToken('Discord bot')],
  airtable: ['CREDENTIAL', otherToken('Airtable')],
  pypi: ['CREDENTIAL', otherToken('PyPI')],
  shopify: ['CREDENTIAL', otherToken('Shopify')],
  doppler: ['CREDENTIAL', otherToken('Doppler')],
  linear: ['CREDENTIAL', otherToken('Linear')],
  atlassian: ['CREDENTIAL', otherToken('Atlassian')],
  age: ['CREDENTIAL', (r) => `AGE-SECRET${'-KEY-1'}${r.chars(ALPHABET.upperDigit, 58)}`],
};

function otherToken(vendor: string): Make {
  return (r) => r.pick(OTHER_TOKENS.filter(({ variant }) => variant.startsWith(vendor))).make(r);
}

const PHRASE_WORDS = [
  'winter',
  'falcon',
  'copper',
  'lantern',
  'quarry',
  'meadow',
  'harbor',
  'sesame',
  'tundra',
  'velvet',
];

/** What people choose and remember: words, a year, a digit or two, a mark. */
function phrase(r: SeededRandom): string {
  const word = () => r.pick(PHRASE_WORDS);
  const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  return r.pick<() => string>([
    () => `${capital(word())}${r.int(1990, 2029)}${r.pick(['', '!', '_'])}`,
    () => `${capital(word())}-${word()}-${r.int(10, 99)}`,
    () => `${word()}-${word()}-${word()}`,
    () => `${word()}${r.int(1, 999)}`,
    () => `${capital(word())}${capital(word())}${r.int(1, 99)}`,
    () => `${word()}_${word()}_${r.int(10, 99)}`,
    () => `${capital(word())}.${word()}.${r.int(10, 99)}`,
    () => `${capital(word())}@${r.int(100, 9999)}`,
    () => word() + word(),
  ])();
}

function amex(r: SeededRandom): readonly [string, string, string] {
  for (;;) {
    const { issuer, digits } = cardNumber(r);
    if (issuer.name === 'amex') return [digits.slice(0, 4), digits.slice(4, 10), digits.slice(10)];
  }
}

const wide = (text: string): string => text.replace(/\d/g, (d) => String.fromCharCode(0xff10 + Number(d)));

function visaLike(r: SeededRandom): string {
  for (;;) {
    const { issuer, digits } = cardNumber(r);
    if (digits.length === 16 && ['visa', 'mastercard', 'discover', 'jcb'].includes(issuer.name)) return digits;
  }
}

function ibanOf(r: SeededRandom, f: Faker): string {
  for (;;) {
    const { variant, text } = ibanValue(f, r);
    if (variant === 'compact' || variant === 'grouped') return text;
  }
}

/** Fills `{kind}` marks; other braces stay. */
function filled(line: string, r: SeededRandom, faker: Faker): Piece[] {
  return line.split(/(\{[a-zA-Z0-9]+\})/).map((part): Piece => {
    const kind = KINDS[part.slice(1, -1)];
    return kind !== undefined && part.startsWith('{') ? plant(kind[0], kind[1](r, faker)) : part;
  });
}

/** `rounds` samples of each line. */
export function samplesOf(lines: readonly string[], seed: number, rounds: number): Sample[] {
  const r = new SeededRandom(seed);
  const fakers = [allFakers.en, allFakers.de, allFakers.fr, allFakers.pt_BR, allFakers.en_GB, allFakers.pl];
  const samples: Sample[] = [];
  for (let i = 0; i < rounds; i++) {
    for (const line of lines) {
      const faker = r.pick(fakers);
      faker.seed(seed + samples.length);
      samples.push(toSample(line, 'line', filled(line, r, faker)));
    }
  }
  return samples;
}
