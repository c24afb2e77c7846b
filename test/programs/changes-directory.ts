// A child process that logs, changes its working directory, and logs on: `node changes-directory.ts <what of its options is relative>`.
//
// `option`: `directory: 'logs'`; `variable`: `LAKETRACE_LOG_DIR=logs`; `compression`: an archive in a relative folder as well.
import { copyFileSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { RotatingFileLogRecordExporter } from '../../src/file/rotating-file-log-record-exporter.ts';
import { logRecord } from '../support/log-records.ts';

const [what = 'option', elsewhere = '', enqueue = 'false'] = process.argv.slice(2);
if (what === 'variable') process.env['LAKETRACE_LOG_DIR'] = 'logs';
mkdirSync('archives');
const exporter = new RotatingFileLogRecordExporter({
  ...(what !== 'variable' && { directory: 'logs' }),
  name: 'app',
  symlink: 'current',
  retention: 2,
  enqueue: enqueue === 'true',
  compression: what === 'compression' ? archiveBeside : 'gzip',
  onError: (error, { source }) => console.error(source, error.message),
});

async function archiveBeside(path: string): Promise<string> {
  const archive = join('archives', basename(path));
  copyFileSync(path, archive);
  // It changes while the archive is made.
  process.chdir(elsewhere);
  return await Promise.resolve(archive);
}

if (what === 'before the first record') process.chdir(elsewhere);
for (let n = 0; n < 4; n++) {
  exporter.append(logRecord(`record ${n}`));
  await exporter.rotate();
  await exporter.forceFlush();
  if (n === 1) process.chdir(elsewhere);
  if (what === 'compression') break;
}
exporter.append(logRecord('record 4'));
await exporter.shutdown();
