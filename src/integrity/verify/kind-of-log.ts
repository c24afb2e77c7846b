// What a log file holds, for who checks it: as all readers take it, unless nothing of what its name says can be in it.
import type { FileHandle } from 'node:fs/promises';
import { ArchiveError } from '../../archive/archive-error.ts';
import { codecOfFile } from '../../archive/codecs.ts';
import { type FileKind, fileKind, HEAD_BYTES } from '../../read/bytes/file-chunks.ts';

/** Bytes by which lines of text are told from an archive whose beginning is damaged, or of which there is no more than that. */
const PROBED_BYTES = 4096;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what no text has
const NO_TEXT = /[\x00-\x08\x0e-\x1f]/;
/** A line that has an end, or one of JSON, which may be long. */
const LINE = /^\{|\n/;

/**
 * What a file is, by what it holds. Lines of text under the name of an archive are lines of text.
 * @throws ArchiveError where it has the name of an archive, and holds neither one nor lines
 */
export async function kindOfLog(path: string, handle: FileHandle): Promise<FileKind> {
  const kind = await fileKind(handle);
  const named = codecOfFile(path);
  if (kind !== 'plain' || named === undefined) return kind;
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(PROBED_BYTES), 0, PROBED_BYTES, 0);
  const head = buffer.toString('latin1', 0, bytesRead);
  if (LINE.test(head) && !NO_TEXT.test(head)) return kind;
  if (bytesRead < HEAD_BYTES) throw new ArchiveError(named.name, 'cut', 0);
  throw new ArchiveError(named.name, 'damaged', 0, 'it does not begin as one');
}
