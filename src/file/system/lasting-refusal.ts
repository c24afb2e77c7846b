// Which errors of a file system are not worth waiting for.
import { isErrno } from '../../foreign/shape.ts';

/** A directory that cannot be made, no permission, a read-only file system: none of them ends by itself within seconds. */
const LASTING = [
  'ENOENT',
  'ENOTDIR',
  'EACCES',
  'EPERM',
  // Of `node --permission`.
  'ERR_ACCESS_DENIED',
  'EROFS',
  'ELOOP',
  'ENAMETOOLONG',
  'EINVAL',
  'ENOSYS',
  'ENOTSUP',
];

/** Whether an error will be the same in ten seconds, unlike a full disk or one that does not answer. */
export function isLastingRefusal(error: unknown): boolean {
  return isErrno(error, ...LASTING);
}
