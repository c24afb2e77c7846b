// Finds the last line of a file, from its end.
import { attempt, call, readWhole, type Steps } from '../system/file-system.ts';
import { READ_OWN } from '../system/open-flags.ts';

const BLOCK_BYTES = 64 * 1024;
// A line longer than that is not read into memory just to be looked at.
const LONGEST_LINE = 64 * 1024 * 1024;
const LINE_FEED = 0x0a;

/** The position of the last line feed of an open file from `start` to before `end`; nothing where there is none. */
export function* lastLineFeed(fd: number, start: number, end: number): Steps<number | undefined> {
  const block = Buffer.allocUnsafe(Math.min(BLOCK_BYTES, end - start));
  for (let blockEnd = end; blockEnd > start; ) {
    const blockStart = Math.max(start, blockEnd - BLOCK_BYTES);
    const length = yield* readWhole(fd, block, blockStart, blockEnd - blockStart);
    const lineFeed = block.subarray(0, length).lastIndexOf(LINE_FEED);
    if (lineFeed >= 0) return blockStart + lineFeed;
    blockEnd = blockStart;
  }
  return undefined;
}

/**
 * The last line of an open file, without its line feed.
 * @param size up to where the file is read
 * @returns nothing where the file is empty, ends within a line, or with a line beyond 64 MiB
 */
export function* readLastLine(fd: number, size: number): Steps<Buffer | undefined> {
  if (size === 0) return undefined;
  const end = size - 1;
  if ((yield* lastLineFeed(fd, end, size)) !== end) return undefined;
  const before = yield* lastLineFeed(fd, Math.max(0, end - LONGEST_LINE), end);
  if (before === undefined && end > LONGEST_LINE) return undefined;
  const start = before === undefined ? 0 : before + 1;
  const line = Buffer.alloc(end - start);
  return (yield* readWhole(fd, line, start, line.length)) === line.length ? line : undefined;
}

/** The last line of a file, which is not followed where it is a link. */
export function* readLastLineOf(path: string): Steps<Buffer | undefined> {
  const fd = yield* call('open', path, READ_OWN, 0);
  try {
    const stats = yield* call('fstat', fd);
    return stats.isFile() ? yield* readLastLine(fd, stats.size) : undefined;
  } finally {
    yield* attempt(call('close', fd));
  }
}
