// Reads a log file to its end, decompressed, and says where and why that was not possible.
import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { codecOfFile } from '../archive/codecs.ts';
import { openGivenFile } from '../file/system/given-file.ts';
import { isErrno, messageOf } from '../foreign/shape.ts';

/** Why a file could not be read to its end. */
export interface ReadFailure {
  readonly kind: 'unreadable' | 'cut-archive' | 'damaged-archive' | 'gone';
  readonly message: string;
}

const READ_BYTES = 256 * 1024;

/**
 * Gives the decompressed bytes of a file to `take`.
 * @param onBytes called with how many bytes of the file itself were read
 * @returns why it could not be read to its end, where it could not
 */
export async function readLogFile(
  path: string,
  take: (chunks: AsyncIterable<Uint8Array>) => Promise<void>,
  onBytes: (bytes: number) => void,
): Promise<ReadFailure | undefined> {
  let handle: FileHandle;
  try {
    handle = await openGivenFile(path);
  } catch (error) {
    return { kind: isErrno(error, 'ENOENT') ? 'gone' : 'unreadable', message: messageOf(error) };
  }
  const codec = codecOfFile(path);
  const source = handle.createReadStream({ highWaterMark: READ_BYTES });
  async function* counted(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      onBytes(chunk.length);
      yield chunk;
    }
  }
  try {
    if (codec === undefined) await pipeline(source, counted, take);
    else await pipeline(source, counted, codec.createDecompressor(), take);
    return undefined;
  } catch (error) {
    if (codec !== undefined && !isSystemError(error)) return archiveFailure(error);
    return { kind: 'unreadable', message: messageOf(error) };
  }
}

function archiveFailure(error: unknown): ReadFailure {
  const message = messageOf(error);
  const isCut = isErrno(error, 'Z_BUF_ERROR') || message.endsWith('unexpected end of file');
  return isCut
    ? { kind: 'cut-archive', message: `the archive ends too early (${message})` }
    : { kind: 'damaged-archive', message: `the archive is damaged (${message})` };
}

/** Of the operating system, not of a codec. */
function isSystemError(error: unknown): boolean {
  return typeof (error as Partial<NodeJS.ErrnoException>).syscall === 'string';
}
