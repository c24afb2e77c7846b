// A slow pipe at the end of a process: Node does not wait for it, and what it had not taken is reported.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const program = (end: string) => `
  import { LoggerProvider } from ${JSON.stringify(import.meta.resolve('@opentelemetry/sdk-logs'))};
  import { LakeTraceLogRecordProcessor } from ${JSON.stringify(join(import.meta.dirname, '../../../src/index.ts'))};
  const provider = new LoggerProvider({ processors: [new LakeTraceLogRecordProcessor({ file: false, console: true })] });
  const logger = provider.getLogger('x');
  for (let i = 0; i < 20000; i++) logger.emit({ severityNumber: 9, body: 'record ' + i });
  ${end}`;

test.skipIf(process.platform === 'win32').each([
  ['process.exit()', 'process.exit(0);', true],
  ['an uncaught error', "throw new Error('end');", true],
  ['shutdown', 'await provider.shutdown();', false],
  ['a natural end', '', false],
])('%s', async (_, end, mayLose) => {
  // The reader is late, and in a process of its own: Node itself empties the pipes of a child that has ended.
  const pipeline = '"$0" --input-type=module -e "$1" | (sleep 2; cat)';
  const { stdout, stderr } = await promisify(execFile)('sh', ['-c', pipeline, process.execPath, program(end)], {
    maxBuffer: 64 * 1024 * 1024,
  });
  const lines = stdout.split('\n').length - 1;
  // Whatever the pipe did not take, half a line is not among what it did.
  expect(stdout === '' || stdout.endsWith('\n')).toBe(true);
  for (const line of stdout.split('\n').slice(0, -1)) JSON.parse(line);
  const report = /laketrace: sink console: up to (\d+) lines \(\d+ bytes\) had not gone out/.exec(stderr);
  if (lines === 20_000) expect(report).toBeNull();
  else {
    expect(mayLose).toBe(true);
    expect(Number(report?.[1])).toBeGreaterThanOrEqual(20_000 - lines - 1);
  }
});
