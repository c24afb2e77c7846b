// The journal of a directory: which of its files are at which target. It is a file beside them, one line a file.
import { type FileHandle, open, readFile, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CREATE_NEW, MAKE_OR_ADD_TO_OWN, READ_DIRECTORY, READ_OWN } from '../file/system/open-flags.ts';
import { ignore } from '../foreign/call.ts';
import { isErrno } from '../foreign/shape.ts';

/** Its name in the directory. The dot keeps it from those who read `*.jsonl`, and from the retention of any exporter. */
export const JOURNAL_NAME = '.laketrace-uploads.journal';

/** The first line of every journal. */
const HEADER = { laketrace: 'uploads', version: 1 } as const;
const MODE = 0o600;
const LINE_FEED = 0x0a;
/** What is beyond a journal that was written by this package: it is not read into memory. */
const MOST_BYTES = 256 * 1024 * 1024;

/** One file that is at a target. */
export interface JournalEntry {
  /** The target's name. */
  readonly target: string;
  /** The path of the file below the directory when it was uploaded, its parts separated by `/`. */
  readonly file: string;
  /** What plain file and archive have in common. */
  readonly key: string;
  readonly bytes: number;
  /** When the content was last changed, in milliseconds since the epoch. */
  readonly modified: number;
  readonly sha256: string;
  /** Where it is below the target's root. */
  readonly remote: string;
  /** When it was there, in ISO 8601. */
  readonly at: string;
  /** Found there, with the length of the file and without a digest: not enough for a deletion. */
  readonly isUnproven?: true;
}

/** A name at a target under which something damaged is: the target has said a digest that differs. */
interface DamagedName {
  readonly target: string;
  readonly damaged: string;
}

/** An entry of the journal is no file's any more after this time, in milliseconds: a file that is compressed at last is long there by then. */
const KEPT = 30 * 86_400_000;
/** How many such entries make the journal worth being written anew. */
const WORTH_REWRITING = 1000;

/** The journal of one directory. Only who holds the lock of the directory writes to it. */
export class Journal {
  readonly path: string;
  readonly #entries: JournalEntry[];
  readonly #damaged: DamagedName[];
  readonly #byKey = new Map<string, JournalEntry[]>();
  #file: FileHandle | undefined;
  #last: Promise<void> = Promise.resolve();

  private constructor(path: string, lines: readonly unknown[]) {
    this.path = path;
    this.#entries = lines.filter(isEntry);
    this.#damaged = lines.filter(isDamagedName);
    for (const entry of this.#entries) this.#note(entry);
  }

  /**
   * Reads the journal of a directory. Lines that are torn or strange count as not there: at worst a file is compared once more with what
   * the target has.
   * @throws where it cannot be read, or is of another version of this package, which may mean something else by its lines
   */
  static async read(directory: string): Promise<Journal> {
    const path = join(directory, JOURNAL_NAME);
    const content = await contentOf(path);
    requireVersion(path, content);
    return new Journal(path, linesIn(content));
  }

  /** What is known of a file at a target, by all names that it had. The latest last. */
  entriesOf(target: string, key: string): readonly JournalEntry[] {
    return this.#byKey.get(keyOf(target, key)) ?? [];
  }

  /** Under which names of a target something damaged is. */
  damagedAt(target: string): readonly string[] {
    return this.#damaged.filter((name) => name.target === target).map(({ damaged }) => damaged);
  }

  /** Adds an entry, and has it reach the disk. */
  async add(entry: JournalEntry): Promise<void> {
    await this.#add(entry);
    this.#entries.push(entry);
    this.#note(entry);
  }

  /** Adds a name under which something damaged is, and has it reach the disk. */
  async addDamaged(target: string, damaged: string): Promise<void> {
    const name = { target, damaged };
    await this.#add(name);
    this.#damaged.push(name);
  }

  /** One after the other: a line may take several writes. */
  #add(line: JournalEntry | DamagedName): Promise<void> {
    const added = this.#last.then(async () => {
      this.#file ??= await openForLines(this.path);
      await writeLine(this.#file, Buffer.from(`${JSON.stringify(line)}\n`));
    });
    this.#last = added.catch(ignore);
    return added;
  }

  /**
   * Writes the journal anew without the entries of files that are gone for long, where they are many.
   * @param keys of the files that are there
   */
  async shrink(keys: ReadonlySet<string>, now: number): Promise<void> {
    const kept = this.#entries.filter(({ key, at }) => keys.has(key) || now - Date.parse(at) < KEPT);
    if (this.#entries.length - kept.length < WORTH_REWRITING) return;
    const temporary = `${this.path}.tmp`;
    await unlink(temporary).catch(() => undefined);
    const file = await open(temporary, CREATE_NEW, MODE);
    try {
      await file.writeFile(`${[HEADER, ...kept, ...this.#damaged].map((line) => JSON.stringify(line)).join('\n')}\n`);
      await file.sync().catch(() => undefined);
    } finally {
      await file.close();
    }
    await rename(temporary, this.path);
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#file?.close();
    this.#file = undefined;
  }

  #note(entry: JournalEntry): void {
    const key = keyOf(entry.target, entry.key);
    const known = this.#byKey.get(key);
    if (known === undefined) this.#byKey.set(key, [entry]);
    else known.push(entry);
  }
}

