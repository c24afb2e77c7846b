// The bytes of one log file, chunk by chunk -> its records.

import { encodingOf, textOf } from './bytes/file-encoding.ts';
import { LineSplitter, type OnLine, TOO_LONG } from './bytes/line-splitter.ts';
import type { LogName } from './bytes/log-names.ts';
import type { LineFilter, LineSearch } from './line-filter.ts';
import { failedToRead } from './read-failure.ts';
import type { ReadProblem, ReadProblemKind } from './read-options.ts';
import { LineParser, zerosMessage } from './record/line-parser.ts';
import type { StoredRecord } from './record/stored-record.ts';

/** What all files of a reading share. */
export interface FileReading {
  problem(problem: ReadProblem): void;
  /** Once it is aborted, files are read no further. */
  readonly signal?: AbortSignal | undefined;
  /** How many files are read at once. */
  atOnce?: number;
  /** Gets how many more bytes of files were read. */
  read(bytes: number): void;
  /** Gets the size of a file that is to be read. */
  expect(bytes: number): void;
  /** Whether one of some lines of JSON or logfmt may be wanted, by their bytes: what it says no to is not even parsed. */
  readonly lineFilter?: LineFilter | undefined;
  /** Whether each record is done with when the next one is asked for, and is not kept. */
  readonly isPassing?: boolean | undefined;
  /** Gets a line of text between those of JSON, which is a record. */
  plainLine(): void;
  /** Gets how many bytes come of a file, decompressed. */
  readonly onPlainBytes?: ((file: string, bytes: number) => void) | undefined;
}

/** How many bytes of a line that is cut may be too few to say what it is. */
const MOST_CUT = 32 * 1024;
const LINE_FEED = 0x0a;

/**
 * Bytes, and the rest of the line in which they end, whose records are there at once: of all files that are merged, and of each of them. Of
 * 16 KiB of each of 20 archives V8 makes old objects, which wait longer: a report of them took 10 MB more. With 4 KiB at a time `cat` of one
 * file takes a tenth more CPU time.
 */
const PARSED_OF_ALL = 64 * 1024;
const LEAST_PARSED = 4 * 1024;
const MOST_PARSED = 16 * 1024;
const NONE = Buffer.alloc(0);

/** How many broken lines of a file are reported one by one. */
const MOST_BROKEN = 1000;

/** Reads the lines of one file. Chunks may be used again after {@link take}. */
export class LogLines {
  readonly #file: string;
  readonly #reading: FileReading;
  readonly #parser: LineParser;
  readonly #splitter: LineSplitter;
  #records: StoredRecord[] = [];
  #decoder: InstanceType<typeof TextDecoder> | undefined;
  #isStarted = false;
  #isNoLog = false;
  /** In front of all text. */
  #zeros = 0;
  #broken = 0;
  /** The bytes that are looked through for wanted lines, and whether such a line is being taken. */
  #searched: Buffer | undefined;
  #search: LineSearch | undefined;
  #isSought = false;

  /**
   * @param changed when the file was changed last, in milliseconds since the epoch
   * @param isNumbered whether reading begins at the first line, so that the numbers of lines are known
   */
  constructor(file: string, name: LogName, changed: number, reading: FileReading, isNumbered = true) {
    this.#file = file;
    this.#reading = reading;
    const parser = new LineParser(
      file,
      name.isJson,
      {
        record: (record, isPlain) => {
          this.#records.push(record);
          if (isPlain) reading.plainLine();
        },
        broken: (line, reason) => this.#reportBroken(line, reason),
      },
      reading.isPassing,
      changed,
    );
    this.#parser = parser;
    const { lineFilter } = reading;
    const onLine: OnLine = (bytes, start, end, counted) => {
      const isLookedAt = lineFilter !== undefined && !parser.needsAll && !this.#isSought;
      if (isLookedAt && lineFilter.in(bytes.subarray(start, end)).next(0) === -1) return;
      const number = isNumbered ? counted : 0;
      if (!parser.takeAlike(bytes, start, end, number)) parser.line(textOf(bytes, start, end), number);
    };
    this.#splitter = new LineSplitter(onLine, (number) => this.problem(isNumbered ? number : 0, 'long-line', TOO_LONG));
  }

  /** Learns from the first lines of the file what it is, where reading begins further behind. */
  learn(head: Buffer): void {
    const { encoding, markBytes, zeros } = encodingOf(head);
    if (zeros === head.length) return;
    const end = head.lastIndexOf(LINE_FEED) + 1;
    const start = markBytes + zeros;
    const lines = textOf(head.subarray(start, end)).split('\n');
    // It is cut, and says what it is where it is long, or alone.
    if (end === 0 || head.length - end > MOST_CUT) lines.push(textOf(head.subarray(Math.max(end, start))));
    this.#parser.learn(lines.map((line) => line.replace(/\r$/, '')));
    this.#isStarted = true;
    // It was told where the first lines were read.
    this.#isNoLog = encoding === 'binary';
  }

  /** Whether a record begins with a line. */
  begins(line: Buffer): boolean {
    return this.#parser.begins(textOf(line));
  }

