// The upload at the end of a run: a function of the application, a target, or options of `uploadLogs`.
import { basename, dirname } from 'node:path';
import { parseFinishedName } from '../file/naming/finished-name.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { isObject, under } from '../spec/option-checks.ts';
import { uploadLogs } from '../upload/upload-logs.ts';
import { readUploadOptions, requireTarget, type UploadOptions } from '../upload/upload-options.ts';
import type { UploadReport } from '../upload/upload-report.ts';
import type { UploadTarget } from '../upload/upload-target.ts';

/** Copies the files of a run to where they are kept. */
export type UploadFunction = (files: readonly string[], options: { readonly signal: AbortSignal }) => unknown;

/** Options of `uploadLogs` for the end of a run, which knows the rest by itself. */
export type RunUploadOptions = Omit<UploadOptions, 'exporter' | 'signal' | 'throw'>;

/** What `finishRun` takes as its `upload`. */
export type RunUpload = UploadFunction | UploadTarget | RunUploadOptions;

/** An upload of ours, checked: it resolves to a report, and never rejects. */
export interface TargetUpload {
  /** Whether it uploads where the run has no files either: those of earlier runs, in a directory that was given. */
  readonly hasDirectory: boolean;
  /** @param left milliseconds that it may take */
  run(files: readonly string[], signal: AbortSignal, left: number): Promise<UploadReport>;
}

const ACCEPTED =
  'a function (files, { signal }) => Promise, a target such as directoryTarget(path), or options of uploadLogs with a target';
/** What is kept of the time for the report, at most, in milliseconds. */
const FOR_REPORT = 2000;

/**
 * Reads the `upload` of the end of a run.
 * @returns the function itself, where it is one
 * @throws ConfigurationError
 */
export function readRunUpload(upload: RunUpload): UploadFunction | TargetUpload {
  if (typeof upload === 'function') return upload;
  if (!isObject(upload)) throw ConfigurationError.ofKind('upload', upload, ACCEPTED);
  const isTarget = 'put' in upload;
  if (isTarget) requireTarget(upload, 'upload');
  else if (!('target' in upload)) throw ConfigurationError.ofKind('upload', upload, ACCEPTED);
  const options: RunUploadOptions = isTarget
    ? { target: upload as unknown as UploadTarget }
    : (upload as RunUploadOptions);
  const { deadline } = under('upload', () => readUploadOptions({ directory: '/', ...options }));
  return {
    hasDirectory: options.directory !== undefined,
    run: (files, signal, left) => {
      const most = Math.max(1, Math.min(deadline, left - Math.min(FOR_REPORT, left / 4)));
      return uploadFiles({ ...options, signal, deadline: most }, files);
    },
  };
}

/**
 * Uploads the files of a run, with what earlier runs of the same names left in their directories.
 *
 * One directory after the other: each has a journal and a lock of its own.
 */
async function uploadFiles(options: UploadOptions, files: readonly string[]): Promise<UploadReport> {
  const { directory } = options;
  if (directory !== undefined) return uploadLogs(options);
  const namesIn = new Map<string, Set<string>>();
  for (const file of files) {
    const names = namesIn.get(dirname(file)) ?? new Set();
    namesIn.set(dirname(file), names.add(parseFinishedName(basename(file))?.name ?? basename(file)));
  }
  const reports: UploadReport[] = [];
  for (const [place, names] of namesIn) {
    reports.push(await uploadLogs({ name: [...names], ...options, directory: place }));
  }
  const [first, ...others] = reports;
  if (first === undefined) throw new Error('there are no files to upload');
  return others.reduce(merged, first);
}

function merged(one: UploadReport, other: UploadReport): UploadReport {
  return {
    ...one,
    ok: one.ok && other.ok,
    files: [...one.files, ...other.files],
    bytes: one.bytes + other.bytes,
    errors: [...one.errors, ...other.errors],
    notes: [...one.notes, ...other.notes],
    milliseconds: one.milliseconds + other.milliseconds,
  };
}
