// The files of a compression: source, temporary archive, archive. Each is looked at before and after it gets its name.
import type { Stats } from 'node:fs';
import { archiveSuffixes, codecOfFile } from '../../archive/codecs.ts';
import type { Codec } from '../../archive/stream/codec.ts';
import { isErrno } from '../../foreign/shape.ts';
import { attempt, call, type FileSystem, lstatIfAny, runAsync, type Steps } from '../system/file-system.ts';
import { checkOwn } from '../system/foreign-file.ts';
import { CREATE_NEW, READ_OWN } from '../system/open-flags.ts';

/**
 * Each block waits for its turns of the event loop, in which a program that logs much is busy: with 256 KiB a file of 10 MB took
 * 120 turns of 5 ms, and files waited for each other until the program had ended.
 */
const BLOCK_BYTES = 1024 * 1024;
/** The mode of an archive while it is written. It gets that of the option at the end. */
export const PRIVATE = 0o600;

/** The codec of the archive that stands beside a file, where one does. All are looked for at once: each call waits for a turn. */
export async function codecOfArchive(fs: FileSystem, path: string): Promise<Codec | undefined> {
  const looks = archiveSuffixes.map((suffix) => runAsync(fs, lstatIfAny(path + suffix)));
  const found = await Promise.all(looks);
  const suffix = archiveSuffixes.find((_, index) => found[index] !== undefined);
  return suffix === undefined ? undefined : codecOfFile(suffix);
}

/** A finished file that is being compressed, or the archive of one that is compared with it. */
export interface OpenSource {
  readonly fd: number;
  readonly stats: Stats;
}

/** Opens a file of our own for reading; a link is not followed. */
export function* openSource(path: string, uid: number): Steps<OpenSource> {
  const fd = yield* call('open', path, READ_OWN, 0);
  try {
    const stats = yield* call('fstat', fd);
    checkOwn(path, stats, uid);
    return { fd, stats };
  } catch (error) {
    yield* attempt(call('close', fd));
    throw error;
  }
}

/** Creates the file that the archive is written to. The caller holds the source's lock, so an older one was given up. */
export function* createTemporary(path: string, uid: number): Steps<number> {
  try {
    return yield* call('open', path, CREATE_NEW, PRIVATE);
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error;
    checkOwn(path, yield* call('lstat', path), uid);
    yield* call('unlink', path);
    return yield* call('open', path, CREATE_NEW, PRIVATE);
  }
}

/**
 * Gives the archive its name. Before and after that, the name is checked to stand for what was written: without locks (no hard
 * links) another process may be compressing the same file, and in a shared directory anything may be exchanged.
 */
export function* publish(temporary: string, archive: string, written: Stats): Steps<void> {
  yield* checkSame(temporary, written);
  if ((yield* lstatIfAny(archive)) !== undefined) {
    yield* attempt(call('unlink', temporary));
    throw new Error(`${archive} exists already`);
  }
  const renamed = yield* attempt(call('rename', temporary, archive));
  if ('error' in renamed) {
    yield* attempt(call('unlink', temporary));
    throw renamed.error;
  }
  yield* checkSame(archive, written);
}

/** Removes the plain file. Where retention removed it while it was compressed, its archive goes as well. */
export function* replaceSource(path: string, source: Stats, archive: string): Steps<void> {
  try {
    yield* removeSource(path, source);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) yield* attempt(call('unlink', archive));
    throw error;
  }
}

/** Removes a file, unless its name stands for another one by now. */
export function* removeSource(path: string, source: Stats): Steps<void> {
  yield* checkSame(path, source);
  yield* call('unlink', path);
}

function* checkSame(path: string, { ino, dev }: Stats): Steps<void> {
  const now = yield* call('lstat', path);
  if (now.ino !== ino || now.dev !== dev) throw new Error(`${path} was exchanged by another program: it is left alone`);
}

/** The content of an open file. The next block is read while the one before is in use. */
export async function* readBlocks(fs: FileSystem, fd: number): AsyncGenerator<Uint8Array, void> {
  const read = (position: number): Promise<Uint8Array> => {
    const block = runAsync(fs, readBlock(fd, position));
    // Thrown where the block is asked for; until then nobody waits for it.
    block.catch(() => undefined);
    return block;
  };
  let next = read(0);
  try {
    for (let position = 0; ; ) {
      const block = await next;
      if (block.length === 0) return;
      position += block.length;
      next = read(position);
      yield block;
    }
  } finally {
    // The descriptor is closed after this.
    await next.catch(() => undefined);
  }
}

function* readBlock(fd: number, position: number): Steps<Uint8Array> {
  const block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  const length = yield* call('read', fd, block, 0, block.length, position);
  return block.subarray(0, length);
}

/** Blocks as they are, whose bytes are counted. */
export async function* counted(
  blocks: AsyncIterable<Uint8Array>,
  count: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const block of blocks) {
    count(block.length);
    yield block;
  }
}
