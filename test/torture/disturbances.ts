// What is done to the files of a scene, and how it is undone.
import { chmodSync, closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { limitFileSize, type Machine } from './machine.ts';
import { clockOf, type Disturbance, type DisturbanceKind } from './plan.ts';
import { lstatIfAny, MOVED, type Scene } from './scene.ts';

/** A disturbance that is in effect. */
export interface Effect {
  undo(): void;
  /** Makes it last, where the writers' own doing may end it. */
  sustain?(): void;
  /** Whether nothing more can be written while it lasts: a `forceFlush` must then be refused. */
  readonly isRefusing: boolean;
}

/** What a disturbance works on. */
export interface Victims {
  readonly scene: Scene;
  readonly machine: Machine;
  /** The process ids of the writers that live. */
  readonly pids: readonly number[];
  /** Has the writers that live do something. */
  tell(command: string): void;
}

const DONE: Effect = { undo: () => undefined, isRefusing: false };
const BLOCK = Buffer.alloc(1024 * 1024);
// Every writer's files grow to more than that before they are rotated, whatever the size of its chunks.
const SMALLEST_LIMIT = 4096;
const LARGEST_LIMIT = 8000;
const MOST_REOPENINGS = 200;

/** Whether a kind of disturbance can be carried out on a machine. */
export function isPossible(kind: DisturbanceKind, { canMount, canLimitFileSize, modesBind }: Machine): boolean {
  switch (kind) {
    case 'fill the disk':
      return canMount || canLimitFileSize;
    case 'limit the file size':
      return canLimitFileSize;
    case 'make the directory read-only':
    case 'make the active file read-only':
      return modesBind;
    default:
      return true;
  }
}

/** Carries a disturbance out; nothing where there is nothing now that it could be done to. */
export function disturb({ kind, choice }: Disturbance, victims: Victims): Effect | undefined {
  const { scene, machine } = victims;
  switch (kind) {
    case 'fill the disk':
      return machine.canMount ? fillDisk(scene) : limitFileSizes(victims, choice);
    case 'limit the file size':
      return limitFileSizes(victims, choice);
    case 'delete a rotated file':
      return doneIf(onOneOf(scene.rotatedNames(), choice, (name) => scene.delete(name)));
    case 'delete the active file':
      return doneIf(onOneOf(scene.activeNames(), choice, (name) => scene.delete(name)));
    case 'rename the active file':
      return renameActiveFile(victims, choice);
    case 'rename a rotated file':
      return doneIf(onOneOf(scene.rotatedNames(), choice, (name) => renameWithin(scene, name)));
    case 'make the directory read-only':
      return changeMode(scene.logs, 0o500, 0o700);
    case 'make the active file read-only':
      return onOneOf(scene.activeNames(), choice, (name) => changeMode(join(scene.logs, name), 0o400, 0o600));
    case 'remove the directory':
      return doneIf(choice < 0.5 ? scene.takeDirectoryAway() : scene.deleteDirectory());
    case 'change the working directory':
      return tell(victims, `chdir ${scene.elsewhere}`);
    case 'set the clock':
      return tell(victims, `clock ${clockOf(choice)}`);
    case 'have the writers reopen':
      return tell(victims, `reopen ${1 + Math.floor(choice * MOST_REOPENINGS)}`);
  }
}

function tell(victims: Victims, command: string): Effect | undefined {
  if (victims.pids.length > 0) victims.tell(command);
  return doneIf(victims.pids.length > 0);
}

function doneIf(isDone: boolean | undefined): Effect | undefined {
  return isDone === true ? DONE : undefined;
}

function onOneOf<T>(names: readonly string[], choice: number, work: (name: string) => T): T | undefined {
  const name = names[Math.floor(choice * names.length)];
  return name === undefined ? undefined : work(name);
}

function fillDisk({ ballast }: Scene): Effect {
  fill(ballast);
  // Compression frees what its source took: that is taken as well.
  return { sustain: () => fill(ballast), undo: () => rmSync(ballast, { force: true }), isRefusing: true };
}

/** Makes a file grow until its disk is full. */
function fill(path: string): void {
  const fd = openSync(path, 'a', 0o600);
  try {
    for (;;) writeSync(fd, BLOCK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(fd);
  }
}

function limitFileSizes({ pids, machine: { user } }: Victims, choice: number): Effect | undefined {
  const bytes = SMALLEST_LIMIT + Math.floor(choice * (LARGEST_LIMIT - SMALLEST_LIMIT));
  const limited = pids.filter((pid) => limitFileSize(pid, bytes, user));
  if (limited.length === 0) return undefined;
  const undo = () => {
    for (const pid of limited) limitFileSize(pid, 'unlimited', user);
  };
  return { undo, isRefusing: true };
}

function renameActiveFile({ scene, pids }: Victims, choice: number): Effect | undefined {
  const isTaken = onOneOf(scene.activeNames(), choice, (name) => scene.takeAway(name));
  // Every other logrotate has a `postrotate` that tells the writer.
  if (isTaken && Math.floor(choice * 1000) % 2 === 0) for (const pid of pids) process.kill(pid, 'SIGHUP');
  return doneIf(isTaken);
}

/**
 * Of a file that was just being rotated the name goes for good: where its writer is killed now, the next one goes on with the
 * same file under the active name, and could not know of the other.
 */
function renameWithin(scene: Scene, name: string): boolean {
  const moved = join(scene.logs, name + MOVED);
  try {
    renameSync(join(scene.logs, name), moved);
    if (lstatIfAny(moved)?.nlink === 2) scene.takeAway(name + MOVED);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function changeMode(path: string, mode: number, modeBefore: number): Effect | undefined {
  const change = (to: number) => {
    try {
      chmodSync(path, to);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
  };
  return change(mode) ? { undo: () => change(modeBefore), isRefusing: false } : undefined;
}
