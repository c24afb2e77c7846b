// Texts of a CSV that a spreadsheet would run as formulas -> the same with a quote before them, by which it takes them as they are. The rule is
// one for DuckDB and for us.
import { literal } from './log-view.ts';

/**
 * Signs that begin a formula, and what input methods and spreadsheets take for the same: full-width and small forms, the minus of Unicode.
 * OWASP has `= + - @` (https://owasp.org/www-community/attacks/CSV_Injection).
 */
// By their numbers: a bundler may write other characters as escapes, which a raw text keeps.
const SIGN = String.raw`[=+\-@\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}\x{FE66}\x{FE62}\x{FE63}\x{FE6B}\x{2212}]`;
/**
 * What stands before such a sign and is not seen, or taken away: blanks, control and format characters (a byte order mark, zero widths; NUL is one of
 * OWASP ASVS 5.0, 1.2.10), fillers, quotes.
 */
const CONTROL = String.raw`\x00-\x08\x{0E}-\x{1F}\x{7F}-\x{84}\x{86}-\x{9F}`;
const FILLER = String.raw`\x{034F}\x{115F}\x{1160}\x{3164}\x{FE00}-\x{FE0F}\x{FFA0}`;
const UNSEEN = String.raw`[\p{Zs}\p{Cf}\p{Co}${CONTROL}${FILLER}"']*`;
/**
 * Behind these a cell begins where others than commas are taken for separators, as spreadsheets of many countries do, or where quotes are not looked
 * at. A comma begins none: a text with one stands in quotes.
 */
const SEPARATOR = String.raw`[;\t\n\v\f\r\x{85}\x{2028}\x{2029}]`;
const BEGINNING = `(^|${SEPARATOR})(${UNSEEN}${SIGN})`;
/** OWASP has these alone as well, where a text begins with them. */
const LEADING = String.raw`^([\t\r\n])`;
const NUMBER = String.raw`[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?`;

/** What is done, for the help. */
export const SPREADSHEET =
  "a quote (') before what a spreadsheet would run as a formula, also behind a ; or a line end; numbers and all else stay as they are";

const ofUnicode = (source: string, flags: string): RegExp => new RegExp(source.replaceAll('\\x{', '\\u{'), `${flags}u`);
const BEGINNINGS = ofUnicode(BEGINNING, 'g');
const LEADS = ofUnicode(LEADING, '');
const NUMBERS = ofUnicode(`^(?:${NUMBER})$`, '');

/** A text as a spreadsheet shows it. */
export function asSpreadsheetShows(text: string): string {
  if (NUMBERS.test(text)) return text;
  return text.replace(BEGINNINGS, "$1'$2").replace(LEADS, "'$1");
}

/** The SQL for a text as a spreadsheet shows it: with a quote at the beginning of each part that it may take for a formula. Numbers stay what they are. */
export function spreadsheetText(text: string): string {
  const parts = `regexp_replace(${text}, ${literal(BEGINNING)}, '\\1''\\2', 'g')`;
  const whole = `regexp_replace(${parts}, ${literal(LEADING)}, '''\\1')`;
  return `CASE WHEN regexp_full_match(${text}, ${literal(NUMBER)}) THEN ${text} ELSE ${whole} END`;
}
