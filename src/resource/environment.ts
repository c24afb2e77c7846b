// The environment that detection looks at: variables, a few files, the operating system. All of it can be injected, none is trusted.
import nodeFileSystem from 'node:fs';
import { isUsableValue, VALUE_LIMIT } from './attribute-value.ts';
import { readProperties } from './properties.ts';

/** What `stat` says about a path. `node:fs`'s `Stats` fits. */
export interface PathStats {
  readonly size: number;
  isFile(): boolean;
  isDirectory(): boolean;
}

/** The part of `node:fs` that detection uses; it never writes. `node:fs` itself fits. */
export interface ReadOnlyFileSystem {
  statSync(path: string, options: { throwIfNoEntry: false }): PathStats | undefined;
  openSync(path: string, flags: number): number;
  fstatSync(fd: number): PathStats;
  readSync(fd: number, buffer: Uint8Array, offset: number, length: number, position: number | null): number;
  closeSync(fd: number): void;
  accessSync(path: string, mode: number): void;
  realpathSync(path: string): string;
  readlinkSync(path: string): string;
}

/** The environment that detection looks at. Everything defaults to the real thing; tests and simulations pass their own. */
export interface DetectionOptions {
  /** Environment variables. Default: `process.env`, read anew at each call. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Default: `node:fs`. */
  readonly fs?: ReadOnlyFileSystem;
  /** The operating system, as in `process.platform`, which is the default. */
  readonly platform?: NodeJS.Platform;
}

/** What a path is: a regular file, a directory, something else, nothing, or not to be found out. */
export type PathKind = 'file' | 'directory' | 'other' | 'absent' | 'unknown';

/** What was read from a file; `problem` says why it may be less than the file holds. */
export interface FileReading<T> {
  readonly content: T;
  readonly problem?: string;
}

/** Files of the platforms are a few hundred bytes to a few KiB; what lies beyond this limit is not read. */
const READ_LIMIT = 64 * 1024;

// A FIFO put in a file's place between `stat` and `open` must not hold up the program. Windows has no such flag.
const OPEN_FLAGS = nodeFileSystem.constants.O_RDONLY | (nodeFileSystem.constants.O_NONBLOCK ?? 0);

const ERROR_CODE = /^E[A-Z0-9]{1,30}$/;

/** The error's code, such as `EACCES`: the only part of an error that is repeated, since messages may quote anything. */
function errorCode(error: unknown): string {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' && ERROR_CODE.test(code) ? code : 'unknown error';
}

/** Safe answers to the few questions that detection asks of the environment. File questions never throw. */
export class Environment {
  readonly os: NodeJS.Platform;
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #fs: ReadOnlyFileSystem;

  constructor({ env = process.env, fs = nodeFileSystem, platform = process.platform }: DetectionOptions = {}) {
    this.os = platform;
    this.#env = env;
    this.#fs = fs;
  }

  /** The trimmed value of a variable, if it is set, not empty and fit to be an attribute. */
  variable(name: string): string | undefined {
    const value = this.#env[name]?.trim();
    return value !== undefined && isUsableValue(value) ? value : undefined;
  }

  /** Whether a variable is set and holds more than blanks. */
  isSet(name: string): boolean {
    const value = this.#env[name];
    return value !== undefined && value.trim() !== '';
  }

  /** Whether a variable is set to something that matches. */
  matches(name: string, pattern: RegExp): boolean {
    return pattern.test(this.#env[name] ?? '');
  }

  /** Whether a variable exists, without looking at its value: for those that hold secrets. */
  exists(name: string): boolean {
    return name in this.#env;
  }

  /** The first name of a variable that begins with `prefix`, and is set to something. */
  nameWithPrefix(prefix: string): string | undefined {
    return Object.keys(this.#env).find(
      (name) => name.length > prefix.length && name.startsWith(prefix) && this.isSet(name),
    );
  }

  /** What a path is, symbolic links followed. */
  kindOf(path: string): PathKind {
    try {
      const stats = this.#fs.statSync(path, { throwIfNoEntry: false });
      if (stats === undefined) return 'absent';
      if (stats.isFile()) return 'file';
      return stats.isDirectory() ? 'directory' : 'other';
    } catch (error) {
      const code = errorCode(error);
      return code === 'ENOENT' || code === 'ENOTDIR' ? 'absent' : 'unknown';
    }
  }

  /** The values of the allowed keys of a properties file; every other key's value stays unread. */
  properties(path: string, allowedKeys: ReadonlySet<string>): FileReading<ReadonlyMap<string, string>> {
    return this.#read(path, new Map<string, string>(), (bytes, whole) => readProperties(bytes, whole, allowedKeys));
  }

  /** The first line of a file, if it is fit to be an attribute. */
  firstLine(path: string): FileReading<string | undefined> {
    return this.#read<string | undefined>(path, undefined, (bytes) => {
      const end = bytes.indexOf(0x0a);
      const line = bytes.toString('utf8', 0, Math.min(end === -1 ? bytes.length : end, VALUE_LIMIT + 1)).trim();
      return isUsableValue(line) ? line : undefined;
    });
  }

  /** Opens, reads at most {@link READ_LIMIT} bytes, parses, and wipes what was read: a secret in a file stays nowhere. */
  #read<T>(path: string, nothing: T, parse: (bytes: Buffer, whole: boolean) => T): FileReading<T> {
    let buffer: Buffer | undefined;
    let fd: number | undefined;
    try {
      // Opening is not always harmless (a tape rewinds, a FIFO waits): look first, and again at what was opened.
      if (this.kindOf(path) !== 'file') return { content: nothing, problem: `${path} is not a readable file` };
      fd = this.#fs.openSync(path, OPEN_FLAGS);
      const stats = this.#fs.fstatSync(fd);
      if (!stats.isFile()) return { content: nothing, problem: `${path} is not a regular file` };
      const whole = stats.size <= READ_LIMIT;
      buffer = Buffer.alloc(whole ? stats.size : READ_LIMIT);
      const content = parse(buffer.subarray(0, this.#fill(fd, buffer)), whole);
      return whole
        ? { content }
        : { content, problem: `${path} is larger than ${READ_LIMIT} bytes: the rest was not read` };
    } catch (error) {
      return { content: nothing, problem: `${path} cannot be read (${errorCode(error)})` };
    } finally {
      buffer?.fill(0);
      if (fd !== undefined) this.#close(fd);
    }
  }

  /** Reads until the buffer is full or the file ends; returns the number of bytes. */
  #fill(fd: number, buffer: Buffer): number {
    let filled = 0;
    while (filled < buffer.length) {
      const read = this.#fs.readSync(fd, buffer, filled, buffer.length - filled, null);
      if (!(read > 0)) break;
      filled += read;
    }
    return filled;
  }

  #close(fd: number): void {
    try {
      this.#fs.closeSync(fd);
    } catch {
      // Nothing was written: a failed close loses nothing.
    }
  }
}
