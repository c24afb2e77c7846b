// Reads bzip2: the bytes of an archive in, of any number of streams after each other, those of the file out.
import { isOf } from '../../foreign/shape.ts';
import { BitReader } from './bzip2-bits.ts';
import {
  addToCrc,
  addToStreamCrc,
  BLOCK_MAGIC,
  BLOCK_STEP,
  EMPTY_CRC,
  END_MAGIC,
  GROUP_SIZE,
  MAX_CODES,
  MIN_CODES,
  RUN_A,
  RUN_B,
  RUN_THRESHOLD,
  STREAM_MAGIC,
} from './bzip2-format.ts';
import { PrefixReader } from './bzip2-prefix-reader.ts';

/**
 * No block is longer: 900,001 symbols of at most 20 bits, 32,767 selectors of at most 6, and the tables. With that many
 * bytes at hand a block can be read in one go, and running out of them means damage.
 */
const LONGEST_BLOCK_BYTES = 2_400_000;
/** Decoded bytes are given out in pieces of about this size: a block of 900 kB can hold 46 MB. */
const PIECE_BYTES = 256 * 1024;

/** Decodes bzip2. Needs about 10 MB, however much is decoded. All checksums are verified. */
export class Bzip2Decoder {
  readonly #bits: BitReader = new BitReader();
  /** Of the block at hand: its bytes in sorted order, and above each its successor's place. */
  readonly #chain: Int32Array = new Int32Array(9 * BLOCK_STEP);
  /** The size of the stream's blocks; 0 between streams. */
  #blockBytes = 0;
  #streamCrc = 0;
  #streams = 0;

  /**
   * Takes bytes of the archive, and yields the bytes of the file that can be read by now.
   * @throws Error if the archive is damaged.
   */
  *write(bytes: Uint8Array): Generator<Uint8Array<ArrayBuffer>, void> {
    this.#bits.append(bytes);
    while (this.#bits.remaining >= LONGEST_BLOCK_BYTES) {
      yield* this.#readPart('damaged: a block is longer than any can be');
    }
  }

  /**
   * Yields the rest.
   * @throws Error if the archive is damaged or cut.
   */
  *end(): Generator<Uint8Array<ArrayBuffer>, void> {
    while (this.#bits.remaining > 0 || this.#blockBytes > 0 || this.#streams === 0) {
      yield* this.#readPart('unexpected end of file');
    }
  }

