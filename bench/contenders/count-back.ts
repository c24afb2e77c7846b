// Counts the records that a contender's files hold, each by its number, so that nobody wins by losing.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { NUMBER } from './samples.ts';

/** What became of the records of a run. */
export interface Count {
  /** Records that no file holds. */
  readonly lost: number;
  /** Records that are there more than once. */
  readonly doubled: number;
  /** Of all files. */
  readonly bytes: number;
}

function textOf(path: string): string {
  const bytes = readFileSync(path);
  if (path.endsWith('.gz')) return gunzipSync(bytes).toString('latin1');
  if (path.endsWith('.zst')) return zstdDecompressSync(bytes).toString('latin1');
  return bytes.toString('latin1');
}

/** @param records how many were logged, with the numbers from 0 on */
export function countIn(directory: string, records: number): Count {
  const times = new Uint8Array(records);
  let bytes = 0;
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.startsWith('app')) continue;
    const path = join(entry.parentPath, entry.name);
    const text = textOf(path);
    bytes += text.length;
    for (const [, number] of text.matchAll(NUMBER)) times[Number(number)] = (times[Number(number)] ?? 0) + 1;
  }
  return { lost: times.filter((each) => each === 0).length, doubled: times.filter((each) => each > 1).length, bytes };
}
