// Closes a chained file for the process that died before it could.
import { constants } from 'node:fs';
import { type ChainedLines, IntegrityChain, type IntegrityOptions } from '../../integrity/integrity-chain.ts';
import { attempt, call, type Steps, writeWhole } from '../system/file-system.ts';
import { checkOwn } from '../system/foreign-file.ts';
import { readLastLine } from './last-line.ts';

const { O_RDWR, O_APPEND, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;

/**
 * What closes files of a chain whose process died, whose lock the caller has, and which end with a whole line. Their closing line
 * tells that they were found so. A file of another key, or of none, is left as it is.
 */
export function endOfChain(options: IntegrityOptions, lines: ChainedLines): (path: string, uid: number) => Steps<void> {
  return function* (path, uid) {
    const fd = yield* call('open', path, O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK, 0);
    try {
      const stats = yield* call('fstat', fd);
      checkOwn(path, stats, uid);
      const last = yield* readLastLine(fd, stats.size);
      const chain = new IntegrityChain(options, lines);
      if (last === undefined || !chain.resume(last, true) || chain.state.seam === 'closed') return;
      const end = Buffer.from(chain.end().text, lines.encoding);
      yield* writeWhole(fd, end, end.length);
    } finally {
      yield* attempt(call('close', fd));
    }
  };
}
