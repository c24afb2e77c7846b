// Active files that nobody writes to any more: their programs have ended. They get their rotated names, as their next start would give them.
import type { Stats } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isChained } from '../file/leftovers/chained-file.ts';
import { type LogIdentity, logsIn } from '../file/leftovers/logs-in.ts';
import { FileLocks, LockListing } from '../file/lock/take-lock.ts';
import { FileNames } from '../file/naming/file-names.ts';
import { parseFinishedName } from '../file/naming/finished-name.ts';
import { RotatedNames } from '../file/naming/rotated-names.ts';
import { lastLineFeed } from '../file/recovery/last-line.ts';
import { cutTornEnd } from '../file/recovery/torn-end.ts';
import type { BestEffort } from '../file/system/best-effort.ts';
import { realEnvironment } from '../file/system/file-environment.ts';
import { attempt, call, lstatIfAny, runAsync, type Steps } from '../file/system/file-system.ts';
import { whyForeign } from '../file/system/foreign-file.ts';
import { READ_OWN } from '../file/system/open-flags.ts';
import { messageOf } from '../foreign/shape.ts';
import type { ClosedFile } from './closed-files.ts';
import { ownLog } from './own-log.ts';

/** What the names of log files end in, where nothing else is seen in the directory. */
const USUAL_EXTENSIONS = ['.jsonl', '.log'];

/** What {@link finishLeftFiles} works on. */
export interface LeftFilesParts {
  readonly directory: string;
  /** The names of exporters; nothing for those that have finished files in the directory. */
  readonly names: ReadonlySet<string> | undefined;
  readonly bestEffort: BestEffort;
  /** Called with what is to be known: what was cut off, what was left alone. */
  note(text: string): void;
}

/**
 * Gives the active files of exporters that are no longer there their rotated names. Only names that are surely a log's count: of the exporters that
 * were asked for, else of those that have finished files beside it, or whose locks or first lines say whose the file is. A file that a live process has is not
 * touched.
 */
export async function finishLeftFiles(parts: LeftFilesParts): Promise<void> {
  for await (const file of leftFiles(parts)) await finishOrTell(parts, file);
}

/** A file that {@link finishLeftFiles} would finish. */
export interface LeftFilePlan {
  /** As it would be uploaded, under the path that it has still. */
  readonly file: ClosedFile;
  /** Whether the last line would be cut off before: what is uploaded then is less. */
  readonly isTorn: boolean;
}

/** What {@link finishLeftFiles} would finish. Nothing is written. */
export async function planLeftFiles(parts: LeftFilesParts): Promise<LeftFilePlan[]> {
  const plans: LeftFilePlan[] = [];
  for await (const file of leftFiles(parts)) {
    try {
      const plan = await planOf(parts, file);
      if (plan !== undefined) plans.push(plan);
    } catch (error) {
      parts.note(`${join(parts.directory, file.fileName)} could not be looked at: ${messageOf(error)}`);
    }
  }
  return plans;
}

async function planOf(parts: LeftFilesParts, left: LeftFile): Promise<LeftFilePlan | undefined> {
  const { directory } = parts;
  const { fs } = realEnvironment;
  const path = join(directory, left.fileName);
  if ((await locksOf(parts, left)) === undefined) return undefined;
  const stats = await runAsync(fs, lstatIfAny(path));
  if (stats === undefined || !isFinishable(stats) || !stats.isFile()) return undefined;
  const rotatedNames = new RotatedNames(directory, left.names, realEnvironment);
  rotatedNames.observe(left.listing);
  const file = basename(await runAsync(fs, rotatedNames.next(stats.mtimeMs)));
  const parsed = parseFinishedName(file);
  const { size: bytes, mtimeMs } = stats;
  const isTorn = await runAsync(fs, endsWithinLine(path, bytes));
  return { file: { path, file, key: parsed?.key ?? file, bytes, modified: Math.trunc(mtimeMs), parsed }, isTorn };
}

function* endsWithinLine(path: string, size: number): Steps<boolean> {
  const fd = yield* call('open', path, READ_OWN, 0);
  try {
    return (yield* lastLineFeed(fd, 0, size)) !== size - 1;
  } finally {
    yield* attempt(call('close', fd));
  }
}

