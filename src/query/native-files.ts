// Which files DuckDB reads as they lie there, and finds in them what our reader finds: each line of each file is looked at.
import { isUtf8 } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import { codecOfFile } from '../archive/codecs.ts';
import { openGivenFile } from '../file/system/given-file.ts';
import { archiveChunks, fileKind, plainChunks } from '../read/bytes/file-chunks.ts';
import { LineSplitter } from '../read/bytes/line-splitter.ts';

/** Files by who reads them. */
export interface SortedFiles {
  /** OTLP/JSON, plain or in an archive that DuckDB knows, from the first line to the last. */
  readonly native: readonly string[];
  /** All else: other formats and archives, and what is damaged. */
  readonly others: readonly string[];
  /** The longest line of the native ones, in bytes. */
  readonly longestLine: number;
}

/** Options of {@link sortOut}. */
export interface SortOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with how many more bytes of the files were read. */
  readonly onBytes?: (bytes: number) => void;
}

/** How many files are looked at at once. */
const AT_ONCE = 4;
const FIRST = Buffer.from('{"resourceLogs":[');
const LAST = 0x7d;

/** Sorts files out. A file is looked at up to the first line that is not as DuckDB wants it. */
export async function sortOut(paths: readonly string[], options: SortOptions = {}): Promise<SortedFiles> {
  const longest = new Array<number | undefined>(paths.length);
  let next = 0;
  const look = async (): Promise<void> => {
    for (let index = next++; index < paths.length; index = next++) {
      options.signal?.throwIfAborted();
      longest[index] = await longestLineOf(paths[index] as string, options);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, look));
  options.signal?.throwIfAborted();
  return {
    native: paths.filter((_, index) => longest[index] !== undefined),
    others: paths.filter((_, index) => longest[index] === undefined),
    longestLine: longest.reduce<number>((most, length = 0) => Math.max(most, length), 0),
  };
}

/** The longest line of a file; nothing where it is not for DuckDB, or cannot be read: whoever reads it next says why. */
async function longestLineOf(path: string, { signal, onBytes }: SortOptions): Promise<number | undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await openGivenFile(path);
    const chunks = await chunksOf(handle, path, (bytes) => onBytes?.(bytes));
    if (chunks === undefined) return undefined;
    let longest = 0;
    let isNative = true;
    const lines = new LineSplitter(
      (chunk, start, end) => {
        longest = Math.max(longest, end - start);
        isNative &&= start === end || isNativeLine(chunk.subarray(start, end));
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
    return isNative ? longest : undefined;
  } catch {
    return undefined;
  } finally {
    await handle?.close();
  }
}

/** Cheap, and enough for all but damage within a line, and what stands behind the resources: DuckDB finds those itself. */
function isNativeLine(line: Buffer): boolean {
  const isOtlp = line.length >= FIRST.length && FIRST.compare(line, 0, FIRST.length) === 0 && line.at(-1) === LAST;
  return isOtlp && isUtf8(line) && !OLDER.some((name) => line.includes(name));
}

/** What OTLP had before 0.15, and names of the enumeration in the place of numbers: our reader knows them, the macros do not. */
const OLDER: readonly Buffer[] = ['instrumentationLibraryLogs', 'SEVERITY_NUMBER_'].map((name) => Buffer.from(name));

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
