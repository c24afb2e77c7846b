// The names of an exporter's files: which it makes, and which names it takes for its own.
import { archiveSuffixes } from '../../archive/codecs.ts';

/** What a file name of this exporter says about its file. */
export type ParsedName =
  /** The file that is written now: of the process that owns the plain name, or of another (`owner`: `<pid>[-<thread>][.<n>]`). */
  | { readonly kind: 'active'; readonly owner: string | undefined }
  /** A finished file, plain (`suffix` is empty) or compressed; `time` is that in its name. */
  | { readonly kind: 'rotated'; readonly time: number; readonly stem: string; readonly suffix: string }
  /** The cut-off end of a torn file. */
  | { readonly kind: 'torn'; readonly time: number; readonly stem: string }
  /** An archive that is being written, or was when its process died. */
  | { readonly kind: 'temporary'; readonly stem: string };

const TIME = String.raw`(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z)`;
const TORN = String.raw`(?:\.\d+)?(\.torn)`;
const ARCHIVE = String.raw`(\.[A-Za-z0-9]+)?(\.tmp)?`;
const OWNER = String.raw`(\d+(?:-\d+)?(?:\.\d+)?)`;

/**
 * The names that one exporter uses in its directory, `app` being its name and `.jsonl` its format's extension:
 *
 * - active: `app.jsonl`; of a second process, thread or exporter with that name: `app.<pid>[-<thread>][.<n>].jsonl`
 * - rotated: `app.2026-01-31T12-00-00.123Z.jsonl`, its time being that of the rotation, then the codec's suffix
 * - an archive being written: the archive's name and `.tmp`
 * - the cut-off end of a torn file: the rotated name and `.torn`, or `.<n>.torn`
 */
export class FileNames {
  readonly #name: string;
  // Of all its names, also of the active one: its extension begins with a dot.
  readonly #prefix: string;
  readonly #extension: string;
  readonly #active: RegExp;
  readonly #rotated: RegExp;
  readonly #customSuffixes = new Set<string>();

  /**
   * @param name one safe file name part, such as `app`
   * @param extension with its dot, such as `.jsonl`
   */
  constructor(name: string, extension: string) {
    this.#name = name;
    this.#prefix = `${name}.`;
    this.#extension = extension;
    const prefix = escaped(name);
    const ending = escaped(extension);
    this.#active = new RegExp(`^${prefix}(?:\\.${OWNER})?${ending}$`);
    this.#rotated = new RegExp(`^(${prefix}\\.${TIME}(?:\\.\\d+)?${ending})(?:${TORN}|${ARCHIVE})$`);
  }

  /** The name of the active file, plain or with its owner. */
  active(owner?: string): string {
    return owner === undefined ? `${this.#name}${this.#extension}` : `${this.#name}.${owner}${this.#extension}`;
  }

  /** The name of a file rotated at a time, in milliseconds since the epoch. */
  rotated(time: number): string {
    return `${this.#name}.${new Date(time).toISOString().replaceAll(':', '-')}${this.#extension}`;
  }

  /** Every name that the archive of a rotated file may have. */
  archives(rotated: string): string[] {
    return [...archiveSuffixes, ...this.#customSuffixes].map((suffix) => rotated + suffix);
  }

  /**
   * The time in a name, by which finished files sort, in milliseconds since the epoch; nothing for a name that is none of this
   * exporter's, or has no time in it.
   */
  timeIn(fileName: string): number | undefined {
    if (!fileName.startsWith(this.#prefix)) return undefined;
    const stamp = this.#rotated.exec(fileName)?.[2];
    return stamp === undefined ? undefined : parseTime(stamp);
  }

  /** Has archives with a suffix that the user's compression has made (`.xz`) count as ours from now on. */
  learnSuffix(suffix: string): void {
    this.#customSuffixes.add(suffix);
  }

  /** What a name in the directory is to this exporter; nothing where it is not exactly one of its own. */
  parse(fileName: string): ParsedName | undefined {
    // Most names of a directory that many share end here.
    if (!fileName.startsWith(this.#prefix)) return undefined;
    const active = this.#active.exec(fileName);
    if (active !== null) return { kind: 'active', owner: active[1] };
    const rotated = this.#rotated.exec(fileName);
    if (rotated === null) return undefined;
    const [, stem = '', stamp = '', torn, suffix = '', temporary] = rotated;
    const time = parseTime(stamp);
    if (time === undefined) return undefined;
    if (torn !== undefined) return { kind: 'torn', time, stem };
    if (suffix === '.tmp' && temporary === undefined) return { kind: 'temporary', stem };
    if (suffix !== '' && !archiveSuffixes.includes(suffix) && !this.#customSuffixes.has(suffix)) return undefined;
    return temporary === undefined ? { kind: 'rotated', time, stem, suffix } : { kind: 'temporary', stem };
  }
}

/** The time in a rotated name; nothing for one that no clock shows, such as a 13th month. */
function parseTime(stamp: string): number | undefined {
  const iso = stamp.replace(/T(\d\d)-(\d\d)-/, 'T$1:$2:');
  const time = Date.parse(iso);
  return !Number.isNaN(time) && new Date(time).toISOString() === iso ? time : undefined;
}

/** A text as a pattern that matches just it (`RegExp.escape` is younger than Node 22). */
function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
