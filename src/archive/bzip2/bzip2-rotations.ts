// The Burrows-Wheeler transform of a bzip2 block: sorts all rotations of it in linear time, whatever the bytes are.

/**
 * Sorts the rotations of blocks of bytes.
 *
 * bzip2 sorts rotations, not suffixes, yet suffixes are what can be sorted in linear time. The two orders agree for a
 * string that is smaller than all its other rotations (a Lyndon word), and every block is a rotation of such a word,
 * or of a repetition of one. So the block's smallest rotation is found first, and the suffixes of one period of it are
 * sorted by induced sorting (Nong, Zhang and Chan, "Two Efficient Algorithms for Linear Time Suffix Array
 * Construction", 2011).
 *
 * Log lines share hundreds of bytes with their neighbours, and repeated ones much more, which makes comparison sorts
 * quadratic. Measured: 45 ms for 900 kB of log lines, and no more for any repetition.
 */
export class RotationSorter {
  readonly #word: Uint8Array;
  readonly #order: Int32Array;

  /** @param capacity the length of the longest block in bytes. */
  constructor(capacity: number) {
    this.#word = new Uint8Array(capacity);
    this.#order = new Int32Array(capacity);
  }

  /**
   * Writes the last column of the sorted rotations of `block[0, length)` to `last`.
   * @returns the row that holds the block itself.
   */
  transform(block: Uint8Array, length: number, last: Uint8Array): number {
    const { start, period } = smallestRotation(block, length);
    const copies = length / period;
    const word = this.#word;
    const head = Math.min(period, length - start);
    word.set(block.subarray(start, start + head));
    word.set(block.subarray(0, period - head), head);
    const order = this.#order;
    sortSuffixes(word, period, 256, order);

    // Where the block repeats its period, each row of the word stands for as many equal rows.
    const home = (length - start) % period;
    let origin = 0;
    let row = 0;
    for (let rank = 0; rank < period; rank++) {
      const at = order[rank] as number;
      if (at === home) {
        origin = row;
      }
      const byte = word[at === 0 ? period - 1 : at - 1] as number;
      for (let copy = 0; copy < copies; copy++) {
        last[row++] = byte;
      }
    }
    return origin;
  }
}

/** Where the smallest rotation of a block starts, and after how many bytes the block repeats itself. */
function smallestRotation(block: Uint8Array, length: number): { start: number; period: number } {
  // Two candidates race; `matched` bytes of them are equal. A loser takes all starts within the match out with it.
  let first = 0;
  let second = 1;
  let matched = 0;
  while (second < length && matched < length) {
    const a = block[(first + matched) % length] as number;
    const b = block[(second + matched) % length] as number;
    if (a === b) {
      matched++;
      continue;
    }
    if (a < b) {
      second += matched + 1;
    } else {
      const next = Math.max(first + matched + 1, second);
      first = second;
      second = next;
    }
    if (second === first) {
      second++;
    }
    matched = 0;
  }
  return { start: first, period: matched >= length ? second - first : length };
}

/**
 * Sorts the suffixes of `text[0, length)`, at whose end a symbol smaller than all others is understood.
 * @param symbols one more than the largest symbol.
 * @param order receives the starts of the suffixes, smallest first.
 */
function sortSuffixes(text: Uint8Array | Int32Array, length: number, symbols: number, order: Int32Array): void {
  const rises = findRises(text, length);
  const sizes = new Int32Array(symbols);
  for (let i = 0; i < length; i++) {
    const symbol = text[i] as number;
    sizes[symbol] = (sizes[symbol] as number) + 1;
  }
  const valleys = findValleys(rises, length);

  // Valleys in any order sort what lies between them, and so the stretches from each valley to the next.
  placeValleys(text, length, sizes, valleys, order);
  induce(text, length, rises, sizes, order);

  // Their names spell a text of at most half the length; its suffixes have the order of the valleys' suffixes.
  const { names, distinct } = nameValleys(text, length, rises, valleys, order);
  const count = valleys.length;
  const valleyOrder = order.subarray(0, count);
  if (distinct < count) {
    sortSuffixes(names, count, distinct, valleyOrder);
  } else {
    for (let i = 0; i < count; i++) {
      valleyOrder[names[i] as number] = i;
    }
  }
  for (let i = 0; i < count; i++) {
    names[i] = valleys[valleyOrder[i] as number] as number;
  }
  placeValleys(text, length, sizes, names, order);
  induce(text, length, rises, sizes, order);
}

