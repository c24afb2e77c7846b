// Opens a reading: what is read at first, and what follows.
import { finishedSources, firstTimesOf, heldSource } from './all-records.ts';
import { fileKind } from './bytes/file-chunks.ts';
import type { OnPathProblem } from './find-files.ts';
import { lastRecords } from './last-records.ts';
import { logFileRecords, PlainLog, type RecordBatches } from './log-file-records.ts';
import { LogFollower } from './log-follower.ts';
import { type LogSnapshot, takeSnapshot } from './log-snapshot.ts';
import { mergedRecords } from './merged-records.ts';
import type { ReadSettings } from './read-options.ts';
import { isWanted, RecordReading, WantedRecords } from './record-reading.ts';

/** All wanted records, in the order of time; with `follow`, what is written from then on. */
export function openAllRecords(settings: ReadSettings): WantedRecords {
  return open(settings, settings.limit, allBatches);
}

/** The last wanted records, in the order of time; with `follow`, what is written from then on. */
export function openLastRecords(settings: ReadSettings): WantedRecords {
  return open(settings, Number.POSITIVE_INFINITY, lastBatches);
}

/** As much as a file is known by when it is followed. */
const HEAD_BYTES = 1024;

type Batches = (settings: ReadSettings, reading: RecordReading, signal: AbortSignal) => RecordBatches;

function open(settings: ReadSettings, limit: number, batches: Batches): WantedRecords {
  const stop = new AbortController();
  const signal = settings.signal === undefined ? stop.signal : AbortSignal.any([settings.signal, stop.signal]);
  const reading = new RecordReading(settings);
  return new WantedRecords(batches({ ...settings, signal }, reading, signal), { ...settings, signal }, limit, () => {
    stop.abort();
    reading.tellProgress();
  });
}

async function* allBatches(settings: ReadSettings, reading: RecordReading, signal: AbortSignal): RecordBatches {
  const { follow, paths } = settings;
  const snapshot = await snapshotOf(settings, reading);
  const logs: PlainLog[] = [];
  const left = new Set(snapshot.held);
  try {
    const times = await firstTimesOf(snapshot.held, signal);
    const held = snapshot.held.map((log, index) => {
      reading.expect(log.opened.size);
      return heldSource(async function* () {
        const { opened, found } = log;
        if (!follow || (await fileKind(opened.handle)) !== 'plain') {
          left.delete(log);
          yield* logFileRecords(opened, found.name, reading);
          return;
        }
        const head = Buffer.alloc(Math.min(HEAD_BYTES, opened.size));
        await opened.handle.read(head, 0, head.length, 0);
        const plain = new PlainLog(opened, found.name, reading, 0, head);
        logs.push(plain);
        yield* plain.batches(opened.size);
      }, times[index]);
    });
    const finished = await finishedSources(snapshot.finished, snapshot.held, settings, reading);
    yield* mergedRecords([...finished, ...held]);
    if (!follow) return;
    left.clear();
    yield* followed(paths, snapshot, logs, reading, signal);
  } finally {
    for (const { opened } of left) await opened.handle.close();
  }
}

async function* lastBatches(settings: ReadSettings, reading: RecordReading, signal: AbortSignal): RecordBatches {
  const snapshot = await snapshotOf(settings, reading);
  const wanted = {
    count: settings.limit,
    isFollowed: settings.follow,
    isWanted: (record: Parameters<typeof isWanted>[0]) => isWanted(record, settings),
  };
  const left = new Set(snapshot.held);
  try {
    const { records, logs } = await lastRecords(snapshot, wanted, reading);
    if (records.length > 0) yield [...records];
    if (!settings.follow) return;
    left.clear();
    yield* followed(settings.paths, snapshot, logs, reading, signal);
  } finally {
    for (const { opened } of left) await opened.handle.close();
  }
}

/** A path that is followed may be made later. */
function snapshotOf(settings: ReadSettings, reading: RecordReading): Promise<LogSnapshot> {
  const onProblem: OnPathProblem = (problem) => {
    if (!settings.follow || problem.kind !== 'missing') reading.problem(problem);
  };
  return takeSnapshot(settings.paths, onProblem, settings);
}

async function* followed(
  paths: readonly string[],
  snapshot: LogSnapshot,
  logs: readonly PlainLog[],
  reading: RecordReading,
  signal: AbortSignal,
): RecordBatches {
  const follower = new LogFollower(paths, reading, signal);
  for (const log of logs) follower.adopt(log);
  await follower.pass(snapshot.finished);
  yield* follower.records();
}
