// A child process that writes numbered records for a while: `node paced-records.ts <options as JSON> <label> <count>`.
import { setTimeout as sleep } from 'node:timers/promises';
import { RotatingFileLogRecordExporter } from '../../src/file/rotating-file-log-record-exporter.ts';
import { logRecord } from '../support/log-records.ts';

const [options = '{}', label = '', count = '0'] = process.argv.slice(2);
const exporter = new RotatingFileLogRecordExporter({
  ...JSON.parse(options),
  onError: (error: unknown) => console.error(String(error)),
});
for (let i = 0; i < Number(count); i++) {
  const now = Date.now();
  exporter.append(logRecord(`${label} ${i}`, { hrTime: [Math.floor(now / 1000), (now % 1000) * 1e6] }));
  if (i % 20 === 19) await sleep(2);
}
await exporter.shutdown();
