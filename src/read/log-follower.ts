// What is written to logs from one moment on, over rotations, compressions, truncations and new files: nothing missed, nothing twice.
import { ignore } from '../foreign/call.ts';
import { isErrno } from '../foreign/shape.ts';
import { heldSource } from './all-records.ts';
import { archiveChunks, fileKind } from './bytes/file-chunks.ts';
import { stemOf } from './bytes/log-names.ts';
import { CopiedLog } from './copied-log.ts';
import { type FoundFile, listFiles } from './find-files.ts';
import { logFileRecords, PlainLog, type RecordBatches } from './log-file-records.ts';
import type { FileReading } from './log-lines.ts';
import { LogWatch } from './log-watch.ts';
import { type MergeSource, mergedRecords } from './merged-records.ts';
import { isOutOfDescriptors, type OpenedLog, openLog } from './open-log.ts';
import { failedToRead } from './read-failure.ts';
import type { StoredRecord } from './record/stored-record.ts';
import { SpareDescriptors } from './spare-descriptors.ts';

/** A plain file that is followed. Its handle stays open, so that no other file has its identity. */
interface Followed {
  readonly log: PlainLog;
  readonly copied: CopiedLog;
  /** In which look it was last found under a name. */
  seen: number;
  /** In which look it was last found under the name of a file that is written. */
  seenActive: number;
  /** Whether it has had the name of a finished file: nothing is to come once it was read to its end and has no other name. */
  isFinished: boolean;
  /** How many looks found nothing new in it. */
  quiet: number;
}

/** New files that are opened in one look, at most: the others wait for the next. */
const MOST_NEW = 64;
/** How many are opened at once. */
const AT_ONCE = 16;
/** How many looks without anything new end a file that is finished, or that has no name any more. */
const QUIET_FINISHED = 2;
const QUIET_NAMELESS = 400;

/**
 * Follows plain files by what they are, not by their names: a file that is renamed is read on to its end. An archive that appears is of a
 * file that was followed, which its content tells, or of one that came and went between two looks, and is read.
 */
export class LogFollower {
  readonly #paths: readonly string[];
  readonly #reading: FileReading;
  readonly #signal: AbortSignal | undefined;
  readonly #followed = new Map<string, Followed>();
  /** Keys of finished files, and identities of archives without a time in their names: those that need no more reading. */
  readonly #done = new Set<string>();
  /** The paths of such finished files, without the suffix of a codec: there are more of them with each rotation, and each look lists them. */
  readonly #donePaths = new Set<string>();
  /** Keys of files that were listed and not there in the last look: a second time they are no files that were just renamed. */
  #gone = new Set<string>();
  #look = 0;
  readonly #spare = new SpareDescriptors();
  /** The paths of files for which there is no room, until others are finished. */
  #waiting: string[] = [];
  #mostWaiting = 0;

  constructor(paths: readonly string[], reading: FileReading, signal: AbortSignal | undefined) {
    this.#paths = paths;
    this.#reading = reading;
    this.#signal = signal;
  }

  /** Takes over a file that was read up to somewhere. */
  adopt(log: PlainLog): void {
    this.#add(log, 0, false);
  }

  /** Takes note of finished files that were read. */
  async pass(files: readonly FoundFile[]): Promise<void> {
    for (const file of files) {
      if (file.name.finished !== undefined) this.#isOver(file);
      else await this.#passArchive(file);
    }
  }

