// A text that repeats itself is looked at once: what is found in it, before it and behind it is what a full look finds.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { REPEATED_UNITS } from '../../../bench/redaction/hostile.ts';
import { createRedactor } from '../../../src/redaction/index.ts';
import { repetitionAt } from '../../../src/redaction/scan/repetition.ts';
import { defineRule } from '../../../src/redaction/scan/rule.ts';
import { SpanList } from '../../../src/redaction/scan/spans.ts';
import { runsOf, sampleOf } from '../../support/long-form.ts';

const redactor = createRedactor();
const redact = (text: string): string => redactor.redactText(text);
const PASSWORD = ['Zq8!', 'kd93', 'mXq2'].join('');
const MAIL = 'carol.smith@example.org';
/** Whatever is repeated, it ends at another place of the stretch that is looked at. */
const TIMES = Array.from({ length: 24 }, (_, i) => 3000 + i);

const ROWS: readonly [name: string, unit: string, redacted: string][] = [
  ['nothing to find', 'GET /orders?page=2 200; ', 'GET /orders?page=2 200; '],
  ['an address', `to ${MAIL}, `, 'to [EMAIL], '],
  ['a password', `password=${PASSWORD};`, 'password=[CREDENTIAL];'],
  ['several', `{"user":"${MAIL}","password":"${PASSWORD}"},`, '{"user":"[EMAIL]","password":"[CREDENTIAL]"},'],
  ['what only the text behind it makes one', `${'ab '.repeat(70)}${MAIL}. `, `${'ab '.repeat(70)}[EMAIL]. `],
];

test.each(ROWS)('each of thousands of repetitions of %s', (_name, unit, redacted) => {
  for (const length of [0, 1, 7, 16_383, 16_384]) {
    const before = ' '.repeat(length);
    for (const times of [400, 3000, 3001, 3011]) {
      expect(redact(before + unit.repeat(times))).toBe(before + redacted.repeat(times));
    }
  }
});

test.each(ROWS)('what stands amidst, before and behind repetitions of %s', (_name, unit, redacted) => {
  for (const times of sampleOf(TIMES, 4)) {
    const rows = unit.repeat(times);
    const clean = redacted.repeat(times);
    expect(redact(`api_key=${PASSWORD} ${rows}pwd=${PASSWORD} ${rows}bob@example.com`)).toBe(
      `api_key=[CREDENTIAL] ${clean}pwd=[CREDENTIAL] ${clean}[EMAIL]`,
    );
  }
});

test('a secret in place of what was none, of the same length', () => {
  const unit = `note="${'a'.repeat(14)}" password=${'x'.repeat(12)} `;
  const other = unit.replace('x'.repeat(12), PASSWORD);
  for (const at of sampleOf(TIMES.slice(0, 12), 3)) {
    const text = unit.repeat(at - 1000) + other + unit.repeat(5000 - at);
    expect(redact(text)).not.toContain(PASSWORD);
  }
});

test('letters that the view of a text does not tell apart', () => {
  const row = (name: string): string => `${name}=${PASSWORD} `;
  const unit = row('\u5e73\u5e73');
  expect(redact(unit)).toBe(unit);
  const text = unit.repeat(3000) + row('\u5bc6\u7801') + unit.repeat(3000);
  expect(redact(text)).toBe(`${unit.repeat(3000)}\u5bc6\u7801=[CREDENTIAL] ${unit.repeat(3000)}`);
});

// What is found in these depends on what was found before: every second quote opens, addresses grow together, a sentence goes on.
test.each([
  `Bearer\\"=>'\\n`,
  'bob@example.com',
  '  +AStpassword',
  'token12%3D\\"',
  ':1111111111111sig]',
  ' codecode--password',
  'api_key=>==Authorization\\n',
  '"-----BEGIN identified by',
  'cookie=>user-password',
  'x1password\t',
  '"QQssn--password=>',
  '==\\Authorization',
])('what is left of many repetitions of %j is what is left of each', (unit) => {
  const left = (times: number): number => redact(unit.repeat(times)).replaceAll(/\[[A-Z_]+\]/g, '').length;
  const few = Math.floor(15_000 / unit.length);
  const ofTwelve = left(few) - left(few - 12);
  for (const more of sampleOf(TIMES, 8)) expect(left(9000 + more) - left(9000 + more - 12)).toBe(ofTwelve);
});

