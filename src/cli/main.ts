#!/usr/bin/env node
// The `laketrace` command. All else is loaded from here, so that an old Node comes as far as the sentence that it is too old.
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';

const { boundHeapGrowth } = await import('./heap-growth.ts');
boundHeapGrowth();
const { runCommand } = await import('./program.ts');
const { isPagerOpen } = await import('./pager.ts');
const { version } = JSON.parse(readFileSync(new URL(import.meta.resolve('laketrace/package.json')), 'utf8'));
const interrupted = new AbortController();
let ended: NodeJS.Signals | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (ended === undefined) {
      ended = signal;
      interrupted.abort();
    } else if (signal !== 'SIGINT' || !isPagerOpen()) process.exit(codeOf(signal));
    // Ctrl-C is for the pager, as long as one is there: without us it would be left alone on the terminal.
  });
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
