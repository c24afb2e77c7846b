// Follows the lines of chained files and reports what was altered, removed, inserted, moved or cut.
import { type ChainMark, NO_DIGEST } from '../chain-mark.ts';
import {
  type AuditedFile,
  addTo,
  advance,
  type Chain,
  type FileEnd,
  type Gap,
  type GenuineLine,
  gapThatAwaits,
  newFile,
  type Place,
} from './audited-chain.ts';
import type { ChainedLine } from './chained-lines.ts';
import type { EarlierLine, EarlierLines } from './earlier-chains.ts';
import type { FileOwner } from './file-owners.ts';
import type { IntegrityFindings, IntegrityNoticeKind, IntegrityProblemKind } from './integrity-findings.ts';

/** A chain, as far as the files have it. */
export interface ChainSummary {
  /** What its lines have in common. */
  readonly id: string;
  /** The sequence of the first line there is: above 1 where older files have been deleted. */
  readonly first: number;
  /** The sequence of the last line there is. */
  readonly last: number;
  /** The digest of that line: kept elsewhere, it shows later that the log was not made anew or set back. */
  readonly digest: string;
  /** Whether a closing line is the last. */
  readonly isClosed: boolean;
}

type Problems = IntegrityFindings<IntegrityProblemKind>;
type Notices = IntegrityFindings<IntegrityNoticeKind>;

const KILLED =
  'the process was killed before it closed the file: lines still in its memory are missing, and lines cut off before the next process continued cannot be noticed';
const STILL_WRITTEN = 'a live process is writing the file';

/** Stands for the file where a finding is about none. */
const NO_FILE = -1;
const MOST_GAPS = 10_000;
const MOST_FOUND = 100_000;

/** Audits files one after the other; those of a chain in the order of their sequences. */
export class ChainAudit {
  readonly #findings: Problems;
  readonly #notices: Notices;
  readonly #earlier: EarlierLines;
  readonly #isKeyed: boolean;
  readonly #chains = new Map<string, Chain>();
  #audited: AuditedFile = newFile(0, 'none');

  /**
   * @param earlier what an earlier audit has seen
   * @param isKeyed whether lines are checked with a key
   */
  constructor(findings: Problems, notices: Notices, earlier: EarlierLines, isKeyed: boolean) {
    this.#earlier = earlier;
    this.#findings = findings;
    this.#notices = notices;
    this.#isKeyed = isKeyed;
  }

  /**
   * Begins a file.
   * @param owner the process that has it
   */
  begin(file: number, owner: FileOwner = 'none'): void {
    this.#audited = newFile(file, owner);
  }

  /** Takes in the next line of the file. */
  line({ mark, key, isWhole }: ChainedLine): void {
    const audited = this.#audited;
    audited.lines++;
    const place = { file: audited.file, line: audited.lines };
    if (!isWhole) this.#torn(audited, place);
    if (mark !== undefined && key !== undefined) this.#genuine(audited, { mark, key }, place);
    else if (isWhole) {
      audited.hasWrongKind ||= mark !== undefined && mark.isKeyed !== this.#isKeyed;
      audited.isClosed = false;
      addTo(audited.chain?.unknown ?? audited.unknown, place);
    }
  }

  /**
   * Ends the file.
   * @param isDamaged whether it could not be read to its end, which is reported elsewhere
   */
  end(isDamaged: boolean): void {
    const { file, lines, chain, isClosed, isTorn, isCopy, owner } = this.#audited;
    if (chain === undefined) this.#endWithoutChain(isDamaged);
    else if (!isCopy || chain.tipAt.file === file) {
      chain.before = { file, line: lines, isClosed, isReported: isTorn || isDamaged, owner };
    }
  }

  /** The numbers of the files in which a chain ends without a closing line. */
  get unclosed(): number[] {
    return [...this.#chains.values()].flatMap(({ before }) => (before && !before.isClosed ? [before.file] : []));
  }

  /**
   * Reports what only the end of all files shows.
   * @param startedSince the files that a process has begun to write since they were read
   */
  finish(startedSince: ReadonlySet<number> = new Set()): ChainSummary[] {
    for (const line of this.#earlier.missed) this.#reportMissed(line);
    for (const line of this.#earlier.latest) this.#noteExpired(line);
    return [...this.#chains.values()].map((chain) => {
      for (const run of chain.unknown) {
        if (chain.tip.role === 'end') this.#inserted(run, run.count);
        else this.#altered(run, run.count);
      }
      for (const gap of chain.gaps) this.#reportGap(gap);
      const { before, tip } = chain;
      const isClosed = before?.isClosed === true;
      if (before !== undefined && !isClosed && chain.unknown.length === 0) {
        this.#reportUnclosedEnd(startedSince.has(before.file) ? { ...before, owner: 'live' } : before);
      }
      return { id: chain.id, first: chain.first, last: tip.sequence, digest: tip.digest, isClosed };
    });
  }

  /** A line that there was and that is not there any more. What retention may have deleted is not missed. */
  #reportMissed({ id, last }: EarlierLine): void {
    const chain = this.#chains.get(id);
    if (chain === undefined) {
      const detail = `a whole chain, which had ${last} lines in an earlier report: its files are gone, or were not given`;
      this.#findings.add('missing', NO_FILE, 0, 0, detail);
    } else if (chain.tip.sequence < last) {
      const { file, line } = chain.before ?? chain.tipAt;
      const detail = `the chain had ${amount(last - chain.tip.sequence)} more in an earlier report`;
      this.#findings.add('cut', file, line, 0, detail);
    }
  }

  /** That whole files are gone from the front is what retention does, and what somebody may have done. */
  #noteExpired({ id, first }: EarlierLine): void {
    const chain = this.#chains.get(id);
    if (chain === undefined || first === undefined || chain.first <= first) return;
    const detail = `the chain had ${amount(chain.first - first)} more in front in an earlier report: retention deleted them, or somebody did`;
    this.#notices.add('expired', chain.firstAt.file, chain.firstAt.line, 0, detail);
  }

