#!/usr/bin/env node
// The `laketrace` command. All else is loaded from here, so that an old Node comes as far as the sentence that it is too old.
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';

const { boundHeapGrowth } = await import('./heap-growth.ts');
boundHeapGrowth();
const { runCommand } = await import('./program.ts');
const { version } = JSON.parse(readFileSync(new URL(import.meta.resolve('laketrace/package.json')), 'utf8'));
const interrupted = new AbortController();
let ended: NodeJS.Signals | undefined;
// The second one ends the process at once.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    ended = signal;
    interrupted.abort();
  });
}
process.exitCode = await runCommand(process.argv.slice(2), version, {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  interrupted: interrupted.signal,
});
// As shells have it: 128 and the number of the signal.
if (ended !== undefined) process.exitCode = 128 + constants.signals[ended];
