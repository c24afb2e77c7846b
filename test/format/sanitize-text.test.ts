// What sanitizeText escapes, keeps, and promises for any string.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sanitizeText } from '../../src/format/sanitize-text.ts';

/** Whatever may not be in a sanitized line, written without the implementation's table. */
const FORBIDDEN =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}\u{200b}\u{2060}-\u{206f}\u{feff}\u{fff9}-\u{fffb}\u{e0000}-\u{e007f}\u{ad}]/u;

/** Whether printing these bytes does anything but put characters: C0, DEL, or a C1 control, which UTF-8 spells C2 80 to C2 9F. */
function changesTerminal(bytes: Buffer): boolean {
  return bytes.some((byte, i) => byte < 0x20 || byte === 0x7f || (byte === 0xc2 && (bytes[i + 1] ?? 0xff) <= 0x9f));
}

describe('escapes', () => {
  test.each([
    ['a line feed', 'ok\nERROR forged', 'ok\\nERROR forged'],
    ['a carriage return', 'secret\rpublic', 'secret\\rpublic'],
    ['CR LF', 'a\r\nb', 'a\\r\\nb'],
    ['NUL', 'a\0b', 'a\\x00b'],
    ['a tab', 'a\tb', 'a\\tb'],
    ['vertical tab and form feed', 'a\v\fb', 'a\\x0b\\x0cb'],
    ['BEL and backspace', 'a\x07\x08b', 'a\\x07\\x08b'],
    ['DEL', 'a\x7fb', 'a\\x7fb'],
    ['NEL', 'a\x85b', 'a\\x85b'],
    ['a colour', '\x1b[31mred\x1b[0m', '\\x1b[31mred\\x1b[0m'],
    ['an 8-bit CSI', '\x9b2J', '\\x9b2J'],
    ['an OSC title ended by BEL', '\x1b]0;owned\x07', '\\x1b]0;owned\\x07'],
    [
      'an OSC 8 link',
      '\x1b]8;;http://x.test\x1b\\text\x1b]8;;\x1b\\',
      '\\x1b]8;;http://x.test\\x1b\\text\\x1b]8;;\\x1b\\',
    ],
    ['an 8-bit OSC 8 link', '\x9d8;;http://x.test\x9ctext', '\\x9d8;;http://x.test\\x9ctext'],
    ['a device control string', '\x90q\x9c', '\\x90q\\x9c'],
    ['bidi override', 'a\u202eb\u202c', 'a\\u202eb\\u202c'],
    ['bidi isolates', '\u2066a\u2067b\u2068c\u2069', '\\u2066a\\u2067b\\u2068c\\u2069'],
    ['bidi marks', 'a\u200e\u200f\u061cb', 'a\\u200e\\u200f\\u061cb'],
    ['zero-width space', 'a\u200bb', 'a\\u200bb'],
    ['zero-width joiners in Latin text', 'pass\u200dword\u200c!', 'pass\\u200dword\\u200c!'],
    ['word joiner', 'a\u2060b', 'a\\u2060b'],
    ['a byte order mark', '\ufeffa', '\\ufeffa'],
    ['line and paragraph separators', 'a\u2028b\u2029c', 'a\\u2028b\\u2029c'],
    ['a lone high surrogate', 'a\ud800b', 'a\\ud800b'],
    ['a lone low surrogate', 'a\udc00b', 'a\\udc00b'],
    ['a reversed pair', '\udc00\ud800', '\\udc00\\ud800'],
    ['a surrogate at the end', 'a\ud83d', 'a\\ud83d'],
    ['tag characters', 'a\u{e0041}\u{e007f}', 'a\\u{e0041}\\u{e007f}'],
    ['a soft hyphen', 'pass\u00adword', 'pass\\xadword'],
    ['a Hangul filler', 'a\u3164b', 'a\\u3164b'],
    ['interlinear annotation', 'a\ufff9b\ufffac\ufffb', 'a\\ufff9b\\ufffac\\ufffb'],
    ['a variation selector after a letter', 'a\ufe0fb', 'a\\ufe0fb'],
    [
      'variation selectors in a run, which can carry hidden bytes',
      '😀\ufe0f\ufe01\u{e0101}',
      '😀\ufe0f\\ufe01\\u{e0101}',
    ],
    ['a joiner at the end of an emoji', '👩\u200d', '👩\\u200d'],
    ['a joiner whose selector was escaped', 'a\ufe0f\u200d👩', 'a\\ufe0f\\u200d👩'],
  ])('%s', (_name, input, expected) => {
    expect(sanitizeText(input)).toBe(expected);
  });
});

