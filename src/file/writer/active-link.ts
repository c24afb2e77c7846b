// A symbolic link that always names the active file, for people and for tools that follow one path.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { attempt, call, lstatIfAny, type Steps } from '../system/file-system.ts';

/**
 * Replaces the link that shows which file is active; what is no link of ours is left alone.
 * @param uid the user whom our files belong to here; nothing where that is not known
 */
export function* pointLinkAt(directory: string, link: string, target: string, uid: number | undefined): Steps<void> {
  const path = join(directory, link);
  const existing = yield* lstatIfAny(path);
  if (existing !== undefined) {
    if (!existing.isSymbolicLink()) throw new Error(`${path} exists and is not a symbolic link`);
    if (uid !== undefined && existing.uid !== uid) throw new Error(`${path} belongs to user ${existing.uid}`);
  }
  // A name that nobody can have taken: nothing has to be removed for it.
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  yield* call('symlink', target, temporary);
  const renamed = yield* attempt(call('rename', temporary, path));
  if (!('error' in renamed)) return;
  yield* attempt(call('unlink', temporary));
  throw renamed.error;
}
