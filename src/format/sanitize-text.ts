// Makes text safe to print: what would break a line, drive a terminal or hide from the eye becomes a visible escape.

/**
 * Every UTF-16 code unit that may have to be escaped. Surrogates are in it because tags and lone halves differ from
 * emoji by code point only. Built by ranges: 64 KiB, filled in microseconds when the module loads.
 */
const SUSPECT: Uint8Array = ofRanges([
  [0x00, 0x1f], // C0 controls: line feed, carriage return, NUL, ESC (which opens CSI and OSC), BEL, tab …
  [0x7f, 0x9f], // DEL and C1 controls: NEL, and the 8-bit CSI, OSC, DCS, ST
  [0xad, 0xad], // soft hyphen
  [0x034f, 0x034f], // combining grapheme joiner
  [0x061c, 0x061c], // Arabic letter mark
  [0x115f, 0x1160], // Hangul fillers
  [0x17b4, 0x17b5], // Khmer inherent vowels
  [0x180b, 0x180f], // Mongolian variation selectors and vowel separator
  [0x200b, 0x200f], // zero-width space, joiners, left-to-right and right-to-left marks
  [0x2028, 0x202e], // line and paragraph separator; bidi embeddings and overrides
  [0x2060, 0x206f], // word joiner, invisible operators, bidi isolates, deprecated format characters
  [0x3164, 0x3164], // Hangul filler
  [0xd800, 0xdfff], // surrogates
  [0xfe00, 0xfe0f], // variation selectors
  [0xfeff, 0xfeff], // byte order mark, zero-width no-break space
  [0xffa0, 0xffa0], // half-width Hangul filler
  [0xfff0, 0xfffb], // unassigned ignorables, interlinear annotations
]);

const OUTSIDE_PRINTABLE_ASCII = /[^\x20-\x7e]/;

/** The properties of characters that decide about a suspect. The engine builds their sets when the first one comes. */
interface CharacterTests {
  readonly ignorable: RegExp;
  readonly pictograph: RegExp;
  readonly beforeEmojiJoiner: RegExp;
  readonly emoji: RegExp;
  readonly ideograph: RegExp;
  readonly mongolianLetter: RegExp;
  /** Letters and marks of the scripts whose spelling needs joiners (RFC 5892 appendix A names the cases). */
  readonly joiningLetter: RegExp;
}

let characterTests: CharacterTests | undefined;

function tests(): CharacterTests {
  characterTests ??= {
    ignorable: /^\p{Default_Ignorable_Code_Point}$/u,
    pictograph: /^\p{Extended_Pictographic}$/u,
    beforeEmojiJoiner: /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u{fe0f})$/u,
    emoji: /^\p{Emoji}$/u,
    ideograph: /^\p{Ideographic}$/u,
    mongolianLetter: /^(?=\p{L})\p{Script=Mongolian}$/u,
    joiningLetter:
      /^(?!\p{Default_Ignorable_Code_Point})(?=[\p{L}\p{M}])[\p{scx=Arab}\p{scx=Syrc}\p{scx=Nkoo}\p{scx=Mong}\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}\p{scx=Mymr}\p{scx=Khmr}\p{scx=Tibt}]$/u,
  };
  return characterTests;
}

/**
 * Escapes what could forge a line, drive a terminal, reorder or hide text: one string stays one line, and printing it
 * changes nothing but the cursor's place.
 *
 * Escaped, as what one reads:
 * - line feed, carriage return and tab as `\n`, `\r`, `\t`; every other C0 control, DEL and C1 control (NEL among them)
 *   as `\x1b`. Without its introducer (ESC, or the 8-bit CSI and OSC) an ANSI sequence or an OSC 8 link is mere text;
 * - line and paragraph separators, all bidi controls (`Bidi_Control`), zero-width and other invisible characters
 *   (`Default_Ignorable_Code_Point`: byte order mark, soft hyphen, fillers, tags …), interlinear annotation marks and lone
 *   surrogates as `\u202e` or `\u{e0041}`.
 *
 * Kept, because writing needs them: a zero-width joiner inside an emoji sequence, joiner and non-joiner between letters of
 * Arabic, Syriac, Indic and the like, a variation selector straight after an emoji, an ideograph or a Mongolian letter that
 * has variants. Anywhere else they are escaped. The tags of the flags of England, Scotland and Wales are escaped: tags can
 * carry any hidden text.
 *
 * A backslash is not escaped: paths and expressions stay readable, and sanitizing twice changes nothing. So the result
 * does not distinguish a line feed from the two characters `\n`; formats that must give a value back whole are JSON formats.
 *
 * @returns the same string when there is nothing to escape.
 */
