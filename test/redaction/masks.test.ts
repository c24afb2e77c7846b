// What stands in place of a hit, by style and by entity.
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createRedactor, type Mask } from '../../src/redaction/index.ts';
import { filled, MIXED } from './secrets.ts';

const hashKey = 'a key for tests only';
const digest = (value: string): string => createHmac('sha256', hashKey).update(value).digest('hex').slice(0, 16);

const EMAIL = 'to ann@example.com.';
const CARD = 'card 4111 1111 1111 1111';
const SHORT = 'password=hunter2';
const LONG = `api_key=${filled(MIXED, 30)}`;

const STYLES: readonly (readonly [mask: Mask, text: string, masked: string])[] = [
  ['label', EMAIL, 'to [EMAIL].'],
  ['stars', EMAIL, 'to ********.'],
  ['stars', SHORT, 'password=********'],
  ['partial', EMAIL, 'to a***@example.com.'],
  ['partial', CARD, 'card ********1111'],
  ['partial', SHORT, 'password=********'],
  ['partial', LONG, 'api_key=aB3********'],
  ['hash', EMAIL, `to [EMAIL:${digest('ann@example.com')}].`],
  ['hash', SHORT, `password=[CREDENTIAL:${digest('hunter2')}]`],
  ['remove', EMAIL, 'to .'],
  [(value, { entity, rule }) => `<${entity} ${rule} ${value.length}>`, EMAIL, 'to <EMAIL address 15>.'],
];

describe('mask styles', () => {
  test.each(STYLES)('%s: %s', (mask, text, masked) => {
    expect(createRedactor({ mask, hashKey }).redactText(text)).toBe(masked);
  });

  test.each(STYLES.filter(([mask]) => mask !== 'remove' && typeof mask !== 'function'))(
    '%s of %s is not masked again',
    (mask, text) => {
      const redactor = createRedactor({ mask, hashKey });
      const once = redactor.redactText(text);
      expect(redactor.redactText(once)).toBe(once);
      expect(createRedactor().redactText(once)).toBe(once);
    },
  );

  test('one by entity, and a default for the others', () => {
    const redactor = createRedactor({ mask: { EMAIL: 'hash', CREDIT_CARD: 'partial', default: 'stars' }, hashKey });
    expect(redactor.redactText(`${EMAIL} ${CARD} ${SHORT}`)).toBe(
      `to [EMAIL:${digest('ann@example.com')}]. card ********1111 password=********`,
    );
  });

  test('equal values have equal hashes, under one key only', () => {
    const one = createRedactor({ mask: 'hash', hashKey });
    const other = createRedactor({ mask: 'hash', hashKey: new Uint8Array(32).fill(7) });
    expect(one.redactText('ann@example.com')).toBe(one.redactText('ann@example.com'));
    expect(one.redactText('ann@example.com')).not.toBe(one.redactText('bob@example.com'));
    expect(one.redactText('ann@example.com')).not.toBe(other.redactText('ann@example.com'));
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('no');
      },
      'no',
    ],
    ['returns no string', () => 5 as unknown as string, 'a mask function must return a string, got number'],
  ] as const)('a function that %s leaves the label, and is reported', (_, mask, message) => {
    const errors: string[] = [];
    const redactor = createRedactor({ mask, onError: (error) => errors.push(error.message) });
    expect(redactor.redactText(EMAIL)).toBe('to [EMAIL].');
    expect(errors).toEqual([message]);
  });

  test('a function that never returns is stopped, and leaves the label; reported once', () => {
    const errors: string[] = [];
    const redactor = createRedactor({
      mask: (value) => {
        // biome-ignore lint/suspicious/noEmptyBlockStatements: as a program that hangs
        while (value.startsWith('ann')) {}
        return '<>';
      },
      onError: (error) => errors.push(error.message),
    });
    expect(redactor.redactText('bob@example.com')).toBe('<>');
    expect(redactor.redactText(`bob@example.com ${EMAIL}`)).toBe('<> to [EMAIL].');
    expect(redactor.redactValue({ 'ann@example.com': EMAIL })).toEqual({ '[EMAIL]': 'to [EMAIL].' });
    expect(errors).toEqual(['redaction.mask: functions took more than 50 ms on one text and were stopped']);
  });

  test('only the value is masked where it stands', () => {
    expect(createRedactor().redactText('a ann@example.com b password=hunter2 c 536-90-4399 d')).toBe(
      'a [EMAIL] b password=[CREDENTIAL] c [US_SSN] d',
    );
  });
});

test('a mask function may redact a text itself', () => {
  let isWithin = false;
  const careful: ReturnType<typeof createRedactor> = createRedactor({
    mask: (value) => {
      if (isWithin) return 'within';
      isWithin = true;
      careful.redactText('a much longer text comes before bob@example.com and carl@example.com');
      isWithin = false;
      return `<${value.length}>`;
    },
  });
  expect(careful.redactText('to ann@example.com, bob@example.com.')).toBe('to <15>, <15>.');
});