  #reportUnclosedEnd({ file, line, owner, isReported }: FileEnd): void {
    if (owner === 'live') this.#notices.add('open', file, line, 0, STILL_WRITTEN);
    else if (isReported) return;
    else if (owner === 'dead') this.#notices.add('killed', file, line, 0, KILLED);
    else {
      const detail = 'no closing line is at its end: its process was killed, or lines were cut off';
      this.#findings.add('unclosed', file, line, 0, detail);
    }
  }

  #torn(audited: AuditedFile, { file, line }: Place): void {
    audited.isTorn = true;
    if (audited.owner === 'dead') this.#notices.add('killed', file, line - 1, 0, KILLED);
    if (audited.owner !== 'none') return;
    const detail = 'the end of the line is missing: the file was cut, or its process killed';
    this.#findings.add('cut', file, line, 1, detail);
  }

  #endWithoutChain(isDamaged: boolean): void {
    const { file, lines, isTorn, hasWrongKind, owner } = this.#audited;
    const hasWholeLines = lines > (isTorn ? 1 : 0);
    if (owner === 'live' && !hasWholeLines && !isDamaged) this.#notices.add('open', file, 0, 0, STILL_WRITTEN);
    else if (lines === 0) {
      if (isDamaged) return;
      if (owner === 'dead') this.#notices.add('killed', file, 0, 0, KILLED);
      else this.#findings.add('cut', file, 0, 0, 'nothing is in the file');
    } else if (hasWrongKind) {
      const detail = this.#isKeyed
        ? 'its lines are chained without a key, and one is given'
        : 'its lines are chained with a key, and none is given';
      this.#findings.add('key', file, 1, 0, detail);
    } else if (hasWholeLines) {
      const detail = 'none is what was written: another key, a file written without integrity, or every line altered';
      this.#findings.add('altered', file, 1, lines, detail);
    }
  }

  #genuine(audited: AuditedFile, line: GenuineLine, place: Place): void {
    const { mark } = line;
    const chain = audited.chain ?? this.#enter(audited, line, place);
    if (this.#earlier.meet(mark)) {
      this.#findings.add('altered', place.file, place.line, 1, 'another line was in its place in an earlier report');
    }
    if (chain === undefined) return;
    if (mark.id !== chain.id) this.#findings.add('inserted', place.file, place.line, 1, 'belongs to another chain');
    else if (mark.sequence <= chain.tip.sequence) this.#late(audited, chain, mark, place);
    else this.#next(audited, chain, line, place);
  }

  /** A line that is further in the chain than all before. */
  #next(audited: AuditedFile, chain: Chain, { mark, key }: GenuineLine, place: Place): void {
    if (key < chain.key) {
      const detail = 'made with an earlier key than the lines before it (keys are given in the order of their use)';
      this.#findings.add('altered', place.file, place.line, 1, detail);
    }
    chain.key = Math.max(key, chain.key);
    const passed = mark.sequence - chain.tip.sequence - 1;
    const missing = this.#classifyUnknown(chain, passed);
    if (missing > 0) this.#gap(audited, chain, mark, place, missing);
    else if (passed === 0 && mark.previous !== chain.tip.digest) {
      const { file, line } = chain.tipAt;
      this.#findings.add('altered', file, line, 1, 'is not the line that the next one was chained to');
    }
    this.#seam(mark, chain.tipAt);
    advance(audited, chain, mark, place);
  }

  /** What the process that wrote the line found before it, which nobody can see any more. */
  #seam({ seam }: ChainMark, { file, line }: Place): void {
    if (seam === 'killed') this.#notices.add('killed', file, line, 0, KILLED);
    if (seam !== 'cut') return;
    const detail =
      "lines were cut off here, or the file was moved here from elsewhere: the process that continued found neither a closing line nor a dead process's lock";
    this.#findings.add('cut', file, line, 0, detail);
  }

  /** The chain that the first genuine line of a file belongs to. Nothing where the line begins a chain itself. */
  #enter(audited: AuditedFile, genuine: GenuineLine, place: Place): Chain | undefined {
    const { mark } = genuine;
    const known = this.#chains.get(mark.id);
    if (known === undefined) return this.#beginChain(audited, genuine, place);
    audited.chain = known;
    known.unknown.push(...audited.unknown);
    if (mark.sequence <= known.tip.sequence && gapThatAwaits(known.gaps, mark) === undefined) {
      audited.isCopy = true;
      this.#findings.add('duplicate', place.file, place.line, 0, 'its lines are already in another file');
    }
    return known;
  }

  #beginChain(audited: AuditedFile, { mark, key }: GenuineLine, place: Place): undefined {
    const chain: Chain = {
      id: mark.id,
      first: mark.sequence,
      firstAt: place,
      tip: mark,
      tipAt: place,
      key,
      gaps: [],
      unknown: [],
      before: undefined,
    };
    for (const run of audited.unknown) {
      if (mark.role === 'start') this.#inserted(run, run.count);
      else this.#altered(run, run.count);
    }
    if (mark.role !== 'start' && audited.unknown.length === 0) {
      chain.gaps.push({ ...place, kind: 'removed', from: undefined, to: mark.sequence - 1, found: new Set() });
    } else if (mark.sequence === 1 && mark.previous !== NO_DIGEST) {
      this.#findings.add('altered', place.file, place.line, 1, 'begins a chain, and names a line before it');
    }
    this.#seam(mark, { file: place.file, line: place.line - 1 });
    this.#chains.set(mark.id, chain);
    audited.chain = chain;
    advance(audited, chain, mark, place);
  }

  /** Decides which of the unknown lines since the tip were altered, which inserted. Answers how many sequences have no line. */
  #classifyUnknown(chain: Chain, missing: number): number {
    let left = missing;
    for (const run of chain.unknown) {
      const altered = Math.min(run.count, left);
      this.#altered(run, altered);
      this.#inserted({ ...run, line: run.line + altered }, run.count - altered);
      left -= altered;
    }
    chain.unknown = [];
    return left;
  }

  #altered({ file, line }: Place, count: number): void {
    if (count > 0) this.#findings.add('altered', file, line, count, 'not what was written');
  }

  #inserted({ file, line }: Place, count: number): void {
    if (count > 0) this.#findings.add('inserted', file, line, count, 'not of this chain');
  }

  #gap(audited: AuditedFile, chain: Chain, mark: ChainMark, place: Place, missing: number): void {
    const sequences = { from: mark.sequence - missing, to: mark.sequence - 1, found: new Set<number>() };
    const { before } = chain;
    const isBetweenFiles = chain.tipAt.file !== audited.file && mark.role === 'start' && before !== undefined;
    const gap: Gap = !isBetweenFiles
      ? { ...place, kind: 'removed', ...sequences }
      : before.isClosed
        ? { file: audited.file, line: 0, kind: 'missing', ...sequences }
        : { file: before.file, line: before.line, kind: 'cut', ...sequences };
    if (chain.gaps.length < MOST_GAPS) chain.gaps.push(gap);
    else this.#reportGap(gap);
  }

  /** A line whose place was passed: it was moved, or is a copy. */
  #late(audited: AuditedFile, chain: Chain, mark: ChainMark, place: Place): void {
    audited.isClosed = false;
    const gap = gapThatAwaits(chain.gaps, mark);
    if (gap === undefined) {
      if (!audited.isCopy) this.#findings.add('inserted', place.file, place.line, 1, 'a copy of a line of this chain');
      return;
    }
    if (gap.found.size < MOST_FOUND) gap.found.add(mark.sequence);
    gap.foundAt ??= place;
    if (gap.from === undefined && mark.role === 'start') gap.from = mark.sequence;
  }

  #reportGap({ kind, file, line, from, to, found, foundAt }: Gap): void {
    if (foundAt !== undefined) {
      const where = foundAt.file === file ? `at line ${foundAt.line}` : 'in another file';
      const detail = `lines are out of order: the first of ${found.size} that belong before line ${line} stands ${where}`;
      this.#findings.add('reordered', file, line, 0, detail);
    }
    const count = from === undefined ? undefined : to - from + 1 - found.size;
    if (count === 0) return;
    this.#findings.add(kind, file, line, 0, GAP_DETAILS[kind](count === undefined ? 'lines' : amount(count)));
  }
}

const GAP_DETAILS: Readonly<Record<Gap['kind'], (what: string) => string>> = {
  removed: (what) => `${what} missing before this line`,
  cut: (what) => `${what} missing after the last line: the file was cut at its end`,
  missing: (what) => `${what} missing before this file, which is a whole file or more`,
};

function amount(count: number): string {
  return count === 1 ? '1 line' : `${count} lines`;
}