export function sanitizeText(text: string): string {
  return escapeAll(text, VISIBLE);
}

/**
 * Escapes the same characters in a whole line that somebody else has laid out: except the tab, which may separate columns, and by
 * escapes that are valid inside a JSON string (`\\u` and four hexadecimal digits, twice beyond U+FFFF), for the line may be JSON.
 *
 * @returns the same string when there is nothing to escape.
 */
export function sanitizeLine(text: string): string {
  return escapeAll(text, OF_JSON);
}

/** How a character is escaped, and what is not. */
interface EscapeStyle {
  readonly keepsTabs: boolean;
  readonly spell: (code: number) => string;
}

const VISIBLE: EscapeStyle = { keepsTabs: false, spell: visibleEscape };
const OF_JSON: EscapeStyle = { keepsTabs: true, spell: jsonEscape };

function escapeAll(text: string, style: EscapeStyle): string {
  // Measured on log lines: the expression passes ASCII at 2 GB/s, the table other scripts at 400 MB/s; one expression for
  // all of it took half and a quarter of that.
  if (!OUTSIDE_PRINTABLE_ASCII.test(text)) return text;
  const end = text.length;
  for (let i = 0; i < end; i++) {
    if (SUSPECT[text.charCodeAt(i)] === 1) return escapeFrom(text, i, style);
  }
  return text;
}

/** The rest of the way, from the first suspect on: each is looked at with its neighbours. */
function escapeFrom(text: string, first: number, { keepsTabs, spell }: EscapeStyle): string {
  let out = '';
  let copied = 0;
  let escapedUpTo = -1;
  for (let i = first; i < text.length; i++) {
    if (SUSPECT[text.charCodeAt(i)] !== 1) continue;
    const code = text.codePointAt(i) ?? 0;
    if (code === 0x09 && keepsTabs) continue;
    const next = i + (code > 0xffff ? 2 : 1);
    // An escaped neighbour is ASCII by now, which joins nothing: that is why a second pass changes nothing.
    const before = escapedUpTo === i ? '' : characterBefore(text, i);
    if (!isHarmless(code, before, text, next)) {
      out += text.slice(copied, i) + spell(code);
      copied = next;
      escapedUpTo = next;
    }
    i = next - 1;
  }
  return copied === 0 ? text : out + text.slice(copied);
}

function isHarmless(code: number, before: string, text: string, next: number): boolean {
  if (code > 0xffff) {
    const character = String.fromCodePoint(code);
    return !tests().ignorable.test(character) || (code >= 0xe0100 && code <= 0xe01ef && tests().ideograph.test(before));
  }
  if (code === 0x200c || code === 0x200d) return isSpelledJoiner(code, before, characterAt(text, next));
  if (code === 0xfe0e || code === 0xfe0f) return tests().emoji.test(before);
  if (code >= 0xfe00 && code <= 0xfe02) return tests().ideograph.test(before);
  if (code >= 0x180b && code <= 0x180f && code !== 0x180e) return tests().mongolianLetter.test(before);
  return false;
}

function isSpelledJoiner(code: number, before: string, after: string): boolean {
  if (tests().joiningLetter.test(before) && tests().joiningLetter.test(after)) return true;
  return code === 0x200d && tests().beforeEmojiJoiner.test(before) && tests().pictograph.test(after);
}

function characterAt(text: string, index: number): string {
  const code = text.codePointAt(index);
  return code === undefined ? '' : String.fromCodePoint(code);
}

function characterBefore(text: string, index: number): string {
  if (index === 0) return '';
  const last = text.charCodeAt(index - 1);
  const isLowHalf = last >= 0xdc00 && last <= 0xdfff;
  return isLowHalf && index > 1 ? text.slice(index - 2, index) : text.slice(index - 1, index);
}

function visibleEscape(code: number): string {
  if (code === 0x0a) return '\\n';
  if (code === 0x0d) return '\\r';
  if (code === 0x09) return '\\t';
  const hexadecimal = code.toString(16);
  if (code <= 0xff) return `\\x${hexadecimal.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hexadecimal.padStart(4, '0')}` : `\\u{${hexadecimal}}`;
}

function jsonEscape(code: number): string {
  if (code === 0x0a) return '\\n';
  if (code === 0x0d) return '\\r';
  const units = String.fromCodePoint(code).split('');
  return units.map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
}

function ofRanges(ranges: readonly (readonly [number, number])[]): Uint8Array {
  const table = new Uint8Array(0x1_0000);
  for (const [first, last] of ranges) table.fill(1, first, last + 1);
  return table;
}
