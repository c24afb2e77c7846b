// Where log files should lie: on a local disk, never on a mount of a lake, where they cannot be appended to.
import nodeFileSystem from 'node:fs';
import { tmpdir } from 'node:os';
import { type PlatformPath, posix, win32 } from 'node:path';
import type { DetectionOptions, ReadOnlyFileSystem } from './environment.ts';
import { warnOnce } from './warn-once.ts';

/** A part of the file system that is not a disk. */
export interface LakeMount {
  /** Absolute path of the mount. */
  readonly path: string;
  /** What it is, and why log files should not lie there; completes "… lies on <path>, ". */
  readonly description: string;
}

/** Options of {@link defaultLogDirectory} and {@link unsuitableLogDirectory}. */
export interface LogDirectoryOptions extends DetectionOptions {
  /** Default: the working directory of the process. */
  readonly cwd?: string;
  /** Default: `os.tmpdir()`. */
  readonly temporaryDirectory?: string;
  /**
   * Where a program's files go that chose nothing: `'working'`, below its working directory (default), or `'temporary'`, at once into the
   * directory for temporary files, as the Python LakeTrace has it.
   */
  readonly below?: 'working' | 'temporary';
  /** Default: {@link LAKE_MOUNTS} on Linux, none elsewhere (macOS mounts ordinary disks below `/Volumes`). */
  readonly mounts?: readonly LakeMount[];
}

/** Why a directory does not suit log files, and one that does. */
export interface UnsuitableDirectory {
  readonly reason: string;
  /** An absolute path on a local disk. */
  readonly alternative: string;
}

/** The mounts of Databricks and Fabric. Appending on the first two fails with errno 95 (docs/platforms.md#sources-databricks). */
export const LAKE_MOUNTS: readonly LakeMount[] = [
  { path: '/dbfs', description: 'the DBFS mount of Databricks, which refuses to append to files' },
  { path: '/Volumes', description: 'the mount of Databricks volumes, which refuses to append to files' },
  { path: '/lakehouse', description: 'the mount of a Fabric lakehouse, which is not a local disk' },
];

const LOG_DIRECTORY_VARIABLE = 'LAKETRACE_LOG_DIR';
const FALLBACK_NAME = 'laketrace_logs';
/** As many links as Linux follows before it calls them a loop. */
const MAX_LINKS = 40;
const URI = /^([a-z][a-z0-9+.-]+):\//i;

/**
 * The directory that log files go to when none was chosen, as an absolute path on a local disk.
 *
 * The first of these that suits: `LAKETRACE_LOG_DIR`; `logs` in the working directory, if it can be written; `laketrace_logs` in
 * the temporary directory, if it can be written (with `below: 'temporary'` it is the first that is looked at); `laketrace_logs-<user id>` in the temporary directory.
 *
 * A directory on `/dbfs`, `/Volumes` or `/lakehouse` never suits, not even through a symbolic link. Where `LAKETRACE_LOG_DIR` is
 * ignored for that, `diag` gets one warning. Creates nothing, never throws.
 */
export function defaultLogDirectory(options: LogDirectoryOptions = {}): string {
  const choice = new DirectoryChoice(options);
  const wanted = (options.env ?? process.env)[LOG_DIRECTORY_VARIABLE]?.trim();
  const complaint = wanted && choice.complaint(wanted);
  if (wanted && complaint === undefined) return choice.resolve(wanted);
  const directory = choice.default();
  if (complaint) warnOnce(`${LOG_DIRECTORY_VARIABLE} is ignored: ${complaint}; log files go to ${directory}`);
  return directory;
}

/**
 * Says why log files should not lie in a directory: it is on a mount of a lake, by its path or through a symbolic link, or it
 * is a URI and no path.
 * @returns `undefined` when there is nothing against it. Never throws.
 */
export function unsuitableLogDirectory(
  directory: string,
  options: LogDirectoryOptions = {},
): UnsuitableDirectory | undefined {
  const reason = new DirectoryChoice(options).complaint(directory);
  return reason === undefined ? undefined : { reason, alternative: defaultLogDirectory(options) };
}

/** Which directories suit in one environment. */
class DirectoryChoice {
  readonly #path: PlatformPath;
  readonly #fs: ReadOnlyFileSystem;
  readonly #mounts: readonly LakeMount[];
  readonly #cwd: string | undefined;
  readonly #temporaryDirectory: string;
  readonly #below: 'working' | 'temporary';

