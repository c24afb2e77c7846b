// Which errors of a file system are worth waiting for.
import { isErrno } from '../../foreign/shape.ts';

/** A directory that cannot be made, no permission, a file system that is read-only: nothing that ends in seconds by itself. */
const LASTING = [
  'ENOENT',
  'ENOTDIR',
  'EACCES',
  'EPERM',
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
