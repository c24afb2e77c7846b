// Reads the last line of a file, from its end.
import { constants } from 'node:fs';
import { attempt, call, type Steps } from '../system/file-system.ts';

const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
const BLOCK_BYTES = 64 * 1024;
// A line longer than that is not read into memory just to be looked at.
const LONGEST_LINE = 64 * 1024 * 1024;
const LINE_FEED = 0x0a;

/**
 * The last line of an open file, without its line feed.
 * @param size up to where the file is read
 * @returns nothing where the file is empty, ends within a line, or with a line beyond 64 MiB
 */
export function* readLastLine(fd: number, size: number): Steps<Buffer | undefined> {
  const blocks: Buffer[] = [];
  let length = 0;
  for (let end = size; end > 0 && length <= LONGEST_LINE; ) {
    const start = Math.max(0, end - BLOCK_BYTES);
    const block = Buffer.alloc(end - start);
    if ((yield* call('read', fd, block, 0, block.length, start)) !== block.length) return undefined;
    const isEnd = end === size;
    if (isEnd && block.at(-1) !== LINE_FEED) return undefined;
    const lineFeed = isEnd ? block.subarray(0, -1).lastIndexOf(LINE_FEED) : block.lastIndexOf(LINE_FEED);
    blocks.unshift(block.subarray(lineFeed + 1));
    if (lineFeed >= 0 || start === 0) return Buffer.concat(blocks).subarray(0, -1);
    length += block.length;
    end = start;
  }
  return undefined;
}

/** The last line of a file, which is not followed where it is a link. */
export function* readLastLineOf(path: string): Steps<Buffer | undefined> {
  const fd = yield* call('open', path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0);
  try {
    const stats = yield* call('fstat', fd);
    return stats.isFile() ? yield* readLastLine(fd, stats.size) : undefined;
  } finally {
    yield* attempt(call('close', fd));
  }
}