/** 1 for each suffix that is smaller than the one after it, else 0. */
function findRises(text: Uint8Array | Int32Array, length: number): Uint8Array {
  const rises = new Uint8Array(length);
  for (let i = length - 2; i >= 0; i--) {
    const symbol = text[i] as number;
    const next = text[i + 1] as number;
    rises[i] = symbol < next || (symbol === next && rises[i + 1] === 1) ? 1 : 0;
  }
  return rises;
}

function isValley(rises: Uint8Array, at: number): boolean {
  return rises[at] === 1 && rises[at - 1] === 0;
}

/** The starts of the suffixes that are smaller than both neighbours, in the order of the text. */
function findValleys(rises: Uint8Array, length: number): Int32Array {
  const valleys = new Int32Array(length >> 1);
  let count = 0;
  for (let i = 1; i < length; i++) {
    if (isValley(rises, i)) {
      valleys[count++] = i;
    }
  }
  return valleys.subarray(0, count);
}

/**
 * Puts each valley at the end of its first symbol's bucket, later ones of the list after earlier ones; the rest is
 * -1.
 */
function placeValleys(
  text: Uint8Array | Int32Array,
  length: number,
  sizes: Int32Array,
  valleys: Int32Array,
  order: Int32Array,
): void {
  const ends = bucketEnds(sizes);
  order.fill(-1, 0, length);
  for (let i = valleys.length - 1; i >= 0; i--) {
    const at = valleys[i] as number;
    const symbol = text[at] as number;
    const slot = (ends[symbol] as number) - 1;
    ends[symbol] = slot;
    order[slot] = at;
  }
}

/**
 * Sorts all suffixes by the order of the placed ones: first those that fall, from the left, then those that rise,
 * from the right.
 */
function induce(
  text: Uint8Array | Int32Array,
  length: number,
  rises: Uint8Array,
  sizes: Int32Array,
  order: Int32Array,
): void {
  const ends = bucketEnds(sizes);
  const starts = ends.map((end, symbol) => end - (sizes[symbol] as number));
  const lastSymbol = text[length - 1] as number;
  order[starts[lastSymbol] as number] = length - 1;
  starts[lastSymbol] = (starts[lastSymbol] as number) + 1;
  for (let i = 0; i < length; i++) {
    const before = (order[i] as number) - 1;
    if (before >= 0 && rises[before] === 0) {
      const symbol = text[before] as number;
      const slot = starts[symbol] as number;
      starts[symbol] = slot + 1;
      order[slot] = before;
    }
  }
  for (let i = length - 1; i >= 0; i--) {
    const before = (order[i] as number) - 1;
    if (before >= 0 && rises[before] === 1) {
      const symbol = text[before] as number;
      const slot = (ends[symbol] as number) - 1;
      ends[symbol] = slot;
      order[slot] = before;
    }
  }
}

function bucketEnds(sizes: Int32Array): Int32Array {
  let sum = 0;
  return sizes.map((size) => {
    sum += size;
    return sum;
  });
}

/**
 * Gives each valley, in the order of the text, a number for the stretch from it to the next valley: equal for equal
 * stretches, and in their order.
 */
function nameValleys(
  text: Uint8Array | Int32Array,
  length: number,
  rises: Uint8Array,
  valleys: Int32Array,
  order: Int32Array,
): { names: Int32Array; distinct: number } {
  // No two valleys are neighbours, so half a position is an index.
  const nameAt = new Int32Array((length >> 1) + 1);
  let distinct = 0;
  let previous = -1;
  for (let i = 0; i < length; i++) {
    const at = order[i] as number;
    if (at > 0 && isValley(rises, at)) {
      if (previous < 0 || !sameStretch(text, length, rises, previous, at)) {
        distinct++;
      }
      nameAt[at >> 1] = distinct - 1;
      previous = at;
    }
  }
  return { names: valleys.map((at) => nameAt[at >> 1] as number), distinct };
}

/** Whether two valleys start equal stretches: equal symbols, up to and with the next valley. */
function sameStretch(text: Uint8Array | Int32Array, length: number, rises: Uint8Array, a: number, b: number): boolean {
  const longest = length - Math.max(a, b);
  for (let i = 0; i < longest; i++) {
    if (text[a + i] !== text[b + i] || rises[a + i] !== rises[b + i]) {
      return false;
    }
    if (i > 0 && isValley(rises, a + i)) {
      return isValley(rises, b + i);
    }
  }
  // One of them runs into the end of the text, which no other stretch does.
  return false;
}
