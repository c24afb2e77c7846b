// A sample is a text with planted values at known places; fragments are how one is put together.

export interface Planted {
  /** Entity name of the redactor that ought to find it (docs/privacy.md#what-is-found). */
  readonly entity: string;
  /** Start and end (exclusive) in UTF-16 units of the sample's text. */
  readonly start: number;
  readonly end: number;
}

export interface Sample {
  /** What was planted, finer than the entity: `visa, dashed`, `GitHub fine-grained`. */
  readonly variant: string;
  /** In what it was embedded: `json`, `url query`, `stack trace`. */
  readonly container: string;
  readonly text: string;
  readonly secrets: readonly Planted[];
}

export interface CorpusOptions {
  readonly seed: number;
  /** How many samples of each entity; a corpus of whole lines has each line once for twenty of them. */
  readonly perEntity: number;
}

/** Literal text, or a value that must not survive. */
export type Piece = string | { readonly entity: string; readonly value: string };
export type Fragment = readonly Piece[];

export function plant(entity: string, value: string): Piece {
  return { entity, value };
}

/** Applies a character-wise encoding (JSON escapes, percent encoding, XML entities) to every part. */
export function encode(fragment: Fragment, encoder: (text: string) => string): Fragment {
  return fragment.map((piece) =>
    typeof piece === 'string' ? encoder(piece) : { entity: piece.entity, value: encoder(piece.value) },
  );
}

export function toSample(variant: string, container: string, fragment: Fragment): Sample {
  let text = '';
  const secrets: Planted[] = [];
  for (const piece of fragment) {
    if (typeof piece === 'string') {
      text += piece;
    } else {
      secrets.push({ entity: piece.entity, start: text.length, end: text.length + piece.value.length });
      text += piece.value;
    }
  }
  return { variant, container, text, secrets };
}

/** Tagged template: strings are literal, fragments and pieces are put in where they stand. */
export function fragment(parts: TemplateStringsArray, ...values: (string | number | Piece | Fragment)[]): Fragment {
  const pieces: Piece[] = [];
  parts.forEach((part, index) => {
    pieces.push(part);
    const value = values[index];
    if (value === undefined) return;
    if (typeof value === 'number') pieces.push(String(value));
    else if (Array.isArray(value)) pieces.push(...(value as Fragment));
    else pieces.push(value as Piece);
  });
  return pieces;
}

export const jsonEscape = (text: string): string => JSON.stringify(text).slice(1, -1);
export const urlEscape = (text: string): string => encodeURIComponent(text);
export const sqlEscape = (text: string): string => text.replaceAll("'", "''");
export const csvEscape = (text: string): string => text.replaceAll('"', '""');
export const xmlEscape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
export const pythonEscape = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n');
