// What an audit knows of a chain and of the file that it reads.
import type { ChainMark } from '../chain-mark.ts';
import type { FileOwner } from './file-owners.ts';

/** A place in the files. */
export interface Place {
  readonly file: number;
  readonly line: number;
}

/** Lines in a row that are not genuine; whether they were altered or inserted is not known yet. */
export interface Unknown extends Place {
  count: number;
}

/** Sequences that did not come where they should have. */
export interface Gap extends Place {
  readonly kind: 'removed' | 'cut' | 'missing';
  readonly to: number;
  /** Nothing where the file's own beginning is missing, so that it is not known how many lines were before. */
  from: number | undefined;
  /** Which of them came later, up to a limit. */
  readonly found: Set<number>;
  /** Where the first of them came. */
  foundAt?: Place;
}

export interface Chain {
  readonly id: string;
  readonly first: number;
  readonly firstAt: Place;
  /** The line with the highest sequence so far, and where it is. */
  tip: ChainMark;
  tipAt: Place;
  /** The latest key of its lines. */
  key: number;
  readonly gaps: Gap[];
  /** What follows the tip. */
  unknown: Unknown[];
  /** The file before the one being read. */
  before: FileEnd | undefined;
}

export interface FileEnd extends Place {
  /** Whether a closing line is the last. */
  readonly isClosed: boolean;
  /** Whether it is already reported that the file's end is damaged. */
  readonly isReported: boolean;
  readonly owner: FileOwner;
}

/** A line whose digest is that of one of the keys. */
export interface GenuineLine {
  readonly mark: ChainMark;
  /** The number of the key. */
  readonly key: number;
}

/** The file being read. */
export interface AuditedFile {
  readonly file: number;
  readonly owner: FileOwner;
  lines: number;
  chain: Chain | undefined;
  /** Lines before the first genuine one. */
  unknown: Unknown[];
  /** Whether the lines of the file were already in another one. */
  isCopy: boolean;
  isTorn: boolean;
  isClosed: boolean;
  hasWrongKind: boolean;
}

const MOST_RUNS = 10_000;

/** A file of which nothing was read yet. */
export function newFile(file: number, owner: FileOwner): AuditedFile {
  return {
    file,
    owner,
    lines: 0,
    chain: undefined,
    unknown: [],
    isCopy: false,
    isTorn: false,
    isClosed: false,
    hasWrongKind: false,
  };
}

/** Takes a line for the last of its chain. */
export function advance(audited: AuditedFile, chain: Chain, mark: ChainMark, place: Place): void {
  chain.tip = mark;
  chain.tipAt = place;
  audited.isClosed = mark.role === 'end';
}

/** The gap that a line belongs in. Gaps come in the order of their sequences: a halving search, for hostile input has many. */
export function gapThatAwaits(gaps: readonly Gap[], { sequence }: ChainMark): Gap | undefined {
  let low = 0;
  for (let high = gaps.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((gaps[middle]?.to ?? 0) < sequence) low = middle + 1;
    else high = middle;
  }
  const gap = gaps[low];
  return gap !== undefined && (gap.from ?? 1) <= sequence && !gap.found.has(sequence) ? gap : undefined;
}

/** Adds a line to the run that it continues, else begins one. */
export function addTo(runs: Unknown[], place: Place): void {
  const last = runs.at(-1);
  const continues = last !== undefined && last.file === place.file && last.line + last.count === place.line;
  if (continues || (last !== undefined && runs.length >= MOST_RUNS)) last.count++;
  else runs.push({ ...place, count: 1 });
}
