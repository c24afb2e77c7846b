// Checks the hash chain over log files: rotated, compressed, of several chains, in any order.

import { pipeline } from 'node:stream/promises';
import { codecOfFile } from '../../archive/codecs.ts';
import { openGivenFile } from '../../file/system/given-file.ts';
import { isPlainObject, messageOf } from '../../foreign/shape.ts';
import { absolutePath } from '../../spec/absolute-path.ts';
import { ConfigurationError } from '../../spec/configuration-error.ts';
import { checkKeys } from '../../spec/option-checks.ts';
import { ChainDigests, type IntegrityKeys } from '../chain-digest.ts';
import type { ChainMark } from '../chain-mark.ts';
import { ChainAudit, type ChainSummary } from './chain-audit.ts';
import { type OnChainedLine, readChainedLines } from './chained-lines.ts';
import { type EarlierChain, EarlierLines } from './earlier-chains.ts';
import { FileOwners } from './file-owners.ts';
import {
  IntegrityFindings,
  type IntegrityNotice,
  type IntegrityNoticeKind,
  type IntegrityProblem,
  type IntegrityProblemKind,
} from './integrity-findings.ts';

/** Options of {@link verifyIntegrity}. */
export interface VerifyIntegrityOptions {
  /**
   * The key that the files were written with; where it was changed, all of them in the order of their use. A line of an earlier key
   * after one of a later key counts as altered. Default: none, for chains without a key.
   */
  readonly key?: IntegrityKeys | undefined;
  /**
   * The `chains` of an earlier report of the same log, kept where nobody can change it who can change the files: lines at the end
   * of a chain that are gone since then, and files made anew, are then reported, which nothing in the files themselves shows.
   */
  readonly since?: readonly EarlierChain[] | undefined;
}

/** What {@link verifyIntegrity} resolves to. */
export interface IntegrityReport {
  /** Whether nothing is wrong, of at least one file. */
  readonly ok: boolean;
  /** How many files were checked. */
  readonly files: number;
  /** How many lines they have. */
  readonly lines: number;
  /** What is wrong, by file in the order given, and line. At most 10,000. */
  readonly problems: readonly IntegrityProblem[];
  /** What is to be known besides: files that are being written, processes that were killed. At most 10,000. */
  readonly notices: readonly IntegrityNotice[];
  /** The chains found, for keeping the last digest elsewhere. */
  readonly chains: readonly ChainSummary[];
}

const READ_BYTES = 256 * 1024;

/**
 * Checks that the lines of log files are those that were written with the `integrity` option, in their order and complete.
 *
 * It cannot show that the oldest or the newest whole files were deleted, or that all files were set back to an earlier state:
 * retention deletes too. For the end of a log, keep the `chains` of a report elsewhere and give them as `since` the next time.
 * Without a key it shows only changes by someone who does not compute the digests anew.
 *
 * A file without a closing line at its end is being written (`notices`, where a live process holds its lock), or its process
 * was killed (`notices`, where the lock of a dead process is beside it), or it was cut (`problems`). The next process writes into
 * the chain what it found, so that it is reported as long as the files are there. Locks stay where the files were written: elsewhere
 * an unclosed file is a problem.
 *
 * Files are read as streams; archives are known by their names. A file that is missing, damaged or no regular file is a problem in
 * the report, not an error.
 * @param files paths, in any order: all files of a log, the active one too. None at all is a problem
 * @throws ConfigurationError (rejects) where `files` are not paths, an option is not known, or a key is none
 */
export async function verifyIntegrity(
  files: readonly string[],
  options: VerifyIntegrityOptions = {},
): Promise<IntegrityReport> {
  if (!Array.isArray(files) || !files.every((file) => typeof file === 'string' && file !== '')) {
    throw new ConfigurationError('files', files, 'a list of paths');
  }
  checkOptions(options);
  const digests = new ChainDigests(options.key, 'key');
  const earlier = new EarlierLines(options.since === undefined ? [] : options.since, 'since');
  const problems = new IntegrityFindings<IntegrityProblemKind>();
  const notices = new IntegrityFindings<IntegrityNoticeKind>();
  const audit = new ChainAudit(problems, notices, earlier, digests.isKeyed);
  const owners = new FileOwners();
  let lines = 0;
  if (files.length === 0) problems.add('nothing', 0, 0, 0, 'no files were given, so nothing is verified');
  // From here on a change of the working directory changes nothing.
  const paths = files.map((file) => absolutePath(file, 'files'));
  for (const file of await inChainOrder(paths, digests)) {
    const path = paths[file] ?? '';
    // Asked for before: a process may close its file, and end, while it is read.
    audit.begin(file, await owners.of(path));
    const error = await read(path, digests, (line) => {
      lines++;
      audit.line(line);
      return true;
    });
    if (error !== undefined) problems.add('unreadable', file, 0, 0, error);
    audit.end(error !== undefined);
  }
  const startedSince = new Set<number>();
  for (const file of audit.unclosed) {
    if ((await owners.atPresent(paths[file] ?? '')) === 'live') startedSince.add(file);
  }
  const chains = audit.finish(startedSince);
  return {
    ok: problems.isEmpty,
    files: files.length,
    lines,
    problems: problems.reported(files),
    notices: notices.reported(files),
    chains,
  };
}

function checkOptions(options: VerifyIntegrityOptions): void {
  // It may be the key itself that was given here.
  if (!isPlainObject(options)) throw ConfigurationError.ofKind('', options, 'options such as { key }');
  checkKeys(options, '', ['key', 'since']);
}

/** The numbers of the files, those of a chain by the sequence of the first genuine line. */
async function inChainOrder(files: readonly string[], digests: ChainDigests): Promise<number[]> {
  const starts: { file: number; mark: ChainMark | undefined }[] = [];
  for (const [file, path] of files.entries()) {
    let mark: ChainMark | undefined;
    await read(path, digests, (line) => {
      if (line.key !== undefined) mark = line.mark;
      return mark === undefined;
    });
    starts.push({ file, mark });
  }
  return starts.sort((a, b) => compareMarks(a.mark, b.mark)).map(({ file }) => file);
}

function compareMarks(a: ChainMark | undefined, b: ChainMark | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  return a.sequence - b.sequence;
}

/** Reads the lines of a file. Resolves to why it could not be read to its end, where it could not. */
async function read(path: string, digests: ChainDigests, onLine: OnChainedLine): Promise<string | undefined> {
  let isEnough = false;
  try {
    const file = await openGivenFile(path);
    const source = file.createReadStream({ highWaterMark: READ_BYTES });
    const decompressor = codecOfFile(path)?.createDecompressor();
    const take = async (chunks: AsyncIterable<Uint8Array>): Promise<void> => {
      isEnough = !(await readChainedLines(chunks, digests, onLine));
    };
    await (decompressor === undefined ? pipeline(source, take) : pipeline(source, decompressor, take));
    return undefined;
  } catch (error) {
    return isEnough ? undefined : messageOf(error);
  }
}
