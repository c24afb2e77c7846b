// One log file as batches of records, in the order of its lines.

import { isUtf8 } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import { open, stat } from 'node:fs/promises';
import { READ_GIVEN } from '../file/system/open-flags.ts';
import { messageOf } from '../foreign/shape.ts';
import { fileChunks, kindOf, readHead } from './bytes/file-chunks.ts';
import { LineSplitter, LONGEST_LINE } from './bytes/line-splitter.ts';
import type { FoundFile } from './find-files.ts';
import type { ReadProblem } from './read-options.ts';
import { LineParser } from './record/line-parser.ts';
import type { StoredRecord } from './record/stored-record.ts';

const NUL = 0;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const REPLACEMENT = '\ufffd';

/** What reads of files have in common. */
export interface FileReading {
  problem(problem: ReadProblem): void;
  read(bytes: number): void;
}

/** The records of a file, a batch a chunk of bytes. */
export async function* storedRecords(
  { path, name }: FoundFile,
  reading: FileReading,
): AsyncGenerator<StoredRecord[], void, undefined> {
  const file = await openLog(path, reading);
  if (file === undefined) return;
  let batch: StoredRecord[] = [];
  const problem = (line: number, kind: ReadProblem['kind'], message: string) =>
    reading.problem({ file: path, line, kind, message });
  const parser = new LineParser(path, name.isJson, {
    record: (record) => batch.push(record),
    broken: (line, reason) => problem(line, 'line', reason),
  });
  const lines = new LineSplitter(
    (line, number) => parser.line(textOf(line), number),
    (number) => problem(number, 'long-line', `longer than ${LONGEST_LINE / 1024 / 1024} MiB`),
  );
  try {
    const kind = kindOf(await readHead(file));
    let isFirst = true;
    for await (const chunk of fileChunks(file, kind, (bytes) => reading.read(bytes))) {
      let bytes = chunk;
      if (isFirst) {
        if (chunk.includes(NUL)) {
          problem(0, 'no-log', 'it holds other bytes than text');
          return;
        }
        if (chunk.subarray(0, BOM.length).equals(BOM)) bytes = chunk.subarray(BOM.length);
        isFirst = false;
      }
      lines.take(bytes);
      if (batch.length > 0) yield batch;
      batch = [];
    }
  } catch (error) {
    problem(lines.number, 'archive', messageOf(error));
  } finally {
    await file.close();
  }
  lines.end();
  parser.end();
  if (batch.length > 0) yield batch;
}

function textOf(line: Buffer): string {
  const text = line.toString();
  // What is no UTF-8 was written with the encoding `latin1`.
  return text.includes(REPLACEMENT) && !isUtf8(line) ? line.toString('latin1') : text;
}

/** Looks before it opens, and again: to open a pipe waits for its writer, and a device may never end. */
async function openLog(path: string, reading: FileReading): Promise<FileHandle | undefined> {
  let file: FileHandle | undefined;
  try {
    if (!(await stat(path)).isFile()) throw new Error('not a regular file');
    file = await open(path, READ_GIVEN);
    if (!(await file.stat()).isFile()) throw new Error('not a regular file');
    return file;
  } catch (error) {
    await file?.close();
    reading.problem({ file: path, line: 0, kind: 'unreadable', message: messageOf(error) });
    return undefined;
  }
}
