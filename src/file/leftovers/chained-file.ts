// Whether the lines of a file are chained: such a file is closed by its program alone, which has the key.
import { LONGEST_MARK, readMark } from '../../integrity/chain-mark.ts';
import { lastLineFeed } from '../recovery/last-line.ts';
import { attempt, call, readWhole, type Steps } from '../system/file-system.ts';
import { READ_OWN } from '../system/open-flags.ts';

/**
 * Whether the last whole line of a file has a mark at its end, where no text that was logged as JSON can stand. A torn end does not
 * count; the file is not followed where it is a link.
 */
export function* isChained(path: string): Steps<boolean> {
  const fd = yield* call('open', path, READ_OWN, 0);
  try {
    const stats = yield* call('fstat', fd);
    if (!stats.isFile()) return false;
    const end = yield* lastLineFeed(fd, 0, stats.size);
    if (end === undefined) return false;
    const bytes = Buffer.alloc(Math.min(LONGEST_MARK, end));
    const length = yield* readWhole(fd, bytes, end - bytes.length, bytes.length);
    return length === bytes.length && readMark(bytes) !== undefined;
  } finally {
    yield* attempt(call('close', fd));
  }
}
