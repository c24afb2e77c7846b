// The error of a file that no archive of a format can hold, however often it is tried.
import { nameClass } from '../../foreign/shape.ts';

/** A file is larger than the archive format has room for. */
export class ArchiveLimitError extends Error {
  static {
    nameClass(ArchiveLimitError, 'ArchiveLimitError');
  }

  override readonly name = 'ArchiveLimitError';

  /**
   * @param format the name of the format.
   * @param largest in bytes, the largest file that it holds.
   */
  constructor(format: string, size: number, largest: number) {
    super(
      `${format} holds files of up to ${largest} bytes, and this one takes ${size}: it stays as it is ` +
        '(gzip and zstd take files of any size)',
    );
  }
}
