// Reads a log file to its end, decompressed, and says where and why that was not possible.
import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { codecOfFile } from '../archive/codecs.ts';
import { openGivenFile } from '../file/system/given-file.ts';
import { isErrno, messageOf } from '../foreign/shape.ts';
import { archiveChunks, fileKind } from '../read/bytes/file-chunks.ts';
import { encodingOf } from '../read/bytes/file-encoding.ts';

/** Why a file could not be read to its end. */
export interface ReadFailure {
  readonly kind: 'unreadable' | 'cut-archive' | 'damaged-archive' | 'gone';
  readonly message: string;
}

const READ_BYTES = 256 * 1024;

/**
 * Gives the decompressed bytes of a file to `take`.
 * @param onBytes called with how many bytes of the file itself were read
 * @param onMisnamed called where an archive is of another kind than its name says
 * @returns why it could not be read to its end, where it could not
 */
export async function readLogFile(
  path: string,
  take: (chunks: AsyncIterable<Uint8Array>) => Promise<void>,
  onBytes: (bytes: number) => void,
  onMisnamed: (message: string) => void,
): Promise<ReadFailure | undefined> {
  let handle: FileHandle;
  try {
    handle = await openGivenFile(path);
  } catch (error) {
    return { kind: isErrno(error, 'ENOENT') ? 'gone' : 'unreadable', message: messageOf(error) };
  }
  const codec = codecOfFile(path);
  let isArchive = codec !== undefined;
  async function* counted(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      onBytes(chunk.length);
      yield chunk;
    }
  }
  try {
    const kind = await fileKind(handle);
    if (kind !== 'plain' && kind !== codec) {
      // As readers take it, whatever its name.
      const found = kind === 'framed-zstd' ? 'zstd' : kind.name;
      if (codec !== undefined && codec.name !== found) onMisnamed(`named as ${codec.name}, and is ${found}`);
      isArchive = true;
      await pipeline(archiveChunks(handle, kind, { onRead: onBytes }), inUtf8, take);
      return undefined;
    }
    const source = handle.createReadStream({ highWaterMark: READ_BYTES, autoClose: false });
    if (codec === undefined) await pipeline(source, counted, inUtf8, take);
    else await pipeline(source, counted, codec.createDecompressor(), inUtf8, take);
    return undefined;
  } catch (error) {
    if (isArchive && !isSystemError(error)) return archiveFailure(error);
    return { kind: 'unreadable', message: messageOf(error) };
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
