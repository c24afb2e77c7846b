// A file as a target of an upload gets it, for tests of targets alone.
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import type { UploadFile } from '../../src/upload/upload-target.ts';

/** A file on the disk, under a name in the lake. */
export function fileToUpload(path: string, remote: string): UploadFile {
  return {
    remote,
    bytes: statSync(path).size,
    read: (range) => createReadStream(path, range && { start: range.start, end: range.end - 1 }),
    digest: async (algorithm) => createHash(algorithm).update(readFileSync(path)).digest('hex'),
  };
}
