// JSON as the command gives it out. Half of a surrogate pair, whose escape jq, DuckDB and others refuse, is U+FFFD in it; and on a terminal
// what would reorder text or hide from the eye is an escape.
import { sanitizeLine } from '../format/sanitize-text.ts';
import { escapeUnsafeCharacters } from '../format/unsafe-characters.ts';
import type { Output } from './output.ts';

/** The beginning of the escape of a surrogate. Whole pairs are never escaped: neither by `JSON.stringify` nor by our formats. */
const SURROGATE = '\\ud';
/** Every escape, so that `\\` is not taken for the beginning of the next; of a surrogate as a group. */
const ESCAPE = /\\(?:(ud[89a-f][0-9a-f]{2})|.)/g;
const REPLACEMENT = '\ufffd';

type Replacer = (key: string, value: unknown) => unknown;

/**
 * A value as a line of JSON. An integer that is no double keeps its digits.
 * @param replacer of `JSON.stringify`
 */
export function jsonLine(value: unknown, output: Pick<Output, 'isTerminal'>, replacer?: Replacer): string {
  return `${givenOut(jsonText(value, replacer), output.isTerminal)}\n`;
}

/** A value as JSON in a table. */
export function jsonText(value: unknown, replacer: Replacer = withExactIntegers): string {
  return withoutHalves(escapeUnsafeCharacters(JSON.stringify(value, replacer)));
}

/** Lines of JSON that a format has written. */
export function jsonLines(lines: Uint8Array, isTerminal: boolean): Uint8Array | string {
  const bytes = Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength);
  if (!isTerminal && !bytes.includes(SURROGATE)) return lines;
  return bytes
    .toString()
    .split('\n')
    .map((line) => givenOut(withoutHalves(line), isTerminal))
    .join('\n');
}

function withoutHalves(json: string): string {
  if (!json.includes(SURROGATE)) return json;
  return json.replace(ESCAPE, (whole, half) => (half === undefined ? whole : REPLACEMENT));
}

function givenOut(json: string, isTerminal: boolean): string {
  return isTerminal ? sanitizeLine(json) : json;
}

const rawJson = (JSON as unknown as { rawJSON?: (text: string) => unknown }).rawJSON;

function withExactIntegers(_: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  return rawJson === undefined ? String(value) : rawJson(String(value));
}
