// Writes bzip2: bytes in, a whole stream of one block out each time a block is full.
import { BitWriter } from './bzip2-bits.ts';
import {
  addToCrc,
  addToStreamCrc,
  BLOCK_MAGIC,
  BLOCK_STEP,
  EMPTY_CRC,
  END_MAGIC,
  GROUP_SIZE,
  MAX_SYMBOLS,
  RUN_A,
  RUN_B,
  RUN_THRESHOLD,
  STREAM_MAGIC,
} from './bzip2-format.ts';
import { type BlockCodes, canonicalCodes, fitCodes } from './bzip2-huffman.ts';
import { RotationSorter } from './bzip2-rotations.ts';

/** As many bytes as a run takes in a block, at most. */
const RUN_BYTES = RUN_THRESHOLD + 1;
/** The longest run that is one unit: four bytes and a count of up to 251, as bzip2 writes it. */
const LONGEST_RUN = RUN_THRESHOLD + 251;

/**
 * Encodes bytes as bzip2, with a stream of its own for each block. Such files are ordinary `.bz2`: all readers
 * concatenate streams, Spark starts a task at any block, and a damaged stream leaves the others readable.
 * Needs about 15 MB at level 9, however much is encoded.
 */
export class Bzip2Encoder {
  readonly #level: number;
  readonly #block: Uint8Array;
  readonly #last: Uint8Array;
  readonly #symbols: Uint16Array;
  readonly #sorter: RotationSorter;
  readonly #bits: BitWriter;
  #length = 0;
  #crc = EMPTY_CRC;
  #runByte = -1;
  #runLength = 0;
  #wrote = false;

  /** @param level of the blocks: 1 to 9 hundred thousand bytes */
  constructor(level: number) {
    const blockBytes = level * BLOCK_STEP;
    this.#level = level;
    this.#block = new Uint8Array(blockBytes);
    this.#last = new Uint8Array(blockBytes);
    this.#symbols = new Uint16Array(blockBytes + 1);
    this.#sorter = new RotationSorter(blockBytes);
    this.#bits = new BitWriter(blockBytes);
  }

  /** Takes bytes, and yields the streams that they complete. */
  *write(bytes: Uint8Array): Generator<Uint8Array<ArrayBuffer>, void> {
    for (const byte of bytes) {
      if (byte === this.#runByte && this.#runLength < LONGEST_RUN) {
        this.#runLength++;
        continue;
      }
      this.#endRun();
      if (this.#length > this.#block.length - RUN_BYTES) {
        yield this.#encodeStream();
      }
      this.#runByte = byte;
      this.#runLength = 1;
    }
  }

  /** Yields the last stream; of no bytes at all, an empty one. */
  *end(): Generator<Uint8Array<ArrayBuffer>, void> {
    this.#endRun();
    if (this.#length > 0 || !this.#wrote) {
      yield this.#encodeStream();
    }
  }

  #endRun(): void {
    const byte = this.#runByte;
    const run = this.#runLength;
    this.#crc = addToCrc(this.#crc, byte, run);
    for (let i = 0; i < run && i < RUN_THRESHOLD; i++) {
      this.#block[this.#length++] = byte;
    }
    if (run >= RUN_THRESHOLD) {
      this.#block[this.#length++] = run - RUN_THRESHOLD;
    }
    this.#runLength = 0;
  }

  #encodeStream(): Uint8Array<ArrayBuffer> {
    const bits = this.#bits;
    bits.clear();
    bits.write(STREAM_MAGIC, 24);
    bits.write(0x30 + this.#level, 8);
    let streamCrc = 0;
    if (this.#length > 0) {
      const crc = ~this.#crc;
      this.#encodeBlock(crc);
      streamCrc = addToStreamCrc(streamCrc, crc);
    }
    bits.write(END_MAGIC[0], 24);
    bits.write(END_MAGIC[1], 24);
    bits.writeWord(streamCrc);
    this.#length = 0;
    this.#crc = EMPTY_CRC;
    this.#wrote = true;
    return bits.finish().slice();
  }

  #encodeBlock(crc: number): void {
    const bits = this.#bits;
    const origin = this.#sorter.transform(this.#block, this.#length, this.#last);
    bits.write(BLOCK_MAGIC[0], 24);
    bits.write(BLOCK_MAGIC[1], 24);
    bits.writeWord(crc);
    bits.write(0, 1);
    bits.write(origin, 24);
    const last = this.#last.subarray(0, this.#length);
    const present = presentBytes(last);
    writePresentBytes(bits, present);
    const symbols = this.#symbols.subarray(0, moveToFront(last, present, this.#symbols));
    const alphabet = present.length + 2;
    const codes = fitCodes(symbols, alphabet);
    writeSelectors(bits, codes);
    writeLengths(bits, codes, alphabet);
    writeSymbols(bits, codes, alphabet, symbols);
  }
}

