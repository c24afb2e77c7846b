// What a program waits for before its first record is written: prints milliseconds by step. In JavaScript, so that nothing is compiled but what it imports.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const directory = mkdtempSync(join(tmpdir(), 'laketrace-bench-'));
const steps = {};
let last = performance.now();
function step(name) {
  const now = performance.now();
  steps[name] = now - last;
  last = now;
}

await import('@opentelemetry/resources');
const { LoggerProvider } = await import('@opentelemetry/sdk-logs');
step('sdk');
const { LakeTraceLogRecordProcessor } = await import('laketrace');
step('laketrace');
const processor = new LakeTraceLogRecordProcessor({ file: { directory } });
step('processor');
const provider = new LoggerProvider({ processors: [processor] });
const logger = provider.getLogger('bench');
logger.emit({ severityNumber: 9, severityText: 'INFO', body: 'started', attributes: { rows: 1 } });
step('emit');
await processor.forceFlush();
step('flush');
await provider.shutdown();
step('shutdown');
rmSync(directory, { recursive: true });
console.log(JSON.stringify(steps));
