// Chunks of whole lines, and how they become what stands in files.
import { isArrayBuffer } from 'node:util/types';
import type { LogRecordEncoder } from '../../format/format.ts';
import { attempt, type Steps } from '../system/file-system.ts';
import type { LogFile } from './log-file.ts';
import type { Loss } from './loss-notice.ts';
import type { WriterEvents } from './writer-events.ts';

/** Whole lines, written or not written as one. */
export interface Chunk {
  /** UTF-8. Nothing changes it. */
  readonly content: Uint8Array;
  /** The length of the content. */
  readonly bytes: number;
  readonly lines: number;
  readonly records: number;
  /** When its first record was taken in, by the monotonic clock. */
  readonly since: number;
  /** Whether the rotation callback logged it while it was asked. It is not asked about that one: it would log again, without end. */
  readonly isOfCallback?: boolean;
  /** Of a chunk that is the record that says how many were lost: what it says. */
  readonly notice?: Loss;
}

/** Chunks in their order, at least one. */
export type Chunks = readonly [Chunk, ...Chunk[]];

/** The bytes of a chunk, as they are to stand in a file. */
export interface EncodedChunk {
  readonly bytes: Uint8Array;
  /** To be called once they are in the file. */
  written(): void;
}

/** Turns chunks into the bytes that stand in files. */
export interface ChunkEncoding {
  /** Bytes that a file takes, at most, besides its lines: a file id, a header, a closing line. */
  readonly overhead: number;
  /** Bytes by which each line gets longer. */
  readonly bytesPerLine: number;
  /** The bytes by which a chunk makes a file grow, at most, that already has content; what ends the file is counted with it. */
  growthBy(chunk: Chunk): number;
  /** @param file the file that the chunk is to be the first of; nothing where it already has content */
  encode(chunk: Chunk, file: { readonly id: string } | undefined): EncodedChunk;
  /**
   * Looks at a file that was opened. Answers whether chunks may be added to it; where not, it is finished as it is.
   * @param isSecond whether its name is not the plain one of the exporter
   */
  enter(file: LogFile, isSecond: boolean): Steps<boolean>;
  /** Whether what ends the file is still missing in it. */
  readonly hasOpenEnd: boolean;
  /** What ends the file, where something does. */
  end(): EncodedChunk | undefined;
  /** The encoding of the side files. */
  forSideFile(): ChunkEncoding;
}

/** No chunk at all. */
export const NOTHING: Chunk = { content: new Uint8Array(0), bytes: 0, lines: 0, records: 0, since: 0 };

/**
 * The pending lines of an encoder, which it has no longer.
 * @param since when the first of their records was taken in, by the monotonic clock
 */
export function takeChunk(encoder: LogRecordEncoder, since: number): Chunk {
  const { pendingLines: lines, pendingRecords: records } = encoder;
  const content = encoder.take();
  return { content, bytes: content.length, lines, records, since };
}

/**
 * Gives the memory of a chunk back that nobody has or will have. V8 knows little of what is outside its heap: with a disk that was silent
 * dropped chunks took 100 MB until they were collected, and the collections that it made for them took as long as the logging.
 */
export function discard({ content }: Chunk): void {
  const { buffer } = content;
  // Short lines have a part of Node's pool.
  if (isArrayBuffer(buffer) && buffer.byteLength === content.byteLength) buffer.transfer(0);
}

/** The first of some chunks as one: whole lines after whole lines. */
export function joined(chunks: Chunks, count: number): Chunk {
  if (count === 1) return chunks[0];
  const first = chunks.slice(0, count);
  const content = Buffer.concat(first.map((chunk) => chunk.content));
  const sum = { content, bytes: content.length, lines: 0, records: 0, since: first[0]?.since ?? 0 };
  for (const { lines, records } of first) {
    sum.lines += lines;
    sum.records += records;
  }
  return sum;
}

/** The bytes of a chunk in a file, whose first one may look different. */
export function encodeFor(file: LogFile, chunk: Chunk, encoding: ChunkEncoding): EncodedChunk {
  return encoding.encode(chunk, file.size === 0 ? file : undefined);
}

/** Writes what ends a file. Where that fails the file is merely not known to be whole, so its error stops nothing. */
export function* endFile(
  file: LogFile,
  encoding: ChunkEncoding,
  { endFailed }: Pick<WriterEvents, 'endFailed'>,
): Steps<void> {
  const last = file.size === 0 ? undefined : encoding.end();
  if (last === undefined) return;
  const result = yield* attempt(file.appendInSteps(last.bytes));
  if ('error' in result) endFailed(result.error, file);
  else last.written();
}
