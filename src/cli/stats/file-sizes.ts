// How large files are on the disk, and how large what is in them.
import { stat } from 'node:fs/promises';
import { codecOfFile } from '../../archive/codecs.ts';

/** A file whose records were counted. */
export interface FileSize {
  readonly file: string;
  readonly records: number;
  /** On the disk; `null` where it is not known: of standard input. */
  readonly bytes: number | null;
  /** Of what is in it. */
  readonly plainBytes: number | null;
  /** How many times smaller it was made; `null` of a file that is not compressed. */
  readonly ratio: number | null;
}

/** Counts records and bytes by file. Names come from the disk, so there are as many as files. */
export class FileSizes {
  readonly #files = new Map<string, { records: number; plainBytes: number }>();

  addRecord(file: string): void {
    this.#of(file).records++;
  }

  addBytes(file: string, bytes: number): void {
    this.#of(file).plainBytes += bytes;
  }

  /** The files by their names, which sort by time. */
  async all(): Promise<FileSize[]> {
    const sizes: FileSize[] = [];
    for (const [file, { records, plainBytes }] of [...this.#files].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const bytes = await sizeOf(file);
      const isArchive = codecOfFile(file) !== undefined;
      sizes.push({
        ...{ file, records, bytes, plainBytes: plainBytes === 0 ? null : plainBytes },
        ratio: isArchive && bytes !== null && bytes > 0 && plainBytes > 0 ? plainBytes / bytes : null,
      });
    }
    return sizes;
  }

  #of(file: string): { records: number; plainBytes: number } {
    let found = this.#files.get(file);
    if (found === undefined) {
      found = { records: 0, plainBytes: 0 };
      this.#files.set(file, found);
    }
    return found;
  }
}

async function sizeOf(file: string): Promise<number | null> {
  try {
    return (await stat(file)).size;
  } catch {
    // It was compressed or expired meanwhile, or is no file.
    return null;
  }
}
