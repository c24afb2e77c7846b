// What surrounds the data of a zip archive of one file, read by fflate; and whether it agrees with them, which fflate does
// not look at: it verifies no checksum. Source of the rules: PKWARE, "APPNOTE.TXT", version 6.3.10.
import type { UnzipFile, UnzipFileInfo } from 'fflate';
import { loadFflate } from './fflate.ts';

const LOCAL_HEADER = 0x04034b50;
const DESCRIPTOR = 0x08074b50;
const CENTRAL_HEADER = 0x02014b50;
const END = 0x06054b50;
const END_MAGIC = Buffer.from('PK\x05\x06', 'latin1');
const LOCAL_HEADER_BYTES = 30;
const CENTRAL_HEADER_BYTES = 46;
const END_BYTES = 22;
const ENCRYPTED = 1;
/** The level of the deflate, a descriptor, a name in UTF-8. */
const KNOWN_FLAGS = 0x080e;
/** The last version of the format, 6.3. */
const LAST_VERSION = 63;
/** In a field of 32 bits: the value is in a record of Zip64 instead. */
const SEE_ZIP64 = 0xffff_ffff;
/** A checksum and two sizes, by the length of the whole: with a signature in front or without, and sizes of 4 or 8 bytes. */
const DESCRIPTORS: ReadonlyMap<number, { readonly signed: boolean; readonly width: 4 | 8 }> = new Map([
  [12, { signed: false, width: 4 }],
  [16, { signed: true, width: 4 }],
  [20, { signed: false, width: 8 }],
  [24, { signed: true, width: 8 }],
]);
const LONGEST_DESCRIPTOR = 24;
/** What goes after the data is no longer: all records, with a name, an extra field and two comments of 64 KiB each. */
export const LONGEST_TAIL_BYTES: number = 5 * 64 * 1024;

/** What the record before the data states. */
export interface ZipHead {
  /** The record's length in bytes. */
  readonly length: number;
  readonly name: string;
  readonly method: number;
  /** The bytes of the data in the archive, where the record before them states it. */
  readonly compressedSize: number | undefined;
}

/** What is known of a file's data once they went through. */
export interface ZipData {
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
}

/**
 * Reads the record before the data.
 * @returns undefined if `bytes` do not hold it whole.
 * @throws Error if it is none, or of an encrypted file.
 */
export async function readZipHead(bytes: Buffer): Promise<ZipHead | undefined> {
  if (bytes.length < LOCAL_HEADER_BYTES) return undefined;
  if (bytes.readUInt32LE(0) !== LOCAL_HEADER) throw new Error('zip: not a zip archive, or one without files');
  const length = LOCAL_HEADER_BYTES + bytes.readUInt16LE(26) + bytes.readUInt16LE(28);
  if (bytes.length < length) return undefined;
  const flags = bytes.readUInt16LE(6);
  if ((flags & ENCRYPTED) !== 0) throw new Error('zip: the file is encrypted');
  check((flags & ~KNOWN_FLAGS) === 0, `it has flags that are not known (${flags})`);
  const { Unzip } = await loadFflate();
  const found: UnzipFile[] = [];
  // fflate gives a file with the first byte after the record.
  new Unzip((file) => found.push(file)).push(Buffer.concat([bytes.subarray(0, length), Buffer.alloc(1)]));
  const [file] = found;
  if (file === undefined) throw new Error('zip: damaged: no file at the start');
  return { length, name: file.name, method: file.compression, compressedSize: file.size };
}

/**
 * Verifies the records after the data.
 * @param tail everything from the end of the data to the end of the archive.
 * @throws Error if they do not agree with the data, or are cut, or there are more files.
 */
