// What the file exporter counts.

/** Why records were dropped. */
export type DropReason = 'format' | 'buffer_full' | 'shutdown';

/** The counters of a file exporter, to which its parts add what they did. */
export class ExporterCounters {
  recordsAccepted = 0;
  recordsWritten = 0;
  readonly recordsDropped: Record<DropReason, number> = { format: 0, buffer_full: 0, shutdown: 0 };
  bytesWritten = 0;
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
  };
  readonly bytes: {
    /** Handed to the operating system. */
    readonly written: number;
    /** Encoded and not handed over yet. */
    readonly buffered: number;
  };
  /** Finished files. */
  readonly rotations: number;
  readonly compressions: { readonly files: number; readonly bytesBefore: number; readonly bytesAfter: number };
  /** Files that retention removed. */
  readonly deletions: number;
  /** Contained errors, by source. */
  readonly errors: Readonly<Record<string, number>>;
}

/** The counters as users see them. */
export function statsOf(
  counters: ExporterCounters,
  buffered: number,
  errors: Readonly<Record<string, number>>,
): FileExporterStats {
  return {
    records: {
      accepted: counters.recordsAccepted,
      written: counters.recordsWritten,
      dropped: { ...counters.recordsDropped },
    },
    bytes: { written: counters.bytesWritten, buffered },
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
