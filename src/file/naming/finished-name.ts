// What the name of a finished file says, whichever exporter made it: who is not that exporter does not know its name and format.
import { parseTime } from './file-names.ts';

/** The name of a finished file, taken apart. */
export interface FinishedName {
  /** The exporter's name. */
  readonly name: string;
  /** The time in it, in milliseconds since the epoch. */
  readonly time: number;
  /** Up to and with the time: `app.2026-01-31T12-00-00.123Z`. */
  readonly start: string;
  /** What follows: `.jsonl`, `.jsonl.gz`. */
  readonly ending: string;
  /** What the names of plain files end in, with its dot. */
  readonly extension: string;
  /** What plain file and archive have in common: the name up to the first extension. */
  readonly key: string;
}

// The longest name that ends in a time is taken: a log may be called as a finished file of another is.
const START = /^([^.].*)\.(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z)(?=\.)/;
const ENDING = /^(?:\.\d+)?(\.[A-Za-z0-9_-]+)(?:\.[A-Za-z0-9_-]+)*$/;
/** Half an archive, and the cut-off end of a torn file: neither is a log. */
const UNFINISHED = /\.(?:tmp|torn)$/;

/** What a file's name says; nothing for one that is no finished file of an exporter. A hidden file is a lock, a claim, a mark. */
export function parseFinishedName(fileName: string): FinishedName | undefined {
  return UNFINISHED.test(fileName) ? undefined : parse(fileName);
}

/** As {@link parseFinishedName}, also of what lies beside finished files: half an archive, the cut-off end of a torn file. */
export function parseNameBesideFinished(fileName: string): FinishedName | undefined {
  return parse(fileName.replace(UNFINISHED, ''));
}

function parse(fileName: string): FinishedName | undefined {
  const [start, name, stamp] = START.exec(fileName) ?? [];
  if (start === undefined || name === undefined || stamp === undefined) return undefined;
  const time = parseTime(stamp);
  const ending = fileName.slice(start.length);
  const extension = ENDING.exec(ending)?.[1];
  if (time === undefined || extension === undefined) return undefined;
  const key = start + ending.slice(0, ending.indexOf(extension) + extension.length);
  return { name, time, start, ending, extension, key };
}
