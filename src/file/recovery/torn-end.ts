// A crash can leave half a line at the end of a file: it is cut off and kept in a file of its own.
import { isErrno, nameClass } from '../../foreign/shape.ts';
import { type BestEffort, isRefusal } from '../system/best-effort.ts';
import { attempt, call, readWhole, type Steps, writeWhole } from '../system/file-system.ts';
import { checkOwn } from '../system/foreign-file.ts';
import { CHANGE_OWN, CREATE_NEW } from '../system/open-flags.ts';
import { lastLineFeed } from './last-line.ts';

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
 * Cuts a file back to its last line feed and keeps what came after it in a file of its own, `<path>.torn`.
 * @param fragmentPath gives that path, without `.torn`; a number is added where it is taken
 * @param uid the user whom our files belong to here; nothing where that is not known
 * @param bestEffort has the fragment reach the disk
 * @returns the path of the fragment, or nothing where the file ended with a whole line
 */
export function* cutTornEnd(
  path: string,
  fragmentPath: () => Steps<string>,
  uid: number | undefined,
  bestEffort: BestEffort,
): Steps<string | undefined> {
  const fd = yield* call('open', path, CHANGE_OWN, 0);
  try {
    const stats = yield* call('fstat', fd);
    checkOwn(path, stats, uid);
    const { size } = stats;
    const lineFeed = yield* lastLineFeed(fd, 0, size);
    const end = lineFeed === undefined ? 0 : lineFeed + 1;
    if (end === size) return undefined;
    const fragment = yield* keepFragment(fd, end, size, yield* fragmentPath(), bestEffort);
    const cut = yield* attempt(call('ftruncate', fd, end));
    if ('value' in cut) return fragment;
    // Else each further try would leave one more.
    yield* attempt(call('unlink', fragment));
    throw isRefusal(cut.error) ? new UncutEndError(cut.error) : cut.error;
  } finally {
    yield* attempt(call('close', fd));
  }
}

function* keepFragment(fd: number, start: number, end: number, stem: string, bestEffort: BestEffort): Steps<string> {
  const { path, target } = yield* createFragment(stem);
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
    // Else each further try would leave one more while the disk is full.
    yield* attempt(call('unlink', path));
    throw error;
  } finally {
    yield* attempt(call('close', target));
  }
  return path;
}

function* createFragment(stem: string): Steps<{ path: string; target: number }> {
  for (let n = 0; ; n++) {
    const path = n === 0 ? `${stem}.torn` : `${stem}.${n}.torn`;
    try {
      return { path, target: yield* call('open', path, CREATE_NEW, 0o600) };
    } catch (error) {
      if (!isErrno(error, 'EEXIST')) throw error;
    }
  }
}
