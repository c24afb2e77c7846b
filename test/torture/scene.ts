// The place of one round: the log's directory, and a morgue for everything that is taken away from it, so that no line is lost
// by the torturer's own hand.
import {
  chmodSync,
  chownSync,
  closeSync,
  cpSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Machine, mountTmpfs, unmount } from './machine.ts';
import type { Round } from './plan.ts';

/** The first part of all file names. */
export const EXPORTER = 'app';
/** What a rotated file that was renamed within the directory ends in. */
export const MOVED = '.moved';
/** Far more than the lines of a round take, so that the disk is full only when it is filled. */
const DISK_BYTES = 256 * 1024 * 1024;
const ROTATED = /^app\.\d{4}-\d\d-\d\dT[\d-]+\.\d{3}Z\.jsonl(\.(gz|zst|bz2|zip))?$/;
const ACTIVE = /^app(\.\d+)?\.jsonl$/;

/** What a file's name in the morgue begins with that had two names when one of them was taken. */
export const TWIN = 'twin-';

interface Deleted {
  readonly name: string;
  readonly fd: number;
}

const open = new Set<Scene>();

/** Closes the scenes that are still open, where the process has to end before their rounds do. */
export function closeOpenScenes(): void {
  for (const scene of open) scene.close();
}

/** A directory to be tortured, and what surrounds it. */
export class Scene {
  /** The log's directory; made by the first writer. */
  readonly logs: string;
  /** What was taken away from it. */
  readonly morgue: string;
  /** Another directory that writers can work in, which stays empty. */
  readonly elsewhere: string;
  /** The file that fills the disk. */
  readonly ballast: string;
  readonly isSmallDisk: boolean;
  readonly #base: string;
  readonly #user: Machine['user'];
  readonly #deleted: Deleted[] = [];
  #taken = 0;

  /** @param place where the round wants to be; on the disk where a tmpfs cannot be mounted */
  constructor(place: Round['place'], { canMount, user }: Machine) {
    this.#base = mkdtempSync(join(tmpdir(), 'laketrace-torture-'));
    this.#user = user;
    this.isSmallDisk = place === 'tmpfs' && canMount;
    if (this.isSmallDisk) mountTmpfs(this.#base, DISK_BYTES);
    chmodSync(this.#base, 0o755);
    if (user !== undefined) chownSync(this.#base, user.uid, user.gid);
    this.logs = join(this.#base, 'logs');
    this.morgue = join(this.#base, 'morgue');
    this.ballast = join(this.#base, 'ballast');
    this.elsewhere = join(this.#base, 'elsewhere');
    mkdirSync(this.morgue, { mode: 0o700 });
    mkdirSync(this.elsewhere, { mode: 0o755 });
    if (user !== undefined) chownSync(this.elsewhere, user.uid, user.gid);
    open.add(this);
  }

  /** The names of finished files, plain or archived. */
  rotatedNames(): string[] {
    return this.#names().filter((name) => ROTATED.test(name));
  }

  /** The names of the files that are being written. */
  activeNames(): string[] {
    return this.#names().filter((name) => ACTIVE.test(name));
  }

  /**
   * Moves a file out of the log's directory; answers whether it was there. Of one that was just being rotated the name goes for
   * good: a second one would keep it from being compressed.
   */
  takeAway(name: string): boolean {
    const path = this.#take(name);
    if (path !== undefined && lstatSync(path).nlink > 1) this.#bury(path, name);
    return path !== undefined;
  }

  /**
   * Deletes a file of the log for good: no name stands for it any more, as its writer sees. Its bytes are kept by an open
   * descriptor. It is renamed first, so that what is deleted is what was opened.
   */
  delete(name: string): boolean {
    const path = this.#take(name);
    if (path !== undefined) this.#bury(path, name);
    return path !== undefined;
  }

  /** Moves the whole directory away at once. */
  takeDirectoryAway(): boolean {
    return this.#takeDirectory() !== undefined;
  }

  /**
   * Deletes the directory with every file in it. It is moved away first: a writer whose lock is gone and whose file is not could
   * not know that another one took its name, and what both then promise nobody could keep.
   */
  deleteDirectory(): boolean {
    const directory = this.#takeDirectory();
    if (directory === undefined) return false;
    for (const name of readdirSync(directory)) this.#bury(join(directory, name), name);
    rmdirSync(directory);
    return true;
  }

  /** Lets claims look as old as they are when a process died minutes ago, so that the next start has to remove them. */
  ageClaims(): void {
    for (const name of this.#names()) {
      if (name.endsWith('.claim')) utimesSync(join(this.logs, name), 0, 0);
    }
  }

  /** Leaves what a process leaves that dies while it takes a lock. */
  plantClaim(): void {
    if (lstatIfAny(this.logs) === undefined) return;
    const path = join(this.logs, `.${EXPORTER}.1-0-${'0'.repeat(12)}.claim`);
    writeFileSync(path, '');
    if (this.#user !== undefined) chownSync(path, this.#user.uid, this.#user.gid);
  }

  /** Gives what was deleted a name in the morgue, to be read like the rest. */
  exhume(): void {
    const inodes = new Set<number>();
    for (const { name, fd } of this.#deleted.splice(0)) {
      const { ino, nlink, size } = fstatSync(fd);
      // Both names of one file, or one that still has a name.
      const isElsewhere = nlink > 0 || inodes.has(ino);
      inodes.add(ino);
      const bytes = Buffer.alloc(isElsewhere ? 0 : size);
      for (let done = 0; done < bytes.length; ) done += readSync(fd, bytes, done, bytes.length - done, done);
      closeSync(fd);
      writeFileSync(join(this.morgue, `${++this.#taken}-${name}`), bytes);
    }
  }

  /** Copies everything to a directory that outlives the scene. */
  keep(directory: string): void {
    cpSync(this.#base, directory, { recursive: true });
  }

  /** Removes everything. */
  close(): void {
    open.delete(this);
    for (const { fd } of this.#deleted.splice(0)) closeSync(fd);
    if (this.isSmallDisk) unmount(this.#base);
    rmSync(this.#base, { recursive: true, force: true });
  }

  #names(): string[] {
    try {
      return readdirSync(this.logs).sort();
    } catch {
      return [];
    }
  }

  #take(name: string): string | undefined {
    const path = join(this.morgue, `${++this.#taken}-${name}`);
    return this.#rename(join(this.logs, name), path) ? path : undefined;
  }

  #takeDirectory(): string | undefined {
    const target = join(this.morgue, `${++this.#taken}-logs`);
    return this.#rename(this.logs, target) ? target : undefined;
  }

  /** Deletes a file and keeps its bytes. */
  #bury(path: string, name: string): void {
    const fd = openSync(path, 'r');
    const hasTwin = fstatSync(fd).nlink > 1;
    unlinkSync(path);
    this.#deleted.push({ name: hasTwin ? TWIN + name : name, fd });
  }

  #rename(from: string, to: string): boolean {
    try {
      renameSync(from, to);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
  }
}

/** The status of what a path stands for, where it stands for something. */
export function lstatIfAny(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}
