// What this machine lets a torture do: mount a small disk, run writers as a user whom modes bind, limit file sizes.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The user and group `nobody` of Linux. */
const NOBODY = 65_534;

/** What a torture may do here. */
export interface Machine {
  readonly canMount: boolean;
  readonly canLimitFileSize: boolean;
  /** Whom writers run as; nothing: as this process does. */
  readonly user: { readonly uid: number; readonly gid: number } | undefined;
  /** Whether a read-only file is read-only for writers. */
  readonly modesBind: boolean;
  /** A line for each thing that cannot be done, and what is done instead. */
  readonly notes: readonly string[];
}

/** Finds out what this machine allows; leaves nothing. */
export function exploreMachine(): Machine {
  const canMount = tryMount();
  const isRoot = process.getuid?.() === 0;
  const user = isRoot && runsAs(NOBODY) ? { uid: NOBODY, gid: NOBODY } : undefined;
  const canLimitFileSize = tryLimit(user);
  const modesBind = !isRoot || user !== undefined;
  const notes: string[] = [];
  if (!canMount && canLimitFileSize)
    notes.push('no tmpfs can be mounted here: the disk is "filled" by a file size limit');
  if (!canMount && !canLimitFileSize) notes.push('no tmpfs can be mounted here: the disk is not filled');
  if (!canLimitFileSize) notes.push('prlimit cannot be used here: file sizes are not limited');
  if (!modesBind) notes.push('writers run as root, whom modes do not bind: nothing is made read-only');
  return { canMount, canLimitFileSize, user, modesBind, notes };
}

/** Mounts a tmpfs of N bytes. */
export function mountTmpfs(directory: string, bytes: number): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=755`, 'tmpfs', directory], { stdio: 'pipe' });
}

/** Unmounts it, even where a process still has a file of it open. */
export function unmount(directory: string): void {
  execFileSync('umount', ['-l', directory], { stdio: 'pipe' });
}

/**
 * Sets the size that files of a process may not exceed (setrlimit(2), RLIMIT_FSIZE). Only the soft limit, which may be raised
 * again; by its own user, for root may not everywhere (prlimit(2) asks for CAP_SYS_RESOURCE).
 * @returns whether it was set: not where the process has just died
 */
export function limitFileSize(pid: number, bytes: number | 'unlimited', user: Machine['user']): boolean {
  return spawnSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`], { stdio: 'ignore', ...user }).status === 0;
}

function tryLimit(user: Machine['user']): boolean {
  const child = spawn('sleep', ['60'], { stdio: 'ignore', ...user });
  try {
    return child.pid !== undefined && limitFileSize(child.pid, 4096, user);
  } finally {
    child.kill('SIGKILL');
  }
}

function tryMount(): boolean {
  const directory = mkdtempSync(join(tmpdir(), 'laketrace-mount-'));
  try {
    mountTmpfs(directory, 65_536);
    unmount(directory);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Whether another user may run Node and read this repository. */
function runsAs(id: number): boolean {
  const directory = mkdtempSync(join(tmpdir(), 'laketrace-user-'));
  chmodSync(directory, 0o755);
  try {
    const program = `import('${import.meta.url}').catch(() => process.exit(1))`;
    return spawnSync(process.execPath, ['-e', program], { uid: id, gid: id, cwd: directory }).status === 0;
  } finally {
    rmSync(directory, { recursive: true });
  }
}