  /** What is written from now on; does not end. */
  async *records(): RecordBatches {
    const watch = new LogWatch(this.#paths, this.#signal);
    try {
      await watch.open();
      for (;;) {
        const { sources, isUnsettled } = await this.#lookAround();
        yield* mergedRecords([...sources, ...(await this.#grown())]);
        for (const records of this.#pause()) if (records.length > 0) yield records;
        if (!isUnsettled) await watch.wait();
        else this.#signal?.throwIfAborted();
      }
    } finally {
      watch.close();
      for (const { log } of this.#followed.values()) await log.opened.handle.close();
    }
  }

  /** Looks which files there are. Unsettled: a file was renamed while it was looked at. */
  async #lookAround(): Promise<{ readonly sources: MergeSource[]; readonly isUnsettled: boolean }> {
    const look = ++this.#look;
    this.#waiting = [];
    const files = await listFiles(this.#paths, ignore, (path) => this.#donePaths.has(stemOf(path)));
    const before = this.#gone;
    this.#gone = new Set();
    const [plainFiles, archives] = [true, false].map((isPlain) =>
      files.filter(({ name }) => (name.suffix === '') === isPlain),
    ) as [FoundFile[], FoundFile[]];
    let isUnsettled = await this.#lookAtAllPlain(plainFiles, look);
    this.#tellOfWaiting();
    const sources: MergeSource[] = [];
    const plain = new Set(plainFiles.map(({ key }) => key));
    // Only now is it known which files have no name any more.
    for (const file of archives) {
      // Beside what it is made of, an archive is being written.
      if (this.#isDone(file) || plain.has(file.key)) continue;
      const source = await this.#lookAtArchive(file, look);
      if (source !== undefined) sources.push(source);
    }
    for (const key of this.#gone) if (!before.has(key)) isUnsettled = true;
    return { sources, isUnsettled };
  }

  #isDone({ key, name }: FoundFile): boolean {
    return name.finished !== undefined && this.#done.has(key);
  }

  /** Answers whether some are left for the next look. */
  async #lookAtAllPlain(files: readonly FoundFile[], look: number): Promise<boolean> {
    const toOpen = files.filter((file) => !this.#isDone(file));
    let opened = 0;
    for (let next = 0; next < toOpen.length; ) {
      const room = Math.min(AT_ONCE, MOST_NEW - opened);
      if (room === 0) return true;
      const group = await Promise.all(toOpen.slice(next, next + room).map((file) => this.#open(file)));
      next += room;
      try {
        for (let file = group.shift(); file !== undefined; file = group.shift()) {
          if (file.opened !== undefined && (await this.#lookAtPlain(file.found, file.opened, look))) opened++;
        }
      } finally {
        for (const file of group) await file.opened?.handle.close();
      }
    }
    return false;
  }

  #tellOfWaiting(): void {
    const [file] = this.#waiting;
    const count = this.#waiting.length;
    if (file === undefined || count <= this.#mostWaiting) return;
    this.#mostWaiting = count;
    const others = count === 1 ? 'this one waits' : `this one and ${count - 1} more wait`;
    const message = `too many files are open: ${others} until others are finished; raise the limit (ulimit -n), or name fewer`;
    this.#reading.problem({ file, line: 0, kind: 'unreadable', message });
  }

  async #open(found: FoundFile): Promise<{ readonly found: FoundFile; readonly opened: OpenedLog | undefined }> {
    try {
      return { found, opened: await openLog(found.path) };
    } catch (error) {
      this.#notOpened(found, error);
      return { found, opened: undefined };
    }
  }

  /** Answers whether it is followed from now on. */
  async #lookAtPlain(file: FoundFile, opened: OpenedLog, look: number): Promise<boolean> {
    const isFinished = file.name.finished !== undefined;
    const known = this.#followed.get(opened.identity);
    if (known === undefined) {
      if (!(await this.#spare.areBeside(file.path, this.#followed.size))) {
        await opened.handle.close();
        this.#waiting.push(file.path);
        return false;
      }
      if (isFinished) this.#isOver(file);
      const from = isFinished ? 0 : await this.#readOfCopy(file, opened);
      if (from === 'soon') {
        await opened.handle.close();
        return false;
      }
      this.#reading.expect(opened.size - from);
      const { copied } = this.#add(new PlainLog(opened, file.name, this.#reading, from), look, isFinished);
      // One that is finished is not copied and truncated any more.
      if (!isFinished) await copied.note(opened.size);
      return true;
    }
    if (isFinished) this.#isOver(file);
    await opened.handle.close();
    known.seen = look;
    // A writer that finds its finished name taken gives it back: it has two names for a while, and then another one.
    if (isFinished) known.isFinished = true;
    else known.seenActive = look;
    return false;
  }

  #isOver({ key, path }: FoundFile): void {
    this.#done.add(key);
    this.#donePaths.add(stemOf(path));
  }

  #add(log: PlainLog, seen: number, isFinished: boolean): Followed {
    const seenActive = isFinished ? 0 : seen;
    const followed: Followed = { log, copied: new CopiedLog(log), seen, seenActive, isFinished, quiet: 0 };
    this.#followed.set(log.opened.identity, followed);
    return followed;
  }

  /** Up to where a file was read already, because it is a copy of one that is followed. */
  async #readOfCopy({ key }: FoundFile, { handle }: OpenedLog): Promise<number | 'soon'> {
    for (const { copied } of this.#followed.values()) {
      const read = await copied.readOf(key, handle);
      if (read !== undefined) return read;
    }
    return 0;
  }

  async #lookAtArchive(file: FoundFile, look: number): Promise<MergeSource | undefined> {
    const { opened } = await this.#open(file);
    if (opened === undefined) return undefined;
    if (file.name.finished === undefined && this.#done.has(archiveKey(opened))) {
      await opened.handle.close();
      return undefined;
    }
    if (file.name.finished === undefined) this.#done.add(archiveKey(opened));
    else this.#isOver(file);
    for (const followed of this.#followed.values()) {
      if (followed.seen === look) continue;
      if (!(await isArchiveOf(opened, followed.log))) continue;
      followed.isFinished = true;
      await opened.handle.close();
      return undefined;
    }
    this.#reading.expect(opened.size);
    return heldSource(() => logFileRecords(opened, file.name, this.#reading));
  }

  async #passArchive(file: FoundFile): Promise<void> {
    try {
      const opened = await openLog(file.path);
      this.#done.add(archiveKey(opened));
      await opened.handle.close();
    } catch {
      // It is not there any more.
    }
  }

  #notOpened({ path, key }: FoundFile, error: unknown): void {
    if (isErrno(error, 'ENOENT')) this.#gone.add(key);
    else if (isOutOfDescriptors(error)) this.#waiting.push(path);
    else this.#reading.problem(failedToRead(path, error));
  }

  /** What files have got since they were last read. */
  async #grown(): Promise<MergeSource[]> {
    const sources: MergeSource[] = [];
    const all = [...this.#followed.values()];
    const sizes = await Promise.all(all.map(async ({ log }) => (await log.opened.handle.stat()).size));
    for (const [index, followed] of all.entries()) {
      const { log, copied } = followed;
      const size = sizes[index] as number;
      if (size < log.offset || (size > log.offset && (await copied.isRewritten()))) {
        copied.truncated();
        log.restart();
      }
      if (!followed.isFinished) await copied.note(size);
      if (size > log.offset) {
        followed.quiet = 0;
        sources.push(heldSource(() => log.batches(size)));
      } else followed.quiet++;
    }
    return sources;
  }

  /** Gives out what waits for lines below it, and ends files that nothing comes to any more. */
  *#pause(): Generator<StoredRecord[]> {
    for (const [identity, followed] of this.#followed) {
      const { log, quiet, seen, seenActive } = followed;
      if (quiet === 0) continue;
      log.lines.pause();
      yield log.lines.drain();
      const isNameless = seen !== this.#look && seen !== 0;
      const isFinished = followed.isFinished && seenActive !== this.#look;
      if ((isFinished && quiet >= QUIET_FINISHED) || (isNameless && quiet >= QUIET_NAMELESS)) {
        yield log.end();
        this.#followed.delete(identity);
        log.opened.handle.close().catch(ignore);
      }
    }
  }
}

function archiveKey({ identity, size }: OpenedLog): string {
  return `${identity}:${size}`;
}

/** Whether an archive holds what a file does. */
async function isArchiveOf(archive: OpenedLog, { opened: { handle } }: PlainLog): Promise<boolean> {
  try {
    const kind = await fileKind(archive.handle);
    if (kind === 'plain') return false;
    const buffer = Buffer.alloc(256 * 1024);
    let at = 0;
    for await (const chunk of archiveChunks(archive.handle, kind, { onRead: ignore })) {
      for (let from = 0; from < chunk.length; from += buffer.length) {
        const expected = chunk.subarray(from, from + buffer.length);
        const { bytesRead } = await handle.read(buffer, 0, expected.length, at);
        if (bytesRead < expected.length || !buffer.subarray(0, bytesRead).equals(expected)) return false;
        at += bytesRead;
      }
    }
    return at === (await handle.stat()).size;
  } catch {
    return false;
  }
}
