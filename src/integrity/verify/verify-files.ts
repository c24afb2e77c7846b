// Checks the hash chain over log files: rotated, compressed, of several chains, in any order.
import { openGivenFile } from '../../file/system/given-file.ts';
import { ignore } from '../../foreign/call.ts';
import { isPlainObject, messageOf } from '../../foreign/shape.ts';
import { fileChunks } from '../../read/bytes/file-chunks.ts';
import { ConfigurationError } from '../../spec/configuration-error.ts';
import { checkKeys } from '../../spec/option-checks.ts';
import { ChainDigests } from '../chain-digest.ts';
import type { ChainMark } from '../chain-mark.ts';
import { ChainAudit } from './chain-audit.ts';
import { type ChainedLine, type OnChainedLine, readChainedLines } from './chained-lines.ts';
import { EarlierLines } from './earlier-chains.ts';
import { FileOwners } from './file-owners.ts';
import { IntegrityFindings, type IntegrityNoticeKind, type IntegrityProblemKind } from './integrity-findings.ts';
import type { IntegrityReport, VerifyIntegrityOptions } from './integrity-report.ts';
import { kindOfLog } from './kind-of-log.ts';

/** Who waits for a check. */
export interface VerifyWatch {
  /** Ends it; it rejects then. */
  readonly signal?: AbortSignal | undefined;
  /** Called with how many bytes of a file were read. */
  onBytes(bytes: number): void;
}

/**
 * Checks the hash chain over files.
 * @param files as they were given, for the report
 * @param paths of the same, absolute
 */
export async function verifyFiles(
  files: readonly string[],
  paths: readonly string[],
  options: VerifyIntegrityOptions,
  watch: VerifyWatch = { onBytes: ignore },
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
    const onLine = (line: ChainedLine): boolean => {
      lines++;
      audit.line(line);
      return true;
    };
    const error = await read(path, digests, onLine, watch);
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
async function read(
  path: string,
  digests: ChainDigests,
  onLine: OnChainedLine,
  { signal, onBytes }: VerifyWatch = { onBytes: ignore },
): Promise<string | undefined> {
  let isEnough = false;
  try {
    const file = await openGivenFile(path);
    try {
      const chunks = fileChunks(file, await kindOfLog(path, file), { onRead: onBytes, signal });
      isEnough = !(await readChainedLines(chunks, digests, onLine));
      return undefined;
    } finally {
      await file.close();
    }
  } catch (error) {
    signal?.throwIfAborted();
    return isEnough ? undefined : messageOf(error);
  }
}