/** Whether a file name is that of a journal, or of what is made beside one. */
export function isJournal(fileName: string): boolean {
  return basename(fileName).startsWith(JOURNAL_NAME);
}

function keyOf(target: string, key: string): string {
  return JSON.stringify([target, key]);
}

async function contentOf(path: string): Promise<string> {
  try {
    const file = await open(path, READ_OWN);
    try {
      const { size } = await file.stat();
      if (size > MOST_BYTES) throw new Error(`${path} is no journal of this package: it has ${size} bytes`);
      return await readFile(file, 'utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return '';
    throw error;
  }
}

function requireVersion(path: string, content: string): void {
  const [, version] = /^\{"laketrace":"uploads","version":(\d{1,9})/.exec(content) ?? [];
  if (version !== undefined && Number(version) !== HEADER.version)
    throw new Error(`${path} is of another version of this package (${version})`);
}

function linesIn(content: string): unknown[] {
  return content.split('\n').flatMap((line): unknown[] => {
    if (line === '') return [];
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}

function isEntry(value: unknown): value is JournalEntry {
  if (typeof value !== 'object' || value === null) return false;
  const entry = value as Record<string, unknown>;
  const areTexts = ['target', 'file', 'key', 'sha256', 'remote', 'at'].every((name) => typeof entry[name] === 'string');
  return areTexts && ['bytes', 'modified'].every((name) => Number.isSafeInteger(entry[name]));
}

function isDamagedName(value: unknown): value is DamagedName {
  if (typeof value !== 'object' || value === null) return false;
  const entry = value as Record<string, unknown>;
  return ['target', 'damaged'].every((name) => typeof entry[name] === 'string');
}

/** Opens a journal for more lines: what a crash left of a last one is ended, so that it stays a line of its own. */
async function openForLines(path: string): Promise<FileHandle> {
  const file = await open(path, MAKE_OR_ADD_TO_OWN, MODE);
  try {
    const { size } = await file.stat();
    if (size === 0) {
      await writeLine(file, Buffer.from(`${JSON.stringify(HEADER)}\n`));
      await syncDirectory(dirname(path));
      return file;
    }
    const last = Buffer.alloc(1);
    await file.read(last, 0, 1, size - 1);
    if (last[0] !== LINE_FEED) await writeLine(file, Buffer.from('\n'));
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** One write, so that a line is whole or torn at its end; synced, where the file system does that. */
async function writeLine(file: FileHandle, line: Buffer): Promise<void> {
  for (let done = 0; done < line.length; ) done += (await file.write(line, done)).bytesWritten;
  await file.datasync().catch(() => undefined);
}

async function syncDirectory(path: string): Promise<void> {
  try {
    const directory = await open(path, READ_DIRECTORY);
    await directory.sync().finally(() => directory.close());
  } catch {
    // Not every file system, nor every platform, can.
  }
}
