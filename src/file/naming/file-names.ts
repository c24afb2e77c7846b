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

// What follows an exporter's own name, for all exporters: an expression of its own for each would take 6 KB of compiled code.
const OWNER = /^\d+(?:-\d+)?(?:\.\d+)?$/;
const TIME_AND_NUMBER = /^(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z)(\.\d+)?/;
const END = /^(?:(?:\.\d+)?(\.torn)|(\.[A-Za-z0-9]+)?(\.tmp)?)$/;

/** The parts of a name that begins as a rotated one does. */
interface RotatedName {
  readonly stem: string;
  readonly stamp: string;
  readonly torn: string | undefined;
  readonly suffix: string;
  readonly temporary: string | undefined;
}

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
  readonly #customSuffixes = new Set<string>();

  /**
   * @param name one safe file name part, such as `app`
   * @param extension with its dot, such as `.jsonl`
   */
  constructor(name: string, extension: string) {
    this.#name = name;
    this.#prefix = `${name}.`;
    this.#extension = extension;
  }

  /** The name of the active file, plain or with its owner. */
  active(owner?: string): string {
    return owner === undefined ? `${this.#name}${this.#extension}` : `${this.#name}.${owner}${this.#extension}`;
  }

  /** The name of a file rotated at a time, in milliseconds since the epoch. */
  rotated(time: number): string {
    return `${this.#name}.${stampOf(time)}${this.#extension}`;
  }

  /** Every name that the archive of a rotated file may have. */
  archives(rotated: string): string[] {
    return [...archiveSuffixes, ...this.#customSuffixes].map((suffix) => rotated + suffix);
  }

  /**
   * The latest time in the names of this exporter's files, in milliseconds since the epoch, of those between two times; the first of
   * these where there is none.
   */
  latestTime(listing: Iterable<string>, after: number, before: number): number {
    let latest = after;
    let latestStamp = stampOf(after);
    const end = stampOf(before);
    const { length } = this.#prefix;
    for (const fileName of listing) {
      // Stamps sort as their times do: nearly every name ends here, also in a directory of 10,000 files.
      const stamp = fileName.slice(length, length + latestStamp.length);
      if (stamp <= latestStamp || stamp >= end || !fileName.startsWith(this.#prefix)) continue;
      const time = this.#rotatedName(fileName) && parseTime(stamp);
      if (time === undefined) continue;
      latest = time;
      latestStamp = stamp;
    }
    return latest;
  }

  /** Has archives with a suffix that the user's compression has made (`.xz`) count as ours from now on. */
  learnSuffix(suffix: string): void {
    this.#customSuffixes.add(suffix);
  }

  /** What a name in the directory is to this exporter; nothing where it is not exactly one of its own. */
  parse(fileName: string): ParsedName | undefined {
    // Most names of a directory that many share end here.
    if (!fileName.startsWith(this.#prefix)) return undefined;
    if (fileName === this.active()) return { kind: 'active', owner: undefined };
    const owner = this.#ownerIn(fileName);
    if (owner !== undefined) return { kind: 'active', owner };
    const rotated = this.#rotatedName(fileName);
    if (rotated === undefined) return undefined;
    const { stem, stamp, torn, suffix, temporary } = rotated;
    const time = parseTime(stamp);
    if (time === undefined) return undefined;
    if (torn !== undefined) return { kind: 'torn', time, stem };
    if (suffix === '.tmp' && temporary === undefined) return { kind: 'temporary', stem };
    if (suffix !== '' && !archiveSuffixes.includes(suffix) && !this.#customSuffixes.has(suffix)) return undefined;
    return temporary === undefined ? { kind: 'rotated', time, stem, suffix } : { kind: 'temporary', stem };
  }

  /** The owner in the name of an active file that is not the plain one. */
  #ownerIn(fileName: string): string | undefined {
    if (!fileName.endsWith(this.#extension)) return undefined;
    const owner = fileName.slice(this.#prefix.length, -this.#extension.length);
    return OWNER.test(owner) ? owner : undefined;
  }

  #rotatedName(fileName: string): RotatedName | undefined {
    const found = TIME_AND_NUMBER.exec(fileName.slice(this.#prefix.length));
    if (found === null) return undefined;
    const [, stamp = '', number = ''] = found;
    const stampEnd = this.#prefix.length + stamp.length;
    // An extension may begin as a number does.
    const name = this.#endingFrom(fileName, stampEnd + number.length, stamp);
    return name === undefined && number !== '' ? this.#endingFrom(fileName, stampEnd, stamp) : name;
  }

  /** The rotated name whose extension begins at an index. */
  #endingFrom(fileName: string, from: number, stamp: string): RotatedName | undefined {
    if (!fileName.startsWith(this.#extension, from)) return undefined;
    const end = from + this.#extension.length;
    const found = END.exec(fileName.slice(end));
    if (found === null) return undefined;
    const [, torn, suffix = '', temporary] = found;
    return { stem: fileName.slice(0, end), stamp, torn, suffix, temporary };
  }
}

/** A time as it stands in names. */
function stampOf(time: number): string {
  return new Date(time).toISOString().replaceAll(':', '-');
}

/** The time in a rotated name; nothing for one that no clock shows, such as a 13th month. */
export function parseTime(stamp: string): number | undefined {
  const time = Date.parse(`${stamp.slice(0, 13)}:${stamp.slice(14, 16)}:${stamp.slice(17)}`);
  // A day that its month does not have is perhaps taken for one of the next month (ECMAScript leaves that open).
  return new Date(time).getUTCDate() === Number(stamp.slice(8, 10)) ? time : undefined;
}
