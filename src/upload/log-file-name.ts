// What the name of a finished file says, whichever exporter made it: uploads do not know the exporter's name and format.

/** The name of a finished file, taken apart. */
export interface LogFileName {
  /** The exporter's name. */
  readonly name: string;
  /** The time in it, in milliseconds since the epoch. */
  readonly time: number;
  /** Up to and with the time: `app.2026-01-31T12-00-00.123Z`. */
  readonly start: string;
  /** What follows: `.jsonl`, `.jsonl.gz`. */
  readonly ending: string;
  /** What plain file and archive have in common: the name up to the first extension. */
  readonly key: string;
}

const STAMP = /\.(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z)(?=\.)/;
const ENDING = /^(?:\.\d+)?(\.[A-Za-z0-9_-]+)(?:\.[A-Za-z0-9_-]+)*$/;
/** Half an archive, and the cut-off end of a torn file: neither is a log. */
const UNFINISHED = ['.tmp', '.torn'];

/** What a file's name says; nothing for one that is no finished file of an exporter. A hidden file is a lock, a claim, a mark. */
export function parseLogFileName(fileName: string): LogFileName | undefined {
  if (fileName.startsWith('.')) return undefined;
  const found = STAMP.exec(fileName);
  if (found === null || UNFINISHED.some((ending) => fileName.endsWith(ending))) return undefined;
  const [stamp, time = ''] = found;
  const ending = fileName.slice(found.index + stamp.length);
  const extension = ENDING.exec(ending)?.[1];
  const milliseconds = Date.parse(time.replace(/T(\d\d)-(\d\d)-/, 'T$1:$2:'));
  if (extension === undefined || Number.isNaN(milliseconds)) return undefined;
  const start = fileName.slice(0, found.index + stamp.length);
  const key = start + ending.slice(0, ending.indexOf(extension) + extension.length);
  return { name: fileName.slice(0, found.index), time: milliseconds, start, ending, key };
}
