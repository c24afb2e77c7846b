// Reads the records of a zip archive of one file, and verifies that they agree with each other and with the data.
import {
  CENTRAL_HEADER,
  DEFLATED,
  DESCRIPTOR,
  ENCRYPTED,
  END,
  HAS_DESCRIPTOR,
  LOCAL_HEADER,
  record,
  SEE_ZIP64,
  STORED,
  ZIP64_END,
  ZIP64_FIELD,
  ZIP64_LOCATOR,
  type ZipData,
} from './zip-records.ts';

const LOCAL_HEADER_BYTES = 30;
/** What goes after the data is no longer: all records, with a name, an extra field and two comments of 64 KiB each. */
export const LONGEST_TAIL_BYTES: number = 5 * 64 * 1024;

/** What the record before the data tells. */
export interface ZipHead {
  /** The record's length in bytes. */
  readonly length: number;
  readonly isStored: boolean;
  readonly hasDescriptor: boolean;
  /** The size of the data in bytes; without meaning if there is a descriptor. */
  readonly compressedSize: number;
  readonly name: Buffer;
}

/**
 * Reads the record before the data.
 * @returns undefined if `bytes` do not hold it whole.
 * @throws Error if it is none, or of data that cannot be read here.
 */
export function parseZipHead(bytes: Buffer): ZipHead | undefined {
  if (bytes.length < LOCAL_HEADER_BYTES) {
    return undefined;
  }
  if (bytes.readUInt32LE(0) !== LOCAL_HEADER) {
    throw new Error('zip: not a zip archive, or one without files');
  }
  const nameEnd = LOCAL_HEADER_BYTES + bytes.readUInt16LE(26);
  const length = nameEnd + bytes.readUInt16LE(28);
  if (bytes.length < length) {
    return undefined;
  }
  const flags = bytes.readUInt16LE(6);
  const method = bytes.readUInt16LE(8);
  const hasDescriptor = (flags & HAS_DESCRIPTOR) !== 0;
  if ((flags & ENCRYPTED) !== 0) {
    throw new Error('zip: the file is encrypted');
  }
  if (method !== DEFLATED && (method !== STORED || hasDescriptor)) {
    throw new Error(`zip: the file is neither deflated nor stored with its size in front (method ${method})`);
  }
  const [compressedSize] = sizes(bytes.readUInt32LE(18), bytes.readUInt32LE(22), bytes.subarray(nameEnd, length));
  const name = bytes.subarray(LOCAL_HEADER_BYTES, nameEnd);
  return { length, isStored: method === STORED, hasDescriptor, compressedSize, name };
}

/**
 * Verifies the records after the data.
 * @param tail everything from the end of the data to the end of the archive.
 * @throws Error if they do not agree with the data, or are cut, or there are more files.
 */
export function verifyZipTail(tail: Buffer, head: ZipHead, data: ZipData): void {
  const cursor = new Cursor(tail);
  if (head.hasDescriptor) {
    skipDescriptor(cursor, data);
  }
  check(cursor.next(4) !== LOCAL_HEADER, 'it holds more than one file');
  cursor.move(-4);
  const centralAt = head.length + data.compressedSize + cursor.position;
  const centralStart = cursor.position;
  verifyCentralHeader(cursor, head, data);
  const centralSize = cursor.position - centralStart;
  verifyEnd(cursor, centralAt, centralSize);
}

/** The descriptor may start with a signature or not, and its sizes are of 4 or 8 bytes: no field of it says which. */
function skipDescriptor(cursor: Cursor, { crc, compressedSize, size }: ZipData): void {
  for (const signature of [record([4, DESCRIPTOR]), record()]) {
    for (const width of [4, 8] as const) {
      if (width === 4 && Math.max(compressedSize, size) > SEE_ZIP64) {
        continue;
      }
      const descriptor = Buffer.concat([signature, record([4, crc], [width, compressedSize], [width, size])]);
      if (cursor.startsWith(descriptor)) {
        cursor.move(descriptor.length);
        // With narrow sizes read as wide ones or the other way round, no record would follow.
        if (cursor.isAt(CENTRAL_HEADER) || cursor.isAt(LOCAL_HEADER)) {
          return;
        }
        cursor.move(-descriptor.length);
      }
    }
  }
  throw new Error('zip: damaged or cut: the checksum or size after the data differs');
}

