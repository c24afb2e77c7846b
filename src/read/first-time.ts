// When the first record of a file was: where the merge begins to read it.

import { ignore } from '../foreign/call.ts';
import type { HrTime } from '../format/time-pattern.ts';
import { archiveChunks, type FileKind, fileKind, plainChunks } from './bytes/file-chunks.ts';
import type { LogName } from './bytes/log-names.ts';
import { LogLines } from './log-lines.ts';
import type { OpenedLog } from './open-log.ts';
import { NO_TIME } from './record/stored-time.ts';

/** How far a file is read in search of a record. */
const MOST_BYTES = 1024 * 1024;
/** A piece of a line that is longer than that still says when its first record was. */
const OTLP_TIME = /"timeUnixNano":"(\d{10,20})"/;

/** What is known of a file without reading it. */
export interface FirstTime {
  readonly time: HrTime;
  readonly kind: FileKind;
}

/** Looks for the first record that has a time; without one it is as if the file began with time itself. Never throws. */
export async function firstTime(opened: OpenedLog, name: LogName): Promise<FirstTime> {
  let kind: FileKind = 'plain';
  try {
    kind = await fileKind(opened.handle);
    return { time: await search(opened, name, kind), kind };
  } catch {
    // What is wrong with it is told when it is read.
    return { time: NO_TIME, kind };
  }
}

async function search(opened: OpenedLog, name: LogName, kind: FileKind): Promise<HrTime> {
  const reading = { problem: ignore, read: ignore, expect: ignore, plainLine: ignore };
  const lines = new LogLines(opened.path, name, opened.changed, reading);
  const options = { onRead: ignore };
  const chunks =
    kind === 'plain'
      ? plainChunks(opened.handle, 0, () => MOST_PEEKED, options)
      : archiveChunks(opened.handle, kind, options);
  let bytes = 0;
  for await (const chunk of chunks) {
    const piece = chunk.subarray(0, MOST_PEEKED);
    lines.take(piece);
    bytes += piece.length;
    for (const { when } of lines.drain()) if (when[0] !== 0 || when[1] !== 0) return when;
    const found = OTLP_TIME.exec(piece.toString('latin1'))?.[1];
    if (found !== undefined && lines.line === 0) return [Number(found.slice(0, -9)), Number(found.slice(-9))];
    if (bytes >= MOST_BYTES || lines.isNoLog) break;
  }
  lines.end();
  return lines.drain().find(({ when }) => when[0] !== 0)?.when ?? NO_TIME;
}

/** Of one chunk: most lines are shorter. */
const MOST_PEEKED = 16 * 1024;
