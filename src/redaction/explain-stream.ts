// Says where in a stream of text something would be masked, in bounded memory.
import type { Redactor } from './redactor.ts';
import { TextPieces } from './text-pieces.ts';
import type { Explanation } from './text-redactor.ts';

/** Something that would be masked. */
export interface PlacedHit {
  readonly entity: string;
  readonly rule: string;
  readonly evidence: string;
  /** From 1. */
  readonly line: number;
  /** The character of the line that it begins with, from 1. */
  readonly column: number;
  /** In characters; a private key has several lines. */
  readonly length: number;
  /** What would be masked: a secret. */
  readonly value: string;
  /** What stands before and after it in its line. Other secrets are masked there. */
  readonly before: string;
  readonly after: string;
}

const LONGEST_LINE = 1 << 20;
/** Characters that are given of what is around a hit. */
const AROUND = 60;

/** The hits of a stream, in their order. */
export async function* explainStream(
  chunks: AsyncIterable<Uint8Array | string>,
  redactor: Pick<Redactor, 'explain'>,
): AsyncGenerator<PlacedHit> {
  const pieces = new TextPieces((text) => redactor.explain(text), LONGEST_LINE);
  const place = { line: 1, column: 1 };
  for await (const chunk of chunks) for (const piece of pieces.take(chunk)) yield* hitsIn(piece, redactor, place);
  for (const piece of pieces.end()) yield* hitsIn(piece, redactor, place);
}

function* hitsIn(
  piece: string,
  redactor: Pick<Redactor, 'explain'>,
  place: { line: number; column: number },
): Generator<PlacedHit> {
  let at = 0;
  const advance = (to: number): void => {
    for (let end = piece.indexOf('\n', at); end >= 0 && end < to; end = piece.indexOf('\n', at)) {
      place.line++;
      place.column = 1;
      at = end + 1;
    }
    place.column += to - at;
    at = to;
  };
  const hits = redactor.explain(piece);
  for (const [index, { entity, rule, evidence, start, end }] of hits.entries()) {
    advance(start);
    yield {
      ...{ entity, rule, evidence, line: place.line, column: place.column, length: end - start },
      value: piece.slice(start, end),
      before: textBefore(piece, hits, index),
      after: textAfter(piece, hits, index),
    };
  }
  advance(piece.length);
}

/** What stands before a hit in its line; in the place of other hits are their labels. */
function textBefore(piece: string, hits: readonly Explanation[], index: number): string {
  const start = hits[index]?.start ?? 0;
  let text = '';
  let to = start;
  let at = index;
  for (let other = hits[at - 1]; text.length < AROUND; other = hits[--at - 1]) {
    const from = other?.end ?? 0;
    const part = piece.slice(Math.max(from, to - AROUND), to);
    const lineStart = part.lastIndexOf('\n') + 1;
    text = part.slice(lineStart) + text;
    if (lineStart > 0 || other === undefined || from < to - AROUND) break;
    text = `[${other.entity}]${text}`;
    to = other.start;
  }
  return text.slice(-AROUND);
}

/** What stands after a hit in its line. */
function textAfter(piece: string, hits: readonly Explanation[], index: number): string {
  let text = '';
  let from = hits[index]?.end ?? 0;
  let at = index;
  for (let other = hits[at + 1]; text.length < AROUND; other = hits[++at + 1]) {
    const to = other?.start ?? piece.length;
    const part = piece.slice(from, Math.min(to, from + AROUND));
    const lineEnd = part.search(/[\r\n]/);
    text += lineEnd < 0 ? part : part.slice(0, lineEnd);
    if (lineEnd >= 0 || other === undefined || to > from + AROUND) break;
    text += `[${other.entity}]`;
    from = other.end;
  }
  return text.slice(0, AROUND);
}
