// Which files DuckDB reads as they lie there, and finds in them what our reader finds: each line of each file is looked at.
import { isUtf8 } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import { codecOfFile } from '../archive/codecs.ts';
import { openGivenFile } from '../file/system/given-file.ts';
import { archiveChunks, fileKind, plainChunks } from '../read/bytes/file-chunks.ts';
import { LineSplitter } from '../read/bytes/line-splitter.ts';
import { NativeLines } from './native-line.ts';

/** Files by who reads them. */
export interface SortedFiles {
  /** OTLP/JSON, plain or in an archive that DuckDB knows, from the first line to the last. */
  readonly native: readonly string[];
  /** All else: other formats and archives, and what is damaged. */
  readonly others: readonly string[];
  /** The longest line of the native ones, in bytes. */
  readonly longestLine: number;
  /** How many records of the native ones have times that DuckDB has not: `NULL` stands for them. */
  readonly timesBeyond: number;
}

/** Options of {@link sortOut}. */
export interface SortOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with how many more bytes of the files were read. */
  readonly onBytes?: (bytes: number) => void;
}

/** How many files are looked at at once. */
const AT_ONCE = 4;

/** Sorts files out. A file is looked at up to the first line that is not as DuckDB wants it. */
export async function sortOut(paths: readonly string[], options: SortOptions = {}): Promise<SortedFiles> {
  const looks = new Array<NativeFile | undefined>(paths.length);
  let next = 0;
  const look = async (): Promise<void> => {
    for (let index = next++; index < paths.length; index = next++) {
      options.signal?.throwIfAborted();
      looks[index] = await lookAt(paths[index] as string, options);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, look));
  options.signal?.throwIfAborted();
  return {
    native: paths.filter((_, index) => looks[index] !== undefined),
    others: paths.filter((_, index) => looks[index] === undefined),
    longestLine: looks.reduce((most, look) => Math.max(most, look?.longestLine ?? 0), 0),
    timesBeyond: looks.reduce((sum, look) => sum + (look?.timesBeyond ?? 0), 0),
  };
}

type NativeFile = Pick<SortedFiles, 'longestLine' | 'timesBeyond'>;

/** What is in a file for DuckDB; nothing where it is not for it, or cannot be read: whoever reads it next says why. */
async function lookAt(path: string, { signal, onBytes }: SortOptions): Promise<NativeFile | undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await openGivenFile(path);
    const chunks = await chunksOf(handle, path, (bytes) => onBytes?.(bytes));
    if (chunks === undefined) return undefined;
    const native = new NativeLines();
    let longestLine = 0;
    let timesBeyond = 0;
    let isNative = true;
    const lines = new LineSplitter(
      (chunk, start, end) => {
        longestLine = Math.max(longestLine, end - start);
        if (!isNative || start === end) return;
        const line = chunk.subarray(start, end);
        const beyond = isUtf8(line) ? native.look(line) : undefined;
        isNative = beyond !== undefined;
        timesBeyond += beyond ?? 0;
      },
      () => {
        isNative = false;
      },
    );
    for await (const chunk of chunks) {
      signal?.throwIfAborted();
      lines.take(chunk);
      if (!isNative) return undefined;
    }
    lines.end();
    return isNative ? { longestLine, timesBeyond } : undefined;
  } catch {
    return undefined;
  } finally {
    await handle?.close();
  }
}

/** The bytes of a file, decompressed; nothing where DuckDB, which goes by the name, would not decompress it, or do so in another way. */
async function chunksOf(
  handle: FileHandle,
  path: string,
  onRead: (bytes: number) => void,
): Promise<AsyncGenerator<Buffer> | undefined> {
  const kind = await fileKind(handle);
  const named = codecOfFile(path);
  if (kind === 'plain') {
    const { size } = await handle.stat();
    return named === undefined ? plainChunks(handle, 0, () => size, { onRead }) : undefined;
  }
  const isKnown = kind !== 'framed-zstd' && kind === named && (kind.name === 'gzip' || kind.name === 'zstd');
  return isKnown ? archiveChunks(handle, kind, { onRead }) : undefined;
}
