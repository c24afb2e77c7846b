// The side file: where a blocking write goes while the active file is between two steps. It has a rotated name from the start.
import { dirname } from 'node:path';
import { isErrno } from '../../foreign/shape.ts';
import type { RotatedNames } from '../naming/rotated-names.ts';
import type { RotationPolicy } from '../rotation/rotation-policy.ts';
import type { BestEffort } from '../system/best-effort.ts';
import { makeDirectory } from '../system/directory.ts';
import type { FileEnvironment } from '../system/file-environment.ts';
import { attempt, call, runSync, type Steps } from '../system/file-system.ts';
import { type Chunk, type ChunkEncoding, encodeFor, endFile } from './chunk.ts';
import { LogFile } from './log-file.ts';
import type { WriterEvents } from './writer-events.ts';

/** What a {@link SideFile} is made of. */
export interface SideFileParts {
  readonly environment: FileEnvironment;
  readonly policy: RotationPolicy;
  readonly rotatedNames: RotatedNames;
  readonly encoding: ChunkEncoding;
  readonly events: Pick<WriterEvents, 'finished' | 'endFailed'>;
  readonly bestEffort: BestEffort;
  /** Permissions of new files. */
  readonly mode: number;
}

/** The file beside the active one, one at a time: each takes what comes until it is finished, or full. */
export class SideFile {
  readonly #parts: SideFileParts;
  #encoding: ChunkEncoding | undefined;
  #file: LogFile | undefined;

  constructor(parts: SideFileParts) {
    this.#parts = parts;
  }

  /** Whether one is open. */
  get isOpen(): boolean {
    return this.#file !== undefined;
  }

  /** Writes a chunk, blocking; answers how many were written. On an error nothing of it is in any file. */
  writeNow(chunk: Chunk): number {
    const { environment, policy, encoding } = this.#parts;
    this.#encoding ??= encoding.forSideFile();
    const own = this.#encoding;
    const isFull = this.#file !== undefined && this.#file.size + own.growthBy(chunk) > policy.sizeLimit;
    if (isFull) runSync(environment.fs, this.finish());
    if (this.#file === undefined) {
      this.#file = this.#open();
      runSync(environment.fs, own.enter(this.#file, false));
    }
    const encoded = encodeFor(this.#file, chunk, own);
    this.#file.appendNow(encoded.bytes);
    encoded.written();
    return 1;
  }

  /** Finishes the file that is open, where one is. */
  *finish(): Steps<void> {
    const { events } = this.#parts;
    const file = this.#file;
    if (file === undefined || this.#encoding === undefined) return;
    this.#file = undefined;
    if (file.size === 0) {
      // The disk refused its first chunk: an empty file is neither kept nor compressed.
      yield* attempt(call('unlink', file.path));
      return events.finished(file, undefined);
    }
    yield* endFile(file, this.#encoding, events);
    events.finished(file, file.path);
  }

  #open(): LogFile {
    const { environment, rotatedNames, mode, bestEffort } = this.#parts;
    const { fs } = environment;
    for (let isDirectoryMade = false; ; ) {
      const path = runSync(fs, rotatedNames.next(environment.now()));
      try {
        const target = { fs, path, mode, bestEffort, now: environment.now(), uid: undefined };
        const file = runSync(fs, LogFile.open({ ...target, positioned: false, exclusive: true }));
        // Looked for last: another process may have used the same name, and compressed its file by now.
        if (!runSync(fs, rotatedNames.isArchived(path))) return file;
        file.closeNow();
        runSync(fs, call('unlink', path));
      } catch (error) {
        // The steps that are under way may be the very first ones, which make the directory.
        if (isErrno(error, 'ENOENT') && !isDirectoryMade) {
          runSync(fs, makeDirectory(dirname(path)));
          isDirectoryMade = true;
        } else if (!isErrno(error, 'EEXIST')) throw error;
      }
    }
  }
}
