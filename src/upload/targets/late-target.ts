// A target whose code is loaded when it is first used.
import type { StoredFile, TransferOptions, UploadFile, UploadTarget } from '../upload-target.ts';

/** What does the work of a target. */
export interface StoredFiles {
  put(file: UploadFile, options: TransferOptions): Promise<StoredFile>;
  stat(remote: string, options: TransferOptions): Promise<StoredFile | undefined>;
  /** Forgets what was kept for the next call. */
  close(): void;
}

/** @param load is called once */
export function lateTarget(
  facts: Pick<UploadTarget, 'name' | 'largestFile'>,
  load: () => Promise<StoredFiles>,
): UploadTarget {
  let files: Promise<StoredFiles> | undefined;
  const loaded = () => {
    files ??= load();
    return files;
  };
  return {
    ...facts,
    put: async (file, options) => (await loaded()).put(file, options),
    stat: async (remote, options) => (await loaded()).stat(remote, options),
    close: async () => (await files)?.close(),
  };
}
