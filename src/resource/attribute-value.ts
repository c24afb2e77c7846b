// Decides which texts of the environment and of files are fit to become resource attributes.

/** In UTF-16 code units. Ids and names are shorter; what is longer is something else and is not taken. */
export const VALUE_LIMIT = 256;

/** What no id or name holds: controls, text direction overrides, line separators, and the traces of a wrong decoding. */
const UNFIT = /[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029\ufffd]/u;

/** Whether a text may become an attribute or a run id: 1 to {@link VALUE_LIMIT} characters, all of them printable. */
export function isUsableValue(text: string): boolean {
  return text.length > 0 && text.length <= VALUE_LIMIT && !UNFIT.test(text);
}
