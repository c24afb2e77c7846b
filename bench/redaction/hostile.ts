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

/** Further shapes that only the worst-line search tries. */
export const WORST_SHAPES: readonly HostileShape[] = [
  ...HOSTILE_SHAPES,
  { name: 'one word', make: repeat('a') },
  { name: 'dots', make: repeat('.') },
  { name: 'equals signs', make: repeat('=') },
  { name: 'blanks', make: repeat(' ') },
  { name: 'IBAN heads', make: repeat('DE89 3704 ') },
  { name: 'full-width digits', make: repeat('\uff14\uff11') },
  { name: 'percent escapes', make: repeat('%40%3D%3A') },
  { name: 'cookies', make: repeat('Cookie: a=b; ') },
  { name: 'bearer', make: repeat('Bearer ') },
  { name: 'signatures', make: repeat('&sig=') },
  { name: 'e-mails', make: repeat('a@b.co,') },
  { name: 'cards', make: repeat('4111111111111111 ') },
  { name: 'secrets', make: repeat('password=hunter2hunter2;') },
  { name: 'one bound password', make: (size) => `password=${'x'.repeat(size - 9)}` },
  { name: 'open quote', make: (size) => `"password":"${'\\n'.repeat((size - 12) >> 1)}` },
  { name: 'slashes', make: repeat('://') },
  { name: 'names of secrets', make: repeat(':secret') },
  { name: 'weak names', make: repeat(':keyx1auth') },
  { name: 'codes', make: repeat('pin:') },
  { name: 'Azure signatures', make: repeat('+ASt') },
  { name: 'values of values', make: repeat('value=Cookietcp(') },
  { name: 'words for passwords', make: repeat('password is ') },
  { name: 'short token prefixes', make: repeat('sk-') },
  { name: 'headers of tables', make: repeat('id,password\n') },
  { name: 'headers and rows', make: repeat('| password |\n|---|\n') },
  { name: 'groups of a card', make: repeat('4111 ') },
];
