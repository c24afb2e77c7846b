// Uploads the closed log files of a directory: the function that users call. What does the work is loaded when it is called.
import { absolutePath } from '../spec/absolute-path.ts';
import { isObject } from '../spec/option-checks.ts';
import type { UploadOptions } from './upload-options.ts';
import { UploadFailedError, type UploadReport } from './upload-report.ts';

/**
 * Uploads the closed log files of a directory to a lake, each whole, once, under a name that no other file has.
 *
 * Where an `exporter` is handed in its active file is finished first. What a live process still writes to is never touched. A file that was
 * uploaded is written down in the directory's journal: a second call, also after a crash of the first, sends what is missing and nothing else. Two
 * calls at once for one directory wait for one another.
 *
 * What is wrong at the target is retried, reported, and never thrown, unless `throw: true` asks for it.
 * @returns what became of each file
 * @throws ConfigurationError (rejects) where an option is wrong, before anything is done
 */
export async function uploadLogs(options: UploadOptions): Promise<UploadReport> {
  const given = placed(options);
  const [{ readUploadOptions }, { runUpload }] = await Promise.all([
    import('./upload-options.ts'),
    import('./upload-run.ts'),
  ]);
  const settings = readUploadOptions(given);
  const report = await runUpload(settings);
  if (settings.throws && !report.ok) throw new UploadFailedError(report);
  return report;
}

/** The options with an absolute directory: from here on a change of the working directory changes nothing. */
function placed(options: UploadOptions): UploadOptions {
  const directory: unknown = isObject(options) ? options['directory'] : undefined;
  const isPath = typeof directory === 'string' && directory !== '';
  return isPath ? { ...options, directory: absolutePath(directory, 'directory') } : options;
}
