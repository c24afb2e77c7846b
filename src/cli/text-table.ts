// Tables for people and JSON for programs: safe to print, whatever stands in them.
import { styleText } from 'node:util';
import { sanitizeText } from '../format/sanitize-text.ts';
import { escapeUnsafeCharacters } from '../format/unsafe-characters.ts';
import { textWidth } from './text-width.ts';

/** A column. */
export interface Column {
  readonly title: string;
  /** Whether its cells stand at the right, as numbers do. */
  readonly isNumber?: boolean;
  /** Whether a cell that is too wide loses its beginning, not its end: the end of a path says more. */
  readonly isPath?: boolean;
}

/** How a table is shown. */
export interface TableStyle {
  readonly colors: boolean;
  /** How wide a line may be: the last column is cut where it is wider. */
  readonly width: number;
}

const GAP = '  ';
const LEAST_LAST = 10;

/**
 * A table with its titles, each line with its end.
 * @param rows cells: any texts
 */
export function tableText(columns: readonly Column[], rows: readonly (readonly string[])[], style: TableStyle): string {
  const cells = rows.map((row) => row.map((cell) => sanitizeText(cell)));
  const widths = columns.map(({ title }, i) =>
    Math.max(textWidth(title), ...cells.map((row) => textWidth(row[i] ?? ''))),
  );
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + GAP.length, 0);
  const last = Math.max(LEAST_LAST, style.width - before);
  const lineOf = (row: readonly string[]) =>
    row
      .map((cell, i) => {
        const isLast = i === columns.length - 1;
        const text = isLast ? (columns[i]?.isPath ? cutStartTo(cell, last) : cutTo(cell, last)) : cell;
        if (isLast && columns[i]?.isNumber !== true) return text;
        const padding = ' '.repeat(Math.max(0, (widths[i] ?? 0) - textWidth(text)));
        return columns[i]?.isNumber === true ? padding + text : text + padding;
      })
      .join(GAP)
      .trimEnd();
  const head = lineOf(columns.map(({ title }) => title));
  return [style.colors ? styleText('dim', head, { validateStream: false }) : head, ...cells.map(lineOf)]
    .map((line) => `${line}\n`)
    .join('');
}

/** A text that is no wider than a number of columns: its end is left out where it is. */
export function cutTo(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let cut = '';
  let used = 1;
  for (const character of text) {
    used += textWidth(character);
    if (used > width) break;
    cut += character;
  }
  return `${cut}…`;
}

/** A text that is no wider than a number of columns: its beginning is left out where it is. */
function cutStartTo(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  const reversed = cutTo([...text].reverse().join(''), width);
  return [...reversed].reverse().join('');
}

/** A value as JSON in one line, safe to print. */
export function jsonLine(value: unknown): string {
  return `${escapeUnsafeCharacters(JSON.stringify(value) ?? 'null')}\n`;
}
