// The characters that may stand in no line of ours: they end a line for some reader, drive a terminal or reorder text.

/**
 * Everything except what is harmless: the tab, printable ASCII, and U+00A0 onwards without the Arabic letter mark, the
 * direction marks, the line and paragraph separators and the bidi embeddings, overrides and isolates. What is left over to
 * match is C0 controls, DEL, C1 controls (U+0085 NEL ends a line, U+009B opens a terminal sequence) and those.
 */
const UNSAFE = /[^\t -~\u00a0-\u061b\u061d-\u200d\u2010-\u2027\u202f-\u2065\u206a-\uffff]/g;

/**
 * Replaces each unsafe character by an escape that is valid inside a JSON string: `\n` and `\r`, else `\u` and four
 * hexadecimal digits. Backslashes stay as they are.
 *
 * Which characters end a line: Unicode 5.8 (LF, VT, FF, CR, NEL, LS, PS) and Python's `str.splitlines` (also FS, GS, RS).
 */
export function escapeUnsafeCharacters(text: string): string {
  return text.replace(UNSAFE, unsafeEscape);
}

function unsafeEscape(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
