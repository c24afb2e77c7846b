// A file as a target of an upload gets it, for tests of targets alone.
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { UploadFile } from '../../src/upload/upload-target.ts';

/** A file on the disk, under a name in the lake. */
export function fileToUpload(path: string, remote: string): UploadFile {
  return {
    remote,
    bytes: statSync(path).size,
    read: (range) => createReadStream(path, range && { start: range.start, end: range.end - 1 }),
    readInto: async (memory, position) => {
      const handle = await open(path);
      try {
        return (await handle.read(memory, 0, memory.length, position)).bytesRead;
      } finally {
        await handle.close();
      }
    },
    digest: async (algorithm) => createHash(algorithm).update(readFileSync(path)).digest('hex'),
  };
}
