// Reads a log file to its end, decompressed, and says where and why that was not possible.
import type { FileHandle } from 'node:fs/promises';
import { type ArchiveFault, isArchiveError } from '../archive/archive-error.ts';
import { codecOfFile } from '../archive/codecs.ts';
import { openGivenFile } from '../file/system/given-file.ts';
import { isErrno, messageOf } from '../foreign/shape.ts';
import { kindOfLog } from '../integrity/verify/kind-of-log.ts';
import { fileChunks } from '../read/bytes/file-chunks.ts';
import { encodingOf } from '../read/bytes/file-encoding.ts';

/** Why a file could not be read to its end. */
export interface ReadFailure {
  readonly kind: 'unreadable' | 'cut-archive' | 'damaged-archive' | 'gone';
  readonly message: string;
}

const KINDS: Readonly<Record<ArchiveFault, ReadFailure['kind']>> = {
  cut: 'cut-archive',
  damaged: 'damaged-archive',
  longer: 'damaged-archive',
  unsupported: 'unreadable',
};

/** How a log file is read. */
export interface LogFileReading {
  /** Called with how many bytes of the file itself were read. */
  onBytes(bytes: number): void;
  /** Called where a file is no archive of the kind that its name says. */
  onMisnamed(message: string): void;
  /** Ends the reading; it rejects then. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Gives the bytes of a file to `take`, decompressed as readers do: by what it holds.
 * @returns why it could not be read to its end, where it could not
 */
export async function readLogFile(
  path: string,
  take: (chunks: AsyncIterable<Uint8Array>) => Promise<void>,
  { onBytes, onMisnamed, signal }: LogFileReading,
): Promise<ReadFailure | undefined> {
  let handle: FileHandle;
  try {
    handle = await openGivenFile(path);
  } catch (error) {
    return { kind: isErrno(error, 'ENOENT') ? 'gone' : 'unreadable', message: messageOf(error) };
  }
  const named = codecOfFile(path)?.name;
  try {
    const kind = await kindOfLog(path, handle);
    const found = kind === 'framed-zstd' ? 'zstd' : kind === 'plain' ? 'no archive' : kind.name;
    if (named !== undefined && named !== found) onMisnamed(`named as ${named}, and is ${found}`);
    await take(inUtf8(fileChunks(handle, kind, { onRead: onBytes, signal })));
    return undefined;
  } catch (error) {
    signal?.throwIfAborted();
    if (!isArchiveError(error)) return { kind: 'unreadable', message: messageOf(error) };
    return { kind: KINDS[error.fault], message: error.wrong };
  } finally {
    await handle.close();
  }
}

/** Lines in UTF-16 in UTF-8, and without a byte order mark, as readers take them. */
async function* inUtf8(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let isFirst = true;
  for await (const chunk of chunks) {
    let bytes = chunk;
    if (isFirst) {
      isFirst = false;
      const { encoding, markBytes } = encodingOf(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
      bytes = chunk.subarray(markBytes);
      if (encoding === 'utf-16le' || encoding === 'utf-16be') decoder = new TextDecoder(encoding);
    }
    yield decoder === undefined ? bytes : Buffer.from(decoder.decode(bytes, { stream: true }));
  }
  if (decoder !== undefined) yield Buffer.from(decoder.decode());
}
