// The processor's time, which others on the machine do not lengthen as they do the time of a clock.

/** Milliseconds of processor time that some work takes: of this thread, where Node tells it (from 23.9 on), else of the process. */
export function processorTime(work: () => unknown): number {
  const before = threadTime() ?? processTime();
  work();
  return (threadTime() ?? processTime()) - before;
}

/** The least of several times: what disturbs a machine only adds. */
export function leastProcessorTime(work: () => unknown, tries = 5): number {
  return Math.min(...Array.from({ length: tries }, () => processorTime(work)));
}

/** Milliseconds of processor time that this thread has taken, without the threads of pools and workers; `undefined` before Node 23.9. */
export function threadTime(): number | undefined {
  const usage = process.threadCpuUsage?.();
  return usage && (usage.user + usage.system) / 1000;
}

function processTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * Milliseconds by the clock, for the least of many short times: the processor's time of a thread is brought up to date by the ticks of the
 * scheduler, some milliseconds apart, and others on the machine lengthen only some of many.
 */
export function clockTime(work: () => unknown): number {
  const before = performance.now();
  work();
  return performance.now() - before;
}

/** Keeps the thread for so many milliseconds of the process's time: on a machine that is busy with others that takes longer. */
export function keepBusy(milliseconds: number): void {
  const until = processTime() + milliseconds;
  while (processTime() < until);
}

/** What takes too long where time is limited: it is stopped there, and ends all the same where it is not. */
export function takeTooLong(): undefined {
  keepBusy(1500);
}
