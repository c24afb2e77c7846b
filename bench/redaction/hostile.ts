// Twelve shapes of text that are cheap to send and dear to scan badly: the linearity and worst-line tests.

export interface HostileShape {
  readonly name: string;
  /** A text of that many characters. */
  readonly make: (size: number) => string;
}

/** Nearer than the least repetition that a scan passes over. */
const BREAK_DISTANCE = 12_000;

/** A text that repeats itself, with a break now and then, so that a scan has to look at all of it. */
export function broken(text: string): string {
  const parts: string[] = [];
  for (let from = 0; from < text.length; from += BREAK_DISTANCE) {
    parts.push(text.slice(from, from + BREAK_DISTANCE - 1), '|');
  }
  return parts.join('');
}

const repeat = (unit: string) => (size: number) => unit.repeat(Math.ceil(size / unit.length)).slice(0, size);
const dashes = '-'.repeat(5);
const tokenStart = ['gh', 'p_'].join('');

export const HOSTILE_SHAPES: readonly HostileShape[] = [
  { name: 'at signs', make: repeat('@') },
  { name: 'local parts without a host', make: repeat('a.b+c_d@') },
  { name: 'one digit run', make: repeat('4') },
  { name: 'digits in groups', make: repeat('4111 1111-') },
  { name: 'credential words without a value', make: repeat('password=') },
  { name: 'colons and quotes', make: repeat('"token":"') },
  { name: 'URL heads', make: repeat('https://user:') },
  { name: 'private key heads without an end', make: repeat(`${dashes}BEGIN RSA PRIVATE KEY${dashes}\n`) },
  { name: 'token prefixes', make: repeat(tokenStart) },
  { name: 'one base64 run', make: repeat('eyJhbGciOiJIUzI1NiJ9') },
  { name: 'dots and token heads', make: repeat('eyJ.') },
  { name: 'escapes', make: repeat('\\\\\\"key\\\\\\":\\\\\\"') },
];

/** Shapes that make careless rules quadratic; each is repeated to a length. */
export const REPEATED_UNITS: Readonly<Record<string, string>> = {
  'at signs': '@',
  'a@': 'a@',
  'a.b@': 'a.b@',
  addresses: 'a@b.co ',
  digits: '4111',
  'digit groups of three': '123 ',
  'digit groups of four': '4111 ',
  'PEM beginnings': '-----BEGIN ',
  'private key beginnings': '-----BEGIN PRIVATE KEY-----',
  'password=': 'password=',
  'password = ': 'password = ',
  'token=': 'token=',
  'password = a +': 'password = a + ',
  'password = "a" +': 'password = "a" + ',
  'password = f(': 'password = f(',
  'password: !a': 'password: !a ',
  'auth=': 'auth=a ',
  '"key":': '"password":{',
  'escaped quotes': '\\"password\\":\\"',
  'open quotes': 'password=\'"',
  '://': '://',
  'a://b:c': 'a://b:c',
  eyJ: 'eyJ',
  'eyJ.': 'eyJ. ',
  brackets: '[',
  AKIA: 'AKIA',
  sk: 'sk-a ',
  spaces: ' ',
  ' =': '  =',
  percent: '%40%3D',
  'a%40': 'a%40',
  options: ' --password',
  ' -p': ' -p ',
  'mysql -p': 'mysql -pa ',
  bearer: 'Bearer a',
  basic: 'basic ',
  cookie: 'cookie: a=b;',
  'cookie:': 'cookie:a',
  authorization: 'authorization: a ',
  tags: '<password>',
  '">': '">',
  GB82: 'GB82 ',
  '==': '==',
  base64: 'abcd=',
  'A== ': `${'A'.repeat(86)}== `,
  '.G': 'a.G',
  'high unicode': '\u{1d7ce}',
  'wide digits': '\uff14\uff11',
  emoji: '\u{1f600}@',
  'identified by': "identified by '",
  'password is': 'password is ',
  '/subscriptions/': 'subscriptions/',
  'signatures of signatures': '==pin/sig',
  'sk-': 'sk-',
  'sk---': 'sk---',
  'cookies of cookies': 'Cookie=>',
  'encoded cookies': '.Gcookie=A%3D',
  'signed cookies': '%3DusersigCookie',
  'weak names': ':keyx1auth',
  'codes of codes': 'pin:',
  'values of values': 'value=Cookietcp(',
  'Azure signatures': '+ASt',
  'network addresses': '@(',
  'names of secrets': ':secret',
  'headers of tables': 'id,password\n',
  'headers and rules': '| password |\n|---|\n',
  'one word': 'a',
  dots: '.',
  'equals signs': '=',
  'IBAN heads': 'DE89 3704 ',
  'percent escapes': '%40%3D%3A',
  cookies: 'Cookie: a=b; ',
  schemes: 'Bearer ',
  signatures: '&sig=',
  'e-mails': 'a@b.co,',
  cards: '4111111111111111 ',
  secrets: 'password=hunter2hunter2;',
};

/** What the search for the slowest line tries. */
export const WORST_SHAPES: readonly HostileShape[] = [
  ...HOSTILE_SHAPES,
  ...Object.entries(REPEATED_UNITS).map(([name, unit]) => ({ name, make: repeat(unit) })),
  { name: 'one bound password', make: (size) => `password=${'x'.repeat(size - 9)}` },
  { name: 'open quote', make: (size) => `"password":"${'\\n'.repeat((size - 12) >> 1)}` },
];