describe('keeps', () => {
  test.each([
    ['the empty string', ''],
    ['ASCII', 'GET /v1/items?id=7 200 12ms {"a":[1,2]} ~`!@#$%^&*()_+|"\'<>'],
    ['a backslash: paths and the two characters \\n stay', 'C:\\new\\table and \\x1b as text'],
    ['accents, quotes and dashes', 'Größe überschritten — “naïve” café…'],
    ['combining accents', 'e\u0301'],
    ['Chinese and Japanese', '日本語のログ 完了'],
    ['Hebrew and Arabic', 'שלום العربية'],
    ['no-break and other wide spaces', 'a\u00a0b\u2003c'],
    ['emoji and astral letters', '🚀 done 𝒳 𠮷'],
    ['an emoji family', '👨\u200d👩\u200d👧\u200d👦'],
    ['an emoji with skin tone and joiner', '👩🏽\u200d🚀'],
    ['a rainbow flag', '🏳\ufe0f\u200d🌈'],
    ['a warning sign with its selector', '⚠\ufe0f check'],
    ['a keycap', '1\ufe0f\u20e3'],
    ['Persian with its non-joiner', 'می\u200cخواهم'],
    ['Hindi with its joiner', 'क्\u200dष'],
    ['an ideograph variant', '葛\u{e0100}'],
    ['a Mongolian variant', '\u1820\u180b'],
  ])('%s', (_name, text) => {
    expect(sanitizeText(text)).toBe(text);
  });
});

describe('for any string', () => {
  const hostile = fc.constantFrom(
    ...'\0\x07\x08\t\n\v\f\r\x1b\x7f\x84\x85\x90\x9b\x9c\x9d\u00ad\u061c\u180b\u200b\u200c\u200d\u200e\u2028\u2029\u202e\u2066\u2069\ufe0f\ufeff',
    '\ud83d',
    '\ude00',
    '😀',
    '\u{e0061}',
    '\u{e0101}',
    'ی',
    '葛',
    'a',
    '\\',
    ']8;;',
    '[2J',
  );
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.array(hostile, { maxLength: 30 }).map((parts) => parts.join('')),
    fc.uint16Array({ maxLength: 40 }).map((units) => String.fromCharCode(...units)),
  );

  test('the result is one line of well-formed text that leaves a terminal as it was', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const line = sanitizeText(text);
        expect(FORBIDDEN.test(line)).toBe(false);
        expect(line.isWellFormed()).toBe(true);
        expect(changesTerminal(Buffer.from(line, 'utf8'))).toBe(false);
      }),
      { numRuns: 3_000 },
    );
  });

  test('sanitizing twice changes nothing', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const once = sanitizeText(text);
        expect(sanitizeText(once)).toBe(once);
      }),
      { numRuns: 3_000 },
    );
  });

  test('everything that is printed as it was stays in its order', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const ascii = text.replace(/[^\x20-\x7e]/g, '');
        const kept = sanitizeText(text).replace(/\\(?:[nrt]|x[0-9a-f]{2}|u[0-9a-f]{4}|u\{[0-9a-f]+\})/g, '');
        const escapesInInput = /\\(?:[nrt]|x[0-9a-f]{2}|u[0-9a-f]{4}|u\{)/.test(text);
        fc.pre(!escapesInInput);
        expect(kept.replace(/[^\x20-\x7e]/g, '')).toBe(ascii);
      }),
      { numRuns: 2_000 },
    );
  });

  test('every code point on its own is judged as the Unicode properties say', () => {
    for (let code = 0; code <= 0x10ffff; code++) {
      const character = String.fromCodePoint(code);
      const shouldEscape = /^[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\u{fff9}-\u{fffb}]$/u.test(
        character,
      );
      if (sanitizeText(character) === character && shouldEscape) expect.fail(`U+${code.toString(16)} is not escaped`);
      if (sanitizeText(character) !== character && !shouldEscape) expect.fail(`U+${code.toString(16)} is escaped`);
    }
  });
});
