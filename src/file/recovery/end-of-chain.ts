// Closes a chained file for the process that died before it could.
import { IntegrityChain, type IntegrityOptions, type LinesToChain } from '../../integrity/integrity-chain.ts';
import { attempt, call, type Steps, writeWhole } from '../system/file-system.ts';
import { checkOwn } from '../system/foreign-file.ts';
import { ADD_TO_OWN } from '../system/open-flags.ts';
import { readLastLine } from './last-line.ts';

/**
 * Gives a function that closes a file of a chain whose process died. The caller has its lock, and it ends with a whole line. The
 * closing line says that the file was found so. A file of another key, or of none, is left as it is.
 */
export function endOfChain(options: IntegrityOptions, lines: LinesToChain): (path: string, uid: number) => Steps<void> {
  return function* (path, uid) {
    const fd = yield* call('open', path, ADD_TO_OWN, 0);
    try {
      const stats = yield* call('fstat', fd);
      checkOwn(path, stats, uid);
      const last = yield* readLastLine(fd, stats.size);
      const chain = new IntegrityChain(options, lines);
      if (last === undefined || !chain.resume(last, true) || chain.state.seam === 'closed') return;
      const { bytes } = chain.end();
      yield* writeWhole(fd, bytes, bytes.length);
    } finally {
      yield* attempt(call('close', fd));
    }
  };
}
