// What the file exporter counts.
import { type Clocks, type Moment, momentOf } from '../../lifecycle/moment.ts';

/** Why records were dropped. */
export type DropReason = 'format' | 'buffer_full' | 'shutdown';

/** The counters of a file exporter, to which its parts add what they did. */
export class ExporterCounters {
  recordsAccepted = 0;
  recordsWritten = 0;
  readonly recordsDropped: Record<DropReason, number> = { format: 0, buffer_full: 0, shutdown: 0 };
  bytesWritten = 0;
  writes = 0;
  /** Milliseconds. */
  writeTime = 0;
  /** By the monotonic clock. */
  lastWrite: number | undefined;
  rotations = 0;
  compressions = 0;
  compressedBytesBefore = 0;
  compressedBytesAfter = 0;
  deletions = 0;
}

/** A snapshot of what a file exporter has done. */
export interface FileExporterStats {
  readonly records: {
    /** Taken in and encoded. */
    readonly accepted: number;
    /** Handed to the operating system. */
    readonly written: number;
    /** Lost, by reason. */
    readonly dropped: Readonly<Record<DropReason, number>>;
    /** Taken in, and neither handed over nor lost yet. */
    readonly waiting: number;
  };
  readonly bytes: {
    /** Handed to the operating system. */
    readonly written: number;
    /** Encoded and not handed over yet. */
    readonly buffered: number;
    /** The most that was buffered so far, but for lines that no write was due for. */
    readonly highWater: number;
    /** `maxBufferedBytes`. */
    readonly limit: number;
  };
  readonly writes: {
    /** How many brought bytes into files. */
    readonly done: number;
    /** How many milliseconds these took, all together: from when the bytes were due until the operating system had them. */
    readonly milliseconds: number;
    /** How many the disk refused, those that were tried again included. */
    readonly failed: number;
    /** When bytes were handed over last. */
    readonly last: Moment | undefined;
  };
  /** When the oldest record was taken in that is in no file yet. */
  readonly oldestWaiting: Moment | undefined;
  /** Since when the disk refuses; nothing where the last write worked. */
  readonly faultingSince: Moment | undefined;
  /** Finished files. */
  readonly rotations: number;
  readonly compressions: { readonly files: number; readonly bytesBefore: number; readonly bytesAfter: number };
  /** Files that retention removed. */
  readonly deletions: number;
  /** Contained errors, by source. */
  readonly errors: Readonly<Record<string, number>>;
}

/** What waits for the disk. Times are of the monotonic clock. */
export interface WaitingForDisk {
  readonly bytes: number;
  readonly highWater: number;
  readonly limit: number;
  readonly records: number;
  readonly oldestSince: number | undefined;
  readonly faultingSince: number | undefined;
  readonly failedWrites: number;
}

/** The counters as users see them. */
export function statsOf(
  counters: ExporterCounters,
  buffer: WaitingForDisk,
  errors: Readonly<Record<string, number>>,
  clocks: Clocks,
): FileExporterStats {
  return {
    records: {
      accepted: counters.recordsAccepted,
      written: counters.recordsWritten,
      dropped: { ...counters.recordsDropped },
      waiting: buffer.records,
    },
    bytes: {
      written: counters.bytesWritten,
      buffered: buffer.bytes,
      highWater: buffer.highWater,
      limit: buffer.limit,
    },
    writes: {
      done: counters.writes,
      milliseconds: Math.round(counters.writeTime),
      failed: buffer.failedWrites,
      last: momentOf(counters.lastWrite, clocks),
    },
    oldestWaiting: momentOf(buffer.oldestSince, clocks),
    faultingSince: momentOf(buffer.faultingSince, clocks),
    rotations: counters.rotations,
    compressions: {
      files: counters.compressions,
      bytesBefore: counters.compressedBytesBefore,
      bytesAfter: counters.compressedBytesAfter,
    },
    deletions: counters.deletions,
    errors: { ...errors },
  };
}
