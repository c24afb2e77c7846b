// Expressions that the engine would compile for seconds or for ever are refused before they run; ordinary ones are not.
import { describe, expect, test } from 'vitest';
import { isCompilable } from '../../src/foreign/expression-compilation.ts';
import { AttributeAllowList, ConfigurationError, createRedactor, filters } from '../../src/index.ts';

const SLOW: readonly RegExp[] = [
  new RegExp('a?'.repeat(50) + 'a'.repeat(50)),
  new RegExp('a?'.repeat(2000) + 'a'.repeat(2000)),
  new RegExp(`${'(?:a?|b?)'.repeat(24)}c`),
  new RegExp(`${'(?:|)'.repeat(40)}c`),
  new RegExp(`${'(?:\\b|^|$)'.repeat(20)}c`),
  new RegExp(`(?=${'a?'.repeat(50)}${'a'.repeat(50)})x`),
  new RegExp(`(?!${'a?'.repeat(50)}${'a'.repeat(50)})x`),
  new RegExp(`(?<=x${'(?:|)'.repeat(40)})aaaa`),
  new RegExp(`(?:${'a?'.repeat(50)}${'a'.repeat(50)})+`),
  new RegExp(`(?:${'a?'.repeat(20)}){2,3}${'a'.repeat(50)}`),
  new RegExp(`${Array.from({ length: 50 }, (_, i) => `(?<n${i}>a)?`).join('')}aaaa`),
  new RegExp(`${'a{0,3}'.repeat(25)}aaaa`),
  new RegExp(`${'(?:(?!aaaa)a?)'.repeat(50)}aaaa`),
  new RegExp(`${'(?:ab|cd|ef|gh|ij|kl|mn|op)?'.repeat(50)}xxxx`),
  new RegExp(`${'(?:[ab][ab]|(?<=b))(?:[^a]|(?=a)|(?=a))'.repeat(30)}aaaa`),
  new RegExp(`${'[^a]?'.repeat(25)}aaaaaaaa`, 'u'),
  // What is read only nearly, as the count of its steps does not read it.
  new RegExp(`${'(?i:a)?'.repeat(50)}aaaa`),
  new RegExp(`${'[\\q{ab|c}]?'.repeat(50)}aaaa`, 'v'),
  new RegExp(`${'\\8?'.repeat(50)}aaaa`),
  new RegExp(`${'(?:(?=a)?|b?)'.repeat(30)}aaaa`),
  new RegExp('\\p{RGI_Emoji}'.repeat(20), 'v'),
  new RegExp('\\p{L}'.repeat(200), 'u'),
  new RegExp(`${'(?:'.repeat(1200)}a${')'.repeat(1200)}`),
];

test.each(SLOW.map((expression) => [String(expression).slice(0, 60), expression] as const))(
  '%s is refused',
  (_, own) => {
    expect(isCompilable(own)).toBe(false);
  },
);

describe('the largest of a shape that is accepted is compiled', () => {
  // For it to end is the test: one step more in what is accepted, and some of these would take minutes.
  test.each<[shape: string, of: (size: number) => RegExp]>([
    ['optional letters', (size) => new RegExp('a?'.repeat(size) + 'a'.repeat(size))],
    ['alternatives that may be empty', (size) => new RegExp(`${'(?:a?|b?)'.repeat(size)}c`)],
    ['places', (size) => new RegExp(`${'(?:\\b|^|$)'.repeat(size)}c`)],
    ['optional alternatives', (size) => new RegExp(`${'(?:ab|cd|ef|gh)?'.repeat(size)}xxxx`)],
    ['a repetition around them', (size) => new RegExp(`(?:${'a?'.repeat(size)}aaaa)+b`)],
    ['letters of all scripts', (size) => new RegExp('\\p{L}'.repeat(size), 'u')],
  ])(
    '%s',
    (_, of) => {
      let size = 1;
      while (isCompilable(of(size + 1))) size++;
      expect(size).toBeGreaterThan(4);
      // Twice, as the engine interprets an expression at first; and for wide characters, as it compiles for them anew.
      for (const text of ['', '', '\u1234', '\u1234']) expect(of(size).test(text)).toBe(false);
    },
    60_000,
  );
});

