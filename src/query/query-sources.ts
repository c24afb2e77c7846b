// The files that a query reads: OTLP/JSON as it lies there, all else as OTLP/JSON in a temporary directory.
import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { codecNamed, codecOfFile } from '../archive/codecs.ts';
import { openGivenFile } from '../file/system/given-file.ts';
import type { LogRecordFormat } from '../format/format.ts';
import { otlpJson } from '../format/otlp-json.ts';
import { readLogRecords } from '../read/read-log-records.ts';
import type { ReadProblem } from '../read/read-options.ts';

/** Options of {@link prepareSources}. */
export interface PrepareOptions {
  readonly signal?: AbortSignal;
  /** Called with what could not be read, of files that DuckDB does not read itself. */
  readonly onProblem?: (problem: ReadProblem) => void;
  /** Opens a file that DuckDB does not read itself. Default: `readLogRecords` */
  readonly open?: ((path: string) => Promise<AsyncIterable<ReadableLogRecord>>) | undefined;
  /** Called with bytes done and bytes in all, of the files that are made. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Enough for the first words of a line, in which the format shows. */
const HEAD_BYTES = 64 * 1024;
/** What is gathered before it is written. */
const BLOCK_BYTES = 256 * 1024;
const NATIVE = /^\s*\{\s*"resourceLogs"\s*:/;

/**
 * Has all files as OTLP/JSON. Those of other formats and of archives that DuckDB cannot read are written anew, compressed.
 * @param temporary an empty directory that only this user may look into
 * @returns the paths of those that DuckDB reads as they lie there, and of those that were made
 */
export async function prepareSources(
  paths: readonly string[],
  temporary: string,
  options: PrepareOptions = {},
): Promise<{ native: string[]; made: string[] }> {
  const { native, others } = await sortOut(paths);
  return { native, made: await convertAll(others, temporary, options) };
}

/** Which files DuckDB reads as they are, and which it does not. */
export async function sortOut(paths: readonly string[]): Promise<{ native: string[]; others: string[] }> {
  const native: string[] = [];
  const others: string[] = [];
  for (const path of paths) ((await isNative(path)) ? native : others).push(path);
  return { native, others };
}

/** Whether DuckDB reads a file as the macros want it: OTLP/JSON, plain or in an archive that it knows. */
async function isNative(path: string): Promise<boolean> {
  const codec = codecOfFile(path);
  if (codec?.name === 'bz2' || codec?.name === 'zip') return false;
  return NATIVE.test(await headOf(path));
}

/** The first bytes of a file, decompressed, as text; nothing of one that cannot be read: whoever reads it next says why. */
async function headOf(path: string): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    const handle = await openGivenFile(path);
    const decompressor = codecOfFile(path)?.createDecompressor();
    const source = handle.createReadStream({ highWaterMark: HEAD_BYTES });
    const take = async (chunks: AsyncIterable<Uint8Array>): Promise<void> => {
      for await (const chunk of chunks) {
        parts.push(chunk);
        length += chunk.length;
        if (length >= HEAD_BYTES) return;
      }
    };
    await (decompressor === undefined ? pipeline(source, take) : pipeline(source, decompressor, take));
  } catch {
    // What was read until there may be enough.
  }
  return Buffer.concat(parts).toString('utf8', 0, HEAD_BYTES);
}

async function convertAll(paths: readonly string[], temporary: string, options: PrepareOptions): Promise<string[]> {
  // Standard input has no size.
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path).catch(() => undefined))?.size ?? 0));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const made: string[] = [];
  let done = 0;
  for (const [number, path] of paths.entries()) {
    const target = join(temporary, `${number}.jsonl.zst`);
    const before = done;
    const reading = {
      signal: options.signal,
      onProblem: options.onProblem,
      onProgress: ({ bytes }: { readonly bytes: number }) => options.onProgress?.(before + bytes, total),
    };
    const records = options.open === undefined ? readLogRecords(path, reading) : await options.open(path);
    const zstd = codecNamed('zstd').createCompressor({ name: `${number}.jsonl`, modified: new Date(0) });
    const archive = createWriteStream(target, { flags: 'wx', mode: 0o600 });
    await pipeline(Readable.from(linesOf(records, otlpJson()), { objectMode: false }), zstd, archive);
    made.push(target);
    done += sizes[number] ?? 0;
  }
  return made;
}

/** The records of an iterable as lines of a format, in blocks. */
export async function* linesOf(
  records: AsyncIterable<ReadableLogRecord>,
  format: LogRecordFormat,
): AsyncGenerator<Uint8Array> {
  const encoder = format.createEncoder();
  for await (const record of records) {
    encoder.stage(record);
    encoder.commit();
    if (encoder.pendingBytes >= BLOCK_BYTES) yield encoder.take();
  }
  if (encoder.pendingBytes > 0) yield encoder.take();
}
