// The last wanted records of one file: of a plain one by reading it backwards, of an archive by reading all of it.
import { fileKind } from './bytes/file-chunks.ts';
import { encodingOf, textOf } from './bytes/file-encoding.ts';
import { LONGEST_LINE, TOO_LONG } from './bytes/line-splitter.ts';
import type { LogName } from './bytes/log-names.ts';
import { checkName, logFileRecords } from './log-file-records.ts';
import { type FileReading, LogLines } from './log-lines.ts';
import { isLogReadError } from './log-read-error.ts';
import type { OpenedLog } from './open-log.ts';
import { failedToRead } from './read-failure.ts';
import { isHeaderAlone } from './record/first-lines.ts';
import type { StoredRecord } from './record/stored-record.ts';

/** Bytes that are read at first, and at most at once, unless a line is longer. */
const FIRST_BYTES = 64 * 1024;
const MOST_BYTES = 1024 * 1024;
/** How much of the front of a file tells what it is. */
const HEAD_BYTES = 64 * 1024;
const LINE_FEED = 0x0a;
const LINE_END = /\r?\n/;
/** The longest line, its end, and that of the line before it. */
const MOST_LOOKED = LONGEST_LINE + 2;

/** What is wanted of a file. */
export interface LastWanted {
  /** Whether lines that come later are read too: what they may show to be a header waits for them. */
  readonly isFollowed: boolean;
  readonly count: number;
  isWanted(record: StoredRecord): boolean;
}

/** Where the last line with an end ends; what is behind it is still being written. */
export interface LastOfFile {
  /** In the order in which they stand in the file. */
  readonly records: readonly StoredRecord[];
  /** Nothing of a file that cannot be followed: an archive. */
  readonly end: number | undefined;
  /** The first bytes of the file. */
  readonly head: Buffer;
}

/** The last wanted records of an open file, which stays open. */
export async function lastOfFile(
  opened: OpenedLog,
  name: LogName,
  wanted: LastWanted,
  reading: FileReading,
): Promise<LastOfFile> {
  const kind = await fileKind(opened.handle);
  const head = Buffer.alloc(Math.min(HEAD_BYTES, opened.size));
  await opened.handle.read(head, 0, head.length, 0);
  const { encoding, zeros } = encodingOf(head);
  // Where all of it is zeros, its first line may be of any length.
  const isUtf8 = encoding === 'utf-8' && (zeros === 0 || zeros < head.length);
  if (kind === 'plain' && isUtf8) {
    checkName(opened, kind, reading);
    if (wanted.isFollowed && opened.size === head.length && isHeader(head, name)) return { records: [], end: 0, head };
    const file = new BackwardFile(opened, name, head, reading);
    return { ...(await file.last(wanted)), head };
  }
  const records = await lastOfWhole(opened, name, wanted, reading);
  return { records, end: kind === 'plain' ? opened.size : undefined, head };
}

function isHeader(head: Buffer, name: LogName): boolean {
  const { markBytes, zeros } = encodingOf(head);
  return isHeaderAlone(textOf(head, markBytes + zeros).split(LINE_END), name.isJson);
}

/** Reads all of a file, and keeps the last records. */
async function lastOfWhole(
  opened: OpenedLog,
  name: LogName,
  { count, isWanted }: LastWanted,
  reading: FileReading,
): Promise<StoredRecord[]> {
  let last: StoredRecord[] = [];
  for await (const batch of logFileRecords(opened, name, reading, false)) {
    for (const record of batch) if (isWanted(record)) last.push(record);
    if (last.length > 2 * count) last = last.slice(-count);
  }
  return count === 0 ? [] : last.slice(-count);
}

/** A plain file, read from its end on. */
class BackwardFile {
  readonly #opened: OpenedLog;
  readonly #name: LogName;
  readonly #head: Buffer;
  readonly #reading: FileReading;

  constructor(opened: OpenedLog, name: LogName, head: Buffer, reading: FileReading) {
    this.#opened = opened;
    this.#name = name;
    this.#head = head;
    this.#reading = reading;
  }

  async last({ count, isFollowed, isWanted }: LastWanted): Promise<{ records: StoredRecord[]; end: number }> {
    const end = await this.#endOfLines();
    const parts: StoredRecord[][] = [];
    let missing = count;
    let bytes = FIRST_BYTES;
    // What has no end is a record where nothing follows it; where lines are followed, it comes once it has its end.
    for (
      let to = isFollowed ? end : this.#opened.size;
      to > 0 && missing > 0;
      bytes = Math.min(MOST_BYTES, 2 * bytes)
    ) {
      if (this.#reading.signal?.aborted === true) break;
      const part = await this.#recordsBefore(to, bytes);
      const records = part.records.filter((record) => isWanted(record)).slice(-missing);
      missing -= records.length;
      parts.unshift(records);
      to = part.from;
    }
    return { records: parts.flat(), end };
  }

  /** The records up to a position, from the first that begins within some bytes before it. */
  async #recordsBefore(to: number, bytes: number): Promise<{ records: StoredRecord[]; from: number }> {
    for (let length = bytes; ; length = Math.min(4 * length, MOST_LOOKED)) {
      const at = Math.max(0, to - length);
      const block = await this.#read(at, to - at);
      const lines = this.#lines(at);
      const start = at === 0 ? 0 : firstRecord(block, lines);
      if (start === undefined && length < MOST_LOOKED) continue;
      if (start === undefined) {
        lines.problem(0, 'long-line', TOO_LONG);
        return { records: [], from: await this.#lineStart(at, 0) };
      }
      lines.take(block.subarray(start));
      lines.end();
      return { records: lines.drain(), from: at + start };
    }
  }

  #lines(at: number): LogLines {
    const lines = new LogLines(this.#opened.path, this.#name, this.#opened.changed, this.#reading, false);
    if (at > 0) lines.learn(this.#head);
    return lines;
  }

  async #read(at: number, length: number): Promise<Buffer> {
    const block = Buffer.allocUnsafe(length);
    try {
      const { bytesRead } = await this.#opened.handle.read(block, 0, length, at);
      this.#reading.read(bytesRead);
      return block.subarray(0, bytesRead);
    } catch (error) {
      if (isLogReadError(error)) throw error;
      this.#reading.problem(failedToRead(this.#opened.path, error));
      return block.subarray(0, 0);
    }
  }

  /** The position behind the last line feed; the end of the file where there is none for long. */
  async #endOfLines(): Promise<number> {
    const { size } = this.#opened;
    const end = await this.#lineStart(size, size - LONGEST_LINE);
    return end === 0 && size > LONGEST_LINE ? size : end;
  }

  /** The position behind the last line feed before another; 0 where there is none behind a third. */
  async #lineStart(before: number, after: number): Promise<number> {
    for (let to = before; to > Math.max(0, after); ) {
      const at = Math.max(0, to - FIRST_BYTES);
      const found = (await this.#read(at, to - at)).lastIndexOf(LINE_FEED);
      if (found !== -1) return at + found + 1;
      to = at;
    }
    return 0;
  }
}

/** Where in a block, which begins anywhere, the first record begins. */
function firstRecord(block: Buffer, lines: LogLines): number | undefined {
  for (let end = block.indexOf(LINE_FEED); end !== -1; end = block.indexOf(LINE_FEED, end + 1)) {
    const start = end + 1;
    if (start >= block.length) return undefined;
    const next = block.indexOf(LINE_FEED, start);
    if (lines.begins(block.subarray(start, next === -1 ? block.length : next))) return start;
  }
  return undefined;
}
