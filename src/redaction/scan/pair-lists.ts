// Lists that are found by a pair of bytes, and the check that their places fit into the bytes of a table.

/** Every pair of bytes, `first << 8 | second`. */
export const PAIRS = 65_536;

type IndexTable = Uint8Array | Uint16Array;

/** Stores an index in a table; throws where it is too large for an entry, as the table would then say another. */
export function putIndex(table: IndexTable, at: number, index: number, name: string): void {
  table[at] = index;
  if (table[at] !== index)
    throw new RangeError(`${name}: no entry of ${8 * table.BYTES_PER_ELEMENT} bits for ${index}`);
}

/** Lists by pairs of bytes: an array is a third of a map's cost, at every second word. */
export class PairLists<T> {
  /** The place of a pair's list in {@link #lists}. */
  readonly #places = new Uint16Array(PAIRS);
  readonly #lists: readonly (readonly T[])[];

  /** `name` says whose lists they are, should there be too many. */
  constructor(name: string, lists: Iterable<readonly [pair: number, list: readonly T[]]>) {
    const all: (readonly T[])[] = [[]];
    for (const [pair, list] of lists) putIndex(this.#places, pair, all.push(list) - 1, name);
    this.#lists = all;
  }

  /** The list of a pair; an empty one for a pair without. */
  at(pair: number): readonly T[] {
    return this.#lists[this.#places[pair] as number] as readonly T[];
  }
}