test('percent-encoded', () => {
  const unit = 'mail=carol%40example.org&';
  expect(redact(unit.repeat(5000))).toBe('mail=[EMAIL]&'.repeat(5000));
});

test('whatever repeats itself, the secrets before and behind it are found', () => {
  const parts = [
    ...Object.values(REPEATED_UNITS),
    `password=${PASSWORD}`,
    MAIL,
    'user',
    '"',
    "'",
    '\n',
    ';',
    '=',
    ': ',
  ];
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 17_000, max: 70_000 }),
      fc.integer({ min: 0, max: 64 }),
      (units, length, indent) => {
        const unit = units.join('');
        const token = `ghp_${'R3f9Kq2LmZ8vT1bN6xW4'}yC7dH5jP0aSgU2eI`;
        const stretch = unit.repeat(Math.ceil(length / unit.length));
        const text = redact(`${' '.repeat(indent)}${MAIL} ${stretch} \n${token}\n`);
        expect(text.trimStart().startsWith('[EMAIL] ')).toBe(true);
        expect(text).not.toContain(token);
      },
    ),
    { numRuns: runsOf(15, 30) },
  );
});

test.each([
  [1, true],
  [512, true],
  [513, false],
])('a period of %d characters is one: %s', (period, isOne) => {
  const unit = Array.from({ length: period }, (_, i) => String.fromCharCode(0x4e00 + i)).join('');
  const text = unit.repeat(Math.ceil(40_000 / period));
  const repetition = repetitionAt(text, 20_000);
  expect(repetition?.period).toBe(isOne ? period : undefined);
  if (repetition !== undefined) expect(text.length - repetition.end).toBeLessThan(4096);
});

test('no repetition that began just before, nor beyond its end', () => {
  const text = `${'b'.repeat(5000)}${'a'.repeat(30_000)}${'c'.repeat(20_000)}`;
  expect(repetitionAt(text, 20_000)).toBeUndefined();
  const found = repetitionAt(text, 22_000);
  expect(found?.period).toBe(1);
  expect(found?.end).toBeLessThanOrEqual(35_000);
});

const RULE = defineRule('EMAIL', 'test', 'none');

function spansAt(...starts: number[]): SpanList {
  const spans = new SpanList();
  for (const start of starts) spans.add(start, start + 10, RULE);
  return spans;
}

function startsOf(spans: SpanList): number[] {
  spans.putInOrder();
  return spans.starts.slice(0, spans.size);
}

/** `count` numbers, the first and each `step` more. */
function series(first: number, step: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + i * step);
}

test('ranges of a period are repeated, and those that the last periods lack for want of what is behind them', () => {
  // A rule that finds what starts 400 characters before its trigger has not found those after 9600.
  const spans = spansAt(...series(50, 100, 96));
  expect(spans.repeat(10_000, 100, 30)).toBe(true);
  const starts = startsOf(spans);
  expect(starts).toEqual(series(50, 100, starts.length));
  // Triggers within the 30 periods may have found some behind them.
  expect(starts.at(-1)).toBeGreaterThan(13_000);
  expect(starts.at(-1)).toBeLessThan(13_000 + 2048);
});

test.each([
  ['one is missing', series(50, 100, 96).filter((start) => start !== 8850)],
  ['one is elsewhere', series(50, 100, 96).map((start) => (start === 8850 ? 8860 : start))],
  ['one period has another', [...series(50, 100, 96), 8970]],
])('ranges that do not repeat themselves are left: %s', (_name, starts) => {
  const spans = spansAt(...starts);
  expect(spans.repeat(10_000, 100, 30)).toBe(false);
  expect(startsOf(spans)).toEqual(starts.toSorted((a, b) => a - b));
});

test('a range that has grown over several periods is left', () => {
  const spans = new SpanList();
  spans.add(5, 10_000, RULE);
  expect(spans.repeat(10_000, 100, 30)).toBe(false);
  expect(startsOf(spans)).toEqual([5]);
});
