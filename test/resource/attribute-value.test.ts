// The characters that no attribute of a resource may have are spelled out; they are those of Unicode's properties.
import { expect, test } from 'vitest';
import { isUsableValue } from '../../src/resource/attribute-value.ts';

test('refuses controls, lone surrogates, direction overrides, line separators and what replaces a wrong byte, and nothing else', () => {
  const unfit = /[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029\ufffd]/u;
  const wrong: string[] = [];
  for (let code = 0; code <= 0x10ffff; code++) {
    const character = String.fromCodePoint(code);
    if (isUsableValue(character) === unfit.test(character)) wrong.push(code.toString(16));
  }
  expect(wrong).toEqual([]);
});
