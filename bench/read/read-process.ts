// Reads logs in one way, and prints what that took: a part of the bench `read`, in a process of its own.
import { closeSync, openSync, readSync } from 'node:fs';
import { linePrefilter } from '../../src/cli/records/line-prefilter.ts';
import { openAllRecords } from '../../src/read/open-records.ts';
import { readLogRecords, tailLogRecords } from '../../src/read/read-log-records.ts';
import { readSettings } from '../../src/read/read-options.ts';
import { taskOf } from '../own-process.ts';

/** Ways of reading. `parse` is what any reader of JSON lines has to do at least. */
export type ReadWay = 'parse' | 'count' | 'view' | 'grep' | 'tail';

/** What the process is asked to do. */
export interface ReadTask {
  readonly way: ReadWay;
  readonly path: string;
  /** What `grep` looks for. */
  readonly wanted?: string;
}

/** What it took. */
export interface ReadFigures {
  /** Of this process. */
  readonly cpuMilliseconds: number;
  readonly records: number;
  readonly peakMegabytes: number;
}

const BLOCK = 256 * 1024;

/** Parses each line, and does nothing else. */
function parseAll(path: string): number {
  const file = openSync(path, 'r');
  const block = Buffer.alloc(BLOCK);
  let count = 0;
  let rest = '';
  for (let length = readSync(file, block); length > 0; length = readSync(file, block)) {
    const text = rest + block.toString('utf8', 0, length);
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      if (JSON.parse(text.slice(start, end)) !== null) count++;
      start = end + 1;
    }
    rest = text.slice(start);
  }
  closeSync(file);
  return count;
}

/** As the command does it. */
function grep(path: string, wanted: string) {
  const filter = ({ message }: { readonly message: string }): boolean => message.includes(wanted);
  return openAllRecords({ ...readSettings(path, { filter }, 'limit', 0), lineFilter: linePrefilter(wanted, false) });
}

async function read({ way, path, wanted = '' }: ReadTask): Promise<number> {
  if (way === 'parse') return parseAll(path);
  let count = 0;
  const records = way === 'grep' ? grep(path, wanted) : way === 'tail' ? tailLogRecords(path) : readLogRecords(path);
  for await (const record of records) {
    // What a line for people shows.
    if (way === 'view' && record.timestamp + record.level + record.loggerName + record.message === '') continue;
    count++;
  }
  return count;
}

const task = taskOf<ReadTask>();
const before = process.cpuUsage();
const records = await read(task);
const { user, system } = process.cpuUsage(before);
const figures: ReadFigures = {
  cpuMilliseconds: (user + system) / 1000,
  records,
  peakMegabytes: process.resourceUsage().maxRSS / 1024,
};
console.log(JSON.stringify(figures));
