// A machine out of a table: environment variables and a few files in memory, behind the interface that detection reads through.
import { posix } from 'node:path';
import type { DetectionOptions, PathStats, ReadOnlyFileSystem } from '../../src/resource/index.ts';

/** What lies at a path: the text or bytes of a file, a directory, a symbolic link, something else, or an error. */
export type SimulatedEntry =
  | string
  | Uint8Array
  | { readonly directory: true }
  | { readonly fifo: true }
  | { readonly link: string }
  | { readonly statError: string }
  | { readonly openError: string; readonly content: string };

export interface SimulatedMachine {
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, SimulatedEntry>>;
  /** Directories that cannot be written. */
  readonly readOnly?: readonly string[];
  /** Default: linux. */
  readonly os?: NodeJS.Platform;
}

const failure = (code: string, path: string): Error =>
  Object.assign(new Error(`${code}: simulated, '${path}'`), { code, path });

function statsOf(entry: SimulatedEntry): PathStats {
  const isFile = typeof entry === 'string' || entry instanceof Uint8Array || 'openError' in entry;
  return {
    size: isFile ? bytesOf(entry).length : 0,
    isFile: () => isFile,
    isDirectory: () => typeof entry === 'object' && 'directory' in entry,
  };
}

function bytesOf(entry: SimulatedEntry): Uint8Array {
  if (typeof entry === 'string') return Buffer.from(entry);
  if (entry instanceof Uint8Array) return entry;
  return Buffer.from('openError' in entry ? entry.content : '');
}

/** A file system of these entries. Opening a FIFO throws, since on a real machine it would never return. */
export function simulatedFileSystem({ files = {}, readOnly = [] }: SimulatedMachine): ReadOnlyFileSystem {
  const open = new Map<number, { entry: SimulatedEntry; position: number }>();
  let lastFd = 2;
  const resolve = (path: string, links = 0): string => {
    if (links > 40) throw failure('ELOOP', path);
    const entry = files[path];
    if (typeof entry === 'object' && 'link' in entry) {
      return resolve(posix.resolve(posix.dirname(path), entry.link), links + 1);
    }
    const parent = posix.dirname(path);
    return parent === path ? path : posix.join(resolve(parent, links), posix.basename(path));
  };
  const exists = (path: string): boolean =>
    Object.keys(files).some((name) => name === path || name.startsWith(path === '/' ? '/' : `${path}/`));
  const lookUp = (path: string): SimulatedEntry => {
    const entry = files[path];
    if (entry !== undefined) return entry;
    if (exists(path)) return { directory: true };
    throw failure('ENOENT', path);
  };
  const file = (fd: number): { entry: SimulatedEntry; position: number } => {
    const opened = open.get(fd);
    if (opened === undefined) throw failure('EBADF', String(fd));
    return opened;
  };
  return {
    statSync(path) {
      const real = resolve(path);
      if (!exists(real)) return undefined;
      const entry = lookUp(real);
      if (typeof entry === 'object' && 'statError' in entry) throw failure(entry.statError, path);
      return statsOf(entry);
    },
    openSync(path) {
      const entry = lookUp(resolve(path));
      if (typeof entry === 'object' && 'openError' in entry) throw failure(entry.openError, path);
      if (typeof entry === 'object' && 'fifo' in entry) throw new Error('opened a FIFO');
      open.set(++lastFd, { entry, position: 0 });
      return lastFd;
    },
    fstatSync: (fd) => statsOf(file(fd).entry),
    readSync(fd, buffer, offset, length) {
      const opened = file(fd);
      const chunk = bytesOf(opened.entry).subarray(opened.position, opened.position + length);
      buffer.set(chunk, offset);
      opened.position += chunk.length;
      return chunk.length;
    },
    closeSync(fd) {
      file(fd);
      open.delete(fd);
    },
    accessSync(path) {
      const real = resolve(path);
      lookUp(real);
      if (readOnly.includes(real)) throw failure('EROFS', path);
    },
    realpathSync(path) {
      const real = resolve(path);
      lookUp(real);
      return real;
    },
    readlinkSync(path) {
      const entry = lookUp(path);
      if (typeof entry === 'object' && 'link' in entry) return entry.link;
      throw failure('EINVAL', path);
    },
  };
}

/** The options that make detection look at this machine. */
export function simulate(machine: SimulatedMachine): Required<DetectionOptions> {
  return { env: machine.env ?? {}, fs: simulatedFileSystem(machine), platform: machine.os ?? 'linux' };
}
