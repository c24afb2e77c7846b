// One open log file as batches of records, in the order of its lines.
import { codecOfFile } from '../archive/codecs.ts';
import { archiveChunks, type FileKind, fileKind, plainChunks } from './bytes/file-chunks.ts';
import type { LogName } from './bytes/log-names.ts';
import { type FileReading, LogLines } from './log-lines.ts';
import { isLogReadError } from './log-read-error.ts';
import type { OpenedLog } from './open-log.ts';
import type { StoredRecord } from './record/stored-record.ts';

/** Batches of records. */
export type RecordBatches = AsyncGenerator<readonly StoredRecord[], void, undefined>;

/**
 * A plain file, which may grow, read from a position on.
 */
export class PlainLog {
  readonly opened: OpenedLog;
  /** Its first bytes, as far as they were read before it was followed. */
  readonly head: Buffer;
  readonly #reading: FileReading;
  readonly #name: LogName;
  #lines: LogLines;
  #offset: number;

  /**
   * @param from where reading begins, which is the start of a line
   * @param head the first bytes of the file, where it does not begin with them
   */
  constructor(opened: OpenedLog, name: LogName, reading: FileReading, from = 0, head?: Buffer) {
    this.opened = opened;
    this.head = head ?? Buffer.alloc(0);
    this.#name = name;
    this.#reading = reading;
    this.#lines = new LogLines(opened.path, name, opened.changed, reading, from === 0);
    if (from > 0 && head !== undefined) this.#lines.learn(head);
    this.#offset = from;
  }

  /** Up to where the file was read. */
  get offset(): number {
    return this.#offset;
  }

  get lines(): LogLines {
    return this.#lines;
  }

  /** Begins again at the start of the file: it was truncated. */
  restart(): void {
    this.#lines = new LogLines(this.opened.path, this.#name, this.opened.changed, this.#reading);
    this.#offset = 0;
  }

  /** Reads on to a position. */
  async *batches(to: number): RecordBatches {
    const lines = this.#lines;
    try {
      const onRead = (bytes: number) => {
        this.#offset += bytes;
        this.#reading.read(bytes);
      };
      for await (const chunk of plainChunks(this.opened.handle, this.#offset, () => to, { onRead })) {
        yield* batchesOf(chunk, lines);
        if (lines.isNoLog || this.#reading.signal?.aborted === true) return;
      }
    } catch (error) {
      if (isLogReadError(error)) throw error;
      lines.failed(error);
    }
  }

  /** Gives out what is left once nothing is to come any more. */
  end(): StoredRecord[] {
    this.#lines.end();
    return this.#lines.drain();
  }
}

/** The records of a chunk, some lines at a time. */
function* batchesOf(chunk: Buffer, lines: LogLines): Generator<StoredRecord[], void, undefined> {
  const bytes = lines.begin(chunk);
  for (let at = 0; at < bytes.length; ) {
    at = lines.takeSome(bytes, at);
    const records = lines.drain();
    if (records.length > 0) yield records;
  }
}

/**
 * All records of an open file.
 * @param closes whether it is closed at the end
 */
export async function* logFileRecords(
  opened: OpenedLog,
  name: LogName,
  reading: FileReading,
  closes = true,
): RecordBatches {
  reading.atOnce = (reading.atOnce ?? 0) + 1;
  try {
    const kind = await fileKind(opened.handle);
    checkName(opened, kind, reading);
    if (kind === 'plain') {
      const file = new PlainLog(opened, name, reading);
      yield* file.batches(opened.size);
      const rest = file.end();
      if (rest.length > 0) yield rest;
    } else yield* archiveRecords(opened, kind, name, reading);
  } finally {
    reading.atOnce--;
    if (closes) await opened.handle.close();
  }
}

/** Reports a file whose name says that it is an archive, and that is none of that kind. It is read as what it is. */
export function checkName({ path, size }: OpenedLog, kind: FileKind, reading: FileReading): void {
  const named = codecOfFile(path)?.name;
  const found = kind === 'framed-zstd' ? 'zstd' : kind === 'plain' ? undefined : kind.name;
  if (named === undefined || found === named) return;
  const message =
    found !== undefined
      ? `named as ${named}, and is ${found}`
      : size === 0
        ? `named as ${named}, and empty: nothing of the archive was written`
        : `named as ${named}, and is no archive: it is read as it is`;
  reading.problem({ file: path, line: 0, kind: 'archive', message });
}

async function* archiveRecords(
  opened: OpenedLog,
  kind: Exclude<FileKind, 'plain'>,
  name: LogName,
  reading: FileReading,
): RecordBatches {
  const lines = new LogLines(opened.path, name, opened.changed, reading);
  let isWhole = false;
  try {
    for await (const chunk of archiveChunks(opened.handle, kind, { onRead: (bytes) => reading.read(bytes) })) {
      yield* batchesOf(chunk, lines);
      if (lines.isNoLog || reading.signal?.aborted === true) return;
    }
    isWhole = true;
  } catch (error) {
    if (isLogReadError(error)) throw error;
    lines.failed(error);
  }
  // The line in which an archive was cut is no record, and that is said already.
  lines.end(isWhole);
  const rest = lines.drain();
  if (rest.length > 0) yield rest;
}
