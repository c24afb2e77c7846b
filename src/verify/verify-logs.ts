// Checks log files: that they can be read to their end, that their lines are whole and of a log, and the chain where they have one.
import { readdir, readlink, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { archiveSuffixes } from '../archive/codecs.ts';
import { parseFinishedName } from '../file/naming/finished-name.ts';
import type { IntegrityKeys } from '../integrity/chain-digest.ts';
import type { ChainSummary } from '../integrity/verify/chain-audit.ts';
import type { EarlierChain } from '../integrity/verify/earlier-chains.ts';
import { FileOwners } from '../integrity/verify/file-owners.ts';
import { IntegrityFindings } from '../integrity/verify/integrity-findings.ts';
import { type VerifyWatch, verifyFiles } from '../integrity/verify/verify-files.ts';
import { bytesOfFiles } from '../read/bytes/given-path.ts';
import { parseLogName } from '../read/bytes/log-names.ts';
import { holderOf } from '../read/bytes/shared-content.ts';
import { readByteLines } from './byte-lines.ts';
import { LineJudge, LONGEST_LINE } from './line-judgement.ts';
import { type LogFinding, type LogNoticeKind, type LogProblemKind, REMEDIES } from './log-problems.ts';
import { readLogFile } from './read-log-file.ts';

/** A file to be checked. */
export interface FileToVerify {
  readonly path: string;
  /** Whether it was found in a directory rather than named: then it may have been renamed or deleted meanwhile. */
  readonly isListed: boolean;
}

/** Most lines of a file that are named as invalid. */
const MOST_INVALID = 10_000;

/** How far the check is. */
export interface VerifyProgress {
  readonly bytes: number;
  readonly totalBytes: number;
  readonly files: number;
}

/** Options of {@link verifyLogs}. */
export interface VerifyLogsOptions {
  /** The keys of the chain, in the order of their use. Given, every file must be chained. */
  readonly key?: IntegrityKeys | undefined;
  /** The chains of an earlier report. Given, every file must be chained. */
  readonly since?: readonly EarlierChain[] | undefined;
  /** Ends the check; it rejects then. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each piece that was read. */
  readonly onProgress?: ((progress: VerifyProgress) => void) | undefined;
}

/** What {@link verifyLogs} resolves to. */
export interface VerifyReport {
  /** Whether nothing is wrong, of at least one file. */
  readonly ok: boolean;
  readonly files: number;
  readonly lines: number;
  /** Of the files as they lie on the disk. */
  readonly bytes: number;
  /** What is wrong. At most 10,000 of each kind of check. */
  readonly problems: readonly LogFinding<LogProblemKind>[];
  /** What is to be known besides. */
  readonly notices: readonly LogFinding<LogNoticeKind>[];
  /** The chains that were found: kept elsewhere, they show later that lines at the end are gone. */
  readonly chains: readonly ChainSummary[];
}

const TORN_END = '.torn';
const TEMPORARY = '.tmp';
/** What follows the name of a log in those of its active files. */
const OF_PROCESS = /(?:\.\d+(?:-\d+)?(?:\.\d+)?)?\.[A-Za-z][A-Za-z0-9]*$/;

/**
 * Checks log files, each in one pass and in bounded memory; those with a hash chain in another pass, as `verifyIntegrity` does. Writes
 * nothing. What cannot be read is a problem in the report, not an error.
 * @throws ConfigurationError (rejects) where a key or `since` is none
 */
export async function verifyLogs(
  files: readonly FileToVerify[],
  options: VerifyLogsOptions = {},
): Promise<VerifyReport> {
  const check = new LogCheck(files, options);
  await check.measure();
  for (let number = 0; number < files.length; number++) {
    options.signal?.throwIfAborted();
    await check.file(number);
  }
  const isChained = options.key !== undefined || options.since !== undefined;
  const chained = isChained || files.length === 0 ? check.paths : check.pathsWithChains();
  const integrity =
    chained.length > 0 || isChained || files.length === 0
      ? await verifyFiles(
          chained,
          chained.map((path) => resolve(path)),
          { key: options.key, since: options.since },
          await check.watchOf(chained),
        )
      : undefined;
  const own = check.findings();
  // What was found by both is said once, by the check that says more.
  const unread = new Set(own.problems.flatMap(({ file, kind }) => (UNREAD.has(kind) ? [file] : [])));
  const torn = new Set(own.problems.flatMap(({ file, line, kind }) => (kind === 'torn' ? [`${file}\n${line}`] : [])));
  const isKnown = ({ file, line, kind }: { file: string; line: number; kind: string }): boolean =>
    unread.has(file) || (kind === 'cut' && torn.has(`${file}\n${line}`));
  const noticed = new Set(own.notices.map(({ file, kind }) => `${kind}\n${file}`));
  const problems = [...own.problems, ...(integrity?.problems ?? []).filter((problem) => !isKnown(problem))];
  const notices = [
    ...own.notices,
    ...(integrity?.notices ?? []).filter(({ file, kind }) => !noticed.has(`${kind}\n${file}`)),
  ];
  return {
    ok: problems.length === 0,
    files: files.length,
    lines: check.lines,
    bytes: check.bytes,
    problems: inOrder(problems, check.allPaths),
    notices: inOrder(notices, check.allPaths),
    chains: integrity?.chains ?? [],
  };
}

/** Of a file that was not read to its end nothing more is to be said. */
const UNREAD: ReadonlySet<LogProblemKind> = new Set(['unreadable', 'cut-archive', 'damaged-archive']);

/** How the last line of a file ends: where it is a record, or text, other programs leave its line feed out. */
type LineEnd = 'there' | 'missing' | 'torn';

/** Looks at one file after the other. */
class LogCheck {
  lines = 0;
  bytes = 0;
  readonly #files: readonly FileToVerify[];
  readonly #onProgress: VerifyLogsOptions['onProgress'];
  readonly #signal: AbortSignal | undefined;
  readonly #problems = new IntegrityFindings<LogProblemKind>();
  readonly #notices = new IntegrityFindings<LogNoticeKind>();
  readonly #owners = new FileOwners();
  readonly #paths: string[];
  readonly #names: ReadonlySet<string>;
  readonly #logsWithChains = new Set<string>();
  readonly #isNoLog = new Set<number>();
  #totalBytes = 0;
  /** Those of the second pass too. */
  #readBytes = 0;

  constructor(files: readonly FileToVerify[], { onProgress, signal }: VerifyLogsOptions) {
    this.#files = files;
    this.#onProgress = onProgress;
    this.#signal = signal;
    this.#paths = files.map(({ path }) => path);
    this.#names = new Set(this.#paths);
  }

  /** Where the files are by now. */
  get allPaths(): readonly string[] {
    return this.#paths;
  }

  /** The paths of the files that are logs: not of fragments and temporary files. */
  get paths(): string[] {
    return this.#paths.filter((_, number) => !this.#isNoLog.has(number));
  }

  /** Of the logs of which at least one line has a mark, all files: marks may have been taken out of some. */
  pathsWithChains(): string[] {
    return this.paths.filter((path) => this.#logsWithChains.has(logOf(path)));
  }

  findings(): { problems: LogFinding<LogProblemKind>[]; notices: LogFinding<LogNoticeKind>[] } {
    return {
      problems: withRemedies(this.#problems.reported(this.#paths)),
      notices: withRemedies(this.#notices.reported(this.#paths)),
    };
  }

  /** Adds up how much is to be read, for who waits. */
  async measure(paths: readonly string[] = this.#paths): Promise<void> {
    if (this.#onProgress === undefined) return;
    this.#totalBytes += await bytesOfFiles(paths);
  }

  /** What the check of the chain is watched by, which reads files once more. */
  async watchOf(paths: readonly string[]): Promise<VerifyWatch> {
    await this.measure(paths);
    return { signal: this.#signal, onBytes: (bytes) => this.#tell(bytes, this.#paths.length) };
  }

  async file(number: number): Promise<void> {
    const path = this.#paths[number] ?? '';
    if (path.endsWith(TORN_END)) {
      this.#isNoLog.add(number);
      this.#notices.add('fragment', number, 0, 0, 'the end of a line that was torn by a crash, cut off and kept');
      return;
    }
    if (path.endsWith(TEMPORARY)) {
      this.#isNoLog.add(number);
      this.#notices.add('temporary', number, 0, 0, 'an archive that is not finished');
      return;
    }
    for (const suffix of archiveSuffixes) {
      if (this.#names.has(path + suffix)) await this.#compareWith(path + suffix, number);
    }
    // Asked for before: a process may close its file, and end, while it is read.
    const owner = await this.#owners.of(path);
    let line = 0;
    const judge = new LineJudge(parseLogName(basename(path)).isJson);
    let end: LineEnd = 'there';
    const invalid: { readonly line: number; readonly objection: string }[] = [];
    const failure = await readLogFile(
      path,
      (chunks) =>
        readByteLines(chunks, LONGEST_LINE, (read) => {
          line++;
          const { objection, isChained, lost } = judge.judge(read);
          if (isChained) this.#logsWithChains.add(logOf(path));
          if (lost > 0) this.#notices.add('lost', number, line, 1, `says that ${lost} records were lost`);
          if (!read.isWhole) end = objection === undefined ? 'missing' : 'torn';
          else if (objection !== undefined && invalid.length < MOST_INVALID) invalid.push({ line, objection });
        }),
      {
        onBytes: (bytes) => this.#read(number, bytes),
        onMisnamed: (message) => this.#problems.add('misnamed-archive', number, 0, 0, message),
        signal: this.#signal,
      },
    );
    this.lines += line;
    const isArchive = failure?.kind === 'cut-archive' || failure?.kind === 'damaged-archive';
    // What comes out of a damaged archive behind the damage are no lines that anybody wrote.
    if (!isArchive) for (const each of invalid) this.#problems.add('invalid', number, each.line, 1, each.objection);
    const whole = isArchive ? (invalid[0]?.line ?? line + 1) - 1 : line;
    if (failure !== undefined) await this.#failed(number, whole, failure.kind, failure.message);
    else if (end !== 'there') this.#withoutEnd(end, number, line, owner);
    else if (owner === 'live') this.#notices.add('open', number, line, 0, 'a live process is writing the file');
  }

  #read(number: number, bytes: number): void {
    this.bytes += bytes;
    this.#tell(bytes, number);
  }

  #tell(bytes: number, files: number): void {
    this.#readBytes += bytes;
    this.#onProgress?.({ bytes: this.#readBytes, totalBytes: Math.max(this.#totalBytes, this.#readBytes), files });
  }

  /** Says what a file and an archive of its name have of each other. */
  async #compareWith(archive: string, number: number): Promise<void> {
    const path = this.#paths[number] ?? '';
    const [own, other] = await Promise.all([path, archive].map((each) => stat(each).catch(() => undefined)));
    if (own?.isFile() !== true || other?.isFile() !== true || own.size === 0) return;
    const holder = await holderOf(path, archive, this.#signal);
    this.#signal?.throwIfAborted();
    if (holder === 'neither')
      this.#notices.add('namesake', number, 0, 0, 'the archive of its name holds other lines; readers read both');
    else this.#notices.add('twin', number, 0, 0, 'the file stands beside its archive, so its lines are there twice');
  }

  #withoutEnd(end: LineEnd, number: number, line: number, owner: 'live' | 'dead' | 'none'): void {
    if (owner === 'live') this.#notices.add('open', number, line - 1, 0, 'a live process is writing the file');
    else if (owner === 'dead') {
      this.#notices.add(
        'killed',
        number,
        line - 1,
        0,
        'its process was killed within a line; the next start cuts it off',
      );
    } else if (end === 'missing') this.#notices.add('unended', number, line, 1, 'no line feed ends it');
    else
      this.#problems.add(
        'torn',
        number,
        line,
        1,
        'the end of the line is missing: the file was cut, or its process killed',
      );
  }

  async #failed(
    number: number,
    line: number,
    kind: 'unreadable' | 'cut-archive' | 'damaged-archive' | 'gone',
    message: string,
  ): Promise<void> {
    const { path = '', isListed = false } = this.#files[number] ?? {};
    if (kind !== 'gone') {
      this.#problems.add(kind, number, line, 0, line > 0 ? `${message}; ${firstLines(line)} can be read` : message);
    } else if (!isListed) this.#problems.add('unreadable', number, 0, 0, message);
    else {
      const moved = await this.#movedTo(path);
      if (moved === undefined) {
        this.#isNoLog.add(number);
        const leadsTo = await readlink(path).catch(() => undefined);
        if (leadsTo !== undefined)
          this.#notices.add('dangling', number, 0, 0, `a link to ${leadsTo}, which is not there`);
        else this.#notices.add('gone', number, 0, 0, 'the file went away meanwhile');
      } else {
        this.#paths[number] = moved;
        await this.file(number);
      }
    }
  }

  /** Where a file was compressed since the directory was listed: its archive, unless that is looked at anyway. */
  async #movedTo(path: string): Promise<string | undefined> {
    const names = new Set(await readdir(dirname(path)).catch(() => []));
    const archive = archiveSuffixes.map((suffix) => basename(path) + suffix).find((name) => names.has(name));
    if (archive === undefined) return undefined;
    const moved = join(dirname(path), archive);
    return this.#names.has(moved) ? undefined : moved;
  }
}

function firstLines(count: number): string {
  return count === 1 ? 'its first line' : `its first ${count} lines`;
}

/** The log that a file belongs to: its directory, and its name without time, process and suffixes. */
function logOf(path: string): string {
  const fileName = basename(path);
  const name = parseFinishedName(fileName)?.name ?? parseLogName(fileName).stem.replace(OF_PROCESS, '');
  return join(dirname(path), name);
}

function withRemedies<Kind extends LogProblemKind | LogNoticeKind>(
  findings: readonly { file: string; line: number; kind: Kind; message: string }[],
): LogFinding<Kind>[] {
  return findings.map((finding) => ({ ...finding, remedy: REMEDIES[finding.kind] }));
}

/** By file, as they were given, and line. */
function inOrder<Kind extends LogProblemKind | LogNoticeKind>(
  findings: readonly { file: string; line: number; kind: Kind; message: string }[],
  paths: readonly string[],
): LogFinding<Kind>[] {
  const place = new Map(paths.map((path, number) => [path, number]));
  const placeOf = (file: string): number => place.get(file) ?? -1;
  return withRemedies(findings.toSorted((a, b) => placeOf(a.file) - placeOf(b.file) || a.line - b.line));
}
