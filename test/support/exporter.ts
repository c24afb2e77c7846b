// An exporter in a directory of its own, whose calls to the file system fail, wait or are counted as a test wants.
import type { RotatingFileLogRecordExporterOptions } from '../../src/file/options/file-options.ts';
import type { RotatingFileLogRecordExporter } from '../../src/file/rotating-file-log-record-exporter.ts';
import { ExporterIn, environmentWith } from './environment.ts';
import { fileSystemThat, type Verdict } from './failing-file-system.ts';
import { logRecord } from './log-records.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** What {@link setUp} gives. */
export interface ExporterSetUp {
  readonly directory: string;
  /** The messages of the errors that were reported. */
  readonly errors: string[];
  /** Named `app`. */
  readonly exporter: RotatingFileLogRecordExporter;
  /** Has the exporter take records of these bodies in. */
  append(bodies: readonly string[]): void;
}

/** @param verdict see {@link fileSystemThat}. Default: nothing fails */
export function setUp(
  options: RotatingFileLogRecordExporterOptions = {},
  verdict: Verdict = () => undefined,
): ExporterSetUp {
  const directory = options.directory ?? temporaryDirectory();
  const errors: string[] = [];
  const exporter = new ExporterIn(
    { directory, name: 'app', onError: (error) => errors.push(error.message), ...options },
    environmentWith({ fs: fileSystemThat(verdict) }),
  );
  return {
    directory,
    errors,
    exporter,
    append: (bodies) => {
      for (const body of bodies) exporter.append(logRecord(body));
    },
  };
}
