// What is known of an exporter's finished files: the directory is listed, and each file is looked at once.
import { join } from 'node:path';
import type { FileNames, ParsedName } from '../naming/file-names.ts';
import { call, type FileSystem, lstatIfAny, runAsync, type Steps } from '../system/file-system.ts';
import { ForeignFileError, whyForeign } from '../system/foreign-file.ts';
import type { ListedFile } from './expired-files.ts';

/** What {@link FileInventory} is made of. */
export interface FileInventoryParts {
  readonly directory: string;
  readonly names: FileNames;
  /** The user whom our files belong to here; files of others are left alone. Nothing where that is not known. */
  uid(): number | undefined;
  /** Called with each listing of the directory. */
  listed(listing: readonly string[]): void;
  /** Called with what stands under a name of ours and is not touched. */
  leftAlone(error: ForeignFileError): void;
}

type FinishedName = Extract<ParsedName, { kind: 'rotated' | 'torn' }>;

interface KnownFile {
  readonly parsed: FinishedName;
  readonly path: string;
  readonly size: number;
  /** Of the last change, in milliseconds since the epoch. */
  readonly changed: number;
}

/** How many files are looked at at the same time: one by one, each of 10,000 waits for a turn of the event loop of its own. */
const LOOKS_AT_ONCE = 32;

/** The finished files of an exporter, plain and compressed, and the torn ends of others. */
export class FileInventory {
  readonly #parts: FileInventoryParts;
  #known = new Map<string, KnownFile | undefined>();

  constructor(parts: FileInventoryParts) {
    this.#parts = parts;
  }

  /**
   * Lists the directory, and looks at the files that were not there the last time: a finished file does not change.
   * @returns the names in the directory
   */
  async refresh(fs: FileSystem): Promise<readonly string[]> {
    const { directory, names, listed } = this.#parts;
    const listing = await runAsync(fs, call('readdir', directory));
    listed(listing);
    const known = new Map<string, KnownFile | undefined>();
    const added: { readonly fileName: string; readonly parsed: FinishedName }[] = [];
    for (const fileName of listing) {
      if (this.#known.has(fileName)) known.set(fileName, this.#known.get(fileName));
      else {
        const parsed = names.parse(fileName);
        if (parsed?.kind === 'rotated' || parsed?.kind === 'torn') added.push({ fileName, parsed });
      }
    }
    for (let from = 0; from < added.length; from += LOOKS_AT_ONCE) {
      const looks = added.slice(from, from + LOOKS_AT_ONCE).map(async ({ fileName, parsed }) => {
        const file = await runAsync(fs, this.#look(fileName, parsed));
        if (file !== 'gone') known.set(fileName, file);
      });
      await Promise.all(looks);
    }
    this.#known = known;
    return listing;
  }

  /** Forgets everything. */
  clear(): void {
    this.#known.clear();
  }

  *#look(fileName: string, parsed: FinishedName): Steps<KnownFile | undefined | 'gone'> {
    const { directory, uid, leftAlone } = this.#parts;
    const path = join(directory, fileName);
    const stats = yield* lstatIfAny(path);
    if (stats === undefined) return 'gone';
    const objection = whyForeign(stats, uid());
    if (objection === undefined) {
      return { parsed, path, size: stats.size, changed: stats.mtimeMs };
    }
    leftAlone(new ForeignFileError(path, objection));
    return undefined;
  }

  /** The finished files, or the torn ends, newest first. A file beside its own archive counts as one. */
  files(kind: FinishedName['kind'], now: number): ListedFile[] {
    const byKey = new Map<string, { time: number; changed: number; size: number; stem: string; paths: string[] }>();
    for (const file of this.#known.values()) {
      if (file?.parsed.kind !== kind) continue;
      const { time, stem } = file.parsed;
      // Each torn end is one of its own.
      const key = kind === 'torn' ? file.path : stem;
      const entry = byKey.get(key) ?? { time, changed: file.changed, size: 0, stem, paths: [] };
      entry.size += file.size;
      entry.changed = Math.min(entry.changed, file.changed);
      entry.paths.push(file.path);
      byKey.set(key, entry);
    }
    return [...byKey]
      .sort(([a], [b]) => (a < b ? 1 : -1))
      .map(([, { time, changed, size, stem, paths }]) => ({
        path: paths[0] ?? '',
        stem,
        rotated: rotationTime(time, changed, now),
        size,
        paths,
      }));
  }

  /** The finished files that are plain: those with content, oldest first, and the empty ones. */
  plain(): { readonly filled: PlainFile[]; readonly empty: string[] } {
    const filled: PlainFile[] = [];
    const empty: string[] = [];
    const archived = new Set<string>();
    for (const file of this.#known.values()) {
      if (file?.parsed.kind === 'rotated' && file.parsed.suffix !== '') archived.add(file.parsed.stem);
    }
    for (const [fileName, file] of this.#known) {
      if (file?.parsed.kind !== 'rotated' || file.parsed.suffix !== '') continue;
      if (file.size === 0) empty.push(file.path);
      else filled.push({ ...file, time: file.parsed.time, fileName, isArchived: archived.has(fileName) });
    }
    return { filled: filled.sort((a, b) => (a.path < b.path ? -1 : 1)), empty };
  }
}

/** A finished file that is not compressed. */
export interface PlainFile {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  readonly fileName: string;
  /** The time in its name, and of its last change, in milliseconds since the epoch. */
  readonly time: number;
  readonly changed: number;
  /** Whether its archive stands beside it. */
  readonly isArchived: boolean;
}

/**
 * When a file was rotated, by the time in its name. A time in the future comes from a clock that was ahead, or from names that
 * follow those of such a clock: then it is the time of the file's last change.
 */
export function rotationTime(named: number, changed: number, now: number): number {
  return named <= now ? named : Math.min(named, changed);
}
