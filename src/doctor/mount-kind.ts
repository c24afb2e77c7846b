// Which kind of file system a directory lies on, by Linux's own table.
import { readFileSync } from 'node:fs';

/** A mount. */
export interface Mount {
  readonly path: string;
  /** `ext4`, `overlay`, `nfs4`, `fuse.sshfs`. */
  readonly type: string;
}

/** What is to be known of a kind of file system, by the beginning of its name. */
export const REMARKS: readonly (readonly [prefix: string, remark: string, remedy: string])[] = [
  [
    'nfs',
    'a network file system: appending is slow, and locks count on its server',
    'write to a local disk, and upload at the end of the run',
  ],
  [
    'cifs',
    'a network file system without the locks that are needed',
    'write to a local disk, and upload at the end of the run',
  ],
  [
    'smb',
    'a network file system without the locks that are needed',
    'write to a local disk, and upload at the end of the run',
  ],
  [
    'fuse',
    'a file system of a program, which may refuse to append, to link or to sync',
    'write to a local disk, and upload at the end of the run',
  ],
  [
    '9p',
    'a file system of another machine, such as of Windows below WSL',
    'write to a directory of the machine itself, such as /tmp',
  ],
  [
    'tmpfs',
    'memory: the files are gone when the machine or the container ends',
    'choose a directory on a disk where the files must outlive that',
  ],
  ['ramfs', 'memory: the files are gone when the machine ends', 'choose a directory on a disk'],
  ['vfat', 'a file system without hard links and permissions', 'choose a directory on another file system'],
  ['exfat', 'a file system without hard links and permissions', 'choose a directory on another file system'],
];

/**
 * The mount that a path lies on; nothing where the system does not say.
 * @param path an absolute path without links
 */
export function mountOf(path: string, table: string = mountTable()): Mount | undefined {
  let found: Mount | undefined;
  for (const line of table.split('\n')) {
    // proc(5): fields up to a single hyphen, then the type.
    const [before = '', after = ''] = line.split(' - ');
    const mounted = before.split(' ')[4];
    const type = after.split(' ')[0];
    if (mounted === undefined || type === undefined || type === '') continue;
    const at = mounted.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
    const isAbove = at === '/' || path === at || path.startsWith(`${at}/`);
    // Of two on the same place the later one covers the other.
    if (isAbove && (found === undefined || at.length >= found.path.length)) found = { path: at, type };
  }
  return found;
}

function mountTable(): string {
  try {
    return readFileSync('/proc/self/mountinfo', 'utf8');
  } catch {
    return '';
  }
}
