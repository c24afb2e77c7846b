// Makes the log directory and warns of one that other users may write.
import { dirname } from 'node:path';
import { isErrno } from '../../foreign/shape.ts';
import { isRefusal } from './best-effort.ts';
import { attempt, call, type Steps } from './file-system.ts';

const PRIVATE = 0o700;
const WRITABLE_BY_OTHERS = 0o022;

/**
 * Makes a directory, given by an absolute path, and its missing parents, each with mode 0700. An existing directory keeps its
 * permissions.
 *
 * Component by component: `mkdir(…, { recursive: true })` was seen never to return for a path under `/proc`.
 */
export function* makeDirectory(directory: string): Steps<void> {
  const missing: string[] = [];
  let current = directory;
  for (let isThere = yield* isDirectory(current); !isThere; ) {
    missing.push(current);
    const parent = dirname(current);
    if (parent === current) break;
    current = parent;
    // A parent that may not be looked at (`node --permission`) is taken to be there: else making the directory fails.
    const looked = yield* attempt(isDirectory(current));
    if ('error' in looked && !isRefusal(looked.error)) throw looked.error;
    isThere = 'error' in looked || looked.value;
  }
  for (const path of missing.reverse()) {
    try {
      yield* call('mkdir', path, PRIVATE);
    } catch (error) {
      // Another process may have made it meanwhile.
      if (!isErrno(error, 'EEXIST') || !(yield* isDirectory(path))) throw error;
    }
  }
}

/** Whether users other than its owner may create and rename files in a directory. Always false on Windows (no mode bits). */
export function* isWritableByOthers(directory: string): Steps<boolean> {
  if (process.platform === 'win32') return false;
  const { mode } = yield* call('stat', directory);
  return (mode & WRITABLE_BY_OTHERS) !== 0;
}

function* isDirectory(path: string): Steps<boolean> {
  try {
    const stats = yield* call('stat', path);
    if (stats.isDirectory()) return true;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return false;
    throw error;
  }
  throw Object.assign(new Error(`ENOTDIR: not a directory, ${path}`), { code: 'ENOTDIR', path });
}
