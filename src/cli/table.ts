// A table of text on a terminal or in a pipe. On a terminal it keeps to the width: what is too long for its column is cut.
import { styleText } from 'node:util';
import { sanitizeText } from '../format/sanitize-text.ts';
import type { Output } from './output.ts';

/** A column of a table. */
export interface TableColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Whether what is too long loses its beginning: the end of a path says more. */
  readonly isPath?: boolean;
}

const GAP = 2;
/** Narrower than that no column is made. */
const LEAST = 6;
/** Characters of a cell that are looked at: a cell may be megabytes long. */
const MOST = 4096;

/** Lays rows out. The widths are those of the first rows, so that all others can be written as they come. */
export class Table {
  readonly #columns: readonly TableColumn[];
  readonly #widths: number[];
  readonly #isCut: boolean;
  readonly #hasColors: boolean;

  /**
   * @param first rows by which the widths are chosen: all, where there are few. Cells may hold any text
   * @param output tells how wide a line may be; in a pipe nothing is cut
   */
  constructor(
    columns: readonly TableColumn[],
    first: readonly (readonly string[])[],
    output: Pick<Output, 'isTerminal' | 'columns'>,
    hasColors: boolean,
  ) {
    this.#columns = columns;
    this.#isCut = output.isTerminal;
    this.#hasColors = hasColors;
    this.#widths = columns.map(({ title }) => widthOf(safe(title)));
    for (const row of first) {
      for (const [index, cell] of row.entries()) {
        this.#widths[index] = Math.max(this.#widths[index] ?? 0, widthOf(safe(cell)));
      }
    }
    if (this.#isCut) shrink(this.#widths, output.columns - GAP * (columns.length - 1));
  }

  /** The line of the titles. */
  head(): string {
    const line = this.#line(this.#columns.map(({ title }) => title));
    return this.#hasColors ? `${styleText('bold', line, { validateStream: false })}\n` : `${line}\n`;
  }

  /** The titles and some rows. */
  text(rows: readonly (readonly string[])[]): string {
    return this.head() + rows.map((row) => this.row(row)).join('');
  }

  /** A line. */
  row(cells: readonly string[]): string {
    return `${this.#line(cells)}\n`;
  }

  #line(cells: readonly string[]): string {
    const last = this.#columns.length - 1;
    let line = '';
    for (const [index, { align = 'left', isPath = false }] of this.#columns.entries()) {
      const width = this.#widths[index] ?? 0;
      const cell = safe(cells[index] ?? '');
      const text = this.#isCut ? (isPath ? cutStartTo : cutTo)(cell, width) : cell;
      const padding = ' '.repeat(Math.max(0, width - widthOf(text)));
      if (align === 'right') line += padding + text;
      else line += index === last ? text : text + padding;
      if (index < last) line += ' '.repeat(GAP);
    }
    return line;
  }
}

function safe(cell: string): string {
  return sanitizeText(cell.length > MOST ? `${cell.slice(0, MOST)}…` : cell);
}

/** Takes from the widest columns what does not fit. */
function shrink(widths: number[], room: number): void {
  for (let total = sum(widths); total > room; total = sum(widths)) {
    const widest = Math.max(...widths);
    if (widest <= LEAST) return;
    const next = Math.max(LEAST, ...widths.filter((width) => width < widest));
    const those = widths.filter((width) => width === widest).length;
    const less = Math.max(1, Math.min(widest - next, Math.ceil((total - room) / those)));
    for (const [index, width] of widths.entries()) if (width === widest) widths[index] = Math.max(LEAST, width - less);
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
// What terminals show two columns wide: East Asian Wide and Fullwidth (UAX #11), and emoji.
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const NO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}]/u;
let graphemes: Intl.Segmenter | undefined;

/** How many columns of a terminal a text takes. */
export function widthOf(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  graphemes ??= new Intl.Segmenter();
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += widthOfOne(segment);
  return width;
}

function widthOfOne(grapheme: string): number {
  if (WIDE.test(grapheme)) return 2;
  return NO_WIDTH.test(grapheme) ? 0 : 1;
}

/** A text that takes no more than a number of columns: its end is left out where it does. */
export function cutTo(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  if (PRINTABLE_ASCII.test(text)) return `${text.slice(0, width - 1)}…`;
  graphemes ??= new Intl.Segmenter();
  let [result, taken] = ['', 0];
  for (const { segment } of graphemes.segment(text)) {
    taken += widthOfOne(segment);
    if (taken > width - 1) break;
    result += segment;
  }
  return `${result}…`;
}

function cutStartTo(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  graphemes ??= new Intl.Segmenter();
  let [from, taken] = [text.length, 0];
  for (const { segment } of [...graphemes.segment(text)].reverse()) {
    taken += widthOfOne(segment);
    if (taken > width - 1) break;
    from -= segment.length;
  }
  return `…${text.slice(from)}`;
}
