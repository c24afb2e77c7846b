// Chains the lines of a log by digests, over its files and restarts, so that a later change of them shows.
import { randomBytes } from 'node:crypto';
import type { LogRecordFormat } from '../format/format.ts';
import { ChainDigest, type IntegrityKey } from './chain-digest.ts';
import {
  type ChainLineRole,
  type ClosingStyle,
  closingBytes,
  closingLine,
  LAST_SEQUENCE,
  MARK_BYTES,
  markLine,
  NO_DIGEST,
  readMark,
  START_BYTES,
} from './chain-mark.ts';

/** Options of {@link IntegrityChain}: what the file exporter's `integrity` takes. */
export interface IntegrityOptions {
  /**
   * The secret of the digests (HMAC-SHA-256, RFC 2104). Without it, SHA-256 shows what happens by accident or by someone who
   * does not know of the chain; whoever can change a file can also compute the digests anew.
   */
  readonly key?: IntegrityKey | undefined;
}

/** The last line of a chain. */
export interface ChainState {
  readonly id: string;
  /** The number of the last line, from 1; 0 before the first. */
  readonly sequence: number;
  readonly digest: string;
}

/** What the lines to be chained are like. */
export interface ChainedLines {
  readonly format: Pick<LogRecordFormat, 'name' | 'extension'>;
  /** How the lines become bytes. Default `'utf8'`. */
  readonly encoding?: 'utf8' | 'latin1';
}

/**
 * The hash chain over the lines of one log.
 *
 * Each line gets a mark with its number, the digest of the line before and its own, which covers the whole line up to there.
 * The first line of a file says so, and a line of its own ends a file, so that a file cut at either end shows. A file that
 * ends without one was not closed: it is still written, or its process was killed, or it was cut.
 *
 * Sealing is in two steps, because lines may fail to be written: {@link seal} and {@link end} give text, and only
 * {@link commit} makes the chain go on from it.
 */
export class IntegrityChain {
  /** Bytes by which sealing makes each line longer. */
  readonly bytesPerLine: number = MARK_BYTES;
  /** Bytes that sealing adds to each file besides: its first line is longer, and one more line closes it. */
  readonly bytesPerFile: number;
  readonly #digest: ChainDigest;
  readonly #style: ClosingStyle;
  readonly #encoding: 'utf8' | 'latin1';
  #state: ChainState;
  #next: ChainState;

  /**
   * @param options see {@link IntegrityOptions}
   * @param lines what the lines are like
   * @throws ConfigurationError where the key is not one
   */
  constructor({ key }: IntegrityOptions, { format, encoding = 'utf8' }: ChainedLines) {
    this.#digest = new ChainDigest(key, 'integrity.key');
    this.#style = format.extension === '.log' ? 'text' : format.name === 'otlp-json' ? 'otlp-json' : 'json';
    this.#encoding = encoding;
    this.bytesPerFile = START_BYTES + closingBytes(this.#style);
    this.#state = newChain();
    this.#next = this.#state;
  }

  /** The last line that was committed: what another chain can {@link resume} from. */
  get state(): ChainState {
    return this.#state;
  }

  /**
   * Goes on from the last line of an older file. The line is not checked: whether it is genuine, the verification says.
   * @param last the state of the chain, or the end of the file: its last 256 bytes, with the line feed, are enough
   * @returns whether there was a mark to go on from; where there was none the chain is a new one
   */
  resume(last: ChainState | Uint8Array): boolean {
    const state = last instanceof Uint8Array ? stateAtEndOf(last) : last;
    this.#state = state ?? newChain();
    this.#next = this.#state;
    return state !== undefined;
  }

  /**
   * Gives lines their marks.
   * @param lines whole lines, each ending in a line feed
   * @param isFileStart whether they are the first of a file
   */
  seal(lines: string, isFileStart: boolean): string {
    this.#next = this.#state;
    if (lines === '') return '';
    let sealed = '';
    let role: ChainLineRole = isFileStart ? 'start' : 'line';
    for (const line of (lines.endsWith('\n') ? lines.slice(0, -1) : lines).split('\n')) {
      sealed += this.#mark(line, role);
      role = 'line';
    }
    return sealed;
  }

  /** The line that ends a file. */
  end(): string {
    this.#next = this.#state;
    return this.#mark(closingLine(this.#style), 'end');
  }

  /** Has the chain go on from what {@link seal} or {@link end} gave last: it is in the file. */
  commit(): void {
    this.#state = this.#next;
  }

  #mark(line: string, role: ChainLineRole): string {
    const last = this.#next.sequence < LAST_SEQUENCE ? this.#next : newChain();
    const sequence = last.sequence + 1;
    const place = { id: last.id, sequence, role, previous: last.digest, isKeyed: this.#digest.isKeyed };
    const { text, digest } = markLine(line, place, (covered) =>
      this.#digest.of(this.#encoding === 'utf8' ? covered : Buffer.from(covered, this.#encoding)),
    );
    this.#next = { id: last.id, sequence, digest };
    return `${text}\n`;
  }
}

function newChain(): ChainState {
  return { id: randomBytes(9).toString('base64url'), sequence: 0, digest: NO_DIGEST };
}

function stateAtEndOf(tail: Uint8Array): ChainState | undefined {
  const bytes = Buffer.from(tail.buffer, tail.byteOffset, tail.byteLength);
  if (bytes.at(-1) !== LINE_FEED) return undefined;
  const lineStart = bytes.lastIndexOf(LINE_FEED, bytes.length - 2) + 1;
  const found = readMark(bytes.toString('latin1', lineStart, bytes.length - 1));
  return found && { id: found.mark.id, sequence: found.mark.sequence, digest: found.mark.digest };
}

const LINE_FEED = 0x0a;