  /** Reads the head of a stream, a block, or the end of a stream. */
  *#readPart(whenOutOfBits: string): Generator<Uint8Array<ArrayBuffer>, void> {
    let block: Block | undefined;
    try {
      block = this.#blockBytes === 0 ? this.#readStreamHead() : this.#readBlockOrEnd();
    } catch (error) {
      throw isOf(error, 'OutOfBits') ? new Error(`bz2: ${whenOutOfBits}`) : error;
    }
    if (block !== undefined) {
      yield* this.#expand(block);
    }
  }

  #readStreamHead(): undefined {
    const magic = this.#bits.read(24);
    const level = this.#bits.read(8) - 0x30;
    if (magic !== STREAM_MAGIC || level < 1 || level > 9) {
      throw new Error(this.#streams === 0 ? 'bz2: not a bzip2 file' : 'bz2: damaged: no stream starts where one ended');
    }
    this.#blockBytes = level * BLOCK_STEP;
    this.#streamCrc = 0;
    this.#streams++;
  }

  #readBlockOrEnd(): Block | undefined {
    const high = this.#bits.read(24);
    const low = this.#bits.read(24);
    if (high === BLOCK_MAGIC[0] && low === BLOCK_MAGIC[1]) {
      return this.#readBlock();
    }
    check(high === END_MAGIC[0] && low === END_MAGIC[1], 'no block starts where one ended');
    check(this.#bits.readWord() === this.#streamCrc, "the stream's checksum differs");
    this.#bits.align();
    this.#blockBytes = 0;
    return undefined;
  }

  #readBlock(): Block {
    const bits = this.#bits;
    const crc = bits.readWord();
    check(bits.read(1) === 0, 'a randomised block, which no bzip2 since 1999 writes');
    const origin = bits.read(24);
    const present = readPresentBytes(bits);
    const codes = bits.read(3);
    check(codes >= MIN_CODES && codes <= MAX_CODES, 'the number of codes');
    const selectors = readSelectors(bits, codes);
    const readers = Array.from({ length: codes }, () => new PrefixReader(readLengths(bits, present.length + 2)));
    const length = this.#readBytes(present, selectors, readers);
    check(origin < length, 'the origin is outside the block');
    this.#link(length);
    return { crc, origin, length };
  }

  /** Reads a block's symbols, turns them to bytes and puts these into the chain. */
  #readBytes(present: Uint8Array, selectors: Uint8Array, readers: readonly PrefixReader[]): number {
    const chain = this.#chain;
    const capacity = this.#blockBytes;
    const ranks = present.slice();
    const end = present.length + 1;
    let length = 0;
    let run = 0;
    let digit = 1;
    for (const selector of selectors) {
      const reader = readers[selector] as PrefixReader;
      for (let i = 0; i < GROUP_SIZE; i++) {
        const symbol = reader.read(this.#bits);
        if (symbol === RUN_A || symbol === RUN_B) {
          run += digit * (symbol + 1);
          digit *= 2;
          check(run <= capacity, 'a run is longer than its block');
          continue;
        }
        if (run > 0) {
          check(length + run <= capacity, 'more bytes than a block holds');
          chain.fill(ranks[0] as number, length, length + run);
          length += run;
          run = 0;
          digit = 1;
        }
        if (symbol === end) {
          return length;
        }
        check(length < capacity, 'more bytes than a block holds');
        chain[length++] = moveToFront(ranks, symbol - 1);
      }
    }
    throw new Error('bz2: damaged: a block has no end');
  }

  /** Inverts the transform: above each byte goes the place of the byte that follows it in the file. */
  #link(length: number): void {
    const chain = this.#chain;
    const places = new Int32Array(257);
    for (let i = 0; i < length; i++) {
      const above = ((chain[i] as number) & 0xff) + 1;
      places[above] = (places[above] as number) + 1;
    }
    for (let byte = 1; byte <= 256; byte++) {
      places[byte] = (places[byte] as number) + (places[byte - 1] as number);
    }
    for (let i = 0; i < length; i++) {
      const byte = (chain[i] as number) & 0xff;
      const place = places[byte] as number;
      places[byte] = place + 1;
      chain[place] = (chain[place] as number) | (i << 8);
    }
  }

  /** Follows the chain, lengthens the runs again and verifies the checksum. */
  *#expand({ crc, origin, length }: Block): Generator<Uint8Array<ArrayBuffer>, void> {
    const chain = this.#chain;
    let link = chain[origin] as number;
    let piece = new Uint8Array(PIECE_BYTES + 0xff);
    let filled = 0;
    let sum = EMPTY_CRC;
    let previous = -1;
    let equal = 0;
    for (let i = 0; i < length; i++) {
      link = chain[link >>> 8] as number;
      const byte = link & 0xff;
      if (equal === RUN_THRESHOLD) {
        piece.fill(previous, filled, filled + byte);
        sum = addToCrc(sum, previous, byte);
        filled += byte;
        equal = 0;
        previous = -1;
      } else {
        piece[filled++] = byte;
        sum = addToCrc(sum, byte, 1);
        equal = byte === previous ? equal + 1 : 1;
        previous = byte;
      }
      if (filled >= PIECE_BYTES) {
        yield piece.subarray(0, filled);
        piece = new Uint8Array(PIECE_BYTES + 0xff);
        filled = 0;
      }
    }
    check(~sum === crc, "a block's checksum differs");
    this.#streamCrc = addToStreamCrc(this.#streamCrc, crc);
    if (filled > 0) {
      yield piece.subarray(0, filled);
    }
  }
}

/** A block whose bytes are in the chain. */
interface Block {
  readonly crc: number;
  readonly origin: number;
  readonly length: number;
}

function check(holds: boolean, what: string): void {
  if (!holds) {
    throw new Error(`bz2: damaged: ${what}`);
  }
}

function moveToFront(ranks: Uint8Array, rank: number): number {
  const byte = ranks[rank] as number;
  ranks.copyWithin(1, 0, rank);
  ranks[0] = byte;
  return byte;
}

function readPresentBytes(bits: BitReader): Uint8Array {
  const present: number[] = [];
  const sixteenths = bits.read(16);
  for (let high = 0; high < 16; high++) {
    if ((sixteenths & (0x8000 >> high)) === 0) {
      continue;
    }
    const map = bits.read(16);
    for (let low = 0; low < 16; low++) {
      if ((map & (0x8000 >> low)) !== 0) {
        present.push(16 * high + low);
      }
    }
  }
  check(present.length > 0, 'a block without bytes');
  return Uint8Array.from(present);
}

function readSelectors(bits: BitReader, codes: number): Uint8Array {
  const selectors = new Uint8Array(bits.read(15));
  const ranks = Uint8Array.from({ length: codes }, (_, code) => code);
  for (let i = 0; i < selectors.length; i++) {
    let rank = 0;
    while (bits.read(1) === 1) {
      rank++;
      check(rank < codes, 'a selector');
    }
    selectors[i] = moveToFront(ranks, rank);
  }
  return selectors;
}

function readLengths(bits: BitReader, alphabet: number): Uint8Array {
  const lengths = new Uint8Array(alphabet);
  let length = bits.read(5);
  for (let symbol = 0; symbol < alphabet; symbol++) {
    for (;;) {
      check(length >= 1 && length <= 20, "a code's length");
      if (bits.read(1) === 0) {
        break;
      }
      length += bits.read(1) === 0 ? 1 : -1;
    }
    lengths[symbol] = length;
  }
  return lengths;
}
