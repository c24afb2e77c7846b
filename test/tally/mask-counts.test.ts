// Labels of masks are counted where they stand in texts, and nothing that looks alike.
import { expect, test } from 'vitest';
import { MaskCounts } from '../../src/tally/mask-counts.ts';

function countsOf(
  message: string,
  extra: Record<string, unknown> = {},
  exception?: { value: string; traceback: string },
) {
  const masked = new MaskCounts();
  masked.add({ message, extra, exception: exception && { type: 'Error', ...exception } });
  return masked.counts();
}

test('in a message', () => {
  const text = 'to [EMAIL], [EMAIL] and [EMAIL:0123456789abcdef] by [CREDIT_CARD], [REDACTED]';
  const alike = `[EMAIL:xyz] [EMAILS] [email] [] [ [URL_PASSWORD]] [[JWT] ${'['.repeat(10_000)}`;
  expect(Object.fromEntries(countsOf(`${text} ${alike}`))).toEqual({
    ...{ EMAIL: 3, CREDIT_CARD: 1, REDACTED: 1, URL_PASSWORD: 1, JWT: 1 },
  });
});

test('in names and values of fields, at any depth', () => {
  expect(countsOf('', { '[EMAIL]': [{ to: '[EMAIL]' }] })).toEqual([['EMAIL', 2]]);
});

test('of what was thrown once, though message, error and stack say it', () => {
  const value = 'no mail to [EMAIL]';
  expect(countsOf(value, {}, { value, traceback: `Error: ${value}\n    at [JWT]` })).toEqual([
    ['EMAIL', 1],
    ['JWT', 1],
  ]);
});
