// Names of temporary files and directories that say whose they are: what a process left that was killed is known by them, and removed.
import { createHash, randomBytes } from 'node:crypto';
import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { getuid } from 'node:process';
import { type ProcessTable, RealProcessTable } from './process-identity.ts';

const MARK = /^(\d+)-(\d*)-([0-9a-f]{8})-[0-9a-f]{12}$/;

/**
 * A name that no other has, of this process.
 * @param before what it begins with
 * @param after what it ends with
 */
export function ownedName(before: string, after = '', processes: ProcessTable = new RealProcessTable()): string {
  const { pid, start, namespace } = processes.self;
  return `${before}${pid}-${start}-${digest(namespace)}-${randomBytes(6).toString('hex')}${after}`;
}

/**
 * Removes what processes of this user left under such names that do not run any more. What cannot be removed stays, without a word.
 * @param before, after as they were given to {@link ownedName}
 */
export async function removeLeavings(
  directory: string,
  before: string,
  after = '',
  processes: ProcessTable = new RealProcessTable(),
): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(before) || !name.endsWith(after)) continue;
    const mark = MARK.exec(name.slice(before.length, name.length - after.length));
    const path = join(directory, name);
    if (mark === null || !isOfDead(mark, processes)) continue;
    const stats = await lstat(path).catch(() => undefined);
    if (stats === undefined || (getuid !== undefined && stats.uid !== getuid())) continue;
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Whether a process has ended; not where that cannot be known from here. */
function isOfDead([, pid, start = '', namespace]: RegExpExecArray, processes: ProcessTable): boolean {
  const { self } = processes;
  if (namespace !== digest(self.namespace)) return false;
  return processes.isRunning({ pid: Number(pid), thread: 0, start, namespace: self.namespace }) === false;
}

function digest(namespace: string): string {
  return createHash('sha256').update(namespace).digest('hex').slice(0, 8);
}
