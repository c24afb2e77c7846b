// Checks the hash chain over log files: rotated, compressed, of several chains, in any order.

import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { codecOfFile } from '../archive/codecs.ts';
import { ChainDigest, type IntegrityKey } from '../file/chain-digest.ts';
import type { ChainMark } from '../file/chain-mark.ts';
import { messageOf } from '../foreign/shape.ts';
import { absolutePath } from '../spec/absolute-path.ts';
import { ConfigurationError } from '../spec/configuration-error.ts';
import { ChainAudit, type ChainSummary } from './chain-audit.ts';
import { IntegrityFindings, type IntegrityProblem } from './integrity-findings.ts';
import { type OnSealedLine, readSealedLines } from './sealed-lines.ts';

/** Options of {@link verifyIntegrity}. */
export interface VerifyIntegrityOptions {
  /** The key that the files were written with. Default: none, for chains without a key. */
  readonly key?: IntegrityKey | undefined;
}

/** What {@link verifyIntegrity} resolves to. */
export interface IntegrityReport {
  /** Whether nothing is wrong. */
  readonly ok: boolean;
  /** How many files were checked. */
  readonly files: number;
  /** How many lines they have. */
  readonly lines: number;
  /** What is wrong, by file in the order given, and line. At most 10,000. */
  readonly problems: readonly IntegrityProblem[];
  /** The chains found, for keeping the last digest elsewhere. */
  readonly chains: readonly ChainSummary[];
}

const READ_BYTES = 256 * 1024;

/**
 * Checks that the lines of log files are those that were written with the `integrity` option, in their order and complete.
 *
 * It cannot show that the oldest or the newest whole files were deleted, or that all files were set back to an earlier state:
 * retention deletes too. For that, keep `chains` of an earlier report elsewhere and compare. Without a key it shows only
 * changes by someone who does not compute the digests anew.
 *
 * Files are read as streams; archives are known by their names. A file that is missing or damaged is a problem in the
 * report, not an error.
 * @param files paths, in any order: all files of a log, the active one too
 * @throws ConfigurationError (rejects) where `files` are not paths, or the key is none
 */
export async function verifyIntegrity(
  files: readonly string[],
  { key }: VerifyIntegrityOptions = {},
): Promise<IntegrityReport> {
  if (!Array.isArray(files) || !files.every((file) => typeof file === 'string' && file !== '')) {
    throw new ConfigurationError('files', files, 'a list of paths');
  }
  const digest = new ChainDigest(key, 'key');
  const findings = new IntegrityFindings();
  const audit = new ChainAudit(findings, digest.isKeyed);
  let lines = 0;
  // From here on a change of the working directory changes nothing.
  const paths = files.map((file) => absolutePath(file, 'files'));
  for (const file of await inChainOrder(paths, digest)) {
    audit.begin(file);
    const error = await read(paths[file] ?? '', digest, (line) => {
      lines++;
      audit.line(line);
      return true;
    });
    if (error !== undefined) findings.add('unreadable', file, 0, 0, error);
    audit.end(error !== undefined);
  }
  const chains = audit.finish();
  return { ok: findings.isEmpty, files: files.length, lines, problems: findings.problems(files), chains };
}

/** The numbers of the files, those of a chain by the sequence of the first genuine line. */
async function inChainOrder(files: readonly string[], digest: ChainDigest): Promise<number[]> {
  const starts: { file: number; mark: ChainMark | undefined }[] = [];
  for (const [file, path] of files.entries()) {
    let mark: ChainMark | undefined;
    await read(path, digest, (line) => {
      if (line.isGenuine) mark = line.mark;
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

/** Has the lines of a file read. Resolves to why it could not be read to its end, where it could not. */
async function read(path: string, digest: ChainDigest, onLine: OnSealedLine): Promise<string | undefined> {
  let isEnough = false;
  try {
    const source = createReadStream(path, { highWaterMark: READ_BYTES });
    const decompressor = codecOfFile(path)?.createDecompressor();
    const take = async (chunks: AsyncIterable<Uint8Array>): Promise<void> => {
      isEnough = !(await readSealedLines(chunks, digest, onLine));
    };
    await (decompressor === undefined ? pipeline(source, take) : pipeline(source, decompressor, take));
    return undefined;
  } catch (error) {
    return isEnough ? undefined : messageOf(error);
  }
}