/** The bytes that occur, in ascending order. */
function presentBytes(bytes: Uint8Array): Uint8Array {
  const occurs = new Uint8Array(256);
  for (const byte of bytes) {
    occurs[byte] = 1;
  }
  return Uint8Array.from(occurs.keys()).filter((byte) => occurs[byte] === 1);
}

/** Two levels of bit maps: which sixteenths of all bytes have any, then which bytes of those. */
function writePresentBytes(bits: BitWriter, present: Uint8Array): void {
  const maps = new Uint16Array(16);
  let sixteenths = 0;
  for (const byte of present) {
    sixteenths |= 0x8000 >> (byte >> 4);
    maps[byte >> 4] = (maps[byte >> 4] as number) | (0x8000 >> (byte & 15));
  }
  bits.write(sixteenths, 16);
  for (const map of maps) {
    if (map !== 0) {
      bits.write(map, 16);
    }
  }
}

/**
 * Writes a block's symbols: each byte as its rank among the recently seen ones, runs of rank 0 as their length.
 * @returns how many symbols there are.
 */
function moveToFront(bytes: Uint8Array, present: Uint8Array, symbols: Uint16Array): number {
  const ranks = present.slice();
  let count = 0;
  let zeros = 0;
  for (const byte of bytes) {
    if (byte === ranks[0]) {
      zeros++;
      continue;
    }
    count = writeZeros(zeros, symbols, count);
    zeros = 0;
    let moved = ranks[0] as number;
    let rank = 0;
    do {
      rank++;
      const next = ranks[rank] as number;
      ranks[rank] = moved;
      moved = next;
    } while (moved !== byte);
    ranks[0] = byte;
    symbols[count++] = rank + 1;
  }
  count = writeZeros(zeros, symbols, count);
  symbols[count++] = present.length + 1;
  return count;
}

/**
 * Spells a run's length with the digits 1 (`RUN_A`) and 2 (`RUN_B`), the lowest first, each worth twice the one
 * before.
 */
function writeZeros(zeros: number, symbols: Uint16Array, count: number): number {
  let at = count;
  for (let rest = zeros; rest > 0; rest = (rest - 1) >> 1) {
    symbols[at++] = (rest & 1) === 1 ? RUN_A : RUN_B;
  }
  return at;
}

/** Writes which code each group uses, as its rank among the recently used ones, in unary. */
function writeSelectors(bits: BitWriter, { count, selectors }: BlockCodes): void {
  bits.write(count, 3);
  bits.write(selectors.length, 15);
  const ranks = Array.from({ length: count }, (_, code) => code);
  for (const selector of selectors) {
    const rank = ranks.indexOf(selector);
    ranks.splice(rank, 1);
    ranks.unshift(selector);
    bits.write((2 << rank) - 2, rank + 1);
  }
}

/**
 * Writes the length of each symbol's code as steps from the one before: `10` is one more, `11` one less, `0` the end.
 */
function writeLengths(bits: BitWriter, { count, lengths }: BlockCodes, alphabet: number): void {
  for (let code = 0; code < count; code++) {
    let current = lengths[code * MAX_SYMBOLS] as number;
    bits.write(current, 5);
    for (let symbol = 0; symbol < alphabet; symbol++) {
      const length = lengths[code * MAX_SYMBOLS + symbol] as number;
      for (; current < length; current++) {
        bits.write(0b10, 2);
      }
      for (; current > length; current--) {
        bits.write(0b11, 2);
      }
      bits.write(0, 1);
    }
  }
}

function writeSymbols(bits: BitWriter, codes: BlockCodes, alphabet: number, symbols: Uint16Array): void {
  const { count, lengths, selectors } = codes;
  const words = new Uint32Array(count * MAX_SYMBOLS);
  for (let code = 0; code < count; code++) {
    const from = code * MAX_SYMBOLS;
    words.set(canonicalCodes(lengths.subarray(from, from + alphabet)), from);
  }
  for (let i = 0; i < symbols.length; i++) {
    const from = (selectors[Math.floor(i / GROUP_SIZE)] as number) * MAX_SYMBOLS;
    const at = from + (symbols[i] as number);
    bits.write(words[at] as number, lengths[at] as number);
  }
}
