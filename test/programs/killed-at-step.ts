// A process that dies by SIGKILL right before or after one of its file system calls, of all or of those that may change something:
// `node killed-at-step.ts <directory> <compression> <enqueue> <before|after> <all|changing> <call>`.
//
// It starts in a directory that earlier processes left as they died, writes, rotates, compresses, applies retention and shuts
// down. On its output it reports `promised <body>` for each promised record, and at the end `calls <how many there were>`.
// With call 0 it lives to its end.

import { constants, readFileSync, writeSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { realEnvironment } from '../../src/file/system/file-environment.ts';
import { ExporterIn } from '../support/environment.ts';
import { logRecord } from '../support/log-records.ts';
import { fileSystemReporting, mayChange } from '../support/step-counting-file-system.ts';
import { optionsOfSteps } from '../support/step-options.ts';

const [directory = '', compression = '', enqueue = '', moment = '', counted = 'all', call = '0'] =
  process.argv.slice(2);
let calls = 0;
const fs = fileSystemReporting(
  (now, number) => {
    calls = Math.max(calls, number);
    if (now === moment && number === Number(call)) process.kill(process.pid, 'SIGKILL');
  },
  counted === 'changing' ? mayChange : () => true,
);

/** A user's own compression, each of whose steps is one to die at. */
async function compressByHand(path: string): Promise<string> {
  const archive = `${path}.own`;
  const bytes = gzipSync(readFileSync(path));
  const fd = fs.openSync(archive, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC, 0o600);
  const half = bytes.length >> 1;
  fs.writeSync(fd, bytes, 0, half, null);
  fs.writeSync(fd, bytes, half, bytes.length - half, null);
  fs.closeSync(fd);
  return await Promise.resolve(archive);
}

const options = optionsOfSteps({ directory, compression, isOffLoop: enqueue === 'enqueue', compressByHand });
const exporter = new ExporterIn(options, { ...realEnvironment, fs });

async function write(bodies: readonly string[]): Promise<void> {
  for (const body of bodies) exporter.append(logRecord(body));
  await exporter.forceFlush();
  for (const body of bodies) writeSync(1, `promised ${body}\n`);
}

await write(['first 1', 'first 2']);
await exporter.rotate();
await exporter.forceFlush();
// Rotated by its size.
await write(Array.from({ length: 12 }, (_, index) => `second ${index}`));
await write(['third 1']);
await exporter.shutdown();
writeSync(1, `calls ${calls}\n`);
