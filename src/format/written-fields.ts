// What a record knows of the line that it was read from: formats may copy from it what they would write anyway.

/** A line of flat JSON whose values are known by where they stand. All of it is printable ASCII without a backslash. */
export interface WrittenLine {
  readonly text: string;
  /** The bytes among which it stands, where they are still there. */
  readonly bytes: Buffer | undefined;
  /** Where among them it begins, and ends. */
  readonly start: number;
  readonly end: number;
  readonly keys: readonly string[];
  kind(index: number): WrittenKind;
  /** Where in the line a value begins, and ends: of a text without its quotes. */
  from(index: number): number;
  to(index: number): number;
  /** What stands at a place in the line. */
  codeAt(place: number): number;
  /** What stands there for a value: of a text what it says, else its JSON, as every writer has it. */
  written(index: number): string;
  /** A text with its quotes. */
  quoted(index: number): string;
  /** A value as it is parsed. */
  value(index: number): unknown;
}

/** Whether a text stands in a line at a place: character by character, from its end on, in which most of them differ. */
export function standsAt(line: WrittenLine, place: number, text: string): boolean {
  for (let i = text.length - 1; i >= 0; i--) if (line.codeAt(place + i) !== text.charCodeAt(i)) return false;
  return true;
}

/** `word`: `true`, `false` or `null`. */
export type WrittenKind = 'text' | 'number' | 'word';

/** The line of a record. */
export interface WrittenRecord {
  /** The same object for all records whose lines have the same keys, in the same order, with values of the same kinds, and are read alike. */
  readonly alike: object;
  readonly line: WrittenLine;
  /** Which value is the message, and which the name of the logger; -1 where none is. */
  readonly message: number;
  readonly logger: number;
  /** Which values are attributes. None is part of an exception, and there are no others. */
  readonly attributes: readonly number[];
}

/** Under what a record has its {@link WrittenRecord}, where it was read from such a line. */
export const WRITTEN: unique symbol = Symbol('laketrace.written');

/** The line that a record was read from; nothing where it knows none. */
export function writtenOf(record: object): WrittenRecord | undefined {
  return (record as { readonly [WRITTEN]?: WrittenRecord })[WRITTEN];
}
