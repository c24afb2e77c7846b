// What a compression codec offers: a stream that compresses one file, and one that reads it back.
import type { Duplex } from 'node:stream';

/** The file that goes into an archive. */
export interface ArchiveEntry {
  /** The file's base name, kept by containers that have room for it (zip, gzip). */
  readonly name: string;
  /** The file's size in bytes, by which a format refuses what it has no room for. Nothing where it is not known before. */
  readonly size?: number | undefined;
  /** The time of the file's last change. */
  readonly modified: Date;
}

/** The names of the built-in codecs. */
export type CodecName = 'gzip' | 'zstd' | 'bz2' | 'zip';

/** The whole numbers by which a codec trades time for size. */
export interface CompressionLevels {
  readonly least: number;
  readonly most: number;
  /** The one where nobody asks for another. */
  readonly usual: number;
}

/** A compression codec. Its streams work off the event loop and in bounded memory. */
export interface Codec {
  readonly name: CodecName;
  /** What the archive's name ends in, with its dot. */
  readonly suffix: '.gz' | '.zst' | '.bz2' | '.zip';
  readonly levels: CompressionLevels;
  /**
   * A stream that takes the bytes of one file and gives the bytes of its archive; it errors with an ArchiveLimitError where
   * no archive can hold the file.
   * @param level one of {@link levels}. Default: the usual one
   */
  createCompressor(entry: ArchiveEntry, level?: number): Duplex;
  /** A stream that takes the bytes of an archive and gives those of the file in it; it errors on a damaged or cut one. */
  createDecompressor(): Duplex;
}
