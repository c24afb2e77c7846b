// Decides which texts of the environment and of files are fit to become resource attributes.

/** In UTF-16 code units. Ids and names are shorter; what is longer is something else and is not taken. */
export const VALUE_LIMIT = 256;

/**
 * What no id or name holds: controls, lone surrogates, text direction overrides, line separators, and the traces of a wrong decoding.
 * Spelled out, as the engine takes half a millisecond to compute such properties, and every program asks.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const UNFIT = /[\0-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffd]/u;

/** Whether a text may become an attribute or a run id: 1 to {@link VALUE_LIMIT} characters, all of them printable. */
export function isUsableValue(text: string): boolean {
  return text.length > 0 && text.length <= VALUE_LIMIT && !UNFIT.test(text);
}
