// The other tables of tokens, by tokens made from their rows: Azure's keys by their signatures, password hashes by their schemes; and
// the tokens that are known by the whole of their shape.
import { describe, expect, test } from 'vitest';
import { createRedactor, redactText } from '../../../src/redaction/index.ts';
import { SIGNATURES } from '../../../src/redaction/tokens/azure.ts';
import { SCHEMES } from '../../../src/redaction/tokens/crypt-hashes.ts';
import { filled, HEXADECIMAL, MIXED } from '../secrets.ts';

const redactor = createRedactor();
const rulesIn = (text: string): string[] => redactor.explain(text).map(({ rule }) => rule);

describe.each(SIGNATURES)('an Azure key with the signature $text', ({ text, before, after }) => {
  const rule = 'identifiable key';
  const key = filled(MIXED, before) + text + filled(MIXED, after);

  test('is masked whole, with padding or without', () => {
    expect(redactText(`key ${key} was used`)).toBe('key [AZURE_KEY] was used');
    expect(redactText(`key ${key.slice(0, -2)}== was used`)).toBe('key [AZURE_KEY] was used');
  });

  test('is none where the signature stands a character earlier or later, or where it is too short', () => {
    expect(rulesIn(`key ${key.slice(1)} was used`)).not.toContain(rule);
    expect(rulesIn(`key B${key} was used`)).not.toContain(rule);
    expect(rulesIn(`key ${key.slice(0, -1)} was used`)).not.toContain(rule);
  });

  test('is none with a letter right behind it', () => {
    expect(rulesIn(`key ${key}B was used`)).not.toContain(rule);
  });
});

describe.each(SCHEMES)('a password hash of the scheme $prefix', ({ prefix, least }) => {
  const hash = prefix + filled(MIXED, least);

  test('is masked whole', () => {
    expect(redactText(`app:${hash}:19000`)).toBe('app:[CREDENTIAL]:19000');
    expect(redactText(`hash ${hash} stored`)).toBe('hash [CREDENTIAL] stored');
  });

  test('is none where it is much shorter', () => {
    expect(rulesIn(`hash ${prefix}${filled(MIXED, least - 3)} stored`)).not.toContain('password hash');
  });

  test('is none within a word: classes of Java are written so', () => {
    expect(rulesIn(`hash Lambda${hash} stored`)).not.toContain('password hash');
  });
});

const hex = (length: number): string => filled(HEXADECIMAL, length);
const mixed = (length: number): string => filled(MIXED, length);

/** The parts of a token, those of a fixed length as a function of it. */
type Part = string | { readonly of: (length: number) => string; readonly length: number };
const SHAPES: Readonly<Record<string, readonly Part[]>> = {
  'Mailchimp key': [{ of: hex, length: 32 }, '-us', '12'],
  'Airtable token': ['pat', { of: (n) => `7${mixed(n - 1)}`, length: 14 }, '.', { of: hex, length: 64 }],
  'HCP Terraform token': [{ of: mixed, length: 14 }, '.atlas', 'v1.', { of: mixed, length: 60 }],
  'New Relic license key': [{ of: hex, length: 36 }, 'NR', 'AL'],
  'MaxMind license key': [{ of: mixed, length: 6 }, '_', { of: mixed, length: 29 }, '_mmk'],
  'Salesforce session': ['00', { of: mixed, length: 13 }, '!A', { of: mixed, length: 78 }],
  'Tableau token': [{ of: mixed, length: 22 }, '==:', { of: mixed, length: 32 }],
  'Telegram bot token': [{ of: () => '123456789', length: 9 }, ':AA', { of: mixed, length: 33 }],
  'Discord token': ['MT', { of: mixed, length: 21 }, '.HxY1z2.', { of: mixed, length: 38 }],
};
const written = (parts: readonly Part[], cut = -1): string =>
  parts.map((part, at) => (typeof part === 'string' ? part : part.of(part.length - (at === cut ? 1 : 0)))).join('');

describe.each(Object.entries(SHAPES))('%s', (rule, parts) => {
  test('is masked whole', () => {
    expect(redactText(`used ${written(parts)} for it`)).toBe('used [CREDENTIAL] for it');
    expect(rulesIn(`used ${written(parts)} for it`)).toEqual([rule]);
  });

  test('is none with one character less in a part of a fixed length', () => {
    for (const [at, part] of parts.entries()) {
      // An id of Telegram may be shorter, and so may the last part of a token of Discord.
      const isFixed = typeof part !== 'string' && part.length !== 9 && part.length !== 38;
      if (isFixed) expect(rulesIn(`used ${written(parts, at)} for it`)).toEqual([]);
    }
  });

  test('is none right behind a letter', () => {
    expect(rulesIn(`used Q${written(parts)} for it`)).not.toContain(rule);
  });
});
