// What the names of files in a log directory say: which are logs, which are archives of others, when they were finished.
import { archiveSuffixes } from '../../archive/codecs.ts';

/** The name of a log file, taken apart. */
export interface LogName {
  /** The name without the suffix of its codec: a file and its archive have the same. */
  readonly stem: string;
  /** What the codec adds; empty for a plain file. */
  readonly suffix: string;
  /** When it was finished, in milliseconds since the epoch; nothing for one that may still be written. */
  readonly finished: number | undefined;
  /** Whether the extension is one of JSON lines. */
  readonly isJson: boolean;
}

/** The time in the names of ours, and of the collector's file exporter: its own has no Z. */
const TIME = /[.-](\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)\.(\d{3})Z?(?=[.-])/;
const LOG_EXTENSION = /\.(?:jsonl|ndjson|json|log|txt|out|logfmt)$/;
/** What other programs put behind the name of a log that they rotate: a number, or a date. */
const NUMBERED = /\.(?:jsonl|ndjson|json|log|txt|out)[.-]\d{1,10}$/;
/** How often another program has rotated a log since: a date has more digits. */
const TURNS = /\.(?:jsonl|ndjson|json|log|txt|out)[.-](\d{1,3})$/;
const JSON_EXTENSION = /\.(?:jsonl|ndjson|json)(?:[.-]\d{1,10})?$/;

/** Reads a name, whatever it is. */
export function parseLogName(name: string): LogName {
  const stem = stemOf(name);
  return { stem, suffix: name.slice(stem.length), finished: timeIn(stem), isJson: JSON_EXTENSION.test(stem) };
}

/** A name, or a path, without the suffix of its codec. */
export function stemOf(name: string): string {
  for (const suffix of archiveSuffixes) {
    if (name.endsWith(suffix) && name.length > suffix.length) return name.slice(0, -suffix.length);
  }
  return name;
}

/** Whether a file of a directory is a log, by its name: no lock, no archive that is being written, no end that was cut off. */
export function isLogName(name: string): boolean {
  if (name.startsWith('.')) return false;
  const stem = stemOf(name);
  return LOG_EXTENSION.test(stem) || NUMBERED.test(stem);
}

/**
 * Orders names by when their files were finished, those that are still written last: what a log needs whose records are of one millisecond.
 * Of those that were finished in one millisecond the first has no number, of those that others rotated the oldest has the highest.
 */
export function compareFinished(a: LogName, b: LogName): number {
  // Of two that are still written the difference is no number, and so no answer.
  const earlier = (a.finished ?? Number.POSITIVE_INFINITY) - (b.finished ?? Number.POSITIVE_INFINITY);
  return earlier || turnsOf(b) - turnsOf(a) || a.stem.length - b.stem.length || (a.stem < b.stem ? -1 : 1);
}

function turnsOf({ stem }: LogName): number {
  return Number(TURNS.exec(stem)?.[1] ?? 0);
}

function timeIn(stem: string): number | undefined {
  const found = TIME.exec(stem);
  if (found === null) return undefined;
  const [, day, hour, minute, second, millisecond] = found;
  const time = Date.parse(`${day}T${hour}:${minute}:${second}.${millisecond}Z`);
  return Number.isNaN(time) ? undefined : time;
}
