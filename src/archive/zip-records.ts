// The records of a zip archive of one file, written. Source of the rules: PKWARE, "APPNOTE.TXT", version 6.3.10.
//
// They are written here and not by a library: the one at hand, fflate, has no Zip64, so that a log file of 4 GiB could
// not be compressed; its reader verifies no checksum; and what is left for a single entry are the few records below.

export const LOCAL_HEADER = 0x04034b50;
export const DESCRIPTOR = 0x08074b50;
export const CENTRAL_HEADER = 0x02014b50;
export const ZIP64_END = 0x06064b50;
export const ZIP64_LOCATOR = 0x07064b50;
export const END = 0x06054b50;

/** General purpose flags. */
export const ENCRYPTED: number = 1 << 0;
export const HAS_DESCRIPTOR: number = 1 << 3;
const UTF8_NAME = 1 << 11;

export const STORED = 0;
export const DEFLATED = 8;

/** In a field of 32 bits: the value is in the Zip64 extra field instead. */
export const SEE_ZIP64 = 0xffff_ffff;
export const ZIP64_FIELD = 0x0001;
/** The extra field of the time in UTC; the ordinary one has no zone, and steps of two seconds. */
const TIME_FIELD = 0x5455;
/** The first version with deflate, and the first with Zip64. */
const VERSION_DEFLATE = 20;
const VERSION_ZIP64 = 45;
const MADE_ON_UNIX = 3 << 8;
/** An ordinary file that only its owner may use. */
const UNIX_MODE = 0o100600;

/**
 * Files of this size and more get Zip64 records. A little below 4 GiB, for deflate makes data that cannot be made
 * smaller a little bigger (less than a thousandth).
 */
const ZIP64_FROM = 0xffff_ffff - 16 * 1024 * 1024;

/** What is known of a file's data once they went through. */
export interface ZipData {
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
}

/** The records around the data of one file. */
export class ZipRecords {
  readonly #zip64: boolean;
  readonly #name: Buffer;
  /** The fields that both headers of a file have in common, up to its time. */
  readonly #common: Buffer;
  readonly #time: Buffer;

  /** @param size in bytes, as announced: decides whether the records are those of Zip64. */
  constructor(name: string, size: number, modified: Date) {
    this.#zip64 = size >= ZIP64_FROM;
    this.#name = Buffer.from(name);
    const seconds = Math.floor(modified.getTime() / 1000);
    this.#time = Buffer.concat([record([2, TIME_FIELD], [2, 5], [1, 1]), record([4, seconds >>> 0])]);
    this.#common = record(
      [2, this.#zip64 ? VERSION_ZIP64 : VERSION_DEFLATE],
      [2, HAS_DESCRIPTOR | UTF8_NAME],
      [2, DEFLATED],
      [4, dosTime(modified)],
    );
  }

  /** The most bytes that the records can tell of. */
  get sizeLimit(): number {
    return this.#zip64 ? Number.MAX_SAFE_INTEGER : SEE_ZIP64 - 1;
  }

  /** What goes before the data. Their sizes and checksum are left to what goes after. */
  encodeHead(): Buffer {
    const unknown = this.#zip64 ? SEE_ZIP64 : 0;
    const extra = Buffer.concat([this.#zip64Field(0, 0), this.#time]);
    return Buffer.concat([
      record([4, LOCAL_HEADER]),
      this.#common,
      record([4, 0], [4, unknown], [4, unknown], [2, this.#name.length], [2, extra.length]),
      this.#name,
      extra,
    ]);
  }

  /** What goes after the data. */
  encodeTail({ crc, compressedSize, size }: ZipData): Buffer {
    const width = this.#zip64 ? 8 : 4;
    const descriptor = record([4, DESCRIPTOR], [4, crc], [width, compressedSize], [width, size]);
    const extra = Buffer.concat([this.#zip64Field(size, compressedSize), this.#time]);
    const central = Buffer.concat([
      record([4, CENTRAL_HEADER], [2, MADE_ON_UNIX | VERSION_ZIP64]),
      this.#common,
      record([4, crc], [4, this.#zip64 ? SEE_ZIP64 : compressedSize], [4, this.#zip64 ? SEE_ZIP64 : size]),
      record([2, this.#name.length], [2, extra.length], [2, 0], [2, 0], [2, 0]),
      record([4, UNIX_MODE * 0x10000], [4, 0]),
      this.#name,
      extra,
    ]);
    const centralAt = this.encodeHead().length + compressedSize + descriptor.length;
    return Buffer.concat([descriptor, central, this.#encodeEnd(centralAt, central.length)]);
  }

  #encodeEnd(centralAt: number, centralSize: number): Buffer {
    const zip64Records = [
      record([4, ZIP64_END], [8, 44], [2, MADE_ON_UNIX | VERSION_ZIP64], [2, VERSION_ZIP64], [4, 0], [4, 0]),
      record([8, 1], [8, 1], [8, centralSize], [8, centralAt]),
      record([4, ZIP64_LOCATOR], [4, 0], [8, centralAt + centralSize], [4, 1]),
    ];
    return Buffer.concat([
      ...(this.#zip64 ? zip64Records : []),
      record([4, END], [2, 0], [2, 0], [2, 1], [2, 1]),
      record([4, centralSize], [4, this.#zip64 ? SEE_ZIP64 : centralAt], [2, 0]),
    ]);
  }

  #zip64Field(size: number, compressedSize: number): Buffer {
    return this.#zip64 ? record([2, ZIP64_FIELD], [2, 16], [8, size], [8, compressedSize]) : Buffer.alloc(0);
  }
}

/** Numbers after each other, each given as its width in bytes and its value, lowest byte first. */
export function record(...fields: readonly (readonly [width: 1 | 2 | 4 | 8, value: number])[]): Buffer {
  const buffer = Buffer.alloc(fields.reduce((sum, [width]) => sum + width, 0));
  let at = 0;
  for (const [width, value] of fields) {
    if (width === 8) {
      buffer.writeBigUInt64LE(BigInt(value), at);
    } else {
      buffer.writeUIntLE(value, at, width);
    }
    at += width;
  }
  return buffer;
}

/** The local time in the manner of MS-DOS, as zip tools expect it: in steps of two seconds, from 1980 to 2107. */
function dosTime(date: Date): number {
  const year = date.getFullYear();
  if (year < 1980) {
    return 0x0021_0000;
  }
  if (year > 2107) {
    return 0xff9f_bf7d;
  }
  const day = ((year - 1980) << 9) | ((date.getMonth() + 1) << 5) | date.getDate();
  const time = (date.getHours() << 11) | (date.getMinutes() << 5) | (date.getSeconds() >> 1);
  return day * 0x10000 + time;
}
