// A symbolic link that always names the active file, for people and for tools that follow one path.
import { join } from 'node:path';
import { attempt, call, lstatIfAny, type Steps } from './file-system.ts';

/** Replaces the link that shows which file is active; a file that is no link is left alone. */
export function* pointLinkAt(directory: string, link: string, target: string): Steps<void> {
  const path = join(directory, link);
  const existing = yield* lstatIfAny(path);
  if (existing !== undefined && !existing.isSymbolicLink()) {
    throw new Error(`${path} exists and is not a symbolic link`);
  }
  const temporary = `${path}.${process.pid}.tmp`;
  yield* attempt(call('unlink', temporary));
  yield* call('symlink', target, temporary);
  yield* call('rename', temporary, path);
}