async function* leftFiles({ directory, names, note }: LeftFilesParts): AsyncGenerator<LeftFile> {
  const listing = await readdir(directory);
  const unknown = new Set(listing.filter((each) => isLikeLog(each) && parseFinishedName(each) === undefined));
  const logs = wanted(await runAsync(realEnvironment.fs, logsIn(directory, listing)), names);
  for (const { name, extension } of logs) {
    const fileNames = new FileNames(name, extension);
    for (const fileName of listing.filter((each) => fileNames.parse(each)?.kind === 'active')) {
      unknown.delete(fileName);
      yield { name, fileName, names: fileNames, listing };
    }
  }
  if (names !== undefined) return;
  for (const fileName of unknown) {
    const log = await runAsync(realEnvironment.fs, ownLog(join(directory, fileName), fileName));
    if (log !== undefined) yield { name: log.name, fileName, names: new FileNames(log.name, log.extension), listing };
    else
      note(`${fileName} is no finished file; where it is a log of LakeTrace, give the name of its exporter or logger`);
  }
}

async function finishOrTell(parts: LeftFilesParts, file: LeftFile): Promise<void> {
  try {
    await finish(parts, file);
  } catch (error) {
    parts.note(`${join(parts.directory, file.fileName)} could not be finished: ${messageOf(error)}`);
  }
}

function isLikeLog(fileName: string): boolean {
  return !fileName.startsWith('.') && USUAL_EXTENSIONS.some((extension) => fileName.endsWith(extension));
}

/** Of the logs of a directory those that were asked for by name, also where nothing but their names says that they are logs. */
function wanted(logs: readonly LogIdentity[], names: ReadonlySet<string> | undefined): readonly LogIdentity[] {
  if (names === undefined) return logs;
  const known = logs.filter(({ name }) => names.has(name));
  const isKnown = (log: LogIdentity) =>
    known.some((each) => each.name === log.name && each.extension === log.extension);
  const usual = [...names].flatMap((name) => USUAL_EXTENSIONS.map((extension) => ({ name, extension })));
  return [...known, ...usual.filter((log) => !isKnown(log))];
}

interface LeftFile {
  /** That of its exporter. */
  readonly name: string;
  readonly fileName: string;
  readonly names: FileNames;
  readonly listing: readonly string[];
}

/** The locks of the log, where the file is nobody's any more; nothing where it is left as it is. */
async function locksOf(
  { directory, bestEffort, note }: LeftFilesParts,
  { name, fileName }: LeftFile,
): Promise<FileLocks | undefined> {
  const { fs, processes } = realEnvironment;
  // In the exporter's own name: should this process die, the next start of the program knows whose the file is.
  const locks = new FileLocks({ directory, exporter: name, processes, bestEffort });
  const state = await runAsync(fs, locks.observe(fileName, realEnvironment.now()));
  if (state === 'live') return undefined;
  const path = join(directory, fileName);
  // Its last line has to be closed with the key, which its program has.
  if (state === 'free' || !(await runAsync(fs, isChained(path)))) return locks;
  note(`${path} is of a process that died, and chained by digests: the next start of its program finishes it`);
  return undefined;
}

async function finish(parts: LeftFilesParts, left: LeftFile): Promise<void> {
  const { directory } = parts;
  const { fileName, names, listing } = left;
  const { fs } = realEnvironment;
  const locks = await locksOf(parts, left);
  if (locks === undefined) return;
  const path = join(directory, fileName);
  const result = await runAsync(fs, locks.acquire(fileName, { listing: new LockListing(listing), staysAtExit: true }));
  if (result.kind !== 'held') return;
  const rotatedNames = new RotatedNames(directory, names, realEnvironment);
  rotatedNames.observe(listing);
  const finished = await runAsync(fs, attempt(rotate(parts, path, rotatedNames, result.lock.uid)));
  await runAsync(fs, result.lock.confirm());
  await runAsync(fs, result.lock.release());
  if ('error' in finished) throw finished.error;
}

/** Looks at the file anew: until it was locked, somebody may have had it. */
function* rotate({ bestEffort, note }: LeftFilesParts, path: string, names: RotatedNames, uid: number): Steps<void> {
  const stats = yield* lstatIfAny(path);
  if (stats === undefined || !isFinishable(stats) || whyForeign(stats, uid) !== undefined) return;
  const fragment = yield* cutTornEnd(path, () => names.next(stats.mtimeMs), uid, bestEffort);
  if (fragment !== undefined) note(`${path} ended in a torn line, which is kept in ${fragment}`);
  const { size } = yield* call('lstat', path);
  if (size > 0) yield* names.giveRotatedName(path, stats.mtimeMs);
}

/** Something is in it, and no rotation was cut short, which its program ends. */
function isFinishable({ size, nlink }: Stats): boolean {
  return size > 0 && nlink === 1;
}
