// The prefix codes of a bzip2 block: which codes there are, and which of them each group of symbols uses.
import { GROUP_SIZE, MAX_CODES, MAX_SYMBOLS } from './bzip2-format.ts';

/** bzip2 writes codes of up to 17 bits, although readers take 20. */
const MAX_LENGTH = 17;
/**
 * How often codes and selection are fitted to each other. 8 rounds made log lines 0.2 % smaller, 3 made them 0.4 %
 * bigger.
 */
const ROUNDS = 4;

/** The prefix codes of one block. */
export interface BlockCodes {
  /** How many codes there are. */
  readonly count: number;
  /** The length in bits of symbol `s` in code `c`, at `c * MAX_SYMBOLS + s`. */
  readonly lengths: Uint8Array;
  /** The code used by each group of {@link GROUP_SIZE} symbols. */
  readonly selectors: Uint8Array;
}

/**
 * Fits prefix codes to the symbols of a block.
 * @param symbols the block's symbols.
 * @param alphabet one more than the largest symbol.
 */
export function fitCodes(symbols: Uint16Array, alphabet: number): BlockCodes {
  const count = codesFor(symbols.length);
  const lengths = new Uint8Array(MAX_CODES * MAX_SYMBOLS);
  const selectors = new Uint8Array(Math.ceil(symbols.length / GROUP_SIZE));
  const frequencies = new Int32Array(MAX_CODES * MAX_SYMBOLS);
  preferRanges(symbols, alphabet, count, lengths);
  for (let round = 0; round < ROUNDS; round++) {
    frequencies.fill(0);
    selectCodes(symbols, lengths, count, selectors, frequencies);
    for (let code = 0; code < count; code++) {
      const from = code * MAX_SYMBOLS;
      fillCodeLengths(frequencies.subarray(from, from + alphabet), lengths.subarray(from, from + alphabet));
    }
  }
  return { count, lengths, selectors };
}

/** How many codes are worth their room. The bounds are those of bzip2. */
function codesFor(symbols: number): number {
  if (symbols < 200) {
    return 2;
  }
  if (symbols < 600) {
    return 3;
  }
  if (symbols < 1200) {
    return 4;
  }
  return symbols < 2400 ? 5 : MAX_CODES;
}

/**
 * First lengths, to start the fitting from: each code is cheap for one range of symbols. Each range takes an equal
 * share of what the ranges before it left, for the first symbol alone is often half of all.
 */
function preferRanges(symbols: Uint16Array, alphabet: number, count: number, lengths: Uint8Array): void {
  const uses = new Int32Array(alphabet);
  for (const symbol of symbols) {
    uses[symbol] = (uses[symbol] as number) + 1;
  }
  lengths.fill(MAX_LENGTH);
  let left = symbols.length;
  let symbol = 0;
  for (let code = 0; code < count; code++) {
    const share = left / (count - code);
    for (let used = 0; used < share && symbol < alphabet; symbol++) {
      lengths[code * MAX_SYMBOLS + symbol] = 1;
      used += uses[symbol] as number;
      left -= uses[symbol] as number;
    }
  }
}

/** Selects the cheapest code for each group and counts what each code is used for. */
function selectCodes(
  symbols: Uint16Array,
  lengths: Uint8Array,
  count: number,
  selectors: Uint8Array,
  frequencies: Int32Array,
): void {
  for (let group = 0; group < selectors.length; group++) {
    const from = group * GROUP_SIZE;
    const to = Math.min(from + GROUP_SIZE, symbols.length);
    let cheapest = 0;
    let lowest = Number.POSITIVE_INFINITY;
    for (let code = 0; code < count; code++) {
      let bits = 0;
      for (let i = from; i < to; i++) {
        bits += lengths[code * MAX_SYMBOLS + (symbols[i] as number)] as number;
      }
      if (bits < lowest) {
        lowest = bits;
        cheapest = code;
      }
    }
    selectors[group] = cheapest;
    for (let i = from; i < to; i++) {
      const at = cheapest * MAX_SYMBOLS + (symbols[i] as number);
      frequencies[at] = (frequencies[at] as number) + 1;
    }
  }
}

/**
 * Fills in the lengths of a Huffman code of at most 17 bits. Symbols that do not occur get a code too: the format has
 * no room for their absence.
 */
export function fillCodeLengths(frequencies: Int32Array, lengths: Uint8Array): void {
  const weights = frequencies.map((frequency) => Math.max(frequency, 1));
  while (fillHuffmanLengths(weights, lengths) > MAX_LENGTH) {
    // Flatter weights make a flatter tree.
    for (let i = 0; i < weights.length; i++) {
      weights[i] = ((weights[i] as number) >> 1) | 1;
    }
  }
}

/** Fills in the lengths of the Huffman code for the weights and returns the longest one. */
function fillHuffmanLengths(weights: Int32Array, lengths: Uint8Array): number {
  const leaves = weights.length;
  const order = Array.from(weights.keys()).sort((a, b) => (weights[a] as number) - (weights[b] as number) || a - b);
  // Leaves in order of weight, then inner nodes in the order they are made, which is one of weight too.
  const nodeWeights = new Float64Array(2 * leaves - 1);
  const parents = new Int32Array(2 * leaves - 1);
  for (let i = 0; i < leaves; i++) {
    nodeWeights[i] = weights[order[i] as number] as number;
  }
  let leaf = 0;
  let inner = leaves;
  const lighter = (made: number): number => {
    const takeLeaf =
      inner === made || (leaf < leaves && (nodeWeights[leaf] as number) <= (nodeWeights[inner] as number));
    return takeLeaf && leaf < leaves ? leaf++ : inner++;
  };
  for (let made = leaves; made < nodeWeights.length; made++) {
    const a = lighter(made);
    const b = lighter(made);
    nodeWeights[made] = (nodeWeights[a] as number) + (nodeWeights[b] as number);
    parents[a] = made;
    parents[b] = made;
  }
  const depths = new Uint8Array(nodeWeights.length);
  let deepest = 0;
  for (let node = nodeWeights.length - 2; node >= 0; node--) {
    const depth = (depths[parents[node] as number] as number) + 1;
    depths[node] = depth;
    if (node < leaves) {
      lengths[order[node] as number] = depth;
      deepest = Math.max(deepest, depth);
    }
  }
  return deepest;
}

/** The canonical codes for lengths: shorter ones first, then by symbol. */
export function canonicalCodes(lengths: Uint8Array): Uint32Array {
  const codes = new Uint32Array(lengths.length);
  let code = 0;
  for (let length = 1; length <= MAX_LENGTH; length++) {
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] === length) {
        codes[symbol] = code++;
      }
    }
    code <<= 1;
  }
  return codes;
}
