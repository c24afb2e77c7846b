// `laketrace upload`: the closed files of a directory, to a lake.
import { basename } from 'node:path';
import { Option } from 'commander';
import { isOf } from '../../foreign/shape.ts';
import { counted } from '../../format/counted.ts';
import { sanitizeText } from '../../format/sanitize-text.ts';
import type { ConfigurationError } from '../../spec/configuration-error.ts';
import { ADDRESS_FORMS, readLakeAddress, targetAt } from '../../upload/targets/lake-address.ts';
import { uploadLogs } from '../../upload/upload-logs.ts';
import { MOST_AT_ONCE, MOST_ATTEMPTS, readUploadOptions, type UploadOptions } from '../../upload/upload-options.ts';
import type { FileUpload, UploadReport } from '../../upload/upload-report.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { jsonLine } from '../json-out.ts';
import { checkDirectoryName, givenDirectory } from '../leftover-logs.ts';
import { bytesText } from '../progress-bar.ts';
import { countOf } from '../records/record-limit.ts';
import { collect } from '../records/selection.ts';
import { UsageError } from '../usage-error.ts';
import type { Verb, VerbCall } from '../verb.ts';

interface Options {
  readonly to?: string;
  readonly name?: readonly string[];
  readonly include?: readonly string[];
  readonly layout?: string;
  readonly service?: string;
  readonly after?: 'keep' | 'delete' | 'mark';
  readonly concurrency?: number;
  readonly attempts?: number;
  readonly deadline?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** What an option of `uploadLogs` is called on the command line. */
const AS_OPTION: Readonly<Record<string, string>> = { retry: '--attempts', directory: 'the directory' };
const OUTCOME_COLUMNS = 'uploaded before'.length;
const BYTES_COLUMNS = '1023 MiB'.length;

export const upload: Verb<Options> = {
  description:
    'Uploads the closed log files of a directory, each whole and once: what was uploaded before, also by a run that was cut off, is not sent again. What ' +
    'programs that have ended left is finished first; what a live program writes to is not touched. Ends with 3 where a file is not at its place.',
  examples: [
    { line: 'upload logs --to dir:/lakehouse/default/Files/logs', meaning: 'to a mounted lakehouse' },
    { line: 'upload logs --to volume:/Volumes/main/ops/logs --after delete', meaning: 'to a volume; then delete' },
    { line: "upload logs --to onelake:sales/ops/logs --layout 'date={date}/{file}'", meaning: 'to OneLake, by day' },
    { line: 'upload logs --to dir:/mnt/lake --dry-run', meaning: 'only say what would be sent' },
  ],
  notes: addressText(),
  clashes: { include: ['name'] },
  configure(command) {
    command
      .argument('<directory>', 'where log files are')
      .requiredOption('--to <address>', 'where they go; see below')
      .option('--name <name>', 'only this log: the first part of its file names; again for more', collect)
      .option('--include <pattern>', 'other files, by patterns such as "driver/*.gz"; again for more', collect)
      .option('--layout <path>', "where each file goes (default: 'service={service}/date={date}/{file}')")
      .option('--service <name>', 'what {service} stands for (default: the first part of the file name)')
      .addOption(new Option('--after <what>', 'what becomes of the files').choices(['keep', 'delete', 'mark']))
      .option('--concurrency <count>', 'how many at once (default: 4)', (text) =>
        countOf(text, '--concurrency', { least: 1, most: MOST_AT_ONCE }),
      )
      .option('--attempts <count>', 'how often each is tried (default: 5)', (text) =>
        countOf(text, '--attempts', { least: 1, most: MOST_ATTEMPTS }),
      )
      .option('--deadline <duration>', 'the time for all, such as 10min (default: 1 h)')
      .option('--dry-run', 'only say what would be sent, and what a directory would refuse; a service is not asked')
      .option('--json', 'the report as one JSON object');
  },
  async run(call: VerbCall<Options>): Promise<ExitCode> {
    const { args, options, output, signal } = call;
    const [given = ''] = args;
    checkDirectoryName(given);
    const settings = await settingsOf(given, options);
    await givenDirectory(given);
    const progress = await call.progress('uploading');
    const report = await uploadLogs({
      ...settings,
      signal,
      onProgress: ({ bytes, totalBytes }) => progress.report(bytes, totalBytes),
    });
    progress.end();
    await output.write(options.json === true ? jsonLine(report, output, errorsAsTexts) : textOf(report, options));
    for (const note of report.notes) call.warn(note);
    for (const error of report.errors) call.warn(error.message);
    if (!report.ok) return EXIT.failed;
    return EXIT.done;
  },
};

async function settingsOf(directory: string, options: Options): Promise<UploadOptions> {
  const { to, json: _, attempts, ...others } = options;
  const target = await targetAt(readLakeAddress(to, '--to'));
  const { layout, service } = others;
  if (service !== undefined && layout !== undefined && !layout.includes('{service}'))
    throw new UsageError(
      '--service has no effect on a --layout without {service}; add it there, or leave out --service',
    );
  const settings: UploadOptions = { directory, target, ...others, ...(attempts !== undefined && { retry: attempts }) };
  try {
    readUploadOptions(settings);
  } catch (error) {
    if (!isOf<ConfigurationError>(error, 'ConfigurationError')) throw error;
    throw error.renamed(AS_OPTION[error.option] ?? `--${error.option}`);
  }
  return settings;
}

function addressText(): string {
  const lines = ADDRESS_FORMS.map(([form, meaning]) => `  ${form}\n      ${meaning}`);
  return `Addresses:\n${lines.join('\n')}\n\nCredentials are those of the environment: docs/upload.md says which.`;
}

function textOf(report: UploadReport, { dryRun = false }: Options): string {
  const { files, target } = report;
  // What ended all of it is said once, behind them.
  const lines = files.map((file) => lineOf(file, report.errors.includes(file.error as Error)));
  const are = (outcome: FileUpload['outcome']) => files.filter((file) => file.outcome === outcome);
  const bytesOf = (of: readonly FileUpload[]) => bytesText(of.reduce((sum, { bytes }) => sum + bytes, 0));
  const before = are('uploaded before').length + are('already there').length;
  const sent = are(dryRun ? 'planned' : 'uploaded');
  const missing = are('failed').length + are('not tried').length;
  const parts = [`${counted(sent.length, 'file')} ${dryRun ? 'would be uploaded' : 'uploaded'} (${bytesOf(sent)})`];
  if (before > 0) parts.push(`${before} there before`);
  if (missing > 0) parts.push(`${missing} not uploaded`);
  lines.push(`${parts.join(', ')}: ${target}`);
  return `${lines.map((line) => sanitizeText(line)).join('\n')}\n`;
}

function lineOf({ path, remote, bytes, outcome, local, error }: FileUpload, isSaid: boolean): string {
  const start = `${outcome.padEnd(OUTCOME_COLUMNS)}  ${bytesText(bytes).padStart(BYTES_COLUMNS)}  `;
  const place = remote ?? basename(path);
  const end = local === 'kept' ? '' : `, ${local}`;
  return `${start}${place}${end}${error === undefined || isSaid ? '' : `: ${error.message}`}`;
}

/** Errors have no fields that JSON shows. */
function errorsAsTexts(_: string, value: unknown): unknown {
  const { name, message, kind, status, code } = (value ?? {}) as Record<string, unknown>;
  return typeof message === 'string' && typeof name === 'string' ? { name, message, kind, status, code } : value;
}
