// A directory as a target: a mounted lake, such as /lakehouse/default/Files, or any other. What does the work is loaded when it is used.
import { absolutePath } from '../../spec/absolute-path.ts';
import { ConfigurationError } from '../../spec/configuration-error.ts';
import { checkKeys } from '../../spec/option-checks.ts';
import type { UploadTarget } from '../upload-target.ts';
import type { DirectoryStore } from './directory-store.ts';

/** Options of {@link directoryTarget}. */
export interface DirectoryTargetOptions {
  /**
   * The permissions of the files; directories that are made can also be entered by who may read them. Mounts of lakes have permissions of their
   * own. Default `0o600`, as log files have.
   */
  readonly mode?: number;
}

const PRIVATE = 0o600;
const MOST_MODE = 0o666;

/**
 * A directory to upload to: the mount of a lake (`/lakehouse/default/Files` of Fabric, `/Volumes/…` of Databricks), a network share, any other.
 *
 * Each file is copied whole to a temporary name, synced where the file system does that, read back to compare its size and SHA-256, and given its name
 * without overwriting another. The directory is made where it is missing; a mount is not: what is copied to where one should be would stay on the
 * disk of the machine.
 * @throws ConfigurationError where the path, or an option, is none
 */
export function directoryTarget(path: string, options: DirectoryTargetOptions = {}): UploadTarget {
  if (typeof path !== 'string' || path === '' || path.includes('\0')) {
    throw new ConfigurationError('path', path, 'the path of a directory');
  }
  if (/^[a-z][a-z0-9+.-]+:\//i.test(path)) {
    throw ConfigurationError.ofKind('path', path, 'the path of a directory on this machine, not a URI');
  }
  checkKeys(options, '', ['mode']);
  const { mode = PRIVATE } = options;
  const isMode = Number.isInteger(mode) && (mode & PRIVATE) === PRIVATE && (mode & ~MOST_MODE) === 0;
  if (!isMode) throw new ConfigurationError('mode', mode, 'permissions of a file, from 0o600 to 0o666');
  const root = absolutePath(path, 'path');
  let store: Promise<DirectoryStore> | undefined;
  const loaded = () => {
    store ??= import('./directory-store.ts').then(({ DirectoryStore }) => new DirectoryStore(root, mode));
    return store;
  };
  return {
    name: `directory:${root}`,
    put: async (file, transfer) => (await loaded()).put(file, transfer),
    stat: async (remote, transfer) => (await loaded()).stat(remote, transfer),
    check: async () => (await loaded()).check(),
    close: () => Promise.resolve(),
  };
}
