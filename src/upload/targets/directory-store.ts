// Files into a directory: copied whole, synced, read back, named without overwriting.
import { createHash, randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import {
  access,
  constants,
  type FileHandle,
  link,
  lstat,
  mkdir,
  open,
  readdir,
  rename,
  stat,
  unlink,
} from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { isRefusal } from '../../file/system/best-effort.ts';
import { hasNoLinks } from '../../file/system/hard-links.ts';
import { CREATE_NEW, READ_OWN } from '../../file/system/open-flags.ts';
import { isErrno, messageOf } from '../../foreign/shape.ts';
import { fileBlocks } from '../block-memory.ts';
import { endsTooEarly, isUploadError, UploadError } from '../upload-error.ts';
import type { StoredFile, TransferOptions, UploadFile } from '../upload-target.ts';

/** Begins the names of copies that are not whole yet: engines take what begins with a dot for hidden. */
const TEMPORARY = '.laketrace-upload.';
/** A copy that is older, in milliseconds, is of a process that died. */
const GIVEN_UP = 24 * 3_600_000;
/** Who may read a directory may enter it: the bits for that are those for reading, two to the right. */
const READ_BITS = 0o444;

/** What may pass: a mount that answers late, too many open files. */
const PASSING = [
  'EIO',
  'EAGAIN',
  'EBUSY',
  'EINTR',
  'EMFILE',
  'ENFILE',
  'ETIMEDOUT',
  'ESTALE',
  'ECONNRESET',
  'EHOSTDOWN',
  'ENOTCONN',
] as const;
/** About the one file. */
const OF_FILE = ['ENAMETOOLONG', 'EFBIG', 'EISDIR', 'EINVAL', 'EILSEQ'] as const;
const ALLOW = 'Allow the user of this program to write there';
const REMEDIES: Readonly<Record<string, string>> = {
  EACCES: ALLOW,
  EPERM: ALLOW,
  EROFS: 'It is mounted read-only: mount it for writing, or choose another place',
  ENOSPC: 'The place is full: make room, or choose another one',
  EDQUOT: 'The quota is used up: make room, or choose another place',
  ENOTDIR: 'A part of the path is a file: choose another place',
  ENOENT: 'Nothing can be made there: choose another place',
};

/** Where lakes are mounted, and how many parts of a path are the mount's: they are never made here. */
const MOUNTS = [
  { path: '/lakehouse', parts: 3, remedy: 'Attach a default lakehouse to the notebook or job, or use oneLakeTarget' },
  { path: '/Volumes', parts: 4, remedy: 'Create the volume, or use databricksVolumeTarget where none is mounted' },
  { path: '/dbfs', parts: 1, remedy: 'DBFS is not mounted here: use databricksVolumeTarget' },
] as const;

/** One directory that takes files. */
export class DirectoryStore {
  readonly #root: string;
  readonly #mode: number;
  /** The folders in which it was looked for old copies. */
  readonly #tidied = new Set<string>();

  /** @param root absolute path */
  constructor(root: string, mode: number) {
    this.#root = root;
    this.#mode = mode;
  }

  put(file: UploadFile, { signal }: TransferOptions): Promise<StoredFile> {
    const path = join(this.#root, file.remote);
    return explained(`${path} could not be written`, async () => {
      await this.#requireMount();
      const folder = dirname(path);
      await makeFolder(folder, this.#mode | 0o700 | ((this.#mode & READ_BITS) >> 2));
      const temporary = join(folder, `${TEMPORARY}${process.pid}-${randomBytes(6).toString('hex')}.tmp`);
      try {
        const made = await this.#copy(file, temporary, signal);
        await this.#tidy(folder, made);
        const stored = await readBack(temporary, signal);
        // A copy that differs gets no name.
        if (stored.digests?.sha256 === (await file.digest('sha256'))) await giveName(temporary, path);
        return stored;
      } finally {
        await unlink(temporary).catch(() => undefined);
      }
    });
  }

  stat(remote: string, { signal }: TransferOptions): Promise<StoredFile | undefined> {
    const path = join(this.#root, remote);
    return explained(`${path} could not be read`, async () => {
      await this.#requireMount();
      try {
        return await readBack(path, signal);
      } catch (error) {
        if (isErrno(error, 'ENOENT')) return undefined;
        if (isErrno(error, 'ELOOP')) return OTHER;
        throw error;
      }
    });
  }

  /** Looks whether files could be stored: by the directory itself, or by the nearest above it that is there. */
  check(): Promise<void> {
    return explained(`${this.#root} could not be written`, async () => {
      await this.#requireMount();
      let path = this.#root;
      while ((await statsIfAny(path)) === undefined) path = dirname(path);
      await requireFolder(path);
      await access(path, constants.W_OK | constants.X_OK);
    });
  }

  /** @returns when the copy was made, by the clock of the file system */
  async #copy(file: UploadFile, path: string, signal: AbortSignal): Promise<number> {
    const copy = await open(path, CREATE_NEW, this.#mode);
    try {
      await fileBlocks.lend((block) => copyInto(copy, file, block, signal));
      await sync(copy);
      return (await copy.stat()).mtimeMs;
    } finally {
      await copy.close();
    }
  }

  /** Removes what processes left that died in the middle of a copy. Nothing depends on it. */
  async #tidy(folder: string, now: number): Promise<void> {
    if (this.#tidied.has(folder)) return;
    this.#tidied.add(folder);
    for (const name of await readdir(folder).catch(() => [])) {
      if (!name.startsWith(TEMPORARY)) continue;
      const path = join(folder, name);
      const stats = await lstat(path).catch(() => undefined);
      if (stats?.isFile() && now - stats.mtimeMs > GIVEN_UP) await unlink(path).catch(() => undefined);
    }
  }

  async #requireMount(): Promise<void> {
    const mount = MOUNTS.find(({ path }) => this.#root === path || this.#root.startsWith(path + sep));
    if (mount === undefined || process.platform !== 'linux') return;
    const parts = this.#root.split(sep).slice(0, mount.parts + 1);
    const path = parts.join(sep);
    const stats = await lstat(`${path}${sep}`).catch(() => undefined);
    if (stats?.isDirectory() === true && parts.length > mount.parts) return;
    throw new UploadError('refused', `${path} is not mounted`, { code: 'ENOENT', remedy: mount.remedy });
  }
}

/**
 * Makes a folder, and those above it that are missing. Node's own way says ENOENT of whatever it cannot make, such as on a read-only mount, and never ends
 * where the file system says so itself.
 */
async function makeFolder(path: string, mode: number): Promise<void> {
  const stats = await stat(path).catch(() => undefined);
  if (stats !== undefined) return requireFolder(path);
  if (dirname(path) !== path) await makeFolder(dirname(path), mode);
  await mkdir(path, { mode }).catch((error) => {
    // Another upload was quicker.
    if (!isErrno(error, 'EEXIST')) throw error;
  });
}

/** @throws what stands in the way of looking, but for that nothing is there */
async function statsIfAny(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

async function requireFolder(path: string): Promise<void> {
  if (!(await stat(path)).isDirectory())
    throw Object.assign(new Error(`ENOTDIR: ${path} is no directory`), { code: 'ENOTDIR' });
}

async function copyInto(copy: FileHandle, file: UploadFile, block: Buffer, signal: AbortSignal): Promise<void> {
  for (let at = 0; at < file.bytes; ) {
    signal.throwIfAborted();
    const length = await file.readInto(block, at);
    if (length === 0) throw endsTooEarly(file.remote);
    for (let done = 0; done < length; ) {
      const { bytesWritten } = await copy.write(block, done, length - done);
      if (bytesWritten === 0)
        throw Object.assign(new Error('ENOSPC: no byte of a write was taken'), { code: 'ENOSPC' });
      done += bytesWritten;
    }
    at += length;
  }
}

/** Mounts of lakes refuse it, with errno 95 among others. */
async function sync(file: FileHandle): Promise<void> {
  try {
    await file.sync();
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
}

/** What is a link, or no file: no content is equal to it. */
const OTHER: StoredFile = { bytes: -1 };

/** The size and the digest of what is there. A link, or what is no file, counts as other content. */
async function readBack(path: string, signal: AbortSignal): Promise<StoredFile> {
  const file = await open(path, READ_OWN);
  try {
    if (!(await file.stat()).isFile()) return OTHER;
    const hash = createHash('sha256');
    return await fileBlocks.lend(async (block) => {
      for (let bytes = 0; ; ) {
        signal.throwIfAborted();
        const { bytesRead } = await file.read(block, 0, block.length, bytes);
        if (bytesRead === 0) return { bytes, digests: { sha256: hash.digest('hex') } };
        hash.update(block.subarray(0, bytesRead));
        bytes += bytesRead;
      }
    });
  } finally {
    await file.close();
  }
}

/**
 * A link fails where the name exists. Where there are no links, it is looked for before it is renamed: another process that gives the same name
 * between the two gives it to the same content, whose digest is in the name.
 */
async function giveName(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    if (!hasNoLinks(error)) throw error;
    const stats = await lstat(path).catch(() => undefined);
    if (stats !== undefined) throw Object.assign(new Error(`EEXIST: ${path}`), { code: 'EEXIST' });
    await rename(temporary, path);
  }
}

/** Does some work, whose errors say what follows from them. */
async function explained<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (isUploadError(error) || code === undefined || code === 'ABORT_ERR') throw error;
    // Behind the call stands the path, which is said already.
    const message = `${what}: ${messageOf(error).split(`, ${syscall} '`, 1)[0]}`;
    if (code === 'EEXIST') throw new UploadError('exists', message, { code });
    if (isErrno(error, ...PASSING)) throw new UploadError('retryable', message, { code });
    if (isErrno(error, ...OF_FILE)) throw new UploadError('unsuitable', message, { code });
    throw new UploadError('refused', message, { code, remedy: REMEDIES[code] });
  }
}
