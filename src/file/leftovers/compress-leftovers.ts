// Compresses the finished files of a log whose exporter does not run, as that would.
import { basename } from 'node:path';
import { archiveErrorOf, isOfCodec } from '../../archive/archive-error.ts';
import type { Codec } from '../../archive/stream/codec.ts';
import { messageOf } from '../../foreign/shape.ts';
import { codecOfArchive } from '../finished/archive-files.ts';
import { Archiver } from '../finished/archiver.ts';
import { recover } from '../recovery/recovery.ts';
import { type FileSystem, runAsync, type Steps } from '../system/file-system.ts';
import { isChained } from './chained-file.ts';
import { LeftoverFiles, type LeftoverParts } from './leftover-files.ts';

/** What became of a finished file. */
export interface CompressedLeftover {
  readonly file: string;
  readonly archive?: string;
  readonly bytesBefore: number;
  readonly bytesAfter?: number;
  /** What becomes of it, in the words of the command. `in use`: a live process has it. */
  readonly outcome: 'compressed' | 'would be compressed' | 'in use' | 'failed';
  /** Why it failed. */
  readonly error?: string;
}

/** How finished files are compressed. */
export interface CompressLeftoversOptions {
  readonly codec: Codec;
  /** Permissions of archives. */
  readonly mode: number;
  /** Gives up what is being compressed, whose file stays as it is. */
  readonly signal: AbortSignal;
  /** Called with how many more bytes of a file were compressed. */
  onBytes?(bytes: number): void;
  /** Called with each file. */
  onFile(file: CompressedLeftover): void;
}

/**
 * Compresses the finished files that are plain, oldest first, and ends what crashes left: half-written archives, sources beside their whole
 * archives, the files of processes that died. The steps are those of the exporter: killed at any point, nothing is lost and nothing
 * doubled. What a live process has is left alone, and so is the active file of the plain name, which the next process continues.
 * @throws where the directory cannot be listed, or nothing can be made in it
 */
export async function compressLeftovers(parts: LeftoverParts, options: CompressLeftoversOptions): Promise<void> {
  const { directory, environment, isDry, leftAlone } = parts;
  const { fs } = environment;
  const files = new LeftoverFiles(parts);
  await files.refresh();
  if (!isDry) {
    await runAsync(
      fs,
      recover({
        directory,
        exporter: parts.log.name,
        names: files.names,
        rotatedNames: files.rotatedNames,
        locks: files.locks,
        uid: files.uid ?? -1,
        bestEffort: files.bestEffort,
        end: refuseChained,
        warn: (message) => leftAlone('', message),
        leftAlone: (error) => leftAlone(error.path, error.message),
      }),
    );
    await files.refresh();
  }
  const sizes = new Map<string, number>();
  const failures = new Map<string, unknown>();
  const archiver = new Archiver({
    environment,
    compression: options.codec,
    compressAfter: { kind: 'count', count: 0 },
    mode: options.mode,
    bestEffort: files.bestEffort,
    locks: files.locks,
    signal: options.signal,
    onBytes: (bytes) => options.onBytes?.(bytes),
    compressed: ({ path, archive, bytesBefore, bytesAfter }) => {
      sizes.delete(path);
      options.onFile({ file: path, archive, bytesBefore, bytesAfter, outcome: 'compressed' });
    },
    rested: () => undefined,
    failed: (error, path) =>
      void failures.set(path, options.signal.aborted ? new Error('interrupted; the file is as it was') : error),
  });
  const { filled } = files.inventory.plain();
  for (const { path, size } of filled) {
    if (options.signal.aborted) break;
    const isBusy = await files.isInUse(basename(path));
    if (isBusy || isDry) {
      options.onFile({ file: path, bytesBefore: size, outcome: isBusy ? 'in use' : 'would be compressed' });
      continue;
    }
    sizes.set(path, size);
    // One at a time, so that none is begun after the signal.
    archiver.add(path, Number.POSITIVE_INFINITY, true);
    archiver.start();
    await archiver.idle();
  }
  archiver.startTwins();
  await archiver.idle();
  archiver.close();
  for (const [file, bytesBefore] of sizes) {
    const error = failures.get(file);
    if (error === undefined) options.onFile({ file, bytesBefore, outcome: 'in use' });
    else options.onFile({ file, bytesBefore, outcome: 'failed', error: await failureText(fs, file, error) });
  }
}

/** Why a file was not compressed. What a codec says is of the archive beside it, which it was compared with. */
async function failureText(fs: FileSystem, path: string, error: unknown): Promise<string> {
  const codec = isOfCodec(error) ? await codecOfArchive(fs, path) : undefined;
  if (codec === undefined) return messageOf(error);
  const { wrong } = archiveErrorOf(error, codec.name, 0);
  return `${wrong}; delete the archive beside the file, and compress again`;
}

/** What closes a chained file needs its key, which only its program has. */
function* refuseChained(path: string): Steps<void> {
  if (yield* isChained(path))
    throw new Error('its lines are chained, so that the next start of its program has to close it');
}
