// Checks the hash chain over log files: the function that users call. What does the work is loaded when it is called.
import { absolutePath } from '../../spec/absolute-path.ts';
import { ConfigurationError } from '../../spec/configuration-error.ts';
import type { IntegrityReport, VerifyIntegrityOptions } from './integrity-report.ts';

/**
 * Checks that the lines of log files are those that were written with the `integrity` option, in their order and complete.
 *
 * It cannot show that the oldest or the newest whole files were deleted, or that all files were set back to an earlier state:
 * retention deletes too. For both ends of a log, keep the `chains` of a report elsewhere and give them as `since` the next time: lines
 * that are gone at the end are then a problem, those that are gone in front a notice.
 * Without a key it shows only changes by someone who does not compute the digests anew.
 *
 * A file without a closing line at its end is being written (`notices`, where a live process holds its lock), or its process
 * was killed (`notices`, where the lock of a dead process is beside it), or it was cut (`problems`). The next process writes into
 * the chain what it found, so that it is reported as long as the files are there. Locks stay where the files were written: elsewhere
 * an unclosed file is a problem.
 *
 * Files are read as streams; archives are known by what they hold, whatever their names say. A file that is missing, damaged or no regular
 * file is a problem in the report, not an error.
 * @param files a path of a file or a directory, a pattern such as `logs/*.jsonl*`, or a list of them, in any order: all files of a log, the
 *   active one too. Of a directory it is its log files, as `readLogRecords` finds them, but no links to files that are among them. No files
 *   at all are a problem
 * @throws ConfigurationError (rejects) where `files` are not paths, an option is not known, or a key is none
 */
export async function verifyIntegrity(
  files: string | readonly string[],
  options: VerifyIntegrityOptions = {},
): Promise<IntegrityReport> {
  const given: unknown = typeof files === 'string' ? [files] : files;
  if (!Array.isArray(given)) throw new ConfigurationError('files', files, ACCEPTED);
  const paths: string[] = [...given];
  for (const [index, file] of paths.entries()) {
    const name = typeof files === 'string' ? 'files' : `files[${index}]`;
    if (typeof file !== 'string' || file === '') throw new ConfigurationError(name, file, 'a path');
  }
  // From here on a change of the working directory does not change what a file's path means.
  const absolute = paths.map((file) => ({ file, path: absolutePath(file, 'files') }));
  const [{ givenFiles }, { verifyFiles }] = await Promise.all([
    import('./given-files.ts'),
    import('./verify-files.ts'),
  ]);
  const found = await givenFiles(absolute);
  return verifyFiles(
    found.map(({ file }) => file),
    found.map(({ path }) => path),
    options,
  );
}

const ACCEPTED = 'a path of a file or a directory, a pattern, or a list of them';
