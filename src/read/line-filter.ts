// What says by the bytes of lines that some need not be parsed.

/** Looks for lines of JSON or logfmt that may be wanted. */
export interface LineFilter {
  /** Begins to look in some lines, which are not changed as long as it looks. */
  in(lines: Buffer): LineSearch;
}

/** A look at some lines. */
export interface LineSearch {
  /** A place in the next line that may be wanted, from the start of a line on; -1 where no other may be. */
  next(from: number): number;
}
