// A slow pipe at the end of a process: Node does not wait for it, and what it had not taken is told of.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';

const program = (end: string) => `
  import { LoggerProvider } from ${JSON.stringify(import.meta.resolve('@opentelemetry/sdk-logs'))};
  import { LakeTraceLogRecordProcessor } from ${JSON.stringify(join(import.meta.dirname, '../../src/index.ts'))};
  const provider = new LoggerProvider({ processors: [new LakeTraceLogRecordProcessor({ file: false, console: true })] });
  const logger = provider.getLogger('x');
  for (let i = 0; i < 20000; i++) logger.emit({ severityNumber: 9, body: 'record ' + i });
  ${end}`;

test.each([
  ['process.exit()', 'process.exit(0);', true],
  ['an uncaught error', "throw new Error('end');", true],
  ['shutdown', 'await provider.shutdown();', false],
  ['a natural end', '', false],
])('%s', async (_, end, mayLose) => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program(end)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  // The reader is late.
  await sleep(1500);
  let lines = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    for (const byte of chunk) if (byte === 0x0a) lines++;
  });
  await once(child, 'close');
  const told = /laketrace: sink console: up to (\d+) lines \(\d+ bytes\) had not gone out/.exec(errors);
  if (lines === 20_000) expect(told).toBeNull();
  else {
    expect(mayLose).toBe(true);
    expect(Number(told?.[1])).toBeGreaterThanOrEqual(20_000 - lines - 1);
  }
});
