// Active files that nobody writes to any more: their programs have ended. They get their rotated names, as their next start would give them.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isChained } from '../file/leftovers/chained-file.ts';
import { type LogIdentity, logsIn } from '../file/leftovers/logs-in.ts';
import { FileLocks, LockListing } from '../file/lock/take-lock.ts';
import { FileNames } from '../file/naming/file-names.ts';
import { parseFinishedName } from '../file/naming/finished-name.ts';
import { RotatedNames } from '../file/naming/rotated-names.ts';
import { cutTornEnd } from '../file/recovery/torn-end.ts';
import type { BestEffort } from '../file/system/best-effort.ts';
import { realEnvironment } from '../file/system/file-environment.ts';
import { attempt, call, lstatIfAny, runAsync, type Steps } from '../file/system/file-system.ts';
import { whyForeign } from '../file/system/foreign-file.ts';
import { messageOf } from '../foreign/shape.ts';
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
  const { directory, names, note } = parts;
  const listing = await readdir(directory);
  const unknown = new Set(listing.filter((each) => isLikeLog(each) && parseFinishedName(each) === undefined));
  const logs = wanted(await runAsync(realEnvironment.fs, logsIn(directory, listing)), names);
  for (const { name, extension } of logs) {
    const fileNames = new FileNames(name, extension);
    for (const fileName of listing.filter((each) => fileNames.parse(each)?.kind === 'active')) {
      unknown.delete(fileName);
      await finishOrTell(parts, { name, fileName, names: fileNames, listing });
    }
  }
  if (names !== undefined) return;
  for (const fileName of unknown) {
    const log = await runAsync(realEnvironment.fs, ownLog(join(directory, fileName), fileName));
    if (log !== undefined)
      await finishOrTell(parts, { name: log.name, fileName, names: new FileNames(log.name, log.extension), listing });
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

async function finish(parts: LeftFilesParts, { name, fileName, names, listing }: LeftFile): Promise<void> {
  const { directory, bestEffort, note } = parts;
  const { fs, processes } = realEnvironment;
  // In the exporter's own name: should this process die, the next start of the program knows whose the file is.
  const locks = new FileLocks({ directory, exporter: name, processes, bestEffort });
  const path = join(directory, fileName);
  const state = await runAsync(fs, locks.observe(fileName, realEnvironment.now()));
  if (state === 'live') return;
  // Its last line has to be closed with the key, which its program has.
  if (state !== 'free' && (await runAsync(fs, isChained(path)))) {
    note(`${path} is of a process that died, and chained by digests: the next start of its program finishes it`);
    return;
  }
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
  if (stats === undefined || stats.size === 0 || whyForeign(stats, uid) !== undefined) return;
  // A rotation that was cut short: its program ends it.
  if (stats.nlink > 1) return;
  const fragment = yield* cutTornEnd(path, () => names.next(stats.mtimeMs), uid, bestEffort);
  if (fragment !== undefined) note(`${path} ended in a torn line, which is kept in ${fragment}`);
  const { size } = yield* call('lstat', path);
  if (size > 0) yield* names.giveRotatedName(path, stats.mtimeMs);
}
