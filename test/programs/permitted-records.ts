// A process that may touch nothing but its log directory: `node --permission … permitted-records.ts <directory>`. Prints the errors.
import { RotatingFileLogRecordExporter } from '../../src/file/rotating-file-log-record-exporter.ts';
import { logRecord } from '../support/log-records.ts';

const [directory = ''] = process.argv.slice(2);
const exporter = new RotatingFileLogRecordExporter({
  directory,
  name: 'app',
  compression: 'gzip',
  retention: 10,
  symlink: 'current',
  onError: (error, { source }) => console.log(`${source}: ${error.message}`),
});
for (let n = 0; n < 3; n++) {
  exporter.append(logRecord(`record ${n}`));
  await exporter.rotate();
  await exporter.forceFlush();
}
exporter.append(logRecord('the last'));
await exporter.shutdown();