function verifyCentralHeader(cursor: Cursor, head: ZipHead, data: ZipData): void {
  check(cursor.next(4) === CENTRAL_HEADER, 'no directory follows the data');
  cursor.move(6);
  check(cursor.next(2) === (head.isStored ? STORED : DEFLATED), 'its method differs');
  cursor.move(4);
  check(cursor.next(4) === data.crc, 'the checksum differs');
  const compressed = cursor.next(4);
  const uncompressed = cursor.next(4);
  const nameLength = cursor.next(2);
  const extraLength = cursor.next(2);
  const commentLength = cursor.next(2);
  cursor.move(8);
  check(cursor.next(4) === 0, 'the file is not at the start');
  check(cursor.take(nameLength).equals(head.name), "the file's name differs");
  const [compressedSize, size] = sizes(compressed, uncompressed, cursor.take(extraLength));
  check(compressedSize === data.compressedSize && size === data.size, 'the size differs');
  cursor.take(commentLength);
}

function verifyEnd(cursor: Cursor, centralAt: number, centralSize: number): void {
  check(!cursor.isAt(CENTRAL_HEADER), 'it holds more than one file');
  const zip64EndAt = centralAt + centralSize;
  if (cursor.isAt(ZIP64_END)) {
    cursor.move(4);
    const rest = cursor.take(cursor.next(8));
    check(rest.length >= 44, 'the directory ends early');
    const told = new Cursor(rest);
    told.move(12);
    check(told.next(8) === 1 && told.next(8) === 1, 'it holds more than one file');
    check(told.next(8) === centralSize && told.next(8) === centralAt, 'the directory is elsewhere');
    check(cursor.next(4) === ZIP64_LOCATOR && cursor.next(4) === 0, 'no end of the directory');
    check(cursor.next(8) === zip64EndAt && cursor.next(4) === 1, 'the directory ends elsewhere');
  }
  check(cursor.next(4) === END && cursor.next(4) === 0, 'no end of the directory');
  const counts = cursor.next(4);
  check(counts === 0x0001_0001 || counts === SEE_ZIP64, 'it holds more than one file');
  const size = cursor.next(4);
  check(size === centralSize || size === SEE_ZIP64, 'the directory has another size');
  const at = cursor.next(4);
  check(at === centralAt || at === SEE_ZIP64, 'the directory is elsewhere');
  cursor.take(cursor.next(2));
  check(cursor.isAtEnd, 'bytes follow the end');
}

/** The sizes, compressed and not, that a header's fields and its extra fields tell. */
function sizes(compressed: number, uncompressed: number, extra: Buffer): [compressedSize: number, size: number] {
  const told: [number, number] = [compressed, uncompressed];
  const cursor = new Cursor(extra);
  while (cursor.remaining >= 4) {
    const id = cursor.next(2);
    const field = new Cursor(cursor.take(cursor.next(2)));
    if (id === ZIP64_FIELD) {
      told[1] = uncompressed === SEE_ZIP64 ? field.next(8) : uncompressed;
      told[0] = compressed === SEE_ZIP64 ? field.next(8) : compressed;
    }
  }
  return told;
}

function check(holds: boolean, what: string): void {
  if (!holds) {
    throw new Error(`zip: damaged, or not written by one file: ${what}`);
  }
}

/** Reads numbers, lowest byte first, and bytes after each other. */
class Cursor {
  readonly #bytes: Buffer;
  position = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get remaining(): number {
    return this.#bytes.length - this.position;
  }

  get isAtEnd(): boolean {
    return this.remaining === 0;
  }

  isAt(signature: number): boolean {
    return this.remaining >= 4 && this.#bytes.readUInt32LE(this.position) === signature;
  }

  startsWith(bytes: Buffer): boolean {
    return this.#bytes.subarray(this.position, this.position + bytes.length).equals(bytes);
  }

  move(bytes: number): void {
    this.position += bytes;
  }

  take(length: number): Buffer {
    if (length > this.remaining) {
      throw new Error('zip: unexpected end of file');
    }
    this.position += length;
    return this.#bytes.subarray(this.position - length, this.position);
  }

  next(width: 2 | 4 | 8): number {
    const bytes = this.take(width);
    return width === 8 ? Number(bytes.readBigUInt64LE()) : bytes.readUIntLE(0, width);
  }
}