  /** Whether nothing of the file can be a record. */
  get isNoLog(): boolean {
    return this.#isNoLog;
  }

  /** The number of the last line that had an end. */
  get line(): number {
    return this.#splitter.number;
  }

  /** How many bytes of a line wait for its end. */
  get restBytes(): number {
    return this.#splitter.restBytes;
  }

  /** Takes the next bytes of the file. */
  take(chunk: Buffer): void {
    const bytes = this.begin(chunk);
    for (let at = 0; at < bytes.length; ) at = this.takeSome(bytes, at);
  }

  /** Gets the next bytes of the file. Gives them as they are to be taken by {@link takeSome}: in UTF-8, and none of what is no log. */
  begin(chunk: Buffer): Buffer {
    this.#searched = undefined;
    this.#reading.onPlainBytes?.(this.#file, chunk.length);
    let bytes = chunk;
    if (!this.#isStarted) {
      const { encoding, markBytes, zeros } = encodingOf(chunk);
      this.#zeros += zeros;
      if (zeros === chunk.length) return NONE;
      this.#isStarted = true;
      bytes = chunk.subarray(markBytes + zeros);
      if (encoding === 'binary') this.#refuse();
      else if (encoding !== 'utf-8') this.#decoder = new TextDecoder(encoding);
      else if (this.#zeros > 0) this.#reportBroken(this.line + 1, zerosMessage(this.#zeros));
    }
    if (this.#isNoLog) return NONE;
    return this.#decoder === undefined ? bytes : Buffer.from(this.#decoder.decode(bytes, { stream: true }));
  }

  /**
   * Takes some of the bytes from an index on: whole lines, and so few that all their records may be there at once.
   * @returns the index behind them
   */
  takeSome(bytes: Buffer, from: number): number {
    const { lineFilter } = this.#reading;
    if (lineFilter === undefined || this.#parser.needsAll) {
      const end = endOfLine(bytes, from + this.#mostParsed - 1);
      this.#splitter.take(bytes.subarray(from, end));
      return end;
    }
    if (this.#splitter.isWithinLine) {
      const end = endOfLine(bytes, from);
      this.#splitter.take(bytes.subarray(from, end));
      return end;
    }
    // One look at many lines takes less than one at each of them.
    const search = bytes === this.#searched ? this.#search : lineFilter.in(bytes);
    this.#searched = bytes;
    this.#search = search;
    return this.#takeSought(bytes, from, search as LineSearch);
  }

  #takeSought(bytes: Buffer, from: number, search: LineSearch): number {
    const most = this.#mostParsed;
    let at = from;
    for (let parsed = 0; at < bytes.length && parsed < most; ) {
      const found = search.next(at);
      const start = found === -1 ? bytes.lastIndexOf(LINE_FEED) + 1 : bytes.lastIndexOf(LINE_FEED, found) + 1;
      if (start > at) this.#splitter.passOver(bytes, at, start);
      at = Math.max(at, start);
      // What has no end yet is looked at when it has one.
      const end = found === -1 ? bytes.length : endOfLine(bytes, found);
      this.#isSought = found !== -1;
      if (end > at) this.#splitter.take(bytes.subarray(at, end));
      this.#isSought = false;
      parsed += end - at;
      at = end;
    }
    return at;
  }

  get #mostParsed(): number {
    return Math.max(LEAST_PARSED, Math.min(MOST_PARSED, Math.floor(PARSED_OF_ALL / (this.#reading.atOnce ?? 1))));
  }

  /**
   * Gives out a last line without an end, and what waited for lines below it.
   * @param isWhole whether that line is given out: that in which an archive was cut is no record
   */
  end(isWhole = true): void {
    if (!this.#isStarted && this.#zeros > 0) this.#refuse();
    if (isWhole) this.#splitter.end();
    this.#parser.end();
    if (this.#broken > MOST_BROKEN) this.problem(0, 'line', `${this.#broken - MOST_BROKEN} more lines are no records`);
  }

  /** Gives out what waits for lines below it, where none may come for long. */
  pause(): void {
    this.#parser.pause();
  }

  /** The records since the last call. */
  drain(): StoredRecord[] {
    const records = this.#records;
    if (records.length > 0) this.#records = [];
    return records;
  }

  /** Reports what is wrong with the file. */
  problem(line: number, kind: ReadProblemKind, message: string): void {
    this.#reading.problem({ file: this.#file, line, kind, message });
  }

  /** Reports what ended the reading of the file. */
  failed(error: unknown): void {
    this.#reading.problem(failedToRead(this.#file, error, this.line));
  }

  #reportBroken(line: number, reason: string): void {
    if (++this.#broken <= MOST_BROKEN) this.problem(line, 'line', reason);
  }

  #refuse(): void {
    this.#isNoLog = true;
    this.problem(0, 'no-log', 'it holds other bytes than text');
  }
}

/** Behind the line in which an index lies. */
function endOfLine(bytes: Buffer, at: number): number {
  return bytes.indexOf(LINE_FEED, at) + 1 || bytes.length;
}
