// Where a text would keep a program waiting, rules make haste: what is surest is found all the same, and what is doubted is masked.
import { describe, expect, test } from 'vitest';
import { createRedactor } from '../../../src/redaction/index.ts';
import { Effort, type Haste } from '../../../src/redaction/scan/effort.ts';

const MB = 1 << 20;
const SECRET = ['Zq8!', 'kd93', 'mXq2'].join('');
const TOKEN = `ghp_${'R3f9Kq2LmZ8vT1bN6xW4'}yC7dH5jP0aSgU2eI`;

/** Units that cost rules much, in an order that does not repeat itself. */
function busy(size: number): string {
  const units = [
    'htpasswd |',
    ' /pass:x ',
    'the password is ',
    'secrets=',
    'token=\\,',
    'password\t',
    ' --password a ',
  ];
  let text = '';
  for (let i = 0, state = 7; text.length < size; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    text += units[state >>> 29] ?? `step ${i} `;
  }
  return text;
}

describe('behind a megabyte that keeps rules busy', () => {
  const before = busy(MB);
  const redactor = createRedactor();

  test.each([
    ['a named secret', `password=${SECRET}`, 'password=[CREDENTIAL]'],
    ['one in JSON', `{"api_key":"${SECRET}","name":"ann"}`, '{"api_key":"[CREDENTIAL]","name":"ann"}'],
    ['a token', TOKEN, '[GITHUB_TOKEN]'],
    ['an address', 'carol.smith@example.org', '[EMAIL]'],
    ['the password of a URL', `https://app:${SECRET}@example.org/`, 'https://app:[URL_PASSWORD]@example.org/'],
    ['a header', `Authorization: Bearer ${TOKEN}`, 'Authorization: Bearer [GITHUB_TOKEN]'],
    ['a card', '4111 1111 1111 1111', '[CREDIT_CARD]'],
    ['an account', 'DE89370400440532013000', '[IBAN]'],
    [
      'a header below a name without a value',
      `password=\nAuthorization: Bearer ${TOKEN}`,
      'password=\nAuthorization: Bearer [GITHUB_TOKEN]',
    ],
  ])('%s is found', (_, text, masked) => {
    expect(redactor.redactText(`${before}\n${text}\n`).endsWith(`\n${masked}\n`)).toBe(true);
  });

  test('what stands under the name of a secret is masked, also where it would be told from one', () => {
    expect(redactor.redactText('password=$DB_PASSWORD;')).toBe('password=$DB_PASSWORD;');
    expect(redactor.redactText(`${before}\npassword=$DB_PASSWORD;`).endsWith('\npassword=[CREDENTIAL];')).toBe(true);
  });

  test('a label stays', () => {
    expect(redactor.redactText(`${before}\npassword=[CREDENTIAL];`).endsWith('\npassword=[CREDENTIAL];')).toBe(true);
  });
});

test('the same text is masked alike again and again, whatever was before', () => {
  const text = `${busy(MB)} password=${SECRET}`;
  const [first, second] = [createRedactor(), createRedactor()];
  second.redactText(busy(2 * MB));
  expect(second.redactText(text)).toBe(first.redactText(text));
});

test('no haste where people write: 200 KB of nothing but secrets, in sentences and commands too', () => {
  const line = (n: number): string =>
    `{"password":"${SECRET}${n}"} curl -u app:${SECRET}${n} -X GET; htpasswd -b users app ${SECRET}${n}; password for app: ${SECRET}${n}\n`;
  const text = Array.from({ length: 1500 }, (_, n) => line(n)).join('');
  expect(text.length).toBeGreaterThan(200_000);
  const masked = createRedactor().redactText(text);
  expect(masked).not.toContain(SECRET);
  expect(masked.split('[CREDENTIAL]')).toHaveLength(4 * 1500 + 1);
});

describe('effort', () => {
  /** The haste at the end of a text of so many characters in which rules did so much. */
  function hasteAfter(length: number, milliseconds: number, share = 1): Haste {
    const effort = new Effort();
    effort.restart(length, share);
    effort.spend(milliseconds * 1e6);
    return effort.hasteAt(length);
  }

  test.each<[length: number, milliseconds: number, haste: Haste]>([
    [300, 0, 0],
    [300, 20, 0],
    [300, 30, 3],
    [200_000, 18, 0],
    [MB, 7, 0],
    [MB, 9, 1],
    [MB, 10.5, 2],
    [MB, 20, 3],
    [10 * MB, 80, 0],
    [10 * MB, 200, 3],
  ])('of %i characters that took %d ms', (length, milliseconds, haste) => {
    expect(hasteAfter(length, milliseconds)).toBe(haste);
  });

  test('a share of it, and what is not counted', () => {
    expect(hasteAfter(MB, 7, 1 / 2)).toBe(3);
    const effort = new Effort();
    effort.restart(MB, 1);
    effort.uncounted(() => effort.spend(1e9));
    expect(effort.hasteAt(MB)).toBe(0);
  });
});
