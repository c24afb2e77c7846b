// The last lines of a logger's files: the active one, the finished ones, compressed or not. Lines as they were written, empty ones and those of
// a format of the user's own too, of files by the logger's own names, and no link followed: what reads records (`last-of-file.ts`) gives others.
import type { FileHandle } from 'node:fs/promises';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FileNames } from '../file/naming/file-names.ts';
import { READ_OWN } from '../file/system/open-flags.ts';
import { ignore } from '../foreign/call.ts';
import { isErrno } from '../foreign/shape.ts';
import { archiveChunks, fileKind } from './bytes/file-chunks.ts';
import { parseLogName } from './bytes/log-names.ts';
import { withoutCopies } from './find-files.ts';

/** Where files are, and what they are called. */
export interface LogPlace {
  readonly directory: string;
  /** The first part of their names. */
  readonly name: string;
  /** With its dot. */
  readonly extension: string;
  /** The name of the active file. */
  readonly active: string;
}

/** Bytes of a plain file that are read at once. */
const BLOCK = 64 * 1024;
/** Most bytes of lines that are kept, whatever their number: lines may be long. */
const MOST_BYTES = 64 * 1024 * 1024;
/** How often the directory is listed anew, where files were renamed or compressed in between. */
const MOST_TRIES = 5;
const LINE_FEED = 0x0a;

/**
 * The last lines, oldest first, without their ends: of the active file, then of the finished ones, newest first. In bounded memory; nothing of a
 * plain file is read that is not needed, while an archive is read as a whole. What cannot be read counts as not there.
 * @param count how many lines at most
 */
export async function lastLines(place: LogPlace, count: number): Promise<string[]> {
  for (let tries = 1; ; tries++) {
    const lines = await tryLastLines(place, count, tries < MOST_TRIES);
    if (lines !== undefined) return lines;
  }
}

/** @returns nothing where a file went away meanwhile: it was rotated, compressed or deleted */
async function tryLastLines(place: LogPlace, count: number, isStrict: boolean): Promise<string[] | undefined> {
  const tail = new Tail(count);
  for (const path of await filesIn(place)) {
    if (tail.isFull) break;
    try {
      await readFile(path, tail);
    } catch (error) {
      if (isStrict && isErrno(error, 'ENOENT')) return undefined;
    }
  }
  return tail.lines;
}

/** The paths of the files, newest first. */
async function filesIn({ directory, name, extension, active }: LogPlace): Promise<string[]> {
  const names = new FileNames(name, extension);
  const listed = await listing(directory);
  const rotated = listed.flatMap((file) => {
    const parsed = names.parse(file);
    if (parsed?.kind !== 'rotated') return [];
    return [{ path: join(directory, file), key: parsed.stem, name: parseLogName(file) }];
  });
  const finished = (await withoutCopies(rotated)).sort((a, b) => (a.key < b.key ? 1 : -1)).map(({ path }) => path);
  return listed.includes(active) ? [join(directory, active), ...finished] : finished;
}

async function listing(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch {
    return [];
  }
}

/** Gathers lines from the last one backwards. */
class Tail {
  readonly #count: number;
  readonly #files: string[][] = [];
  #missing: number;
  #bytes = 0;

  constructor(count: number) {
    this.#count = count;
    this.#missing = count;
  }

  get isFull(): boolean {
    return this.#missing <= 0 || this.#bytes >= MOST_BYTES;
  }

  /** How many lines, and bytes of them, are still wanted. */
  get missing(): number {
    return this.#missing;
  }

  get bytesLeft(): number {
    return MOST_BYTES - this.#bytes;
  }

  /** Adds the last lines of a file, which come before all that were added. */
  add(lines: readonly string[]): void {
    const last = lines.slice(Math.max(0, lines.length - this.#missing));
    this.#files.unshift(last);
    this.#missing -= last.length;
    for (const line of last) this.#bytes += line.length;
  }

  get lines(): string[] {
    return this.#files.flat().slice(-this.#count);
  }
}

async function readFile(path: string, tail: Tail): Promise<void> {
  const file = await open(path, READ_OWN);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) return;
    const kind = await fileKind(file);
    if (kind === 'plain') tail.add(linesOf(await lastBytes(file, stats.size, tail)));
    else await readArchive(archiveChunks(file, kind, { onRead: ignore }), tail);
  } finally {
    await file.close();
  }
}

/** The bytes from the end backwards in which enough lines begin. */
async function lastBytes(file: FileHandle, size: number, { missing, bytesLeft }: Tail): Promise<Buffer> {
  const blocks: Buffer[] = [];
  let ends = 0;
  let taken = 0;
  for (let at = size; at > 0 && ends <= missing && taken < bytesLeft; ) {
    const length = Math.min(BLOCK, at);
    at -= length;
    const block = Buffer.alloc(length);
    const { bytesRead } = await file.read(block, 0, length, at);
    blocks.unshift(block.subarray(0, bytesRead));
    taken += bytesRead;
    for (let i = block.indexOf(LINE_FEED); i !== -1; i = block.indexOf(LINE_FEED, i + 1)) ends++;
    if (at > 0 && ends > missing) break;
  }
  const bytes = Buffer.concat(blocks);
  // The first block begins in the middle of a line, unless it is that of the file.
  return taken >= size ? bytes : bytes.subarray(bytes.indexOf(LINE_FEED) + 1);
}

function linesOf(bytes: Buffer): string[] {
  const text = bytes.toString();
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

async function readArchive(chunks: AsyncIterable<Buffer>, tail: Tail): Promise<void> {
  const last = new LastLines(tail.missing, tail.bytesLeft);
  try {
    for await (const chunk of chunks) last.take(chunk);
  } finally {
    // What a cut archive still gave is better than nothing.
    tail.add(last.lines);
  }
}

/** Keeps the last lines of what is read from the front, within a bound of bytes. */
class LastLines {
  readonly #count: number;
  readonly #mostBytes: number;
  #lines: string[] = [];
  #first = 0;
  #bytes = 0;
  #rest: Buffer[] = [];
  #restBytes = 0;

  constructor(count: number, mostBytes: number) {
    this.#count = count;
    this.#mostBytes = mostBytes;
  }

  take(block: Buffer): void {
    let from = 0;
    for (let end = block.indexOf(LINE_FEED); end !== -1; end = block.indexOf(LINE_FEED, from)) {
      this.#rest.push(block.subarray(from, end));
      this.#add(Buffer.concat(this.#rest).toString());
      this.#rest = [];
      this.#restBytes = 0;
      from = end + 1;
    }
    if (from === block.length) return;
    // A copy: the chunk is gone by then.
    this.#rest.push(Buffer.from(block.subarray(from)));
    this.#restBytes += block.length - from;
    if (this.#restBytes > this.#mostBytes) throw new RangeError(`a line is longer than ${this.#mostBytes} bytes`);
  }

  get lines(): string[] {
    const isWhole = this.#restBytes > 0 && this.#restBytes <= this.#mostBytes;
    const rest = !isWhole ? [] : [Buffer.concat(this.#rest).toString()];
    return [...this.#lines.slice(this.#first), ...rest];
  }

  #add(line: string): void {
    this.#lines.push(line);
    this.#bytes += line.length;
    while (this.#lines.length - this.#first > this.#count || this.#bytes > this.#mostBytes) {
      this.#bytes -= this.#lines[this.#first]?.length ?? 0;
      this.#first++;
    }
    // What was left behind is given up now and then, not line by line.
    if (this.#first < 10_000) return;
    this.#lines = this.#lines.slice(this.#first);
    this.#first = 0;
  }
}