describe('ordinary expressions are accepted', () => {
  const words = Array.from({ length: 1000 }, (_, i) => `w${(i * 7919).toString(36)}`);
  const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
  const ipv6 = [
    '(?:[\\da-f]{1,4}:){7}[\\da-f]{1,4}',
    '(?:[\\da-f]{1,4}:){1,7}:',
    '(?:[\\da-f]{1,4}:){1,6}:[\\da-f]{1,4}',
    '(?:[\\da-f]{1,4}:){1,5}(?::[\\da-f]{1,4}){1,2}',
    '(?:[\\da-f]{1,4}:){1,4}(?::[\\da-f]{1,4}){1,3}',
    '(?:[\\da-f]{1,4}:){1,3}(?::[\\da-f]{1,4}){1,4}',
    '(?:[\\da-f]{1,4}:){1,2}(?::[\\da-f]{1,4}){1,5}',
    '[\\da-f]{1,4}:(?::[\\da-f]{1,4}){1,6}',
    ':(?:(?::[\\da-f]{1,4}){1,7}|:)',
    'fe80:(?::[\\da-f]{0,4}){0,4}%[\\da-z]+',
    `::(?:ffff(?::0{1,4})?:)?${octet}(?:\\.${octet}){3}`,
  ].join('|');
  test.each<RegExp>([
    /[\w.+-]+@[\w-]+\.[\w.-]+/,
    /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/,
    /^(?=.{1,254}$)(?=.{1,64}@)[-!#$%&'*+/0-9=?A-Z^_`a-z{|}~]+(?:\.[-!#$%&'*+/0-9=?A-Z^_`a-z{|}~]+)*@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/,
    new RegExp(ipv6, 'i'),
    new RegExp(`^(?:${ipv6})$`, 'iu'),
    new RegExp(`\\b${octet}(?:\\.${octet}){3}\\b`),
    new RegExp(`\\b${octet}\\.${octet}\\.${octet}\\.${octet}(?:/\\d\\d?)?\\b`),
    new RegExp(`\\b(?:${words.join('|')})\\b`, 'i'),
    new RegExp(`(?:${words.join('|')})[-_ ]?(?:${words.join('|')})?`, 'iu'),
    new RegExp(words.join('|')),
    /\b\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b/,
    /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/,
    /^P(?!$)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?$/,
    /(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT/,
    /(?:(?:31(\/|-|\.)(?:0?[13578]|1[02]))\1|(?:(?:29|30)(\/|-|\.)(?:0?[13-9]|1[0-2])\2))(?:(?:1[6-9]|[2-9]\d)?\d{2})/,
    /\b(?:\+?1[-. ]?)?\(?\d{3}\)?[-. ]?\d{3}[-. ]?\d{4}(?: ?(?:x|ext\.?) ?\d{1,5})?\b/,
    /^\+?(?:\d[ ()-]?){6,14}\d$/,
    /(?:0|\+44 ?)(?:\d{2} ?\d{4} ?\d{4}|\d{3} ?\d{3} ?\d{4}|\d{4} ?\d{6})/,
    /\b(?!000|666|9\d\d)\d{3}-(?!00)\d\d-(?!0000)\d{4}\b/,
    /\b(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|6(?:011|5\d\d)\d{12})\b/,
    /(?:\d[ -]?){13,16}/,
    /\b(?:\d{4}[- ]?){3}\d{4}\b/,
    /\b[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?\b/,
    /\b(?:AD|AE|AL|AT|AZ|BA|BE|BG|BH|BR|CH|CR|CY|CZ|DE|DK|DO|EE|ES|FI|FR|GB|GE|GR|HU|IE|IL|IS|IT|KW|KZ|LB|LI|LT|LU|LV|MC|MD|ME|MK|MR|MT|MU|NL|NO|PK|PL|PT|QA|RO|RS|SA|SE|SI|SK|SM|TN|TR|UA)\d{2}[A-Z\d]{11,30}\b/,
    /[A-Z]{6}[A-Z2-9][A-NP-Z0-9](?:[A-Z0-9]{3})?/,
    /\b[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b/i,
    /\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b/i,
    /\b[0-9a-f]{2}:[0-9a-f]{2}:[0-9a-f]{2}:[0-9a-f]{2}:[0-9a-f]{2}:[0-9a-f]{2}\b/i,
    /https?:\/\/(?:www\.)?[-\w@:%.+~#=]{1,256}\.[a-z\d()]{1,6}\b[-\w()@:%+.~#?&/=]*/i,
    /^(?:(?:https?|ftp):\/\/)?(?:\S+(?::\S*)?@)?(?:[a-z\u00a1-\uffff0-9]-*)*[a-z\u00a1-\uffff0-9]+(?:\.[a-z\u00a1-\uffff]{2,})\.?(?::\d{2,5})?(?:[/?#]\S*)?$/i,
    /^([a-z][a-z\d+.-]*):(?:\/\/((?:[^/?#@]*@)?[^/?#:]*(?::\d+)?))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/i,
    /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[^\da-zA-Z])(?!.*\s).{8,64}$/,
    /eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+/,
    /\b(?:AKIA|ASIA|AROA|AIDA|ANPA)[A-Z0-9]{16}\b/,
    /-----BEGIN (?:RSA |EC |DSA |OPENSSH |ENCRYPTED )?PRIVATE KEY-----[\s\S]+?-----END (?:RSA |EC |DSA |OPENSSH |ENCRYPTED )?PRIVATE KEY-----/,
    /(?:api[_-]?key|secret|token|passw(?:or)?d|pwd|auth(?:orization)?|bearer)["']?\s*[:=]\s*["']?([^\s"',;]{8,})/i,
    /(?<=password[=:]\s?)\S+/i,
    /(?<!\w)(?:[A-Z]{3}\d{3}|\d{3}[A-Z]{3})(?!\w)/,
    /(?<![\d.])\d{1,3}(?:,\d{3})*(?:\.\d+)?(?![\d.])/,
    /^[-+]?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/,
    /^M{0,4}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})$/,
    /^v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-z-][\da-z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-z-][\da-z-]*))*))?(?:\+([\da-z-]+(?:\.[\da-z-]+)*))?$/i,
    /^(\S+) (\S+) (\S+) \[([^\]]+)\] "([A-Z]+) ([^ "]+) HTTP\/[\d.]+" (\d{3}) (\d+|-)(?: "([^"]*)" "([^"]*)")?$/,
    /^\s*at (?:(?:async )?(.+?) \()?(?:(.+?):(\d+):(\d+)|native|<anonymous>)\)?$/m,
    /^(?<date>\d{4}-\d\d-\d\d)[ T](?<time>[\d:.,]+)\s+(?<level>TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL)\s+\[(?<thread>[^\]]*)\]\s+(?<rest>.*)$/,
    /^\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+){1,3}$/u,
    /\b\p{Lu}\p{Ll}+ \p{Lu}\.? ?\p{Lu}\p{Ll}+\b/u,
    /(?:\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana})+/u,
    /[\p{Emoji_Presentation}\p{Extended_Pictographic}]\u200d?/gu,
    /\p{RGI_Emoji}/v,
    /[\p{L}--[a-z]]+\d/v,
    /[^ -\u{10ffff}]?\u{1f600}.{3}/su,
    /(?:straße|strasse|str\.)\s+\d+\s?[a-z]?/iu,
    /(?i:order|invoice)[ #:-]*(\d{4,10})/,
    /\b(?:C|K|P)-?\d{6,8}[A-Z]?\b/gi,
    /(["'`])(?:\\.|(?!\1)[^\\])*\1/s,
    /<(?<tag>[a-z][\w-]*)(?:\s+[\w:-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*\s*\/?>/i,
    /^(?:SELECT|INSERT\s+INTO|UPDATE|DELETE\s+FROM|MERGE\s+INTO|CREATE|ALTER|DROP|TRUNCATE)\b[\s\S]*?\b(?:WHERE|VALUES|SET)\b/i,
    /^x-|^(?:set-)?cookie$|^authorization$|^proxy-/i,
    /^(?:user|customer|account|patient)(?:[._-]?(?:id|name|email|phone|address|city|zip|country|birth(?:day|date)?))?$/i,
    /[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]?/i,
    /^(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}|GIR ?0AA)$/i,
    /\b[A-HJ-NPR-Z\d]{17}\b/,
  ])('%s', (own) => {
    expect(isCompilable(own)).toBe(true);
  });
});

test('wherever an option takes an expression, a slow one is refused at once, and not shown', () => {
  const slow = SLOW[0] as RegExp;
  const places: readonly [option: string, give: () => unknown][] = [
    ['patterns[0].pattern', () => createRedactor({ patterns: [{ name: 'X', pattern: slow }] })],
    ['patterns[0].pattern', () => createRedactor({ patterns: [{ name: 'X', pattern: slow.source }] })],
    ['keys[1]', () => createRedactor({ keys: ['a', slow] })],
    ['allow[0]', () => createRedactor({ allow: [slow] })],
    ['filters.pattern(pattern)', () => filters.pattern(slow)],
    ['filters.pattern(pattern)', () => filters.pattern(slow.source)],
    ['filters.attribute(expected)', () => filters.attribute('a', slow)],
    ['allowAttributes.allow[1]', () => new AttributeAllowList({ allow: ['a', slow] })],
    ['filters.scope(name)', () => filters.scope(slow)],
  ];
  for (const [option, give] of places) {
    const accepted = 'one with fewer optional parts and alternatives in a row';
    expect(give).toThrow(ConfigurationError);
    expect(give).toThrow(expect.objectContaining({ option, accepted, value: undefined }));
    expect(give).not.toThrow('a?a?');
  }
});
