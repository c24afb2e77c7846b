// Hard links, by which locks are taken and rotated names are given: some file systems have none.

import { isErrno } from '../../foreign/shape.ts';

const NAME_EXISTS = 'EEXIST';
const PASSING = ['EROFS', 'EIO', 'ENOSPC', 'EDQUOT', 'ENOENT', 'EMFILE', 'ENFILE', 'ENOMEM', 'ESTALE', 'EINTR'];

/**
 * Whether a link failed because the file system has none. Network, FUSE and FAT file systems say so in many ways (`EPERM`,
 * `ENOTSUP`, `EOPNOTSUPP`, `ENOSYS`, `EINVAL`, `EACCES` ...). So every error counts, unless the name exists or the same link may work
 * the next time.
 */
export function hasNoLinks(error: unknown): boolean {
  return !isErrno(error, NAME_EXISTS, ...PASSING);
}
