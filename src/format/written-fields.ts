// What a record knows of the line that it was read from: formats may copy from it what they would write anyway.

/** A line of flat JSON whose values are known by where they stand. All of it is printable ASCII without a backslash. */
export interface WrittenLine {
  readonly text: string;
  readonly keys: readonly string[];
  kind(index: number): WrittenKind;
  /** What stands there for a value: of a text what it says, else its JSON, as every writer has it. */
  written(index: number): string;
  /** A text with its quotes. */
  quoted(index: number): string;
}

/** `word`: `true`, `false` or `null`. */
export type WrittenKind = 'text' | 'number' | 'word';

/** The line of a record. */
export interface WrittenRecord {
  /** The same object for all records whose lines have the same keys, in the same order, with values of the same kinds, and are read alike. */
  readonly alike: object;
  readonly line: WrittenLine;
  /** Which values are attributes. None is part of an exception, and there are no others. */
  readonly attributes: readonly number[];
}

/** Under what a record has its {@link WrittenRecord}, where it was read from such a line. */
export const WRITTEN: unique symbol = Symbol('laketrace.written');

/** The line that a record was read from; nothing where it knows none. */
export function writtenOf(record: object): WrittenRecord | undefined {
  return (record as { readonly [WRITTEN]?: WrittenRecord })[WRITTEN];
}
