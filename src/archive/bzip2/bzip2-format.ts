// The constants of the bzip2 format and its checksum, shared by encoder and decoder.
// Source of the rules: Joe Tsai, "BZIP2: Format Specification", 2016, and what bzip2 1.0.8 reads.

/** The 48 bits that open a block, in two halves. */
export const BLOCK_MAGIC: readonly [number, number] = [0x314159, 0x265359];
/** The 48 bits that close a stream, in two halves. */
export const END_MAGIC: readonly [number, number] = [0x177245, 0x385090];
/** The bytes `BZh`, that open a stream; a digit follows that gives the size of its blocks. */
export const STREAM_MAGIC = 0x425a68;
/** A block holds at most this many bytes for each step of the level, 1 to 9, after its runs were shortened. */
export const BLOCK_STEP = 100_000;
/** This many equal bytes in a row are followed by a count of further ones. */
export const RUN_THRESHOLD = 4;
/** A new code is selected after each group of this many symbols. */
export const GROUP_SIZE = 50;
/** The two symbols that spell the length of a run of zeros. */
export const RUN_A = 0;
export const RUN_B = 1;
/** 256 bytes, less the one that the runs stand for, and the two run symbols and the end of the block. */
export const MAX_SYMBOLS = 258;
export const MIN_CODES = 2;
export const MAX_CODES = 6;

const CRC_TABLE: Int32Array = crcTable();

function crcTable(): Int32Array {
  const table = new Int32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte << 24;
    for (let bit = 0; bit < 8; bit++) {
      crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
    }
    table[byte] = crc;
  }
  return table;
}

/** The checksum of no bytes, to start from. Checksums here are signed 32-bit integers. */
export const EMPTY_CRC = -1;

/** Adds `count` times one byte to a running block checksum: CRC-32 with the most significant bit first. */
export function addToCrc(crc: number, byte: number, count: number): number {
  let sum = crc;
  for (let i = 0; i < count; i++) {
    sum = (sum << 8) ^ (CRC_TABLE[(sum >>> 24) ^ byte] as number);
  }
  return sum;
}

/** Adds a block's finished checksum to that of its stream. */
export function addToStreamCrc(streamCrc: number, blockCrc: number): number {
  return ((streamCrc << 1) | (streamCrc >>> 31)) ^ blockCrc;
}
