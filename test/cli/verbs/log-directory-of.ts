// Log files as the exporter writes them, for verbs that work on files.

import type { RotatingFileLogRecordExporterOptions } from '../../../src/file/options/file-options.ts';
import { RotatingFileLogRecordExporter } from '../../../src/file/rotating-file-log-record-exporter.ts';
import { logRecord } from '../../support/log-records.ts';

/** Writes 60 records, the body of one of which would drive a terminal; one of ten is an error. Gives the directory. */
export async function writeLogs(
  directory: string,
  options: RotatingFileLogRecordExporterOptions = {},
): Promise<string> {
  const exporter = new RotatingFileLogRecordExporter({ directory, name: 'app', rotation: '4 KB', ...options });
  for (let n = 0; n < 60; n++) {
    const isError = n % 10 === 0;
    exporter.append(
      logRecord(n === 30 ? 'evil \x1b[2J\u202e record' : `record ${n}`, {
        hrTime: [1_769_860_800 + n, 0],
        severityNumber: isError ? 17 : 9,
        severityText: isError ? 'ERROR' : 'INFO',
        attributes: { n, stage: n % 2 === 0 ? 'load' : 'save' },
      }),
    );
  }
  await exporter.shutdown();
  return directory;
}
