// Uploads the closed log files of a directory: the function that users call. What does the work is loaded when it is called.
import { readUploadOptions, type UploadOptions } from './upload-options.ts';
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
  const settings = readUploadOptions(options);
  const { runUpload } = await import('./upload-run.ts');
  const report = await runUpload(settings);
  if (settings.throws && !report.ok) throw new UploadFailedError(report);
  return report;
}
