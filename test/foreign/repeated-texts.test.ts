// Long texts that come again: found with what was kept of them, within bounds.
import { expect, test } from 'vitest';
import { RepeatedTexts } from '../../src/foreign/repeated-texts.ts';

const long = (start: string, length = 200) => start.padEnd(length, '.');

function look(texts: RepeatedTexts<string>, text: string): string | undefined {
  const known = texts.of(text);
  if (known === undefined) texts.keep(text, `of ${text.slice(0, 3)}`);
  return known;
}

test('knows a long text again, and no other', () => {
  const texts = new RepeatedTexts<string>();
  expect(look(texts, long('one'))).toBeUndefined();
  expect(look(texts, long('two'))).toBeUndefined();
  expect(look(texts, long('one'))).toBe('of one');
  expect(look(texts, long('two'))).toBe('of two');
});

test.each([
  ['short', 'a text'],
  ['huge', long('huge', 20_000)],
])('does not keep a %s text', (_, text) => {
  const texts = new RepeatedTexts<string>();
  look(texts, text);
  expect(look(texts, text)).toBeUndefined();
});

test('starts anew once there are too many', () => {
  const texts = new RepeatedTexts<string>();
  for (let n = 0; n < 5; n++) look(texts, long(`${n}`, 16_000));
  expect(look(texts, long('0', 16_000))).toBeUndefined();
  expect(look(texts, long('4', 16_000))).toBe('of 4..');
});

test('knows a text that begins to repeat itself after many that never did', () => {
  const texts = new RepeatedTexts<string>();
  for (let n = 0; n < 1000; n++) look(texts, long(`${n} of many`));
  const found = Array.from({ length: 64 }, () => look(texts, long('one')));
  expect(found.at(-1)).toBe('of one');
});
