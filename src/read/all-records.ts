// All records of the files of one moment, in the order of time.

import type { HrTime } from '../format/time-pattern.ts';
import type { FileKind } from './bytes/file-chunks.ts';
import type { FoundFile } from './find-files.ts';
import { firstTime } from './first-time.ts';
import { logFileRecords, type RecordBatches } from './log-file-records.ts';
import type { FileReading } from './log-lines.ts';
import type { HeldLog } from './log-snapshot.ts';
import { type MergeSource, MOST_WEIGHT } from './merged-records.ts';
import { isOutOfDescriptors, type OpenedLog, openFinished } from './open-log.ts';
import { failedToRead } from './read-failure.ts';
import type { ReadSettings } from './read-options.ts';
import { NO_TIME } from './record/stored-time.ts';

/**
 * How far names and first records are trusted, in milliseconds: a file is not opened that was finished longer than this before all that
 * is wanted, or that begins so long after it. Clocks are set, and records are given times.
 */
export const TRUST: number = 24 * 3_600_000;
/** How many files are looked into at once. */
const AT_ONCE = 8;
/** So few are opened at once, without a look into them before, where there is room for all. */
const FEW = 8;
const PLAIN_WEIGHT = 1;
const ARCHIVE_WEIGHT = 2;
/** A thread, and 10 MB. */
const BZIP2_WEIGHT = 16;

/**
 * A file that is held, read at once: nothing is gained by waiting, for it is open already.
 * @param first when its first record was, where more are held than are read at once
 */
export function heldSource(open: () => RecordBatches, first: HrTime = NO_TIME): MergeSource {
  return { first, weight: PLAIN_WEIGHT, open };
}

/** When the first records of files that are held were, where more are held than are read at once; nothing elsewhere. */
export async function firstTimesOf(
  held: readonly HeldLog[],
  signal: AbortSignal | undefined,
): Promise<readonly HrTime[]> {
  const times: HrTime[] = [];
  if (held.length <= MOST_WEIGHT) return times;
  for (const { opened, found } of held) {
    signal?.throwIfAborted();
    times.push((await firstTime(opened, found.name)).time);
  }
  return times;
}

/** Finished files, of which those are left out that cannot have a wanted record. */
export async function finishedSources(
  finished: readonly FoundFile[],
  held: readonly HeldLog[],
  settings: ReadSettings,
  reading: FileReading,
): Promise<MergeSource[]> {
  const files = finished.filter(({ name }) => (name.finished ?? Number.POSITIVE_INFINITY) >= settings.from - TRUST);
  const known = new Set(held.map(({ opened }) => opened.identity));
  const sourceOf = (file: FoundFile, first: HrTime, weight: number, isExpected = false): MergeSource => ({
    ...{ first, weight },
    open: (canWait) => finishedRecords(file, known, reading, isExpected, canWait),
  });
  const weights = files.map(({ name }) => (name.suffix === '.bz2' ? BZIP2_WEIGHT : ARCHIVE_WEIGHT));
  const weight = weights.reduce((sum, each) => sum + each, held.length * PLAIN_WEIGHT);
  if (files.length <= FEW && weight <= MOST_WEIGHT) {
    return files.map((file, index) => sourceOf(file, NO_TIME, weights[index] as number));
  }
  const sources: (MergeSource | undefined)[] = [];
  let next = 0;
  const look = async (): Promise<void> => {
    for (let index = next++; index < files.length; index = next++) {
      settings.signal?.throwIfAborted();
      const file = files[index] as FoundFile;
      const { time, kind, size } = await lookInto(file);
      if (!beginsInTime(time, file, settings)) continue;
      // One that cannot be opened now is counted where it then can.
      if (size !== undefined) reading.expect(size);
      sources[index] = sourceOf(file, time, weightOf(kind), size !== undefined);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, look));
  return sources.filter((source) => source !== undefined);
}

interface Look {
  readonly time: HrTime;
  readonly kind: FileKind;
  /** Nothing of a file that could not be opened. */
  readonly size: number | undefined;
}

async function lookInto(file: FoundFile): Promise<Look> {
  let opened: OpenedLog | undefined;
  try {
    opened = await openFinished(file);
    return { ...(await firstTime(opened, file.name)), size: opened.size };
  } catch {
    // It is opened again, and what is wrong is told then.
    return { time: NO_TIME, kind: 'plain', size: undefined };
  } finally {
    await opened?.handle.close();
  }
}

/** Whether a file may have records that are early enough: not where its name and its first record agree that all of them are later. */
function beginsInTime([seconds]: HrTime, { name }: FoundFile, { to }: ReadSettings): boolean {
  return seconds * 1000 < to + TRUST || name.finished === undefined || name.finished < to + TRUST;
}

function weightOf(kind: FileKind): number {
  if (kind === 'plain') return PLAIN_WEIGHT;
  return typeof kind === 'object' && kind.name === 'bz2' ? BZIP2_WEIGHT : ARCHIVE_WEIGHT;
}

/**
 * The records of a finished file, opened when the first of them is asked for.
 * @param isExpected whether its size was told before
 * @param canWait whether a want of descriptors is thrown
 */
export async function* finishedRecords(
  file: FoundFile,
  known: ReadonlySet<string>,
  reading: FileReading,
  isExpected: boolean,
  canWait = false,
): RecordBatches {
  let opened: OpenedLog;
  try {
    opened = await openFinished(file);
  } catch (error) {
    if (canWait && isOutOfDescriptors(error)) throw error;
    reading.problem(failedToRead(file.path, error));
    return;
  }
  // The name that a file has beside its old one while it is rotated.
  if (known.has(opened.identity)) {
    await opened.handle.close();
    return;
  }
  if (!isExpected) reading.expect(opened.size);
  yield* logFileRecords(opened, file.name, reading);
}
