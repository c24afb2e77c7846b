// A crash can leave half a line at the end of a file: it is cut off and kept aside.
import { constants } from 'node:fs';
import { isErrno, nameClass } from '../../foreign/shape.ts';
import { type BestEffort, isRefusal } from '../system/best-effort.ts';
import { attempt, call, type Steps, writeWhole } from '../system/file-system.ts';
import { checkOwn } from '../system/foreign-file.ts';

const { O_RDWR, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
const NEWLINE = 0x0a;
const BLOCK_BYTES = 64 * 1024;

/** A torn end cannot be cut off here, however often it is tried. */
export class UncutEndError extends Error {
  static {
    nameClass(UncutEndError, 'UncutEndError');
  }

  override readonly name = 'UncutEndError';

  constructor(cause: Error) {
    super(`ends in a torn line that cannot be cut off: ${cause.message}`, { cause });
  }
}

/**
 * Cuts a file back to its last newline and keeps what was behind it in a file of its own, `<aside>.torn`.
 * @param aside gives the path, without `.torn`, to keep the fragment under; a number is added where it is taken
 * @param uid the user whom our files belong to here; nothing where that is not known
 * @param bestEffort has the fragment reach the disk
 * @returns the path of the fragment, or nothing where the file ended with a whole line
 */
export function* cutTornEnd(
  path: string,
  aside: () => Steps<string>,
  uid: number | undefined,
  bestEffort: BestEffort,
): Steps<string | undefined> {
  const fd = yield* call('open', path, O_RDWR | O_NOFOLLOW | O_NONBLOCK, 0);
  try {
    const stats = yield* call('fstat', fd);
    checkOwn(path, stats, uid);
    const { size } = stats;
    const end = yield* endOfLastLine(fd, size);
    if (end === size) return undefined;
    const fragment = yield* keepFragment(fd, end, size, yield* aside(), bestEffort);
    const cut = yield* attempt(call('ftruncate', fd, end));
    if ('value' in cut) return fragment;
    // Or each further try would leave another one behind.
    yield* attempt(call('unlink', fragment));
    throw isRefusal(cut.error) ? new UncutEndError(cut.error) : cut.error;
  } finally {
    yield* attempt(call('close', fd));
  }
}

/** The position behind the last newline, 0 where there is none. */
function* endOfLastLine(fd: number, size: number): Steps<number> {
  const block = Buffer.alloc(BLOCK_BYTES);
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - BLOCK_BYTES);
    const length = yield* readWhole(fd, block, start, end - start);
    const newline = block.subarray(0, length).lastIndexOf(NEWLINE);
    if (newline >= 0) return start + newline + 1;
    end = start;
  }
  return 0;
}

function* keepFragment(fd: number, start: number, end: number, aside: string, bestEffort: BestEffort): Steps<string> {
  const { path, target } = yield* createAside(aside);
  try {
    const block = Buffer.alloc(BLOCK_BYTES);
    for (let position = start; position < end; ) {
      const length = yield* readWhole(fd, block, position, Math.min(BLOCK_BYTES, end - position));
      if (length === 0) break;
      yield* writeWhole(target, block, length);
      position += length;
    }
    // The fragment is on the disk before it leaves the file.
    yield* bestEffort.sync(target, path);
  } catch (error) {
    // Or each further try would leave another one behind while the disk is full.
    yield* attempt(call('unlink', path));
    throw error;
  } finally {
    yield* attempt(call('close', target));
  }
  return path;
}

function* createAside(aside: string): Steps<{ path: string; target: number }> {
  for (let n = 0; ; n++) {
    const path = n === 0 ? `${aside}.torn` : `${aside}.${n}.torn`;
    try {
      return { path, target: yield* call('open', path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600) };
    } catch (error) {
      if (!isErrno(error, 'EEXIST')) throw error;
    }
  }
}

function* readWhole(fd: number, buffer: Buffer, position: number, length: number): Steps<number> {
  let done = 0;
  while (done < length) {
    const read = yield* call('read', fd, buffer, done, length - done, position + done);
    if (read === 0) break;
    done += read;
  }
  return done;
}
