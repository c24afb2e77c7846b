// Checks the hash chain over log files: rotated, compressed, of several chains, in any order.
import { pipeline } from 'node:stream/promises';
import { codecOfFile } from '../../archive/codecs.ts';
import { openGivenFile } from '../../file/system/given-file.ts';
import { isPlainObject, messageOf } from '../../foreign/shape.ts';
import { ConfigurationError } from '../../spec/configuration-error.ts';
import { checkKeys } from '../../spec/option-checks.ts';
import { ChainDigests } from '../chain-digest.ts';
import type { ChainMark } from '../chain-mark.ts';
import { ChainAudit } from './chain-audit.ts';
import { type OnChainedLine, readChainedLines } from './chained-lines.ts';
import { EarlierLines } from './earlier-chains.ts';
import { FileOwners } from './file-owners.ts';
import { IntegrityFindings, type IntegrityNoticeKind, type IntegrityProblemKind } from './integrity-findings.ts';
import type { IntegrityReport, VerifyIntegrityOptions } from './integrity-report.ts';

const READ_BYTES = 256 * 1024;

/**
 * Checks the hash chain over files.
 * @param files as they were given, for the report
 * @param paths of the same, absolute
 */
export async function verifyFiles(
  files: readonly string[],
  paths: readonly string[],
  options: VerifyIntegrityOptions,
): Promise<IntegrityReport> {
  checkOptions(options);
  const digests = new ChainDigests(options.key, 'key');
  const earlier = new EarlierLines(options.since === undefined ? [] : options.since, 'since');
  const problems = new IntegrityFindings<IntegrityProblemKind>();
  const notices = new IntegrityFindings<IntegrityNoticeKind>();
  const audit = new ChainAudit(problems, notices, earlier, digests.isKeyed);
  const owners = new FileOwners();
  let lines = 0;
  if (files.length === 0) problems.add('nothing', 0, 0, 0, 'no files were given, so nothing is verified');
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
