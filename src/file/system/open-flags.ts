// With which flags files are opened: the only place that puts flags together.
//
// No name of ours is followed where it is a symbolic link (`O_NOFOLLOW`), and no pipe is waited for (`O_NONBLOCK`). Windows has
// neither flag; there a symbolic link cannot be planted without privileges.
import { constants } from 'node:fs';

const { O_RDONLY, O_RDWR, O_WRONLY, O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;

/** To read one of our files. */
export const READ_OWN: number = O_RDONLY | O_NOFOLLOW | O_NONBLOCK;
/** To read a file that the user named, who may mean a link. */
export const READ_GIVEN: number = O_RDONLY | O_NONBLOCK;
/** To sync the directory of the files, which may be a link. */
export const READ_DIRECTORY: number = O_RDONLY;
/** To change one of our files that is there. */
export const CHANGE_OWN: number = O_RDWR | O_NOFOLLOW | O_NONBLOCK;
/** To write to one of our files that is there, and need not be readable. */
export const OVERWRITE_OWN: number = O_WRONLY | O_NOFOLLOW | O_NONBLOCK;
/** To add to one of our files that is there. */
export const ADD_TO_OWN: number = CHANGE_OWN | O_APPEND;
/** The same; one that is missing is made. */
export const MAKE_OR_ADD_TO_OWN: number = ADD_TO_OWN | O_CREAT;
/** To make a file whose name must be free. */
export const CREATE_NEW: number = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW;

/**
 * To open a log file, which is made where it is missing.
 * @param positioned whether chunks are written at positions; if not, at the end
 * @param exclusive whether to fail where the name exists
 */
export function logFileFlags(positioned: boolean, exclusive: boolean): number {
  return CHANGE_OWN | O_CREAT | (positioned ? 0 : O_APPEND) | (exclusive ? O_EXCL : 0);
}