export async function verifyZipTail(tail: Buffer, head: ZipHead, data: ZipData): Promise<void> {
  const end = findEnd(tail);
  if (end === undefined)
    throw new Error(`zip: ${isCut(tail) ? 'unexpected end of file' : 'other bytes follow the end'}`);
  const place = tail.readUInt32LE(end + 16);
  if (place === SEE_ZIP64) throw new Error('zip: beyond 4 GiB: records of Zip64 are not read');
  const central = place - head.length - data.compressedSize;
  check(central >= 0 && central + CENTRAL_HEADER_BYTES <= end, 'the directory is elsewhere');
  check(tail.readUInt32LE(end + 8) === 0x0001_0001, 'it holds more than one file');
  check(central <= LONGEST_DESCRIPTOR, 'other bytes follow the data');
  check(tail.readUInt32LE(end + 4) === 0 && tail.readUInt32LE(end + 12) === end - central, 'the directory is cut');
  if (central > 0) verifyDescriptor(tail.subarray(0, central), data);
  verifyCentralHeader(tail.subarray(central, end), data);
  const listed = await listDirectory(tail.subarray(0, end + END_BYTES), central);
  check(listed.name === head.name, "the file's name differs");
  check(listed.compression === head.method, 'its method differs');
  check(listed.size === data.compressedSize && listed.originalSize === data.size, 'the size differs');
}

/** Where the last record begins: the one whose comment goes to the very end. */
function findEnd(tail: Buffer): number | undefined {
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (tail.readUInt32LE(at) === END && at + END_BYTES + tail.readUInt16LE(at + 20) === tail.length) return at;
  }
  return undefined;
}

/** Whether no whole last record is in the end of an archive. */
function isCut(tail: Buffer): boolean {
  const at = tail.lastIndexOf(END_MAGIC);
  return at === -1 || at + END_BYTES > tail.length;
}

function verifyDescriptor(bytes: Buffer, { crc, compressedSize, size }: ZipData): void {
  const form = DESCRIPTORS.get(bytes.length);
  if (form === undefined) throw new Error('zip: damaged or cut: other bytes follow the data');
  const { signed, width } = form;
  const rest = signed ? bytes.subarray(4) : bytes;
  check(!signed || bytes.readUInt32LE(0) === DESCRIPTOR, 'other bytes follow the data');
  const stated = (at: number) => (width === 4 ? rest.readUInt32LE(at) : Number(rest.readBigUInt64LE(at)));
  check(rest.readUInt32LE(0) === crc, 'the checksum differs');
  check(stated(4) === compressedSize && stated(4 + width) === size, 'the size differs');
}

/** What fflate says nothing of. */
function verifyCentralHeader(header: Buffer, { crc }: ZipData): void {
  check(header.readUInt32LE(0) === CENTRAL_HEADER, 'no directory follows the data');
  check(header.readUInt16LE(6) <= LAST_VERSION, 'it is of a version that does not exist');
  check((header.readUInt16LE(8) & ~KNOWN_FLAGS) === 0, 'it has flags that are not known');
  check(header.readUInt32LE(16) === crc, 'the checksum differs');
  check(header.readUInt32LE(42) === 0, 'the file is not at the start');
  let at = CENTRAL_HEADER_BYTES + header.readUInt16LE(28);
  const extraEnd = at + header.readUInt16LE(30);
  check(extraEnd + header.readUInt16LE(32) === header.length, 'the directory is cut');
  while (at + 4 <= extraEnd) at += 4 + header.readUInt16LE(at + 2);
  check(at === extraEnd, 'an extra field is cut');
}

/** The only file that the directory lists; the last bytes are those of its end. */
async function listDirectory(tail: Buffer, central: number): Promise<UnzipFileInfo> {
  const { unzipSync } = await loadFflate();
  const bytes = Buffer.from(tail);
  // The data are not in there any more.
  bytes.writeUInt32LE(central, bytes.length - 6);
  const files: UnzipFileInfo[] = [];
  unzipSync(bytes, { filter: (file) => files.push(file) < 0 });
  const [file] = files;
  if (file === undefined || files.length > 1) throw new Error('zip: it holds more than one file');
  return file;
}

function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(`zip: damaged, or not written by one file: ${what}`);
}
