#!/usr/bin/env node
// The `laketrace` command. All else is loaded from here, so that an old Node comes as far as the sentence that it is too old.
import { readFileSync } from 'node:fs';

const { boundYoungGeneration } = await import('./young-generation.ts');
boundYoungGeneration();
const { runCommand } = await import('./program.ts');
const { version } = JSON.parse(readFileSync(new URL(import.meta.resolve('laketrace/package.json')), 'utf8'));
const interrupted = new AbortController();
// The second one ends the process at once.
process.once('SIGINT', () => interrupted.abort());
process.exitCode = await runCommand(process.argv.slice(2), version, {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  interrupted: interrupted.signal,
});
