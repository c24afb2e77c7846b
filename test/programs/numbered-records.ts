// A child process that writes numbered records: `node numbered-records.ts <options as JSON> <label> <count> [ack]`.
//
// With `ack` it writes without end and prints, after each completed forceFlush, up to which number all is promised.
import { isMainThread, Worker } from 'node:worker_threads';
import { RotatingFileLogRecordExporter } from '../../src/file/rotating-file-log-record-exporter.ts';
import { logRecord } from '../support/log-records.ts';

// Whoever starts it reads there why something was not done.
const onError = (error: unknown) => console.error(String(error));

const [options = '{}', label = '', count = '0', mode = ''] = process.argv.slice(2);

async function writeAll(): Promise<void> {
  const exporter = new RotatingFileLogRecordExporter({ ...JSON.parse(options), onError });
  for (let i = 0; i < Number(count); i++) {
    exporter.append(logRecord(`${label} ${i}`));
    if (i % 100 === 99) await new Promise(setImmediate);
  }
  await exporter.shutdown();
}

async function writeUntilKilled(): Promise<never> {
  const exporter = new RotatingFileLogRecordExporter({ ...JSON.parse(options), onError });
  for (let i = 0; ; i++) {
    exporter.append(logRecord(`${label} ${i}`));
    if (i % 200 === 199) {
      await exporter.forceFlush().catch(() => undefined);
      if (exporter.stats().bytes.buffered === 0) process.stdout.write(`${i}\n`);
    }
  }
}

if (mode === 'threads' && isMainThread) {
  for (let thread = 0; thread < 3; thread++) {
    new Worker(new URL(import.meta.url), { argv: [options, `${label}.${thread}`, count] });
  }
} else if (mode === 'ack') {
  await writeUntilKilled();
} else {
  await writeAll();
}
