// Chains the lines of a log by digests, over its files and restarts, so that a later change of them shows.
import { type KeyObject, randomBytes } from 'node:crypto';
import { isJson } from '../format/extension.ts';
import type { LogRecordFormat } from '../format/format.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { checkKeys } from '../spec/option-checks.ts';
import { ChainDigests, type IntegrityKeys, keysOf } from './chain-digest.ts';
import {
  type ChainLineRole,
  type ChainSeam,
  type ClosingStyle,
  closingBytes,
  closingLine,
  LAST_SEQUENCE,
  MARK_BYTES,
  markLine,
  NO_DIGEST,
  readMark,
  SEAM_BYTES,
  START_BYTES,
} from './chain-mark.ts';

const LINE_FEED = 0x0a;

/** Options of {@link IntegrityChain}: what the file exporter's `integrity` takes. */
export interface IntegrityOptions {
  /**
   * The secret of the digests (HMAC-SHA-256, RFC 2104). Without it, SHA-256 shows what happens by accident or by someone who
   * does not know of the chain; whoever can change a file can also compute the digests anew.
   *
   * A list, oldest first, once the key was changed: lines are made with the last one, and a chain of an earlier one is
   * continued. Without the earlier ones a new chain begins.
   */
  readonly key?: IntegrityKeys | undefined;
}

/** The last line of a chain. */
export interface ChainState {
  readonly id: string;
  /** The number of the last line, from 1; 0 before the first. */
  readonly sequence: number;
  readonly digest: string;
  /** What the next line says of the lines that another process left. */
  readonly seam?: ChainSeam | undefined;
}

/** Lines with their marks, that may or may not come into a file. */
export interface MarkedLines {
  /** Whole lines. */
  readonly bytes: Uint8Array;
  /** Where the chain was when they were marked, and where it will be once they are written. */
  readonly before: ChainState;
  readonly after: ChainState;
}

/** The lines that a chain is made of. */
export interface LinesToChain {
  readonly format: Pick<LogRecordFormat, 'name' | 'extension'>;
}

/**
 * The hash chain over the lines of one log.
 *
 * Each line gets a mark with its number, the digest of the line before and its own, which covers the whole line up to there.
 * The first line of a file says so, and a line of its own ends a file, so that a file cut at either end shows. A file that
 * ends without one was not closed: it is still written, or its process was killed, or it was cut. Whoever continues it says in
 * its first line what it found: else continuing would take away the only trace of a cut.
 *
 * Lines may fail to be written. So {@link mark} and {@link end} only give bytes, and the chain continues from it once
 * {@link written} says that it is in the file.
 */
export class IntegrityChain {
  /** Bytes by which its mark makes each line longer. */
  readonly bytesPerLine: number = MARK_BYTES;
  /** Bytes, at most, by which a file grows besides: the mark of a first line is longer, and one more line closes it. */
  readonly bytesPerFile: number;
  readonly #digests: ChainDigests;
  readonly #style: ClosingStyle;
  #state: ChainState;

  /**
   * @param options see {@link IntegrityOptions}
   * @param lines what the lines are like
   * @param state where it continues. Default: a chain begins
   * @throws ConfigurationError where the key is not one
   */
  constructor({ key }: IntegrityOptions, { format }: LinesToChain, state: ChainState = newChain()) {
    this.#digests = new ChainDigests(key, 'integrity.key');
    this.#style = format.name === 'otlp-json' ? 'otlp-json' : isJson(format) ? 'json' : 'text';
    this.bytesPerFile = START_BYTES + SEAM_BYTES + closingBytes(this.#style);
    this.#state = state;
  }

  /** The last line that was written: what another chain can continue from. */
  get state(): ChainState {
    return this.#state;
  }

  /** Begins a new chain. */
  restart(): void {
    this.#state = newChain();
  }

  /** Has the next line say that lines are missing before it: the file was there, and all of them were cut off. */
  foundCut(): void {
    this.#state = { ...this.#state, seam: 'cut' };
  }

  /**
   * Continues from the last line of an older file, where that line is of one of our keys.
   * @param last the line, without its line feed
   * @param hasDied whether the process is known to have died that should have closed the file
   * @returns whether it continues from there. A chain that has lines itself continues only from the last of them
   */
  resume(last: Uint8Array, hasDied = false): boolean {
    const bytes = Buffer.from(last.buffer, last.byteOffset, last.byteLength);
    const found = readMark(bytes);
    if (found === undefined) return false;
    const { id, sequence, digest, role } = found.mark;
    if (this.#state.sequence > 0) return digest === this.#state.digest;
    if (this.#digests.keyOf(bytes.subarray(0, bytes.length - found.uncovered), digest) === undefined) return false;
    this.#state = { id, sequence, digest, seam: role === 'end' ? 'closed' : hasDied ? 'killed' : 'cut' };
    return true;
  }

  /**
   * Gives lines their marks.
   * @param lines whole lines, each ending in a line feed, as they are to stand in the file
   * @param isFileStart whether they are the first of a file
   */
  mark(lines: Uint8Array, isFileStart: boolean): MarkedLines {
    const before = this.#state;
    let after = before;
    let role: ChainLineRole = isFileStart ? 'start' : 'line';
    const marked: Uint8Array[] = [];
    for (let start = 0; start < lines.length; ) {
      const lineFeed = lines.indexOf(LINE_FEED, start);
      const end = lineFeed < 0 ? lines.length : lineFeed;
      const line = this.#markLine(lines.subarray(start, end), role, after);
      marked.push(line.bytes);
      after = line.after;
      role = 'line';
      start = end + 1;
    }
    return { bytes: marked.length === 1 ? (marked[0] as Uint8Array) : Buffer.concat(marked), before, after };
  }

  /** The line that ends a file. */
  end(): MarkedLines {
    const before = this.#state;
    return { ...this.#markLine(closingLine(this.#style), 'end', before), before };
  }

  /** Has the chain continue from lines that are now in the file; not from lines that it has passed by meanwhile. */
  written({ before, after }: MarkedLines): void {
    if (this.#state === before) this.#state = after;
  }

  #markLine(line: Uint8Array, role: ChainLineRole, previous: ChainState): Pick<MarkedLines, 'bytes' | 'after'> {
    const last: ChainState = previous.sequence < LAST_SEQUENCE ? previous : newChain();
    const sequence = last.sequence + 1;
    const { isKeyed, current } = this.#digests;
    const place = { id: last.id, sequence, role, seam: last.seam, previous: last.digest, isKeyed };
    const { bytes, digest } = markLine(line, place, (covered) => current.of(covered));
    return { bytes, after: { id: last.id, sequence, digest } };
  }
}

/**
 * Reads an `integrity` option.
 * @returns the options; nothing for `false`
 * @throws ConfigurationError for what is not known, and for a key that is none; the message does not hold the key
 */
export function parseIntegrityOptions(value: unknown, path: string): IntegrityOptions | undefined {
  if (typeof value === 'boolean') return value ? {} : undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    // It may be the key itself that was given here.
    throw ConfigurationError.ofKind(path, value, 'true, false, or options such as { key }');
  }
  checkKeys(value, path, ['key']);
  const { key } = value as IntegrityOptions;
  return { key: key === undefined ? undefined : (keysOf(key, `${path}.key`) as readonly KeyObject[]) };
}

function newChain(): ChainState {
  return { id: randomBytes(9).toString('base64url'), sequence: 0, digest: NO_DIGEST };
}
