#!/usr/bin/env node
// The `laketrace` command. All else is loaded from here, so that an old Node comes as far as the sentence that it is too old.
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';

const { boundHeapGrowth } = await import('./heap-growth.ts');
boundHeapGrowth();
const { runCommand } = await import('./program.ts');
const { endPager, isPagerOpen } = await import('./pager.ts');
const { Timer } = await import('../lifecycle/timeout.ts');
const { version } = JSON.parse(readFileSync(new URL(import.meta.resolve('laketrace/package.json')), 'utf8'));
/** Milliseconds that a verb has to end by itself; what then waits, such as for a reader that does not read, is left. */
const TO_END = 2000;
const interrupted = new AbortController();
let ended: NodeJS.Signals | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    const isFirst = ended === undefined;
    ended = signal;
    interrupted.abort();
    // Ctrl-C is for the pager, as long as one is there: without us it would be left alone on the terminal.
    if (signal === 'SIGINT' && isPagerOpen()) return;
    endPager(signal);
    if (isFirst || isPagerOpen()) new Timer(TO_END, () => endBy(signal), { keepsAlive: false });
    else endBy(signal);
  });
}

/** Ends at once, after what is done at every exit. */
function endBy(signal: NodeJS.Signals): never {
  // By the signal itself: an exit would wait for the thread pool. Only an exit gives a terminal back as it was, which a pager may have left.
  const kill = (): void => {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  };
  if (!isPagerOpen()) process.once('exit', kill);
  process.exit(codeOf(signal));
}

process.exitCode = await runCommand(process.argv.slice(2), version, {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  interrupted: interrupted.signal,
});
if (ended !== undefined) process.exitCode = codeOf(ended);

/** As shells have it: 128 and the number of the signal. */
function codeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}
