// The records of a stream, such as standard input, whatever it is compressed with.
import { HEAD_BYTES, kindOf } from './bytes/file-chunks.ts';
import { parseLogName } from './bytes/log-names.ts';
import { keptInput, unpacked } from './bytes/unpacked.ts';
import type { RecordBatches } from './log-file-records.ts';
import { LogLines } from './log-lines.ts';
import { isLogReadError } from './log-read-error.ts';
import type { ReadSettings } from './read-options.ts';
import { RecordReading, WantedRecords } from './record-reading.ts';

/**
 * All wanted records of a stream, in the order in which they stand in it, each as soon as its line is there.
 * @param stream of bytes
 * @param settings its first path is what the stream is called
 */
export function openStreamRecords(stream: AsyncIterable<Buffer>, settings: ReadSettings): WantedRecords {
  const reading = new RecordReading(settings);
  const batches = streamBatches(stream, settings.paths[0] ?? '', reading);
  return new WantedRecords(batches, settings, settings.limit, () => reading.tellProgress());
}

async function* streamBatches(stream: AsyncIterable<Buffer>, name: string, reading: RecordReading): RecordBatches {
  const lines = new LogLines(name, parseLogName(name), Date.now(), reading);
  try {
    for await (const chunk of plainBytes(counted(stream, reading))) {
      lines.take(chunk);
      if (lines.isNoLog) return;
      const records = lines.drain();
      if (records.length > 0) yield records;
    }
    lines.end();
  } catch (error) {
    if (isLogReadError(error)) throw error;
    lines.failed(error);
    lines.end(false);
  }
  const rest = lines.drain();
  if (rest.length > 0) yield rest;
}

/** The bytes of a stream, decompressed where its first ones are those of an archive. */
export async function* plainBytes(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const chunks = stream[Symbol.asyncIterator]();
  try {
    const head = await headOf(chunks);
    const all = followedBy(head, chunks);
    const kind = kindOf(head);
    if (kind === 'plain') yield* all;
    else if (kind === 'framed-zstd') throw new Error("the collector's messages of zstd are read from files alone");
    else yield* unpacked(keptInput(all), kind);
  } finally {
    // Who has enough with the first chunk leaves it open.
    await chunks.return?.();
  }
}

async function* counted(stream: AsyncIterable<Buffer>, reading: RecordReading): AsyncGenerator<Buffer> {
  for await (const chunk of stream) {
    reading.read(chunk.length);
    yield chunk;
  }
}

/** The first chunks, as many as it takes to see what they are. */
async function headOf(chunks: AsyncIterator<Buffer>): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < HEAD_BYTES) {
    const { value, done } = await chunks.next();
    if (done === true) break;
    head = Buffer.concat([head, value]);
  }
  return head;
}

async function* followedBy(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  yield* { [Symbol.asyncIterator]: () => rest };
}