  constructor({
    fs = nodeFileSystem,
    platform = process.platform,
    cwd,
    temporaryDirectory = tmpdir(),
    below = 'working',
    mounts,
  }: LogDirectoryOptions) {
    this.#path = platform === 'win32' ? win32 : posix;
    this.#fs = fs;
    this.#mounts = mounts ?? (platform === 'linux' ? LAKE_MOUNTS : []);
    this.#cwd = cwd;
    this.#below = below;
    this.#temporaryDirectory = this.#absolute(temporaryDirectory);
  }

  /** Where the working directory was deleted, a relative path leads nowhere. */
  #absolute(directory: string): string {
    return this.#tryTo(() => this.#path.resolve(directory)) ?? '/tmp';
  }

  resolve(directory: string): string {
    return this.#path.resolve(this.#workingDirectory(), directory);
  }

  /** The directory that nobody has to choose: the first that suits and can be written, else the last that suits. */
  default(): string {
    const working = this.#below === 'working' ? [this.resolve('logs')] : [];
    const candidates = [...working, ...this.#temporaryCandidates()];
    const suitable = candidates.filter((path) => this.complaint(path) === undefined);
    return (
      suitable.find((path) => this.#isWritable(path)) ?? suitable.at(-1) ?? this.#path.resolve('/tmp', FALLBACK_NAME)
    );
  }

  #temporaryCandidates(): string[] {
    const base = this.#path.resolve(this.#temporaryDirectory, FALLBACK_NAME);
    const user = process.getuid?.();
    return user === undefined ? [base] : [base, `${base}-${user}`];
  }

  /** What is against a directory, if anything. */
  complaint(directory: string): string | undefined {
    // Quoted as JSON: the name of a link's target may hold anything.
    const named = JSON.stringify(directory);
    const scheme = URI.exec(directory)?.[1];
    if (scheme !== undefined) return `${named} is a URI (${scheme}:), not a directory of this machine`;
    const written = this.resolve(directory);
    const mount = this.#mountOf(written);
    if (mount !== undefined) return `${named} lies on ${mount.path}, ${mount.description}`;
    const real = this.#realPath(written);
    const realMount = this.#mountOf(real);
    if (realMount === undefined) return undefined;
    return `${named} leads to ${JSON.stringify(real)}, which lies on ${realMount.path}, ${realMount.description}`;
  }

  /** Whether files can be made in a directory, or the directory itself can be. */
  #isWritable(directory: string): boolean {
    const { W_OK, X_OK } = nodeFileSystem.constants;
    try {
      const stats = this.#fs.statSync(directory, { throwIfNoEntry: false });
      if (stats !== undefined && !stats.isDirectory()) return false;
      this.#fs.accessSync(stats === undefined ? this.#path.dirname(directory) : directory, W_OK | X_OK);
      return true;
    } catch {
      return false;
    }
  }

  #workingDirectory(): string {
    if (this.#cwd !== undefined) return this.#cwd;
    try {
      return process.cwd();
    } catch {
      // The directory was deleted, and relative paths lead nowhere.
      return this.#temporaryDirectory;
    }
  }

  #mountOf(directory: string): LakeMount | undefined {
    return this.#mounts.find(({ path }) => directory === path || directory.startsWith(path + this.#path.sep));
  }

  /** The path with symbolic links resolved as far as it exists; links to what does not exist yet are followed too. */
  #realPath(directory: string): string {
    let existing = directory;
    let rest = '';
    for (let links = 0; links <= MAX_LINKS; ) {
      const real = this.#tryTo(() => this.#fs.realpathSync(existing));
      if (real !== undefined) return this.#path.join(real, rest);
      const parent = this.#path.dirname(existing);
      const target = this.#tryTo(() => this.#fs.readlinkSync(existing));
      if (target !== undefined) {
        existing = this.#path.resolve(parent, target);
        links++;
      } else if (parent === existing) {
        break;
      } else {
        rest = this.#path.join(this.#path.basename(existing), rest);
        existing = parent;
      }
    }
    return directory;
  }

  #tryTo(call: () => string): string | undefined {
    try {
      return call();
    } catch {
      return undefined;
    }
  }
}
