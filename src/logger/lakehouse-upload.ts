// Uploads the files of a logger to the lake of its platform, as programs that come from the Python LakeTrace ask for it.
import { basename, dirname } from 'node:path';
import { messageOf } from '../foreign/shape.ts';
import { readRunUpload, type TargetUpload } from '../setup/run-upload.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { platformTarget, type RunningOn } from '../upload/targets/platform-target.ts';
import { UploadFailedError, type UploadReport } from '../upload/upload-report.ts';

/** What is to be uploaded, and where to. */
export interface LakehouseUpload {
  readonly processor: { finishedFiles(): Promise<readonly string[]> };
  readonly targetPath: unknown;
  readonly maxRetries: unknown;
  readonly running: RunningOn;
}

/** How long it may take, in milliseconds. */
const TIME = 15 * 60_000;
const MOST_RETRIES = 99;

/**
 * Uploads.
 * @returns why it did not succeed, for people; nothing where it did. Never rejects
 */
export async function uploadToLakehouse({
  processor,
  targetPath,
  maxRetries,
  running,
}: LakehouseUpload): Promise<string | undefined> {
  let place = '';
  try {
    const upload = await uploadOf(targetPath, maxRetries, running);
    const files = await processor.finishedFiles();
    const [first] = files;
    if (first === undefined) return 'there are no files';
    place = `; the files remain in ${dirname(first)}`;
    const report = await upload.run(files, new AbortController().signal, TIME);
    return report.ok ? undefined : `${new UploadFailedError(report).message}${remaining(report)}`;
  } catch (error) {
    return `${messageOf(error)}${place}`;
  }
}

async function uploadOf(targetPath: unknown, maxRetries: unknown, running: RunningOn): Promise<TargetUpload> {
  if (typeof targetPath !== 'string' || targetPath.trim() === '') {
    throw new ConfigurationError('targetPath', targetPath, 'a path in the lakehouse, such as Files/logs');
  }
  const retries =
    typeof maxRetries === 'number' && Number.isInteger(maxRetries) && maxRetries >= 0 && maxRetries <= MOST_RETRIES;
  if (!retries) throw new ConfigurationError('maxRetries', maxRetries, `a whole number from 0 to ${MOST_RETRIES}`);
  const target = await platformTarget(targetPath.trim(), running);
  return readRunUpload({ target, retry: (maxRetries as number) + 1 }) as TargetUpload;
}

function remaining({ files, directory }: UploadReport): string {
  const missing = files.filter(({ outcome }) => outcome === 'failed' || outcome === 'not tried');
  const names = missing.slice(0, 3).map(({ path }) => basename(path));
  return names.length === 0
    ? ''
    : `; ${names.join(', ')}${missing.length > 3 ? ' and others' : ''} remain in ${directory}`;
}
