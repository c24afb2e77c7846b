// The environment of an exporter, of which a test decides the file system, the time and the processes.
import type { RotatingFileLogRecordExporterOptions } from '../../src/file/options/file-options.ts';
import { RotatingFileLogRecordExporter } from '../../src/file/rotating-file-log-record-exporter.ts';
import { type FileEnvironment, realEnvironment } from '../../src/file/system/file-environment.ts';

/** The environment of this process, but for what a test replaces. */
export function environmentWith(parts: Partial<FileEnvironment>): FileEnvironment {
  return { ...realEnvironment, now: () => Date.now(), ...parts };
}

/** The exporter, in an environment that a test gives: the types that users see do not show that this is possible. */
export const ExporterIn: new (
  options: RotatingFileLogRecordExporterOptions,
  environment: FileEnvironment,
) => RotatingFileLogRecordExporter = RotatingFileLogRecordExporter;
