// Lines that are coloured already -> the same lines with some places of their text marked.

/** Gives the places of a text that are to be marked, in their order: from the first character to after the last. */
export type FindPlaces = (text: string) => readonly (readonly [number, number])[];

/** Bold and red, as grep marks what it has found. */
const MARK = '\x1b[1;31m';
const RESET = '\x1b[0m';
/** The only sequences that stand in our lines: what a log holds cannot be one. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape is what is looked for
const SEQUENCE = /\x1b\[[\d;]{1,8}m/g;

/** Marks places in every line of a text. */
export function highlighted(text: string, find: FindPlaces): string {
  return text
    .split('\n')
    .map((line) => highlightedLine(line, find))
    .join('\n');
}

/** A part of a line that has one colour. */
interface Piece {
  readonly text: string;
  readonly color: string;
}

function highlightedLine(line: string, find: FindPlaces): string {
  const places = find(line.replace(SEQUENCE, ''));
  if (places.length === 0) return line;
  let out = '';
  let start = 0;
  for (const { text, color } of piecesOf(line)) {
    out += color + markedPiece({ text, color }, start, places);
    start += text.length;
  }
  return out;
}

/** The parts of a line; each begins with its colour. */
function piecesOf(line: string): Piece[] {
  const pieces: Piece[] = [];
  let color = '';
  let from = 0;
  for (const { index, 0: sequence } of line.matchAll(SEQUENCE)) {
    pieces.push({ text: line.slice(from, index), color });
    color = sequence;
    from = index + sequence.length;
  }
  pieces.push({ text: line.slice(from), color });
  return pieces;
}

/** @param start where the piece begins in the text of the line */
function markedPiece({ text, color }: Piece, start: number, places: readonly (readonly [number, number])[]): string {
  const hasColor = color !== '' && color !== RESET;
  let out = '';
  let copied = 0;
  for (const [from, to] of places) {
    const first = Math.max(copied, from - start);
    const last = Math.min(text.length, to - start);
    if (last <= first) continue;
    out += `${text.slice(copied, first)}${hasColor ? RESET : ''}${MARK}${text.slice(first, last)}${RESET}`;
    if (hasColor) out += color;
    copied = last;
  }
  return out + text.slice(copied);
}
