// Who a process is, so that a lock shows whether its owner still runs: process ids are reused, their start times are not.
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { threadId } from 'node:worker_threads';

/** The identity of a thread of a process. */
export interface ProcessIdentity {
  readonly pid: number;
  /** 0 for the main thread. */
  readonly thread: number;
  /** The start time in clock ticks since boot (`/proc/<pid>/stat`, field 22); empty where the platform does not say. */
  readonly start: string;
  /**
   * The operating system's thread that a worker thread runs on, and its start time (`/proc/<pid>/task/<tid>/stat`): a worker that
   * was terminated has none any more. Empty for the main thread, and where the platform does not say.
   */
  readonly task?: string;
  /** What process ids are unique in: the host, its boot and the process id namespace (each container has its own). */
  readonly namespace: string;
}

/** Knows the running processes. */
export interface ProcessTable {
  /** This thread of this process. */
  readonly self: ProcessIdentity;
  /** Whether a thread of a process runs; nothing where that cannot be known from here. */
  isRunning(identity: ProcessIdentity): boolean | undefined;
}

/** The running processes of this host or container. */
export class RealProcessTable implements ProcessTable {
  #self: ProcessIdentity | undefined;

  get self(): ProcessIdentity {
    this.#self ??= {
      pid: process.pid,
      thread: threadId,
      start: startTime(`/proc/${process.pid}`) ?? '',
      task: threadId === 0 ? '' : taskOfThisThread(),
      namespace: namespaceOfThisProcess(),
    };
    return this.#self;
  }

  isRunning({ pid, thread, start, task = '', namespace }: ProcessIdentity): boolean | undefined {
    if (namespace !== this.self.namespace) return undefined;
    if (!exists(pid)) return false;
    const now = startTime(`/proc/${pid}`);
    // A process that exists but whose start time is unknown may be another one with the same id.
    if (now === undefined || start === '') return undefined;
    if (now !== start) return false;
    if (thread === 0) return true;
    const [tid, taskStart] = task.split(' ');
    return taskStart === undefined ? undefined : startTime(`/proc/${pid}/task/${tid}`) === taskStart;
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** `<tid> <start time>`; empty where the platform does not say. */
function taskOfThisThread(): string {
  // A blocking read is made by this very thread.
  const tid = /^\d+/.exec(read('/proc/thread-self/stat') ?? '')?.[0];
  const start = startTime('/proc/thread-self');
  return tid === undefined || start === undefined ? '' : `${tid} ${start}`;
}

/** Field 22 of `stat` (proc(5)); counted from the last `)`, since the command in field 2 may hold blanks and parentheses. */
function startTime(directory: string): string | undefined {
  const stat = read(`${directory}/stat`);
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A zombie has ended: only its parent has not asked yet.
  return fields?.[0] === 'Z' ? '' : fields?.[19];
}

function namespaceOfThisProcess(): string {
  const boot = read('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
  let pids = '';
  try {
    pids = readlinkSync('/proc/self/ns/pid');
  } catch {
    // Not Linux: the host alone must be enough.
  }
  return [hostname(), boot, pids].join(' ').trim();
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
